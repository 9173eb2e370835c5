"""Timing in rounds: every contender once a round, in turn, so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import NamedTuple


class Timing(NamedTuple):
    """The seconds of each round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Seconds."""
        return median(self.rounds)

    @property
    def spread(self) -> str:
        """How far the fastest and the slowest round lie from the median."""
        return f"{min(self.rounds) / self.median - 1:+.0%} to {max(self.rounds) / self.median - 1:+.0%}"


def alternate(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timing]:
    """Time each contender so many times, turn by turn."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            gc.collect()
            start = perf_counter()
            run()
            seconds[name].append(perf_counter() - start)
    return {name: Timing(tuple(held)) for name, held in seconds.items()}
