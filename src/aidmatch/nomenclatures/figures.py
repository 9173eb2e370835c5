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
- ``de_minimis.fisheries_shortest``: fishing aid may still be counted by fiscal year, the current one and the two
  before, so over no less than this.
- ``equivalent.*``: the safe harbours of loans and guarantees: an amount over a number of years that is worth the whole
  ceiling; smaller or shorter is pro rata, above is not known here.
- ``insee.*`` and ``accounting.*`` are other rulers, never those of the EU. The heads of both are strict; of the amounts
  one is enough for INSEE (either may be reached), two rulers of three for the accounts, by the day the year began.
- ``gber.*``: highest intensities by aim (table ``gber``): ``base`` and what is added to it, ``cap`` in all, ``most`` in
  euros. Where ``one_bonus`` stands, only one of the bonuses that do not depend on size is given.
- ``regional_map.*``: the highest rate of regional aid for a large firm, in the areas "c" and in each outermost
  department ("a"); a "c" department with a rate of its own has its number in the key. The bonus of the size is added.
- ``shelf_life.*``: how long a fact decides without being confirmed, and a call without a closing without a new look.
- ``report.speaks_of``: how relevant an open call must be for the report to say that it speaks of a need.
- ``plan.*``: what a plan takes for granted: working days a file takes by nature (``days``; ``european`` where
  a jury of the Union decides), files at once, the smallest sum worth asking for, the least step of relevance.
- ``near_a_ceiling``: heads this share away from a ceiling in annual work units do not tell on which side it is.
"""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from aidmatch.value import months_after

from . import _tables


class Figure(NamedTuple):
    """A legal figure on the days it holds, with its article and source."""

    key: str
    value: Decimal
    unit: str
    """EUR, AWU (annual work units), people, inhabitants, share (0 to 1), ratio, flag, years, months, days, files or
    steps (of relevance)."""
    valid_from: date
    valid_to: date | None
    """Last day of validity; None while no end is known."""
    article: str
    source: str
    checked_on: date
    mark: str

    @property
    def is_unsure(self) -> bool:
        """Shown to be verified, never a rule that decides."""
        return self.mark == "U"

    @property
    def anchor(self) -> str:
        """Where the row stands in docs/law.md."""
        return f"{self.key.replace('.', '-').replace('_', '-')}-{self.valid_from}"

    def is_past_check(self, as_of: date) -> bool:
        """Whether the row has not been looked at for longer than a rule keeps."""
        life = figure("shelf_life.rule", as_of)
        return self.source != HOUSE and life is not None and as_of > months_after(self.checked_on, int(life.value))


HOUSE = "aidmatch house rule"
"""The source of our own figures, which no law dates."""


@cache
def figures() -> tuple[Figure, ...]:
    """Every figure, by key, then by date."""
    return tuple(own for table in TABLES for own in _table(table))


TABLES = ("figures", "gber")
"""A table for each family that a warm `rank` need not read, and one for all others."""


@cache
def _table(table: str) -> tuple[Figure, ...]:
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
        for key, value, unit, since, until, article, source, checked, mark in _tables.rows(table)
    )
    return tuple(sorted(found, key=lambda own: (own.key, own.valid_from)))


@cache
def _by_key(table: str) -> dict[str, tuple[Figure, ...]]:
    found: dict[str, list[Figure]] = {}
    for own in _table(table):
        found.setdefault(own.key, []).append(own)
    return {key: tuple(own) for key, own in found.items()}


def history(key: str) -> tuple[Figure, ...]:
    """The successive values of one figure, the oldest first; LookupError when the key is not in the table."""
    family = key.partition(".")[0]
    found = _by_key(family if family in TABLES else TABLES[0])
    if key not in found:
        raise LookupError(f"no figure called {key!r}")
    return found[key]


def has(key: str) -> bool:
    """Whether the table has a figure of that name, on whatever day."""
    try:
        return bool(history(key))
    except LookupError:
        return False


def under(prefix: str) -> tuple[str, ...]:
    """What stands after a prefix, such as the departments that have a rate of their own."""
    family = prefix.partition(".")[0]
    held = _by_key(family if family in TABLES else TABLES[0])
    return tuple(key.removeprefix(f"{prefix}.") for key in held if key.startswith(f"{prefix}."))


@cache
def figure(key: str, as_of: date) -> Figure | None:
    """The value in force on that day; None when the rule did not yet, or no longer, exist."""
    return next(
        (own for own in history(key) if own.valid_from <= as_of and (own.valid_to is None or as_of <= own.valid_to)),
        None,
    )


def latest(key: str) -> Figure | None:
    """The figure that came into force last, for a text that bears no date; None when there is none of that name."""
    return history(key)[-1] if has(key) else None
