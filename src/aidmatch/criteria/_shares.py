"""Parts in a budget: how much of it SMEs bear, and whether one bears too much, as far as the parts are told.

The applicant's part is never told apart: it is what the others leave. What is not told is shared out somehow among
those of whom nothing is told, so both ends of what may be stay open, and each part that is learnt brings them together.
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

SLIP = 1e-9
"""What a share in binary may be off by."""


class Bearer(NamedTuple):
    """One who bears a part of the costs."""

    share: float | None
    """None where it is not told."""
    sme: bool | None


def count_of_smes(bearers: Sequence[Bearer], asked: float) -> tuple[int, int, int]:
    """SMEs that are sure, partners that may be, and how many it takes."""
    known = [one.sme for one in bearers]
    return known.count(True), known.count(None), ceil(asked * len(bearers) - SLIP)


def borne_by_smes(bearers: Sequence[Bearer]) -> tuple[float, float]:
    """The least and the most of the costs that SMEs bear."""
    left = max(0.0, 1 - sum(one.share or 0 for one in bearers))
    untold = [one.sme for one in bearers if one.share is None]
    low = sum(one.share or 0 for one in bearers if one.sme is True)
    high = sum(one.share or 0 for one in bearers if one.sme is not False)
    if untold:
        # Where all those whose part is not told are of one kind, what is left is theirs whoever bears it.
        low += left if all(sme is True for sme in untold) else 0
        high += 0 if all(sme is False for sme in untold) else left
    return low, high


def bears_too_much(bearers: Sequence[Bearer], most: float) -> bool | None:
    """Whether one bears more than it may; None where the parts told leave that open."""
    left = max(0.0, 1 - sum(one.share or 0 for one in bearers))
    untold = sum(one.share is None for one in bearers)
    if any(one.share is not None and one.share > most + SLIP for one in bearers) or left > most * untold + SLIP:
        return True
    return False if left <= most + SLIP else None
