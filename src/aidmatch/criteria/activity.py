"""Activité: the trades admitted or left out, as APE/NAF codes at any of the five levels.

A code says what the INSEE counts the company under; it gives no right, and the texts of aids mean the real
activity (decree 2025-736 of 31 July 2025, which also makes NAF 2025 the official code on 1 January 2027). A rule
written in one nomenclature reads the company's code in that nomenclature alone: the passage from one to the other
is many to many. An exclusion wins over an inclusion. A company known only at a level above the rule's leaves the
answer unknown.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Activity(kind="activity", within=("58", "62.01Z"), excluding=("58.1",))
>>> def says(naf):
...     return str(rule.check(Applicant(Company(id="x", name="X", naf=naf)), date(2026, 11, 22)).outcome)
>>> says("58.21Z"), says("58.11Z"), says("62.02A"), says("58"), says(None)
('met', 'failed', 'failed', 'unknown', 'unknown')
"""

from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from aidmatch.company import Applicant, Trade, known_trades
from aidmatch.criteria._base import Criterion
from aidmatch.nomenclatures import activities
from aidmatch.value import Refusal
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say


class Code(NamedTuple):
    """A code, and what is known of where it comes from."""

    code: str
    by: str | None
    on: date | None


class Key(NamedTuple):
    """The company's code in each nomenclature."""

    naf: Code | None
    naf_2025: Code | None


class Activity(Criterion):
    """One of the trades, and none of those left out."""

    kind: Literal["activity"]
    nomenclature: Literal["naf-rev2", "naf-2025"] = "naf-rev2"
    within: tuple[Trade, ...] = ()
    """NAF codes at any level, section (J) to sub-class (62.01Z); empty means every trade."""
    excluding: Annotated[tuple[Trade, ...], Field(alias="except")] = ()

    @model_validator(mode="after")
    def _known(self) -> Self:
        if not self.within and not self.excluding:
            raise Refusal("within or except is needed")
        known_trades(self.within, self.nomenclature, "within")
        known_trades(self.excluding, self.nomenclature, "except")
        return self

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """Both codes; the day plays no part, each rule names its nomenclature."""
        del as_of
        company = applicant.company
        return Key(
            Code(company.naf, *company.said("naf")) if company.naf else None,
            Code(company.naf_2025, *company.said("naf_2025")) if company.naf_2025 else None,
        )

    def judge(self, key: Key) -> Verdict:
        """Met when the code is surely inside, failed when surely outside."""
        field = "naf" if self.nomenclature == "naf-rev2" else "naf_2025"
        given = key.naf if self.nomenclature == "naf-rev2" else key.naf_2025
        if given is None:
            question = (
                say("What is the company's APE code (NAF rev. 2)?")
                if field == "naf"
                else say("What is the company's new APE code (NAF 2025)?")
            )
            return self._unknown(say("activity code not known"), (), question)
        facts = (Fact(field, given.code, given.by, given.on),)
        holds = self.holds(given.code)
        values: dict[str, object] = {"code": given.code, "asked": self.within, "out": self.excluding}
        if holds is None:
            return self._unknown(
                say("activity {code:naf}: too broad to tell", **values),
                facts,
                say("What is the company's APE code, to the letter?"),
            )
        if holds:
            return Verdict("activity", Outcome.MET, say("activity {code:naf} admitted", **values), facts)
        return Verdict("activity", Outcome.FAILED, self._refusal(values, given.code), facts)

    def holds(self, code: str) -> bool | None:
        """Whether a trade is admitted: True surely, False surely not, None perhaps."""
        out = self._among(code, self.excluding)
        if out:
            return False
        inside = self._among(code, self.within) if self.within else True
        return None if inside and out is None else inside

    def _among(self, code: str, codes: tuple[str, ...]) -> bool | None:
        above = activities.ancestors(code, self.nomenclature)
        if any(wide in above for wide in codes):
            return True
        below = any(code in activities.ancestors(fine, self.nomenclature) for fine in codes)
        return None if below else False

    def _refusal(self, values: dict[str, object], code: str) -> Message:
        if self._among(code, self.excluding):
            return say("activity {code:naf} is left out", **values)
        return say("activity {code:naf} is not among those asked: {asked:nafs}", **values)

    def _unknown(self, reason: Message, facts: tuple[Fact, ...], question: Message) -> Verdict:
        missing = ("naf" if self.nomenclature == activities.REV2 else "naf_2025",)
        return Verdict("activity", Outcome.UNKNOWN, reason, facts, missing, question=question)
