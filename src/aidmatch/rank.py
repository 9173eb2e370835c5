"""Matches and relevance -> a shortlist: in which order, and why this order.

Eligible and to confirm come first, then to complete; the ineligible stand aside with their reason. Inside, the
score from 0 to 100 is a sum of parts, each explained; the weights are data (`rank_weights.toml`). Ties break by
deadline, then id. A score is no chance of success: people read it as one of five steps of relevance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from heapq import nsmallest
from importlib.resources import files
from math import log10
from typing import TYPE_CHECKING, NamedTuple

from aidmatch import search
from aidmatch.company import Company
from aidmatch.nomenclatures import activities
from aidmatch.search.scoring import Lookup
from aidmatch.search.thesaurus import Thesaurus
from aidmatch.sift import Row, Sifter, bitset, ordinals

if TYPE_CHECKING:
    from aidmatch.catalogue import Card

PARTS = ("relevance", "targeting", "themes", "level", "stage", "amount", "time", "freshness", "confidence")
"""The parts of a score, in the order they are shown."""

STEPS = 5
"""Steps of relevance people read."""

_CLOSENESS = {"local": 1.0, "departmental": 0.9, "regional": 0.75, "national": 0.4, "european": 0.3}
_CONFIDENCE = {"high": 1.0, "medium": 0.6, "low": 0.0}
_DAY = 86400.0


@cache
def default_weights() -> Mapping[str, float]:
    """The weights shipped with the program."""
    import tomllib

    return tomllib.loads(files("aidmatch").joinpath("rank_weights.toml").read_text("utf-8"))


class Ranked(NamedTuple):
    """A call on a shortlist."""

    rank: int
    """From 1."""
    card: Card
    row: Row
    score: int
    """0 to 100."""
    parts: tuple[float, ...]
    """What each of `PARTS` added."""


class Shortlist(NamedTuple):
    """The ranked calls of a company, and how many were set aside."""

    items: tuple[Ranked, ...]
    found: int
    """Ranked in all, shown or not."""
    ineligible: int
    """Set aside, as a criterion failed."""
    closed: int
    """Set aside, as no file is taken."""
    waiting: int
    """Found but not shown, for want of one answer on the company."""


class Aside(NamedTuple):
    """How many calls were set aside before their cards were read."""

    ineligible: int
    closed: int


class Profile(NamedTuple):
    """What the score reads of a company."""

    words: search.Scores
    themes: frozenset[str]
    stages: frozenset[str]
    costs: int | None
    """Eligible costs of its dearest project, EUR."""


def profile(company: Company, lookup: Lookup, count: int, table: Thesaurus | None = None) -> Profile:
    """A company's words, themes, stages and costs, ready to be met by every call."""
    parts: list[tuple[str, float]] = [(need, 1.6) for need in company.needs]
    if company.naf and activities.exists(company.naf, "naf-rev2"):
        parts.append((activities.label(company.naf, "naf-rev2"), 1.0))
    if company.description:
        parts.append((company.description, 0.7))
    themes, stages, costs = set(company.themes), set(company.stages), [0]
    for project in company.projects:
        parts += [(project.title, 1.6), (project.description or "", 1.0)]
        themes.update(project.themes)
        stages.update([project.stage] if project.stage else [])
        costs.append(project.costs or 0)
    parts += [(theme.replace("-", " "), 0.8) for theme in sorted(themes)]
    words = search.score(search.query([part for part in parts if part[0]], table=table), lookup, count)
    return Profile(words, frozenset(themes), frozenset(stages), max(costs) or None)


