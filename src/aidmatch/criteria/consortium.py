"""Groupement: how many partners, from how many countries, with a research body or not.

Partners and countries are counted as the European topics do (Horizon Europe, Regulation (EU) 2021/695, art. 22),
the applicant included: "three partners from three countries" is the applicant and two more. A subcontractor is no
partner. The collaboration bonus of Regulation (EU) 651/2014, art. 25(6), wants firms independent of each other.

Regions are counted the same way, where each partner's is told. The share of SMEs is counted by number, or by the part
of the costs they bear where the call says so; parts and sizes that nobody told stay a question. Links between partners
stand in no description of a project: a point for a person.

>>> from aidmatch.company import Applicant, Company, Project
>>> from datetime import date
>>> rule = Consortium(kind="consortium", min_partners=3, min_countries=2)
>>> def says(*countries):
...     partners = None if None in countries else [{"country": country} for country in countries]
...     company = Company(id="x", name="X", seat={"country": "FR"})
...     project = Project(id="p", title="P", partners=partners)
...     return str(rule.check(Applicant(company, project), date(2026, 11, 22)).outcome)
>>> says("ES", "FR"), says("ES"), says("FR", "FR"), says(None)
('met', 'failed', 'failed', 'unknown')
"""

from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from aidmatch.company import Applicant
from aidmatch.criteria._base import Criterion, Told, told
from aidmatch.criteria._shares import SLIP, Bearer, bears_too_much, borne_by_smes, count_of_smes
from aidmatch.place import region_named, region_of
from aidmatch.size import possible_classes
from aidmatch.value import Refusal
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say

NEEDS = ("min_partners", "min_countries", "research_body", "min_regions", "min_sme_share", "unlinked", "max_share")
"""The fields that ask something."""


class Key(NamedTuple):
    """The partners found, the applicant apart."""

    partners: int | None
    """How many; None when not described."""
    countries: frozenset[str]
    """Theirs."""
    own_country: str | None
    research: bool
    """The applicant or a partner is a research body."""
    regions: tuple[str | None, ...]
    """Of each partner, the applicant last; None when not told."""
    bearers: tuple[Bearer, ...]
    """Each partner's part of the costs and whether it is an SME, the applicant last."""
    source: Told


