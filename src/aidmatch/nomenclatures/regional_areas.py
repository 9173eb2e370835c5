"""Regional-aid areas (zones AFR) that one official text tells whole: dated rows, each with its source.

The map of 2022-2027 has outermost regions (a), the other areas (c), and in some communes only a part. The list of its
communes is not in these tables: a coordinator gives it in the workspace (``data/zones.csv``). What is here is what the
decree says of whole departments.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal, NamedTuple

from . import _tables

Kind = Literal["a", "c", "none", "part"]
"""Outermost region; another area; outside; only a part of the place is inside."""


class Area(NamedTuple):
    """What a list says of one place on the days it holds."""

    code: str
    """COM-66136, EPCI-…, DEP-973, REG-76, or PAYS-99100 for all that is not named."""
    kind: Kind
    valid_from: date
    valid_to: date | None
    """Last day of validity; None while no end is known."""
    source: str
    checked_on: date

    def holds_on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def areas() -> tuple[Area, ...]:
    """Every row, in the order of the table."""
    day = date.fromisoformat
    return tuple(
        Area(code, _kind(kind), day(since), day(until) if until else None, source, day(checked))
        for code, kind, since, until, source, checked in _tables.rows("regional_areas")
    )


def _kind(written: str) -> Kind:
    kinds: dict[str, Kind] = {"a": "a", "c": "c", "none": "none", "part": "part"}
    return kinds[written]
