"""Many programmes varied from a few, by a seeded generator.

A catalogue of thousands repeats itself: the same regions, the same lists of trades, the same ceilings come back
from call to call. So each varied programme keeps or draws each of its conditions apart, and lists are drawn from
pools, most often from their beginning. Added to what the programmes it varies ask: departments, NAF codes at every
level, trades left out, and the age of the company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from benchmarks.gold import Firm, Programme

Item = TypeVar("Item")

FLOORS = (1, 2, 5, 10, 11, 20, 50, 100)
CEILINGS = (9, 10, 19, 49, 50, 99, 149, 249, 250, 299, 499, 1999, 4999)
AGES: tuple[tuple[int | None, int | None], ...] = (
    *((None, under) for under in (1, 2, 3, 5, 8, 10)),
    *((least, None) for least in (1, 2, 3, 5)),
    (1, 8),
    (2, 10),
)
"""Least years and the years not to reach."""

TERRITORY_LISTS, TRADE_LISTS = 400, 900
"""Different lists drawn: of a region or more, or of departments; of trades."""

LEFT_OUT = 60
"""Of the lists of trades, those that also serve to leave out."""


def programmes(bases: Sequence[Programme], firms: Sequence[Firm], count: int, seed: int) -> list[Programme]:
    """So many programmes; the same ones whenever the seed is the same."""
    rng = Random(seed)  # noqa: S311 - drawn again the same, not secret
    grounds = {code for firm in firms for code in firm.places or ()}
    levels = {code for firm in firms for code in firm.trades or ()}
    places = [_places(rng, sorted(grounds)) for _ in range(TERRITORY_LISTS)]
    trades = [_trades(rng, sorted(levels)) for _ in range(TRADE_LISTS)]
    return [_vary(bases[number % len(bases)], f"varied-{number}", rng, places, trades) for number in range(count)]


def _vary(
    base: Programme, name: str, rng: Random, places: Sequence[frozenset[str]], trades: Sequence[frozenset[str]]
) -> Programme:
    varied = replace(base, id=name)
    if rng.random() < 0.6:
        varied = replace(varied, places=_early(rng, places) if rng.random() < 0.85 else frozenset())
    if rng.random() < 0.5:
        least = rng.choice(FLOORS) if rng.random() < 0.4 else None
        most = rng.choice([bound for bound in CEILINGS if bound > (least or 0)]) if rng.random() < 0.7 else None
        varied = replace(varied, least=least, most=most)
    if rng.random() < 0.6:
        varied = replace(varied, trades=_early(rng, trades) if rng.random() < 0.7 else frozenset())
    if rng.random() < 0.1:
        varied = replace(varied, trades=frozenset(), no_trades=_early(rng, trades[:LEFT_OUT]))
    if rng.random() < 0.2:
        varied = replace(varied, micro=rng.random() < 0.15)
    if rng.random() < 0.3:
        least_age, under_age = rng.choice(AGES)
        varied = replace(varied, min_years=least_age, under_years=under_age)
    return varied


def _early(rng: Random, pool: Sequence[Item]) -> Item:
    """One of a pool, the first ones oftener."""
    return pool[int(len(pool) * rng.random() ** 2)]


def _places(rng: Random, met: Sequence[str]) -> frozenset[str]:
    """One to four regions, or one to six departments, of those where the companies are."""
    kind, most = ("REG-", 4) if rng.random() < 0.6 else ("DEP-", 6)
    return frozenset(rng.sample([code for code in met if code.startswith(kind)], rng.randint(1, most)))


def _trades(rng: Random, met: Sequence[str]) -> frozenset[str]:
    """One to eight NAF codes of one level, of those the companies have."""
    size = rng.choice((1, 2, 4, 5, 6))
    return frozenset(rng.sample([code for code in met if len(code) == size], rng.randint(1, 8)))
