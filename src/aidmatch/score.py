"""How well a call suits a company: a score from 0 to 100, which is an explained sum.

Every number in it is data (`rank_weights.toml`), overridable in `aidmatch.toml`. A score is no chance of success:
people read it as one of five steps of relevance.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aidmatch import search
from aidmatch.company import Company
from aidmatch.nomenclatures import activities
from aidmatch.search.scoring import Lookup
from aidmatch.search.thesaurus import Thesaurus
from aidmatch.targeting import Targeted

if TYPE_CHECKING:
    from aidmatch.catalogue import Card, Slip

PARTS = ("relevance", "targeting", "themes", "level", "stage", "amount", "time", "freshness", "confidence")
"""The parts of a score, in the order they are shown."""

STEPS = 5
"""Steps of relevance people read."""

_DAY = 86400.0
_TARGETING: Mapping[Targeted, str] = {"yes": "targeting_open", "unknown": "targeting_unknown", "no": "targeting_other"}


class Scoring(NamedTuple):
    """The numbers of the score, each explained in `rank_weights.toml`."""

    weights: Mapping[str, float]
    """What each of `PARTS` may add; together 100."""
    words: Mapping[str, float]
    shares: Mapping[str, float]


@cache
def default_scoring() -> Scoring:
    """The numbers shipped with the program."""
    import tomllib

    return Scoring(**tomllib.loads(Path(__file__).with_name("rank_weights.toml").read_text("utf-8")))


class Profile(NamedTuple):
    """What the score reads of a company."""

    words: search.Scores
    themes: frozenset[str]
    stages: frozenset[str]
    costs: tuple[int, ...]
    """Eligible costs of each project that tells them, EUR."""
    turnover: int | None
    """Of the last year told, EUR."""


def profile(
    company: Company, lookup: Lookup, count: int, table: Thesaurus | None = None, scoring: Scoring | None = None
) -> Profile:
    """A company's words, themes, stages and costs, ready to be met by every call."""
    worth = (scoring or default_scoring()).words
    parts: list[tuple[str, float]] = [(need, worth["need"]) for need in company.needs]
    if company.naf and activities.exists(company.naf, "naf-rev2"):
        parts.append((activities.label(company.naf, "naf-rev2"), worth["trade"]))
    if company.description:
        parts.append((company.description, worth["description"]))
    themes, stages = set(company.themes), set(company.stages)
    for project in company.projects:
        parts += [(project.title, worth["project_title"]), (project.description or "", worth["project_text"])]
        themes.update(project.themes)
        stages.update([project.stage] if project.stage else [])
    parts += [(theme.replace("-", " "), worth["theme"]) for theme in sorted(themes)]
    words = search.score(search.query([part for part in parts if part[0]], table=table), lookup, count)
    costs = tuple(project.costs for project in company.projects if project.costs)
    year = company.last_accounts
    return Profile(words, frozenset(themes), frozenset(stages), costs, year.turnover if year else None)


def score(
    slip: "Slip | Card", known: Profile, aim: Targeted, at: datetime, scoring: Scoring | None = None, *, here: bool
) -> int:
    """The score of one call for one company, 0 to 100.

    `aim` is whether it is meant for the company's trade; `here` whether its area is known to hold the company
    (`Sifter.elsewhere`).
    """
    return round(sum(parts(slip, known, aim, at.timestamp(), at.date(), scoring or default_scoring(), here=here)))


