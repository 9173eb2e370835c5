"""Détention du capital: no control from outside the Union, or no parent enterprise.

Control is the majority of the votes, or a dominant influence (commercial code, art. L233-3; Recommendation
2003/361/EC, annex, art. 3(3)). A share above a half controls; one under a quarter is presumed not to, unless told;
in between, without a word on control, the answer stays unknown. Whether the last owner stands outside the Union is
a fact of its own: a European parent does not tell it.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Ownership(kind="ownership", independent=True)
>>> def says(*holdings):
...     company = Company(id="x", name="X", holdings=None if None in holdings else holdings)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says(), says({"share": 0.6}), says({"share": 0.3}), says(None)
('met', 'failed', 'unknown', 'unknown')
"""

from datetime import date
from typing import Literal, NamedTuple, Self

from pydantic import model_validator

from aidmatch.company import Applicant
from aidmatch.control import holdings_of, is_linked
from aidmatch.criteria._base import Criterion, Told, to_confirm, told
from aidmatch.nomenclatures import territories
from aidmatch.value import Refusal
from aidmatch.verdict import Fact, Outcome, Verdict, say


class Parent(NamedTuple):
    """Whoever holds a share of the company."""

    name: str | None
    country: str
    share: float
    linked: bool | None
    in_union: bool
    enterprise: bool
    """Not a person, nor a public body."""


class Key(NamedTuple):
    """The holders, and whether the control is known to stand outside the Union."""

    parents: tuple[Parent, ...] | None
    controlled_outside_eu: bool | None
    holdings_told: Told
    control_told: Told


class Ownership(Criterion):
    """Where the control must not lie, and who must not hold it."""

    kind: Literal["ownership"]
    eu_control: bool = False
    """The control must not lie outside the Union."""
    independent: bool = False
    """No parent enterprise may hold more than half, or control."""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.eu_control and not self.independent:
            raise Refusal("eu_control or independent is needed")
        return self

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """The parents with the law of that day; nobody holds a share in a sole trader."""
        company = applicant.company
        holdings = holdings_of(company)
        parents = None
        if holdings is not None:
            parents = tuple(
                Parent(
                    holding.name,
                    holding.country,
                    holding.share,
                    is_linked(holding, as_of),
                    territories.in_union(territories.country(holding.country) or "", as_of),
                    holding.holder in ("enterprise", "exempt_investor"),
                )
                for holding in holdings
                if holding.side == "parent"
            )
        return Key(
            parents,
            company.controlled_outside_eu,
            told(company, "holdings", "holdings", as_of) if company.holdings is not None else Told(),
            told(company, "controlled_outside_eu", "holdings", as_of),
        )

    def judge(self, key: Key) -> Verdict:
        """The stronger of the two rules asked."""
        verdicts = []
        if self.eu_control:
            verdicts.append(self._control(key))
        if self.independent:
            verdicts.append(self._independence(key))
        said = max(verdicts, key=lambda verdict: verdict.strength)
        missing = tuple(sorted({fact for verdict in verdicts for fact in verdict.missing}))
        if said.outcome is Outcome.UNKNOWN:
            return said._replace(missing=missing)
        if said.outcome is Outcome.FAILED:
            return said
        sources = ((self.eu_control, key.control_told), (self.independent, key.holdings_told))
        return said._replace(
            facts=tuple(fact for verdict in verdicts for fact in verdict.facts),
            confirm=to_confirm(*(source for asked, source in sources if asked)),
        )

    def _control(self, key: Key) -> Verdict:
        abroad = next((parent for parent in key.parents or () if parent.linked and not parent.in_union), None)
        if abroad is not None:
            reason = say("controlled from outside the European Union ({country:country})", country=abroad.country)
            return Verdict("ownership", Outcome.FAILED, reason, (_fact(abroad, key),))
        if key.controlled_outside_eu is None:
            return Verdict(
                "ownership",
                Outcome.UNKNOWN,
                say("where the control lies is not known"),
                missing=("controlled_outside_eu",),
                question=say("Is the company controlled from outside the European Union?"),
            )
        source = key.control_told
        facts = (Fact("controlled_outside_eu", key.controlled_outside_eu, source.by, source.on),)
        if key.controlled_outside_eu:
            return Verdict("ownership", Outcome.FAILED, say("controlled from outside the European Union"), facts)
        return Verdict("ownership", Outcome.MET, say("controlled within the European Union"), facts)

    def _independence(self, key: Key) -> Verdict:
        firms = tuple(parent for parent in key.parents or () if parent.enterprise)
        facts = tuple(_fact(parent, key) for parent in firms)
        for parent in firms:
            if parent.linked:
                reason = (
                    say("{name:text} holds {share:share} of it", name=parent.name, share=parent.share)
                    if parent.name
                    else say("another firm holds {share:share} of it", share=parent.share)
                )
                return Verdict("ownership", Outcome.FAILED, reason, (_fact(parent, key),))
        if key.parents is None or any(parent.linked is None for parent in firms):
            return Verdict(
                "ownership",
                Outcome.UNKNOWN,
                say("who controls the company is not known"),
                facts,
                missing=("holdings",),
                question=say("Does another firm hold more than half of the company, or control it?"),
            )
        return Verdict("ownership", Outcome.MET, say("no other firm controls it"), facts)


def _fact(parent: Parent, key: Key) -> Fact:
    return Fact("holdings", (parent.name, parent.country, parent.share), key.holdings_told.by, key.holdings_told.on)
