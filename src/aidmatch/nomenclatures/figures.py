"""Dated legal figures: ceilings, shares, periods, and the house's own shelf lives.

A figure holds from ``valid_from`` to ``valid_to``, both days included, and bears its article, its source, the day it
was checked and a mark: ``S`` read in the text, ``s`` long-standing but not read again, ``U`` unsure.

How the values are meant:

- ``sme.*.awu`` are strict (a small enterprise has *fewer than* 50 annual work units); ``.turnover`` and
  ``.balance_total`` may be reached ("not exceeding"), and one of the two is enough.
- ``sme.partner_share`` is reached at 25 % *or more* of capital or votes, ``sme.linked_share`` passed at *more than*
  half of the votes, ``sme.public_share`` reached at 25 % or more.
- ``de_minimis.general``, ``.sgei``, ``.agriculture``, ``.fisheries``: ceilings, that may be reached, for one single
  undertaking over ``de_minimis.period``, counted back day by day since 2024, by fiscal year before.
- ``shelf_life.*``: how long a fact decides without being confirmed, and a call without a closing without a new look.
- ``near_a_ceiling``: heads this share away from a ceiling in annual work units do not tell on which side it is.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from . import _tables


class Figure(NamedTuple):
    """A legal figure on the days it holds, with its article and source."""

    key: str
    value: Decimal
    unit: str
    """EUR, AWU (annual work units), share (0 to 1) or months."""
    valid_from: date
    valid_to: date | None
    """Last day of validity; None while no end is known."""
    article: str
    source: str
    checked_on: date
    mark: str


@cache
def figures() -> tuple[Figure, ...]:
    """Every figure, by key, then by date."""
    day = date.fromisoformat
    found = (
        Figure(
            key,
            Decimal(value),
            unit,
            day(since),
            day(until) if until else None,
            article,
            source,
            day(checked),
            mark,
        )
        for key, value, unit, since, until, article, source, checked, mark in _tables.rows("figures")
    )
    return tuple(sorted(found, key=lambda own: (own.key, own.valid_from)))


@cache
def _by_key() -> dict[str, tuple[Figure, ...]]:
    found: dict[str, list[Figure]] = {}
    for own in figures():
        found.setdefault(own.key, []).append(own)
    return {key: tuple(own) for key, own in found.items()}


def history(key: str) -> tuple[Figure, ...]:
    """The successive values of one figure, the oldest first; LookupError when the key is not in the table."""
    if key not in _by_key():
        raise LookupError(f"no figure called {key!r}")
    return _by_key()[key]


@cache
def figure(key: str, as_of: date) -> Figure | None:
    """The value in force on that day; None when the rule did not yet, or no longer, exist."""
    return next(
        (own for own in history(key) if own.valid_from <= as_of and (own.valid_to is None or as_of <= own.valid_to)),
        None,
    )


def latest(key: str) -> Figure | None:
    """The figure that came into force last, for a text that bears no date; None when there is none of that name."""
    return max((own for own in figures() if own.key == key), key=lambda own: own.valid_from, default=None)
