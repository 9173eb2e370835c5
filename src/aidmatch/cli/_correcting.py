"""`companies set FIELD=VALUE`: the fields of a record that what was typed changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aidmatch.cli._session import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aidmatch.cli._session import Session
    from aidmatch.company import Company

INSIDE = frozenset({"project", "partner", "establishment", "turnover", "balance_total", "seat"})
"""What stands inside a record of its own, or is told by a name: read as `--if` reads it, so that what was supposed can
be saved by the same words."""


def corrected(session: Session, company: Company, facts: Sequence[str]) -> dict[str, Any]:
    """The fields with their values, one fact after the other."""
    from aidmatch.suppose import MAY_BE_NONE, NONE, changes, supposed
    from aidmatch.typed import typed

    found: dict[str, Any] = {}
    day = session.at.date()
    for fact in facts:
        field, equals, value = fact.partition("=")
        field = field.strip()
        if not equals:
            refuse("{fact:text}: FIELD=VALUE was expected", "for example headcount=12", fact=fact)
        name = field.partition(".")[0]
        is_none = field in MAY_BE_NONE and value.strip().casefold() in NONE
        if is_none or (name in INSIDE and (value.strip() or name != "seat")):
            found |= changes(company, fact, day)
            company = supposed(company, [fact], day)
        else:
            found[field] = typed(field, value)
    return found
