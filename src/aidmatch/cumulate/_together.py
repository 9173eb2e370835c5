"""Several aids at once: what the law allows on the same costs, on different costs, and under one de minimis ceiling.

Regulation (EU) 651/2014, art. 8: aids on different identifiable costs are free of each other; on the same costs they
add up to the *highest* intensity that one of them allows. De minimis aid on the same costs as a State aid must respect
the intensity of that aid (Regulation (EU) 2023/2831, art. 5(3)); aid tied to no costs, such as a relief of
contributions, may be added. Money managed by Brussels is no State aid, but all public money together may not pass the
costs. The base of a tax credit shrinks by the grants received on the same work.

An aid may pay for several costs, and nobody asks how it is spread over them: a set of aids fits when *some* spread
does. By Hall's theorem that is so exactly when, for every group of costs, the aids that pay for nothing else do not
pass what the group allows; so each group gives one limit, and a limit holds, does not, or cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import floor
from typing import Literal, NamedTuple

from aidmatch.company import Company, Regulation
from aidmatch.cumulate._counter import ceilings
from aidmatch.nomenclatures import figures
from aidmatch.nomenclatures.figures import Figure
from aidmatch.reckoning import rows
from aidmatch.value import Message, say

Regime = Literal["de_minimis", "gber", "notified", "none"]


class Aid(NamedTuple):
    """An aid asked or received, among those judged together."""

    id: str
    amount: int
    """Gross grant equivalent; for a tax credit, the most it may be."""
    costs: frozenset[str] = frozenset()
    """The costs it pays for; none when it is tied to no costs."""
    regime: Regime | None = None
    """None when nobody told: it may be State aid."""
    regulation: Regulation = "general"
    """For de minimis aid."""
    intensity: float | None = None
    """The highest share of its costs that its regime allows; None when not known."""
    rate: float | None = None
    """For a tax credit: its rate on what the grants leave of its costs."""


class Limit(NamedTuple):
    """What some of the aids may come to in all."""

    aids: tuple[str, ...]
    costs: tuple[str, ...]
    """The costs they share; none for a de minimis ceiling."""
    asked: int
    least: int
    """Surely allowed, whatever is not known."""
    most: int
    """Allowed if what is not known turns out well."""
    why: Message
    rules: tuple[Figure, ...]

    @property
    def holds(self) -> bool | None:
        """Whether it is kept; None when what is not known decides."""
        return True if self.asked <= self.least else False if self.asked > self.most else None


class Together(NamedTuple):
    """A set of aids, judged."""

    holds: bool | None
    """False when a limit is surely passed, None when one may be, True when all are surely kept."""
    limits: tuple[Limit, ...]
    """Every limit, those passed first."""
    amounts: Mapping[str, int]
    """What each aid comes to, tax credits on what the others leave of their base."""


def together(aids: Sequence[Aid], costs: Mapping[str, int], as_of: date, company: Company | None = None) -> Together:
    """Judge a set of aids on costs in euros; with a company, its de minimis ledger counts too."""
    amounts = _amounts(aids, costs)
    limits = sorted(
        (
            *_on_costs(aids, costs, amounts, as_of),
            *_public_money(aids, costs, amounts, as_of),
            *_de_minimis(aids, amounts, as_of, company),
        ),
        key=lambda limit: ((False, None, True).index(limit.holds), limit.costs, limit.aids),
    )
    held = {limit.holds for limit in limits}
    return Together(False if False in held else None if None in held else True, tuple(limits), amounts)


def _amounts(aids: Iterable[Aid], costs: Mapping[str, int]) -> dict[str, int]:
    """Each aid's amount, a tax credit's on its base without the grants on the same costs."""
    grants = [aid for aid in aids if aid.rate is None]
    found = {aid.id: aid.amount for aid in grants}
    for aid in aids:
        if aid.rate is not None:
            base = sum(costs[name] for name in aid.costs)
            received = sum(grant.amount for grant in grants if grant.costs & aid.costs)
            found[aid.id] = min(aid.amount, floor(aid.rate * max(0, base - received)))
    return found


def _groups(aids: Iterable[Aid]) -> Iterator[frozenset[str]]:
    """Every group of costs that is the union of what some of the aids pay for."""
    found: set[frozenset[str]] = set()
    for aid in aids:
        found |= {group | aid.costs for group in found} | {aid.costs}
    return iter(sorted(found, key=lambda group: (len(group), sorted(group))))


def _on_costs(
    aids: Sequence[Aid], costs: Mapping[str, int], amounts: Mapping[str, int], as_of: date
) -> Iterator[Limit]:
    """State aid and de minimis aid on the same costs: the highest applicable intensity."""
    counted = [aid for aid in aids if aid.costs and aid.regime != "none"]
    same = figures.figure("cumulation.same_costs", as_of)
    rules = rows(same, figures.figure("cumulation.de_minimis_same_costs", as_of))
    bounds = {name: _bounds(name, costs[name], counted) for name in {name for aid in counted for name in aid.costs}}
    for group in _groups(counted):
        inside = [aid for aid in counted if aid.costs <= group]
        least, most = (sum(bounds[name][end] for name in group) for end in (0, 1))
        if same is None or same.is_unsure:
            # A law whose text nobody has seen refuses nothing.
            most = float(sum(costs[name] for name in group))
        why = say("State aid and de minimis aid on the same costs: up to the highest intensity allowed")
        yield _limit(inside, group, amounts, (floor(least + _DUST), floor(most + _DUST)), why, rules)


_DUST = 1e-6
"""Less than a cent: what binary fractions lose of 0.7 × 100."""


def _bounds(name: str, cost: int, aids: Iterable[Aid]) -> tuple[float, float]:
    """The least and the most that the intensities allow on one cost."""
    state = [aid.intensity for aid in aids if name in aid.costs and aid.regime != "de_minimis"]
    if not state:
        return float(cost), float(cost)
    known = max((one for one in state if one is not None), default=0.0)
    return known * cost, float(cost) if None in state else known * cost


def _public_money(
    aids: Sequence[Aid], costs: Mapping[str, int], amounts: Mapping[str, int], as_of: date
) -> Iterator[Limit]:
    """All public money together, Brussels' included."""
    counted = [aid for aid in aids if aid.costs]
    whole = figures.figure("cumulation.public_share", as_of)
    union = figures.figure("cumulation.union_money", as_of)
    share = float(whole.value) if whole else 1.0
    for group in _groups(counted):
        inside = [aid for aid in counted if aid.costs <= group]
        most = floor(share * sum(costs[name] for name in group) + _DUST)
        why = say("all public money together, no more than the costs")
        yield _limit(inside, group, amounts, (most, most), why, rows(whole, union))


def _de_minimis(
    aids: Sequence[Aid], amounts: Mapping[str, int], as_of: date, company: Company | None
) -> Iterator[Limit]:
    asked: set[Regulation] = {aid.regulation for aid in aids if aid.regime == "de_minimis"}
    for ceiling in ceilings(company, as_of):
        inside = [aid for aid in aids if aid.regime == "de_minimis" and aid.regulation in ceiling.counted]
        if inside and not asked.isdisjoint(ceiling.counted):
            why = say("what is left of the {ceiling:euros} of de minimis aid", ceiling=int(ceiling.rule.value))
            yield _limit(inside, frozenset(), amounts, (ceiling.low, ceiling.high), why, (ceiling.rule,))


def _limit(
    aids: Sequence[Aid],
    costs: frozenset[str],
    amounts: Mapping[str, int],
    allowed: tuple[int, int],
    why: Message,
    rules: tuple[Figure, ...],
) -> Limit:
    names = tuple(sorted(aid.id for aid in aids))
    return Limit(names, tuple(sorted(costs)), sum(amounts[name] for name in names), *allowed, why, rules)
