"""What a count may tell of few members: from one to four it is masked, with those that would give it away.

A promise to members, not a way to show things: what is masked here is not in the JSON either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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


def is_small(count: int) -> bool:
    """Whether a group is too small to be counted, and not empty."""
    return 0 < count < SMALLEST


def is_apart(part: int, whole: int) -> bool:
    """Whether a part may stand beside its whole: what is left of it is counted too, by who subtracts."""
    return not is_small(part) and not is_small(abs(whole - part))


def joined(groups: Mapping[str, AbstractSet[str]]) -> dict[str, tuple[str, ...]]:
    """Groups of members, those too small joined into one of five at least: each name with the groups it stands for.

    A member may be in several. Whoever adds and subtracts the groups finds nobody alone: those who are in the same ones
    are five at least, too. All of them stand under `OTHER` when even together they are too few: what is counted of it
    is masked.
    """
    ordered = sorted(groups, key=lambda name: (len(groups[name]), name))
    small: list[str] = []
    together: set[str] = set()
    while ordered and (len(groups[ordered[0]]) < SMALLEST or is_small(len(together))):
        small.append(ordered[0])
        together |= groups[ordered.pop(0)]
    while ordered and _shows_few([*(groups[name] for name in ordered), together]):
        small.append(ordered[0])
        together |= groups[ordered.pop(0)]
    return {**{name: (name,) for name in ordered}, **({OTHER: tuple(sorted(small))} if small else {})}


def _shows_few(groups: Sequence[AbstractSet[str]]) -> bool:
    """Whether some, one to four, are in the same groups and nobody else is."""
    everybody = set().union(*groups)
    alike = Counter(tuple(member in group for group in groups) for member in everybody)
    return any(is_small(count) for count in alike.values())


def held_back(weights: Mapping[str, AbstractSet[str]]) -> frozenset[str]:
    """The rows of a table to mask in a column whose total stands below it, by the members behind each.

    Those of one to four members, and more of them until what is left of the total rests on five.
    """
    hidden = {name for name, members in weights.items() if is_small(len(members))}
    rest = sorted(weights.keys() - hidden, key=lambda name: (not weights[name], len(weights[name]), name))
    while hidden and rest and is_small(len(set().union(*(weights[name] for name in hidden)))):
        hidden.add(rest.pop(0))
    return frozenset(hidden)
