"""Stade: the moment of the project, or else of the company.

The stages of the national open standard of aids (création, développement, transmission…), no legal notion: the
project's own stage decides, and without one those of the company do. A company at several stages, only some of
them asked, leaves the answer unknown until the project says which.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Stage(kind="stage", within=("creation", "seed"))
>>> def says(*stages):
...     company = Company(id="x", name="X", stages=stages)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says("seed"), says("growth"), says("seed", "growth"), says()
('met', 'failed', 'unknown', 'unknown')
"""

from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from aidmatch import company as companies
from aidmatch.criteria._base import Criterion
from aidmatch.verdict import Fact, Outcome, Verdict, say


class Key(NamedTuple):
    """The project's stage, or the company's stages, and which of the two."""

    stages: tuple[companies.Stage, ...]
    fact: Literal["project.stage", "stages"]
    by: str | None
    on: date | None


class Stage(Criterion):
    """One of the stages."""

    kind: Literal["stage"]
    within: Annotated[tuple[companies.Stage, ...], Field(min_length=1)]

    @classmethod
    def read(cls, applicant: companies.Applicant, as_of: date) -> Key:
        """The stages that may be meant; the day plays no part."""
        del as_of
        company, project = applicant
        if project and project.stage:
            return Key((project.stage,), "project.stage", *company.said("projects"))
        return Key(tuple(sorted(set(company.stages))), "stages", *company.said("stages"))

    def judge(self, key: Key) -> Verdict:
        """Met when every stage is asked, failed when none is."""
        asked = [stage in self.within for stage in key.stages]
        facts = (Fact(key.fact, key.stages, key.by, key.on),) if key.stages else ()
        values = {"stages": key.stages, "asked": self.within}
        if asked and all(asked):
            return Verdict("stage", Outcome.MET, say("{stages:stages}, as asked", **values), facts)
        if asked and not any(asked):
            reason = say("{stages:stages}; asked: {asked:stages}", **values)
            return Verdict("stage", Outcome.FAILED, reason, facts)
        return Verdict(
            "stage",
            Outcome.UNKNOWN,
            say("stage of the project not known; asked: {asked:stages}", **values),
            facts,
            missing=("stage",),
            question=say("At what stage is the project?"),
        )
