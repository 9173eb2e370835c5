"""A rule put to a company of which only the facts named are known."""

from __future__ import annotations

from datetime import date
from typing import Any

from aidmatch.company import Applicant, Company, Project
from aidmatch.criteria import SHELF
from aidmatch.verdict import Verdict
from tests.strategies import AS_OF


def ask(
    kind: str, rule: dict[str, Any], *, project: dict[str, Any] | None = None, on: date = AS_OF, **facts: Any
) -> Verdict:
    """The verdict of a rule of that kind, written as in a data file."""
    criterion = SHELF[kind].model_validate({"kind": kind, **rule})
    planned = Project.model_validate({"id": "projet", "title": "Projet", **project}) if project is not None else None
    return criterion.check(
        Applicant(Company.model_validate({"id": "atelier", "name": "Atelier", **facts}), planned), on
    )


def shown(verdict: Verdict) -> str:
    """Outcome, then r for a reserve, c when it is to be confirmed."""
    return str(verdict.outcome) + (" r" if verdict.is_reserve else "") + (" c" if verdict.confirm else "")


def year(closed: int | str = 2025, **amounts: Any) -> dict[str, Any]:
    """A closed year, on 31 December unless a day is given."""
    return {"closed_on": f"{closed}-12-31" if isinstance(closed, int) else closed, **amounts}
