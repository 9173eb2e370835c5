"""Labels et agréments: one of them held, or none of those left out.

Approvals by the State (ESUS: labour code, art. L3332-17-1; research tax-credit approval: tax code, art. 244
quater B; young innovative company: art. 44 sexies-0 A), quality marks (Qualiopi: labour code, art. L6316-1) and
membership labels, by their usual short names in lower case. A list of labels held is taken as whole; without one,
only those known to be refused count as not held.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Label(kind="label", any_of=("jei", "jeu"), none_of=("esus",))
>>> def says(labels):
...     return str(rule.check(Applicant(Company(id="x", name="X", labels=labels)), date(2026, 11, 22)).outcome)
>>> says(("jei",)), says(("qualiopi",)), says(("jei", "esus")), says(None)
('met', 'failed', 'failed', 'unknown')
"""

from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, model_validator

from aidmatch.company import Applicant
from aidmatch.criteria._base import Criterion
from aidmatch.value import Refusal
from aidmatch.verdict import Fact, Outcome, Verdict, say

Labels = Annotated[tuple[str, ...], AfterValidator(lambda labels: tuple(label.casefold() for label in labels))]


class Key(NamedTuple):
    """What is held, what is known not to be, and whether the first list is whole."""

    held: frozenset[str]
    refused: frozenset[str]
    asked: bool
    by: str | None
    on: date | None


class Label(Criterion):
    """One at least of the labels, and none of those left out."""

    kind: Literal["label"]
    any_of: Labels = ()
    """One of them is enough; empty means none is needed."""
    none_of: Labels = ()

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.any_of and not self.none_of:
            raise Refusal("any_of or none_of is needed")
        return self

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """Both lists, in lower case; the day plays no part."""
        del as_of
        company = applicant.company
        return Key(
            frozenset(label.casefold() for label in company.labels or ()),
            frozenset(label.casefold() for label in company.labels_refused),
            company.labels is not None,
            *company.said("labels"),
        )

    def judge(self, key: Key) -> Verdict:
        """Failed by a label left out or by the want of any, unknown while one asked may be held."""
        barred = [label for label in self.none_of if label in key.held]
        held = [label for label in self.any_of if label in key.held]
        facts = (Fact("labels", tuple(sorted(key.held)), key.by, key.on),) if key.asked else ()
        if barred:
            reason = say("{barred:labels} held: left out", barred=tuple(barred))
            return Verdict("label", Outcome.FAILED, reason, facts)
        if self.any_of and not held:
            open_ones = tuple(label for label in self.any_of if not key.asked and label not in key.refused)
            if not open_ones:
                return Verdict(
                    "label",
                    Outcome.FAILED,
                    say("none of the labels asked is held: {asked:labels}", asked=self.any_of),
                    facts or (Fact("labels_refused", tuple(sorted(key.refused)), key.by, key.on),),
                    remedy=say("obtain {asked:labels}", asked=self.any_of),
                )
            return self._unknown(open_ones)
        doubtful = tuple(label for label in self.none_of if not key.asked and label not in key.refused)
        if doubtful:
            return self._unknown(doubtful)
        reason = (
            say("{held:labels} held, as asked", held=tuple(held))
            if held
            else say("none of the labels left out is held: {asked:labels}", asked=self.none_of)
        )
        return Verdict("label", Outcome.MET, reason, facts)

    def _unknown(self, labels: tuple[str, ...]) -> Verdict:
        return Verdict(
            "label",
            Outcome.UNKNOWN,
            say("labels held not known"),
            missing=("labels",),
            question=say("Does the company hold: {asked:labels}?", asked=labels),
        )
