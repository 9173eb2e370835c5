"""Groupement: how many partners, from how many countries, with a research body or not.

Partners and countries are counted as the European topics do (Horizon Europe, Regulation (EU) 2021/695, art. 22),
the applicant included: "three partners from three countries" is the applicant and two more. A subcontractor is no
partner. The collaboration bonus of Regulation (EU) 651/2014, art. 25(6), wants firms independent of each other.

Regions are counted the same way, where each partner's is told. Shares of SMEs, links between partners and the part of
each in the costs stand in no description of a project: they stay unknown, a point for a person.

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
from aidmatch.place import region_named, region_of
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
    """Least share of SMEs among the partners, by their number."""
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
        open_point = self._regions(key, facts) or self._untold(facts)
        if open_point is not None:
            return open_point
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

    def _untold(self, facts: tuple[Fact, ...]) -> Verdict | None:
        """What no description of a project tells, and a person must look at."""
        if self.min_sme_share is not None:
            reason = say("asked: SMEs for at least {share:share} of the partners", share=self.min_sme_share)
            question = say("Which of the partners are SMEs in the EU sense?")
        elif self.unlinked:
            reason = say("asked: no links between the partners")
            question = say("Does a partner hold or control another, or have the same owner?")
        elif self.max_share is not None:
            reason = say("asked: at most {share:share} of the costs for each partner", share=self.max_share)
            question = say("Which part of the costs does each partner bear?")
        else:
            return None
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
