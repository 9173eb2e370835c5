"""What a search is measured with: needs and the programmes that help with them, shares of a perfect order, chance."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log2
from random import Random
from statistics import fmean as mean
from typing import NamedTuple

from benchmarks.gold import FOLDER

VARIANTS = ("title", "tag", "short", "long", "faq")
"""How a need is put: a title, a short label, a sentence, a page, a question."""

RESAMPLES = 2_000

Search = Callable[[str], Sequence[str]]
"""From a need to the ids found, the best first."""

Scored = Mapping[str, Mapping[int, float]]
"""By variant, then project."""


class Asked(NamedTuple):
    """One need in one wording."""

    project: int
    variant: str
    text: str
    relevant: frozenset[str]


def needs() -> list[Asked]:
    """The published needs, as their editors linked them."""
    lines = (FOLDER / "relevance.dev.jsonl").read_text("utf-8").splitlines()
    return [
        Asked(raw["project_id"], raw["variant"], raw["text"], frozenset(raw["relevant"]))
        for raw in map(json.loads, lines)
    ]


def ndcg(found: Sequence[str], relevant: frozenset[str], depth: int = 10) -> float:
    """The gain of the first `depth`, a hit lower down worth less, as a share of the best order's."""
    best = sum(1 / log2(place + 2) for place in range(min(depth, len(relevant))))
    return sum(1 / log2(place + 2) for place, one in enumerate(found[:depth]) if one in relevant) / best


def recall(found: Sequence[str], relevant: frozenset[str], depth: int) -> float:
    """The share of the relevant among the first `depth`."""
    return len(relevant & set(found[:depth])) / len(relevant)


def reciprocal(found: Sequence[str], relevant: frozenset[str]) -> float:
    """One over the place of the first hit."""
    return next((1 / place for place, one in enumerate(found, start=1) if one in relevant), 0.0)


def scored(
    asked: Iterable[Asked],
    found: Mapping[str, Sequence[str]],
    measure: Callable[[Sequence[str], frozenset[str]], float],
) -> Scored:
    """A measure of what was found for each text, by variant and project; several wordings of one are averaged."""
    held: dict[str, dict[int, list[float]]] = {variant: {} for variant in VARIANTS}
    for one in asked:
        held[one.variant].setdefault(one.project, []).append(measure(found[one.text], one.relevant))
    return {variant: {project: mean(values) for project, values in by.items()} for variant, by in held.items()}


def overall(measured: Scored) -> float:
    """The mean over the variants of the mean over the projects."""
    return mean(mean(by.values()) for by in measured.values())


def interval(measured: Scored, variants: Sequence[str], seed: int) -> tuple[float, float]:
    """The 95 % interval of the mean over variants when the projects are drawn again, with replacement."""
    rng = Random(seed)  # noqa: S311 - drawn again the same, not secret
    projects = sorted({project for variant in variants for project in measured[variant]})
    drawn = sorted(drawn_mean(measured, variants, rng.choices(projects, k=len(projects))) for _ in range(RESAMPLES))
    return drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES)]


def drawn_mean(measured: Scored, variants: Sequence[str], projects: Sequence[int]) -> float:
    """The mean over variants on drawn projects; one that lacks a variant does not count there."""
    drawn = ([by[project] for project in projects if project in by] for by in map(measured.__getitem__, variants))
    return mean(mean(values) for values in drawn if values)


def differences(one: Scored, other: Scored) -> Scored:
    """Project by project, what one has more than the other."""
    return {
        variant: {project: value - other[variant][project] for project, value in by.items()}
        for variant, by in one.items()
    }
