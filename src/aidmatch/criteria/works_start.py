"""Démarrage du projet: what must not have been signed or ordered yet.

Four rules are met in practice, and the sheet of the call says which. Before the application: the incentive effect
of Regulation (EU) 651/2014, art. 6. After its receipt: State investment grants, decree 2018-514 of 25 June 2018.
After the file was declared complete: the same grants before 2018, and some funders still. After the decision: only
what is spent after the agreement counts. A start is the first firm order or commitment, a signed quote or a deposit
paid included; buying land, permits and feasibility studies are none, nor is a quote not signed (art. 2(23)).
The application is still to be made here, so that a project already started fails all four.

>>> from aidmatch.company import Applicant, Company, Project
>>> from datetime import date
>>> rule = WorksStart(kind="works_start", rule="before_application")
>>> def says(state):
...     project = Project(id="p", title="P", state=state)
...     return str(rule.check(Applicant(Company(id="x", name="X"), project), date(2026, 11, 22)).outcome)
>>> says("not_started"), says("started"), says(None)
('met', 'failed', 'unknown')
"""

from datetime import date
from typing import Literal, NamedTuple

from pydantic import Field

from aidmatch.company import Applicant
from aidmatch.criteria._base import Criterion, Told, told
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say

Moment = Literal["before_application", "after_receipt", "after_complete", "after_decision"]


class Key(NamedTuple):
    """Whether the project has started, and the day it did or will."""

    started: bool | None
    on: date | None
    source: Told = Told()


class WorksStart(Criterion):
    """The project must not have started."""

    kind: Literal["works_start"]
    moment: Moment = Field(alias="rule")
    """From when on it may."""

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """The state told, else the day of the start against that day."""
        company, project = applicant
        if project is None:
            return Key(None, None)
        source = told(company, "projects", "project", as_of)
        if project.state is not None:
            return Key(project.state != "not_started", project.started_on, source)
        if project.started_on is not None:
            return Key(project.started_on <= as_of, project.started_on, source)
        return Key(None, None)

    def judge(self, key: Key) -> Verdict:
        """Met while nothing is ordered; what may not be signed is said every time."""
        if key.started is None:
            return Verdict(
                "works_start",
                Outcome.UNKNOWN,
                self._warning(),
                missing=("project.state",),
                question=say("Has anything been signed or ordered for the project?"),
            )
        facts = (
            Fact("project.state", "started" if key.started else "not_started", key.source.by, key.source.on or key.on),
        )
        if not key.started:
            return Verdict("works_start", Outcome.MET, self._warning(), facts, confirm=key.source.confirm)
        reason = (
            say("the project started on {on:date}", on=key.on) if key.on else say("the project has already started")
        )
        remedy: Message | None = None
        if self.moment == "after_decision":
            remedy = say("apply for the part not yet ordered: what is spent after the decision counts")
        return Verdict("works_start", Outcome.FAILED, reason, facts, remedy=remedy)

    def _warning(self) -> Message:
        match self.moment:
            case "before_application":
                return say("sign or order nothing before applying")
            case "after_receipt":
                return say("sign or order nothing before the funder has received the application")
            case "after_complete":
                return say("sign or order nothing before the file is declared complete")
            case "after_decision":
                return say("sign or order nothing before the decision")
