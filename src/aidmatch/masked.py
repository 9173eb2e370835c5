"""What a count may tell of few members: from one to four it is masked, with those that would give it away.

A promise to members, not a way to show things: what is masked here is not in the JSON either.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

SMALLEST = 5
"""A group under it is masked."""

MASKED = None
"""What stands for a masked count."""

OTHER = "other"
"""The groups of fewer than five members, together."""

Counts = Mapping[str, int | None]


def masked(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts from one to four masked, and more of them until their sum, which may be known, says nothing of each."""
    hidden = {key for key, count in counts.items() if 0 < count < SMALLEST}
    rest = sorted(counts.keys() - hidden, key=lambda key: (not counts[key], counts[key], key))
    while hidden and rest and _tells(sum(counts[key] for key in hidden), len(hidden)):
        hidden.add(rest.pop(0))
    return {key: MASKED if key in hidden else count for key, count in counts.items()}


def _tells(total: int, held_back: int) -> bool:
    """Whether the sum of some masked counts, none of them zero, gives one of them away."""
    return held_back == 1 or total < SMALLEST or total == held_back


def alone(count: int) -> int | None:
    """A count that stands by itself."""
    return MASKED if 0 < count < SMALLEST else count


def joined(groups: Mapping[str, AbstractSet[str]]) -> dict[str, tuple[str, ...]]:
    """Groups of members, those too small joined into one of five at least: each name with the groups it stands for.

    All of them stand under `OTHER` when even together they are too few: what is counted of it is masked.
    """
    ordered = sorted(groups, key=lambda name: (len(groups[name]), name))
    small: list[str] = []
    together: set[str] = set()
    while ordered and (len(groups[ordered[0]]) < SMALLEST or 0 < len(together) < SMALLEST):
        small.append(ordered[0])
        together |= groups[ordered.pop(0)]
    return {**{name: (name,) for name in ordered}, **({OTHER: tuple(sorted(small))} if small else {})}
