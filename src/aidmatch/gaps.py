"""Where many members need something and nothing is open: stages and themes against the calls of the day.

Counts alone, without a name. A need of fewer than five members is not shown, and one of the two parts of it (those with
something open, those without) is masked under five with the other, which would give it away. A need at a stage is shown
only where what it leaves of the stage and of the theme is none or five at least. What a head wrote stays in its file:
needs are counted by theme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from aidmatch.company import Company, Stage
from aidmatch.masked import MASKED, SMALLEST
from aidmatch.nomenclatures import priorities, territories
from aidmatch.nomenclatures.priorities import Priority
from aidmatch.window import State

Cell = tuple[Stage | None, str | None]
"""A stage, a theme, or a theme at a stage."""


class Offer(NamedTuple):
    """A call that takes files or is announced."""

    call: str
    stages: frozenset[str]
    themes: frozenset[str]
    state: State


class Member(NamedTuple):
    """A member, and the calls it may ask for."""

    company: Company
    may_ask: frozenset[str]


class Gap(NamedTuple):
    """A need that several members share."""

    stage: Stage | None
    theme: str | None
    members: int
    """Five at least."""
    without: int | None
    """Members for whom nothing is open; None where masked."""
    open: int
    """Calls open for it, whoever may ask."""
    upcoming: int
    priorities: tuple[Priority, ...]
    """Of the Regions of at least five members, those that name the theme."""

    @property
    def is_gap(self) -> bool:
        """Nothing is open, or nothing that five members or more could ask for."""
        return self.open == 0 or (self.without or 0) >= SMALLEST


class Gaps(NamedTuple):
    """All that may be shown."""

    members: int | None
    """None under five: then nothing is shown."""
    cells: tuple[Gap, ...]
    """Gaps first, the widest first."""
    hidden: int
    """Needs of too few members to show."""
    are_priorities_known: bool
    """Whether the strategy of a Region of at least five members is on file."""


def gaps(members: Sequence[Member], offers: Iterable[Offer], as_of: date) -> Gaps:
    """The shared needs of some members against the calls of the day."""
    known = priorities.in_force(as_of)
    if len(members) < SMALLEST:
        return Gaps(MASKED, (), 0, are_priorities_known=False)
    held = list(offers)
    wanted = [(member, cells_of(member.company)) for member in members]
    counts = Counter(cell for _, cells in wanted for cell in cells)
    regions = Counter(_region(member.company) for member in members)
    near = tuple(one for one in known if regions[one.region] >= SMALLEST)
    shown = []
    for cell, count in counts.items():
        if not _may_show(cell, counts):
            continue
        meant = [one for one in held if _is_for(one, cell)]
        taking = frozenset(one.call for one in meant if one.state == "open")
        without = sum(cell in cells and taking.isdisjoint(member.may_ask) for member, cells in wanted)
        is_telling = any(0 < part < SMALLEST for part in (without, count - without))
        named = tuple(one for one in near if cell[1] in one.themes)
        upcoming = sum(one.state == "upcoming" for one in meant)
        # With nothing open for anybody, all of them are without: no secret of any member.
        masked = MASKED if is_telling and taking else without
        shown.append(Gap(*cell, count, masked, len(taking), upcoming, named))
    shown.sort(key=_place)
    return Gaps(len(members), tuple(shown), len(counts) - len(shown), bool(near))


def _place(one: Gap) -> tuple[bool, int, int, int, str, str]:
    """Gaps first, then what most lack, then where the least is open."""
    return not one.is_gap, -(one.without or 0), one.open, -one.members, one.stage or "", one.theme or ""


def cells_of(company: Company) -> frozenset[Cell]:
    """Its stages and themes, those of its projects included, each alone and both together."""
    stages: set[Stage] = {*company.stages, *(one.stage for one in company.projects if one.stage)}
    themes = {*company.themes, *(theme for one in company.projects for theme in one.themes)}
    pairs: set[Cell] = {(stage, theme) for stage in stages for theme in themes}
    return frozenset(pairs | {(stage, None) for stage in stages} | {(None, theme) for theme in themes})


def _may_show(cell: Cell, counts: Counter[Cell]) -> bool:
    count = counts[cell]
    if count < SMALLEST:
        return False
    stage, theme = cell
    if stage is None or theme is None:
        return True
    left = [counts[stage, None] - count, counts[None, theme] - count]
    return all(rest == 0 or rest >= SMALLEST for rest in left)


def _is_for(offer: Offer, cell: Cell) -> bool:
    """Whether a call is for a need; one that names no stage is for all of them."""
    stage, theme = cell
    return (stage is None or not offer.stages or stage in offer.stages) and (theme is None or theme in offer.themes)


def _region(company: Company) -> str | None:
    if company.seat is None:
        return None
    held = sorted(above for above in territories.ancestors(company.seat.code) if above.startswith("REG-"))
    return held[0] if held else None
