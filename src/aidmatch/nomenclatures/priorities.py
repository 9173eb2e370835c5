"""Priorities of the regional smart-specialisation strategies (S3): what a Region means to fund first.

They target and decide nothing. A row holds from ``valid_from`` to ``valid_to``, both days included, and bears its
source, the day it was looked at and a mark (see ``figures``). ``themes`` are our own, joined by a bar. A priority is
written down when a page of the Region, the State or the Commission that says it was read, never by memory: so far the
leading sectors of Brittany's strategy.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from . import _tables


class Priority(NamedTuple):
    """One priority of one Region on the days it holds."""

    region: str
    """REG-76."""
    priority: str
    """In the words of the strategy."""
    themes: frozenset[str]
    valid_from: date
    valid_to: date | None
    """Last day of validity; None while no end is known."""
    source: str
    checked_on: date
    mark: str


@cache
def priorities() -> tuple[Priority, ...]:
    """Every row, in the order of the table."""
    day = date.fromisoformat
    return tuple(
        Priority(
            region,
            priority,
            frozenset(themes.split("|")),
            day(since),
            day(until) if until else None,
            source,
            day(checked),
            mark,
        )
        for region, priority, themes, since, until, source, checked, mark in _tables.rows("priorities")
    )


def in_force(as_of: date) -> tuple[Priority, ...]:
    """Those of that day."""
    return tuple(
        one for one in priorities() if one.valid_from <= as_of and (one.valid_to is None or as_of <= one.valid_to)
    )