class Consortium(Criterion):
    """Who must apply together."""

    kind: Literal["consortium"]
    min_partners: Annotated[int, Field(ge=1, le=100)] | None = None
    """Partners in all, the applicant included."""
    min_countries: Annotated[int, Field(ge=1, le=50)] | None = None
    """Countries in all, the applicant's included."""
    research_body: bool = False
    """One of them must be a research body."""
    min_regions: Annotated[int, Field(ge=1, le=50)] | None = None
    """Regions in all, the applicant's included."""
    min_sme_share: Annotated[float, Field(gt=0, le=1)] | None = None
    """Least share of SMEs among the partners."""
    sme_share_of: Literal["partners", "costs"] = "partners"
    """What that share is counted by: the number of partners, or the part of the costs they bear."""
    unlinked: bool = False
    """No partner may be linked to another (Recommendation 2003/361/EC, annex, art. 3(3))."""
    max_share: Annotated[float, Field(gt=0, le=1)] | None = None
    """Largest part of the costs that one partner may bear."""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not any(getattr(self, field) for field in NEEDS):
            raise Refusal("one of these is needed: {fields:text}", fields=", ".join(NEEDS))
        return self

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """The partners of the project, as told by that day."""
        company, project = applicant
        partners = project.partners if project else None
        return Key(
            len(partners) if partners is not None else None,
            frozenset(partner.country for partner in partners or ()),
            company.seat.country if company.seat else None,
            "research" in company.roles or any(partner.audience == "research" for partner in partners or ()),
            (
                *sorted((region_named(partner.country, partner.region) for partner in partners or ()), key=str),
                region_of(company.seat) if company.seat else None,
            ),
            _bearers(applicant, as_of),
            told(company, "projects", "project", as_of) if partners is not None else Told(),
        )

    def judge(self, key: Key) -> Verdict:
        """Unknown until the partners are described; then each need is counted."""
        if key.partners is None:
            return self._undescribed()
        members = key.partners + 1
        surely = key.countries | ({key.own_country} if key.own_country else set())
        perhaps = len(surely) if key.own_country else len(surely) + 1
        by, on, _ = key.source
        facts = (
            Fact("project.partners", members, by, on),
            Fact("project.countries", tuple(sorted(surely)), by, on),
        )
        if self.min_partners is not None and members < self.min_partners:
            more = self.min_partners - members
            return Verdict(
                "consortium",
                Outcome.FAILED,
                say("partners in all: {here:number}, {asked:number} asked", here=members, asked=self.min_partners),
                facts,
                remedy=say("partners still to find: {more:number}", more=more),
            )
        if self.min_countries is not None and perhaps < self.min_countries:
            more = self.min_countries - perhaps
            return Verdict(
                "consortium",
                Outcome.FAILED,
                say("countries in all: {here:number}, {asked:number} asked", here=perhaps, asked=self.min_countries),
                facts,
                remedy=say("countries still to bring in: {more:number}", more=more),
            )
        if self.research_body and not key.research:
            return Verdict(
                "consortium",
                Outcome.FAILED,
                say("no research body among the partners"),
                facts,
                remedy=say("find a partner that is a research body"),
            )
        if self.min_countries is not None and len(surely) < self.min_countries:
            return Verdict(
                "consortium",
                Outcome.UNKNOWN,
                say("country of the applicant not known"),
                facts,
                missing=("place",),
                question=say("In which country is the company's seat?"),
            )
        points = (self._regions(key, facts), self._smes(key, facts), self._parts(key, facts), self._links(facts))
        held = [point for point in points if point is not None]
        if held:
            return next((point for point in held if point.outcome is Outcome.FAILED), held[0])
        reason = say("partners in all: {here:number}, as asked", here=members)
        return Verdict("consortium", Outcome.MET, reason, facts, confirm=key.source.confirm)

    def _regions(self, key: Key, facts: tuple[Fact, ...]) -> Verdict | None:
        """Too few regions, or too few told; None when there are enough."""
        if self.min_regions is None:
            return None
        surely = len(set(key.regions) - {None})
        if surely >= self.min_regions:
            return None
        if surely + key.regions.count(None) < self.min_regions:
            return Verdict(
                "consortium",
                Outcome.FAILED,
                say("regions in all: {here:number}, {asked:number} asked", here=surely, asked=self.min_regions),
                facts,
                remedy=say("regions still to bring in: {more:number}", more=self.min_regions - surely),
            )
        return Verdict(
            "consortium",
            Outcome.UNKNOWN,
            say("asked: partners in {regions:number} regions", regions=self.min_regions),
            facts,
            missing=("project.partners",),
            question=say("In which region is each partner?"),
        )

    def _smes(self, key: Key, facts: tuple[Fact, ...]) -> Verdict | None:
        """Too few SMEs, or too little known of who is one; None when there are enough."""
        if self.min_sme_share is None:
            return None
        asked = self.min_sme_share
        if self.sme_share_of == "costs":
            low, high = borne_by_smes(key.bearers)
            if low >= asked - SLIP:
                return None
            if high < asked - SLIP:
                reason = say("SMEs bear {here:share} of the costs at most, {asked:share} asked", here=high, asked=asked)
                remedy = say("give SMEs a larger part of the costs")
                return Verdict("consortium", Outcome.FAILED, reason, facts, remedy=remedy)
            reason = say("asked: SMEs for at least {share:share} of the costs", share=asked)
            question = say(
                "Which part of the costs does each partner bear, and which of them are SMEs in the EU sense?"
            )
            return self._open(reason, question, facts)
        here, perhaps, number = count_of_smes(key.bearers, asked)
        if here >= number:
            return None
        if here + perhaps < number:
            reason = say("SMEs among the partners: {here:number}, {asked:number} asked", here=here, asked=number)
            return Verdict("consortium", Outcome.FAILED, reason, facts, remedy=say("find partners that are SMEs"))
        reason = say("asked: SMEs for at least {share:share} of the partners", share=asked)
        return self._open(reason, say("Which of the partners are SMEs in the EU sense?"), facts)

    def _parts(self, key: Key, facts: tuple[Fact, ...]) -> Verdict | None:
        """One that bears too much, or parts not told; None when none does."""
        if self.max_share is None:
            return None
        too_much = bears_too_much(key.bearers, self.max_share)
        if too_much is False:
            return None
        reason = say("asked: at most {share:share} of the costs for each partner", share=self.max_share)
        if too_much:
            remedy = say("share the costs out otherwise, or find one partner more")
            return Verdict("consortium", Outcome.FAILED, reason, facts, remedy=remedy)
        return self._open(reason, say("Which part of the costs does each partner bear?"), facts)

    def _links(self, facts: tuple[Fact, ...]) -> Verdict | None:
        """Links, which no description of a project tells, and a person must look at."""
        if not self.unlinked:
            return None
        question = say("Does a partner hold or control another, or have the same owner?")
        return self._open(say("asked: no links between the partners"), question, facts)

    def _open(self, reason: Message, question: Message, facts: tuple[Fact, ...]) -> Verdict:
        return Verdict("consortium", Outcome.UNKNOWN, reason, facts, missing=("project.partners",), question=question)

    def _undescribed(self) -> Verdict:
        question = say("Who are the partners of the project?")
        return Verdict("consortium", Outcome.UNKNOWN, self._need(), missing=("project.partners",), question=question)

    def _need(self) -> Message:
        values = {"partners": self.min_partners, "countries": self.min_countries}
        if self.min_partners is not None and self.min_countries is not None:
            return say("asked: {partners:number} partners in {countries:number} countries", **values)
        if self.min_partners is not None:
            return say("asked: {partners:number} partners, the applicant included", **values)
        if self.min_countries is not None:
            return say("asked: partners in {countries:number} countries", **values)
        if self.research_body:
            return say("asked: a research body among the partners", **values)
        return say("conditions on the partners: who they are decides")


def _bearers(applicant: Applicant, as_of: date) -> tuple[Bearer, ...]:
    """The part and size of each; the applicant's own size only where it can settle something."""
    company, project = applicant
    partners = project.partners if project else None
    if partners is None:
        return ()
    others = sorted((Bearer(one.share, one.sme) for one in partners), key=str)
    return (*others, Bearer(None, possible_classes(company, as_of).is_sme))