def step(score: int) -> int:
    """The step of relevance people read, from 1 to 5."""
    return min(STEPS, 1 + score * STEPS // 90)


def parts(
    slip: "Slip | Card", known: Profile, aim: Targeted, now: float, today: date, scoring: Scoring, *, here: bool
) -> tuple[float, ...]:
    """What each of `PARTS` adds; a call perhaps for another place or trade keeps part of its words only."""
    weights, _, shares = scoring
    relevance = search.relevance(known.words, slip.ordinal)
    if not here:
        relevance *= shares["relevance_elsewhere"]
    if aim == "no":
        relevance *= shares["relevance_other_trade"]
    named = aim == "yes" and slip.targeted
    shared = _shared(known.themes, slip.themes)
    # What suits nobody in particular gets little for being near, open or rich.
    fit = min(1.0, relevance + (shares["fit_theme"] if shared else 0.0) + (shares["fit_trade"] if named else 0.0))
    told = (
        weights["relevance"] * relevance,
        weights["targeting"] * shares["targeting_named" if named else _TARGETING[aim]],
        weights["themes"] * min(1.0, shared * shares["themes_each"]),
        weights["level"] * shares[f"level_{slip.level or 'unknown'}"] * fit * here,
        weights["stage"] * fit if _shared(known.stages, slip.stages) else 0.0,
        weights["amount"] * _worth(slip, known.costs, shares) * fit,
        weights["time"] * _ease(slip, now, shares) * fit,
        weights["freshness"] * _freshness(slip.read_on, today, shares["freshness_days"]),
        weights["confidence"] * shares[f"confidence_{slip.confidence}"],
    )
    return tuple(part * shares["out_of_scale"] for part in told) if _out_of_scale(slip, known) else told


class Glance(NamedTuple):
    """What is known of a call before its slip is read."""

    aim: Targeted
    named: bool
    """Whether it may name trades, the company's among them."""
    here: bool
    themed: bool
    """Whether it shares a theme with the company."""


def at_most_for(known: Profile, glance: Glance, scoring: Scoring) -> Callable[[int], float]:
    """What a call scores at most, whatever its slip tells: `parts`, with the best of what a slip may tell."""
    weights, _, shares = scoring
    kept = shares["relevance_other_trade"] if glance.aim == "no" else 1.0
    if not glance.here:
        kept *= shares["relevance_elsewhere"]
    fit = (shares["fit_theme"] if glance.themed else 0.0) + (shares["fit_trade"] if glance.named else 0.0)
    fixed = (
        weights["targeting"]
        * (max(shares["targeting_named"], shares["targeting_open"]) if glance.named else shares[_TARGETING[glance.aim]])
        + weights["themes"] * glance.themed
        + weights["freshness"]
        + weights["confidence"]
    )
    fitting = (
        weights["level"] * glance.here + weights["stage"] * bool(known.stages) + weights["amount"] + weights["time"]
    )

    def at_most(ordinal: int) -> float:
        relevance = search.relevance(known.words, ordinal) * kept
        return weights["relevance"] * relevance + fixed + fitting * min(1.0, relevance + fit)

    return at_most


def _out_of_scale(slip: "Slip | Card", known: Profile) -> bool:
    """Whether the smallest aid is more than the dearest project costs, or, without a project, than a year's sales."""
    if slip.floor is None:
        return False
    most = max(known.costs, default=None) or known.turnover
    return most is not None and slip.floor > most


@cache
def _shared(known: frozenset[str], words: str) -> int:
    """How many of the known words stand among others, joined by blanks."""
    return sum(f" {word} " in words for word in known)


def _worth(slip: "Slip | Card", costs: tuple[int, ...], shares: Mapping[str, float]) -> float:
    """What one may get: against the costs of the project it suits best, else against the usual size of an aid."""
    most = slip.typical or slip.ceiling
    if costs:
        return max(_worth_for(most, slip.intensity, cost, shares) for cost in costs)
    if not most:
        return shares["amount_unknown"]
    least = log10(shares["amount_least"])
    return min(1.0, max(0.0, (log10(most) - least) / (log10(shares["amount_most"]) - least)))


def _worth_for(most: int | None, intensity: float | None, cost: int, shares: Mapping[str, float]) -> float:
    if intensity:
        most = min(most or cost, round(cost * intensity))
    return min(1.0, most / (cost * shares["amount_of_costs"])) if most else shares["amount_unknown"]


def _ease(slip: "Slip | Card", now: float, shares: Mapping[str, float]) -> float:
    """Time left for the work."""
    if slip.window_kind == "unknown":
        return shares["time_undated"]
    if slip.next_close is None:
        return shares["time_permanent"]
    least, enough = shares["time_least_days"], shares["time_enough_days"]
    return min(1.0, max(0.0, ((slip.next_close - now) / _DAY - least) / (enough - least)))


@cache
def _freshness(read_on: str | None, today: date, keeps: float) -> float:
    if read_on is None:
        return 0.0
    return min(1.0, max(0.0, 1 - (today - date.fromisoformat(read_on)).days / keeps))
