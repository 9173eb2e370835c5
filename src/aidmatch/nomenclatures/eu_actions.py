"""Types of action of the Union's programmes: who must apply together, and the rate for a firm, by the programme.

A row holds from ``valid_from`` to ``valid_to``, both days included, for calls that close in that time, and bears its
article, its source, the day it was looked at and a mark (see ``figures``). It is the rule of the programme: a topic
may set another. ``intensity`` is the highest share of its eligible costs that a firm gets; a body that makes no
profit may get more in an innovation action.

Sources: Regulation (EU) 2021/695 (Horizon Europe), articles 22 (at least three legal entities, independent of each
other, in three States of which one is a member) and 34 (funding rates); General Annexes of the work programme 2026-2027
(part 15), B (consortium composition) and G (funding rates), which hold for the topics of these years. The annexes were
read in a public extract of their text; of coordination and support actions only the rate was in it.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from . import _tables


class Action(NamedTuple):
    """A type of action on the days its rules hold."""

    action: str
    """As the topics abbreviate it: RIA, IA, CSA."""
    programme: str
    min_partners: int | None
    """In all, the applicant included; None when one may apply alone."""
    min_countries: int | None
    intensity: float | None
    """Of the eligible costs, 0 to 1, for a firm."""
    valid_from: date
    valid_to: date | None
    """Last day of validity; None while no end is known."""
    article: str
    source: str
    checked_on: date
    mark: str


@cache
def actions() -> tuple[Action, ...]:
    """Every row, in the order of the table."""
    day = date.fromisoformat
    return tuple(
        Action(
            action,
            programme,
            int(partners) if partners else None,
            int(countries) if countries else None,
            float(intensity) if intensity else None,
            day(since),
            day(until) if until else None,
            article,
            source,
            day(checked),
            mark,
        )
        for action, programme, partners, countries, intensity, since, until, article, source, checked, mark in (
            _tables.rows("eu_actions")
        )
    )


def action(name: str, programme: str, as_of: date) -> Action | None:
    """The rules of a type of action on that day; None when the table has none."""
    return next(
        (
            one
            for one in actions()
            if (one.action, one.programme) == (name, programme)
            and one.valid_from <= as_of
            and (one.valid_to is None or as_of <= one.valid_to)
        ),
        None,
    )
