"""Which facts to ask, in which order: a weighted cover of what calls lack, greedy by sets."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple


class Need(NamedTuple):
    """Facts that one call lacks."""

    call: int
    facts: frozenset[str]
    weight: int
    counts: bool = True
    """Whether the call is told settled with it: its reserves are not told apart while its answer is open."""


def cover(needs: Iterable[Need], most: int | None = None) -> tuple[str, ...]:
    """The facts to ask, in order; `most`: no more than that."""
    weights: dict[frozenset[str], int] = {}
    for need in needs:
        if need.facts:
            weights[need.facts] = weights.get(need.facts, 0) + need.weight
    asked: list[str] = []
    while weights:
        held = frozenset(asked)
        room = None if most is None else most - len(asked)
        sets = {facts - held for facts in weights}
        fitting = [facts for facts in sets if room is None or len(facts) <= room]
        if not fitting:
            break
        gains = {
            facts: sum(weight for lacked, weight in weights.items() if lacked <= held | facts) for facts in fitting
        }
        best = min(fitting, key=lambda facts: (-Fraction(gains[facts], len(facts)), len(facts), sorted(facts)))
        awaited = {fact: sum(weight for lacked, weight in weights.items() if fact in lacked) for fact in best}
        asked.extend(sorted(best, key=lambda fact: (-awaited[fact], fact)))
        held = frozenset(asked)
        weights = {facts: weight for facts, weight in weights.items() if not facts <= held}
    return tuple(asked)
