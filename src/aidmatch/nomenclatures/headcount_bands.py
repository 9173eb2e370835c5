"""Workforce bands of the Sirene register (tranche d'effectif salarié).

Codes are text: as numbers, ``00`` would be lost and ``NN`` unreadable. A band counts people on 31 December of its year,
not annual work units, and is often two years old. Source: INSEE, Sirene (``data/sources.csv``).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from . import _tables


class Band(NamedTuple):
    """A tranche d'effectif of Sirene, in people."""

    code: str
    low: int
    high: int | None
    """None for the last band, which has no upper bound."""
    label: str


@cache
def bands() -> tuple[Band, ...]:
    """Every band, from no employee to ten thousand and more."""
    found = [
        Band(code, int(low), int(high) if high else None, name)
        for code, low, high, name in _tables.rows("headcount_bands")
    ]
    return tuple(sorted(found, key=lambda own: (own.low, own.high or own.low, own.code != "NN", own.code)))


@cache
def band(code: str) -> Band | None:
    """The band of a Sirene code, or None; an empty code is unknown, which ``NN`` (no employee) is not."""
    return next((own for own in bands() if own.code == code), None)
