"""INSEE size categories (decree 2008-1354 of 18 December 2008, art. 3): the headcount each stays under."""

from __future__ import annotations

from datetime import date

from . import figures


def fewer_than(category: str, as_of: date | None = None) -> int | None:
    """The headcount a category stays under on a day, on the last day known when none is given; None when unknown."""
    key = f"insee.{category.lower()}.people"
    try:
        held = figures.latest(key) if as_of is None else figures.figure(key, as_of)
    except LookupError:
        return None
    return int(held.value) if held else None
