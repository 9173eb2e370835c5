"""INSEE size categories (decree 2008-1354 of 18 December 2008, art. 3): the headcount each stays under."""

from __future__ import annotations

from datetime import date

from . import _tables


def fewer_than(category: str, as_of: date | None = None) -> int | None:
    """The headcount a category stays under on a day, on the last day known when none is given; None when unknown."""
    return next(
        (
            int(limit)
            for own, limit, since, until, *_ in _tables.rows("size_categories")
            if own == category
            and (as_of is None or date.fromisoformat(since) <= as_of)
            and (not until or (as_of is not None and as_of <= date.fromisoformat(until)))
        ),
        None,
    )
