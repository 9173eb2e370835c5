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
from aidmatch.criteria._base import Criterion, Told, told
from aidmatch.verdict import Fact, Outcome, Verdict, say


class Key(NamedTuple):
    """The project's stage, or the company's stages, and which of the two."""

    stages: tuple[companies.Stage, ...]
    fact: Literal["project.stage", "stages"]
    source: Told


class Stage(Criterion):
    """One of the stages."""

    kind: Literal["stage"]
    within: Annotated[tuple[companies.Stage, ...], Field(min_length=1)]

    @classmethod
    def read(cls, applicant: companies.Applicant, as_of: date) -> Key:
        """The stages that may be meant, as told by that day."""
        company, project = applicant
        if project and project.stage:
            return Key((project.stage,), "project.stage", told(company, "projects", "project", as_of))
        return Key(tuple(sorted(set(company.stages))), "stages", told(company, "stages", "project", as_of))

    def judge(self, key: Key) -> Verdict:
        """Met when every stage is asked, failed when none is."""
        asked = [stage in self.within for stage in key.stages]
        facts = (Fact(key.fact, key.stages, key.source.by, key.source.on),) if key.stages else ()
        values = {"stages": key.stages, "asked": self.within}
        if asked and all(asked):
            reason = say("{stages:stages}, as asked", **values)
            return Verdict("stage", Outcome.MET, reason, facts, confirm=key.source.confirm)
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
