"""The budget of a European topic: `budgetOverview`, a JSON text that lists every topic of the call."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from aidmatch.sources._base import Note
from aidmatch.value import say


class Budget(NamedTuple):
    """Euros, for one topic."""

    floor: int | None = None
    """Smallest contribution foreseen for a project."""
    ceiling: int | None = None
    envelope: int | None = None
    """For all projects of the topic; None where the figure is the whole call's."""
    notes: tuple[str, ...] = ()


def budget_of(text: str | None, identifier: str, note: Note) -> Budget:
    """What the table says of this topic; nothing when it is damaged or does not name it."""
    if not text:
        return Budget()
    try:
        table: Any = json.loads(text)
        rows = [row for listed in (table.get("budgetTopicActionMap") or {}).values() for row in listed]
        own = [row for row in rows if str(row.get("action") or "").startswith(f"{identifier} - ")]
        others = [row for row in rows if row not in own]
        floors = [amount for row in own if (amount := _euros(row.get("minContribution")))]
        ceilings = [amount for row in own if (amount := _euros(row.get("maxContribution")))]
        totals = [_total(row) for row in own]
        shared = "-JU-" in identifier or any(_total(row) == totals[0] for row in others if len(own) == 1 and totals[0])
        grants = sum(_euros(row.get("expectedGrants")) or 0 for row in own)
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        note("budgetOverview", say("the budget cannot be read: {error:text}", error=str(error)[:100]))
        return Budget()
    floor, ceiling = min(floors, default=None), max(ceilings, default=None)
    if floor and ceiling and floor > ceiling:
        note("budgetOverview", say("the floor is above the ceiling"))
        floor = ceiling = None
    envelope = sum(totals)
    notes = [f"Grants expected: {grants}" if grants else ""]
    if shared and envelope:
        notes.append(f"Budget told of several topics at once, perhaps of the whole call: {max(totals)} EUR")
    return Budget(floor, ceiling, None if shared or not envelope else envelope, tuple(filter(None, notes)))


def _total(row: Any) -> int:
    """Over the years; amounts are texts, or numbers in older records."""
    return sum(_euros(amount) or 0 for amount in (row.get("budgetYearMap") or {}).values())


def _euros(raw: Any) -> int | None:
    return None if raw in (None, "") else int(float(raw))
