"""Timing in rounds: every contender once a round, in turn, so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import NamedTuple

LEAST = 0.05
"""Seconds: what is over sooner is run again, until so many have passed."""


class Timing(NamedTuple):
    """The seconds of one run, in each round."""

    rounds: tuple[float, ...]

    @property
    def best(self) -> float:
        """Seconds of the fastest round, the one least disturbed."""
        return min(self.rounds)

    @property
    def spread(self) -> str:
        """How far the median and the slowest round lie above the fastest."""
        return f"+{median(self.rounds) / self.best - 1:.0%}, +{max(self.rounds) / self.best - 1:.0%}"


def alternate(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Timing]:
    """Time each contender so many times, turn by turn, with no garbage collected meanwhile."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            gc.collect()
            gc.disable()
            seconds[name].append(_once(run))
            gc.enable()
    return {name: Timing(tuple(held)) for name, held in seconds.items()}


def _once(run: Callable[[], object]) -> float:
    times, start = 0, perf_counter()
    while True:
        run()
        times += 1
        passed = perf_counter() - start
        if passed >= LEAST:
            return passed / times
