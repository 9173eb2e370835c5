"""Aids handed in and not yet granted: room is kept for each, under the de minimis ceilings and on the costs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from aidmatch.plan._limits import Limits, obstacle
from aidmatch.plan._option import Option


class Reserve(NamedTuple):
    """What is kept for aids that may yet be granted."""

    held: tuple[Option, ...]
    """Each at what was asked for."""
    unknown: tuple[str, ...]
    """Calls of which no amount is known: nothing is kept for them."""
    beside: tuple[str, ...]
    """Calls that cannot stand with those before on the same costs: kept under the ceilings alone, as far as they go."""


def reserved(asked: Iterable[Option], limits: Limits) -> Reserve:
    """The aids handed in, as a plan holds them: what one asks for is no longer its own to choose."""
    held: list[Option] = []
    unknown, beside = [], []
    for one in sorted(asked, key=lambda one: one.call):
        if not one.most:
            unknown.append(one.call)
            continue
        # A chance, as it is in no sum; it takes no place and no day.
        kept = Option(
            one.call,
            "chance",
            least=one.most,
            most=one.most,
            project=one.project,
            items=one.items,
            regime=one.regime,
            regulation=one.regulation,
            intensity=one.intensity,
            own=one.own,
            is_file=False,
        )
        if obstacle((kept,), limits._replace(held=tuple(held), files=0, days=None)) is not None:
            beside.append(one.call)
            room = _room(kept, held, limits)
            kept = kept._replace(project=None, items=None, least=room, most=room)
        held.append(kept)
    return Reserve(tuple(held), tuple(unknown), tuple(beside))


def _room(one: Option, held: Iterable[Option], limits: Limits) -> int:
    """What the ceilings leave for it beside those before, at most what it asks for."""
    rooms = [one.most]
    if one.regime == "de_minimis":
        before = [other for other in held if other.regime == "de_minimis"]
        for ceiling in limits.ceilings:
            if one.regulation in ceiling.counted:
                used = sum(other.most for other in before if other.regulation in ceiling.counted)
                rooms.append(ceiling.high - used)
    return max(0, min(rooms))