def rank(
    cards: Iterable[Card],
    sifter: Sifter,
    company: Company,
    known: Profile,
    at: datetime,
    *,
    weights: Mapping[str, float] | None = None,
    wanted: Callable[[Card], bool] | None = None,
    top: int | None = None,
    include_closed: bool = False,
    include_ineligible: bool = False,
    aside: Aside | None = None,
) -> Shortlist:
    """Order the calls for a company; `wanted` filters them, `top` limits what is shown."""
    used = weights or default_weights()
    now, today = at.timestamp(), at.date()
    found = sifter.answers(company)
    elsewhere = _members(sifter.elsewhere(company))
    aims = sifter.targeted(company)
    no, unsure = _members(aims["no"]), _members(aims["unknown"])
    failing, incomplete = _members(found.ineligible), _members(found.to_complete)
    scored: list[tuple[tuple[int, int, int, float, str], Card, tuple[float, ...]]] = []
    ineligible, closed = aside or (0, 0)
    for card in cards:
        if wanted is not None and not wanted(card):
            continue
        state = card.state_at(now)
        if state == "closed" and not include_closed:
            closed += 1
            continue
        fails = card.ordinal in failing
        if fails:
            ineligible += 1
            if not include_ineligible:
                continue
        aim = "no" if card.ordinal in no else "unknown" if card.ordinal in unsure else "yes"
        parts = _parts(card, known, aim, now, today, used, here=card.ordinal not in elsewhere)
        group = 2 if fails else 1 if card.ordinal in incomplete else 0
        order = (group, -round(sum(parts)), state == "undated", card.next_close or 9e99, card.id)
        scored.append((order, card, parts))
    best = nsmallest(len(scored) if top is None else top, scored, key=lambda one: one[0])
    rows = {row.ordinal: row for row in sifter.rows(company, bitset(sorted(card.ordinal for _, card, _ in best)))}
    items = tuple(
        Ranked(place, card, rows[card.ordinal], round(sum(parts)), parts)
        for place, (_, card, parts) in enumerate(best, start=1)
    )
    waiting = sum(order[0] == 1 for order, _, _ in scored) - sum(order[0] == 1 for order, _, _ in best)
    return Shortlist(items, len(scored), ineligible, closed, waiting)


def score(
    card: Card, known: Profile, aim: str, at: datetime, weights: Mapping[str, float] | None = None, *, here: bool
) -> int:
    """The score of one call for one company, 0 to 100.

    `aim` is whether it is meant for the company's trade; `here` whether its area is known to hold the company
    (`Sifter.elsewhere`).
    """
    used = weights or default_weights()
    return round(sum(_parts(card, known, aim, at.timestamp(), at.date(), used, here=here)))


def step(score: int) -> int:
    """The step of relevance people read, from 1 to 5."""
    return min(STEPS, 1 + score * STEPS // 90)


def _parts(
    card: Card, known: Profile, aim: str, now: float, today: date, weights: Mapping[str, float], *, here: bool
) -> tuple[float, ...]:
    """What each of `PARTS` adds; a call perhaps for another place or trade keeps part of its words only."""
    relevance = search.relevance(known.words, card.ordinal) * (1.0 if here else 0.5) * (0.75 if aim == "no" else 1.0)
    meant = {"yes": 1.0 if card.targeted else 0.35, "unknown": 0.3, "no": 0.0}[aim]
    shared = _shared(known.themes, card.themes)
    stage = 1.0 if _shared(known.stages, card.stages) else 0.0
    # What suits nobody in particular gets little for being near, open or rich.
    fit = min(1.0, relevance + (0.5 if shared else 0.0) + (0.3 if aim == "yes" and card.targeted else 0.0))
    return (
        weights["relevance"] * relevance,
        weights["targeting"] * meant,
        weights["themes"] * min(1.0, shared / 2),
        weights["level"] * _CLOSENESS.get(card.level or "", 0.4) * fit * here,
        weights["stage"] * stage * fit,
        weights["amount"] * _worth(card, known.costs) * fit,
        weights["time"] * _ease(card, now) * fit,
        weights["freshness"] * _freshness(card.read_on, today),
        weights["confidence"] * _CONFIDENCE[card.confidence],
    )


@cache
def _shared(known: frozenset[str], words: str) -> int:
    """How many of the known words stand among others, joined by blanks."""
    return sum(f" {word} " in words for word in known)


def _worth(card: Card, costs: int | None) -> float:
    """What one may get: against the project's costs when known, else on a scale from 1 000 to 1 000 000 EUR."""
    most = card.typical or card.ceiling
    if costs and card.intensity:
        most = min(most or costs, round(costs * card.intensity))
    if not most:
        return 0.2
    if costs:
        return min(1.0, most / costs * 2)
    return min(1.0, max(0.0, (log10(most) - 3) / 3))


def _ease(card: Card, now: float) -> float:
    """Time left: none for the work under a week, enough from six weeks on; undated counts for nothing."""
    if card.window_kind == "unknown":
        return 0.0
    if card.next_close is None:
        return 0.7
    days = (card.next_close - now) / _DAY
    return min(1.0, max(0.0, (days - 7) / 35))


@cache
def _freshness(read_on: str | None, today: date) -> float:
    if read_on is None:
        return 0.0
    days = (today - date.fromisoformat(read_on)).days
    return min(1.0, max(0.0, 1 - days / 730))


def _members(calls: int) -> frozenset[int]:
    """The ordinals of a bitset, for quick membership."""
    return frozenset(ordinals(calls))
