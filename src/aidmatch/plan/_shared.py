"""How aids meet on the costs of one project: which share costs, and every group of costs in which they must fit.

An aid may pay for several items, and nobody asks how it is spread over them: a set of aids fits when *some* spread
does (`cumulate`). By the theorem of Hall, as flows have it, that is so exactly when no group of costs is asked for more
than it holds: aid under the rules of State aid counts on some parts (`Cut.counted`), all public money on some of these
(`Cut.every`), and each part holds what its rule allows.

An aid of which nobody told the costs is counted on the same as each of the others, one after the other, and on all of
them: whatever it pays for, what it meets has left it room.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from aidmatch.plan._option import Option
from aidmatch.worth import REST

Parts = frozenset[int]


class Ground(NamedTuple):
    """The costs of a project, cut where an aid begins or ends."""

    costs: tuple[int, ...]
    """Of each part, in euros."""
    where: Mapping[str, Parts | None]
    """By aid, the parts it pays for; None when nobody told."""

    @property
    def whole(self) -> Parts:
        """Every part."""
        return frozenset(range(len(self.costs)))

    def lies(self, one: Option, adrift: Parts | None) -> Parts | None:
        """The parts an aid counts on, where those of unknown costs lie on `adrift`; None when they are left out."""
        found = self.where[one.call]
        return adrift if found is None else found


class Cut(NamedTuple):
    """A group of costs, and which aids count in it."""

    counted: Parts
    every: Parts
    """Those of it on which all public money counts, aid under no rule of State aid too."""
    adrift: Parts | None
    """Where the aids of unknown costs are taken to lie; None when they are left out."""


def ground(inside: Sequence[Option], whole: int, split: Mapping[str, int]) -> Ground:
    """The parts of one project's costs; one sum that nobody split is one part, which every aid pays for."""
    if not split:
        return Ground((whole,), {one.call: frozenset({0}) for one in inside})
    costs = {**split, REST: whole - sum(split.values())}
    parts: dict[frozenset[str], list[str]] = {}
    for item, euros in costs.items():
        payers = frozenset(one.call for one in inside if one.items is not None and item in one.items)
        if euros:
            parts.setdefault(payers, []).append(item)
    return Ground(
        tuple(sum(costs[item] for item in items) for items in parts.values()),
        {
            one.call: None
            if one.items is None
            else frozenset(number for number, payers in enumerate(parts) if one.call in payers)
            for one in inside
        },
    )


def cuts(inside: Sequence[Option], on: Ground) -> Iterator[Cut]:
    """Every group of costs that may not be asked for too much."""
    places: list[Parts | None] = [None]
    if None in on.where.values():
        told = {parts for parts in on.where.values() if parts} | {on.whole}
        places += [frozenset(parts) for parts in sorted(sorted(parts) for parts in told)]
    for place in places:
        lie = [(on.lies(one, place), one.regime == "none") for one in inside]
        free = [parts for parts, is_free in lie if parts and is_free]
        held = [parts for parts, is_free in lie if parts and not is_free]
        found = {(every | counted, every) for every in _unions(free) for counted in _unions(held)}
        for counted, every in sorted(found, key=lambda pair: (sorted(pair[0]), sorted(pair[1]))):
            if counted:
                yield Cut(counted, every, place)


def _unions(sets: Iterable[Parts]) -> Collection[Parts]:
    """All that can be put together of some sets, nothing included."""
    found: set[Parts] = {frozenset()}
    for one in set(sets):
        found |= {group | one for group in found}
    return found


def weighing(inside: Iterable[Option], on: Ground, cut: Cut) -> list[Option]:
    """The aids that must fit in a group of costs."""
    return [
        one
        for one in inside
        if (parts := on.lies(one, cut.adrift)) and parts <= (cut.every if one.regime == "none" else cut.counted)
    ]


def on_part(inside: Iterable[Option], on: Ground, part: int, adrift: Parts | None) -> list[Option]:
    """The aids that pay for a part."""
    return [one for one in inside if part in (on.lies(one, adrift) or ())]


def may_meet(one: Option, other: Option) -> bool:
    """Whether two aids pay for the same costs, as far as is known."""
    if one.project is None or one.project != other.project:
        return False
    return one.items is None or other.items is None or not one.items.isdisjoint(other.items)
