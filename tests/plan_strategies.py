"""Aids and limits to plan with, and two plain readings of the limits that know nothing of how the plan is made.

`stands` spreads what is asked over the costs, as a flow; `most_of` finds the most of one set by another solver, the
spread written out. Neither uses groups of costs, which the plan itself reasons with.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from aidmatch.cumulate import Ceiling, Regime
from aidmatch.nomenclatures import figures
from aidmatch.plan import Limits, Option, Sort, reserved
from aidmatch.worth import REST

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
DAY = date(2026, 11, 26)
COST = 100
WHOLE = 10_000
ROW = figures.figure("de_minimis.general", DAY)
assert ROW is not None
SORTS: tuple[Sort, ...] = ("money", "money", "credit", "chance", "lent", "support")
REGIMES: tuple[Regime | None, ...] = (None, "de_minimis", "gber", "none")
SPLIT = {"staff": 50, "equipment": 30, "travel": 13}
"""Of the costs of the workshop; the game's are one sum."""
ITEMS = (*SPLIT, REST)


def ceiling(left: int, *counted: str) -> Ceiling:
    assert ROW is not None
    return Ceiling("general", frozenset(counted), left, left, ROW)  # type: ignore[arg-type]


@st.composite
def options(draw: st.DrawFn, most: int = 6, least: int = 1, name: str = "aide") -> list[Option]:
    made = []
    for number in range(draw(st.integers(least, most))):
        sort = draw(st.sampled_from(SORTS))
        top = 0 if sort == "support" else draw(st.integers(0, 80))
        low = top if sort == "credit" else draw(st.integers(0, top))
        project = draw(st.sampled_from([None, "atelier", "atelier", "jeu"])) if top else None
        some = st.sets(st.sampled_from(ITEMS), min_size=1)
        made.append(
            Option(
                call=f"{name}-{number}",
                sort=sort,
                sure=draw(st.integers(0, low)) if sort in ("money", "credit") else 0,
                least=low,
                most=top,
                is_bounded=top > 0,
                project=project,
                items=frozenset(draw(some)) if project == "atelier" and draw(st.booleans()) else None,
                regime=draw(st.sampled_from(REGIMES)),
                regulation=draw(st.sampled_from(["general", "agriculture"])),
                intensity=draw(st.sampled_from([None, 3_000, 5_000, 8_000])),
                own=draw(st.sampled_from([0, 0, 4_000])),
                days=draw(st.integers(0, 5)),
                is_file=draw(st.booleans()),
                time=draw(st.sampled_from([None, 3, 7])),
                score=draw(st.integers(0, 3)),
                opens_for=frozenset(draw(st.sets(st.sampled_from([f"aide-{one}" for one in range(most)]), max_size=1))),
            )
        )
    return made


@st.composite
def limits_drawn(draw: st.DrawFn) -> Limits:
    """Some have aids handed in before; they stand by themselves, else there would be nothing to plan."""
    made = Limits(
        costs={"atelier": COST, "jeu": COST},
        split={"atelier": SPLIT},
        public=draw(st.sampled_from([WHOLE, 9_000])),
        is_shared=draw(st.booleans()),
        ceilings=(
            ceiling(draw(st.integers(0, 120)), "general", "agriculture"),
            ceiling(draw(st.integers(0, 60)), "agriculture"),
        ),
        files=draw(st.integers(0, 4)),
        days=draw(st.one_of(st.none(), st.integers(0, 12))),
        is_one_credit=draw(st.booleans()),
    )
    before = draw(st.one_of(st.just([]), options(2, name="avant")))
    return made._replace(held=reserved(before, made).held)


def places(chosen: Sequence[Option], project: str) -> Iterator[frozenset[str] | None]:
    """Where aids of unknown costs may lie: left out, on the same costs as one of the others, or on all of them."""
    yield None
    told = {one.items for one in chosen if one.project == project and one.items is not None}
    yield from (*sorted(told, key=sorted), frozenset(ITEMS))


def items_of(one: Option, limits: Limits, adrift: frozenset[str] | None) -> frozenset[str]:
    """The costs an aid lies on; of one sum, that sum."""
    if one.project not in limits.split:
        return frozenset({"sum"})
    return (adrift or frozenset()) if one.items is None else one.items


def rooms(held: Sequence[Option], limits: Limits, project: str, adrift: frozenset[str] | None) -> dict[str, list[int]]:
    """Of each item, what it holds of all public money and of State aid, in ten-thousandths of a euro."""
    split = limits.split.get(project)
    costs = {**split, REST: limits.costs[project] - sum(split.values())} if split else {"sum": limits.costs[project]}
    found = {}
    for item, cost in costs.items():
        here = [one for one in held if item in items_of(one, limits, adrift)]
        every = cost * min(limits.public, WHOLE - max((one.own for one in here), default=0))
        rates = [
            one.intensity for one in here if one.regime in (None, "gber", "notified") and one.intensity is not None
        ]
        state = cost * max(rates) if rates and limits.is_shared else cost * WHOLE
        found[item] = [every, min(every, state)]
    return found


def stands(chosen: Sequence[Option], asks: Mapping[str, int], limits: Limits) -> bool:  # noqa: C901 - all limits at once
    """An independent, plain reading of every limit."""
    if any(not one.least <= asks[one.call] <= one.most for one in chosen):
        return False
    if sum(one.is_file for one in chosen) > limits.files:
        return False
    if limits.days is not None and sum(one.days for one in chosen) > limits.days:
        return False
    # Files one after the other, the first to close first.
    spent = 0
    for one in sorted((one for one in chosen if one.time is not None), key=lambda one: one.time or 0):
        spent += one.days
        if spent > (one.time or 0):
            return False
    if limits.is_one_credit:
        for one, other in combinations([one for one in chosen if one.sort == "credit" and one.project], 2):
            told = one.items is not None and other.items is not None
            if one.project == other.project and not (told and one.items.isdisjoint(other.items)):  # type: ignore[union-attr, arg-type]
                return False
    every = [*chosen, *limits.held]
    asks = {**asks, **{one.call: one.most for one in limits.held}}
    for room in limits.ceilings:
        small = [one for one in every if one.regime == "de_minimis" and one.regulation in room.counted]
        if sum(asks[one.call] for one in small) > room.high:
            return False
    return all(spreads(every, asks, limits, project) for project in limits.costs)


def spreads(every: Sequence[Option], asks: Mapping[str, int], limits: Limits, project: str) -> bool:
    """Whether what is asked of one project's costs can be spread over them, wherever those of unknown costs lie."""
    from ortools.graph.python.max_flow import SimpleMaxFlow

    held = [one for one in every if one.project == project]
    for adrift in places(every, project):
        holds = rooms(held, limits, project, adrift)
        names = [*holds, *(f"{item}, State aid" for item in holds)]
        node = {name: number for number, name in enumerate(["source", "sink", *names, *(one.call for one in held)])}
        flow, asked = SimpleMaxFlow(), 0
        for item, (most, state) in holds.items():
            flow.add_arc_with_capacity(node[item], node["sink"], most)
            flow.add_arc_with_capacity(node[f"{item}, State aid"], node[item], state)
        for one in held:
            on = items_of(one, limits, adrift) & holds.keys()
            want = WHOLE * asks[one.call] if on or one.items is not None else 0
            asked += want
            flow.add_arc_with_capacity(node["source"], node[one.call], want)
            for item in sorted(on):
                end = item if one.regime == "none" else f"{item}, State aid"
                flow.add_arc_with_capacity(node[one.call], node[end], want)
        assert flow.solve(node["source"], node["sink"]) == flow.OPTIMAL
        if flow.optimal_flow() < asked:
            return False
    return True


def most_of(chosen: Sequence[Option], limits: Limits, first: set[str], then: set[str]) -> tuple[int, int]:
    """The most that some aids of a set may come to, then some others: by branch and bound, with the spread written out.

    For sets that stand with the least asked of each.
    """
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("SCIP")
    every = [*chosen, *limits.held]
    asks: dict[str, Any] = {one.call: solver.IntVar(one.least, one.most, one.call) for one in every}
    for room in limits.ceilings:
        small = [one for one in every if one.regime == "de_minimis" and one.regulation in room.counted]
        solver.Add(solver.Sum([asks[one.call] for one in small]) <= room.high)
    for project in limits.costs:
        held = [one for one in every if one.project == project]
        for adrift in places(every, project):
            holds = rooms(held, limits, project, adrift)
            parts: dict[tuple[str, str], Any] = {}
            for one in held:
                on = items_of(one, limits, adrift) & holds.keys()
                for item in on:
                    parts[one.call, item] = solver.NumVar(0, one.most, f"{one.call} {item}")
                if on:
                    solver.Add(solver.Sum([parts[one.call, item] for item in on]) == asks[one.call])
            for item, (most, state) in holds.items():
                here = [(one, parts[one.call, item]) for one in held if (one.call, item) in parts]
                solver.Add(solver.Sum([part for _, part in here]) <= most / WHOLE)
                solver.Add(solver.Sum([part for one, part in here if one.regime != "none"]) <= state / WHOLE)
    found = []
    for some in (first, then):
        aim = solver.Sum([asks[call] for call in sorted(some)])
        solver.Maximize(aim)
        assert solver.Solve() == pywraplp.Solver.OPTIMAL
        found.append(round(solver.Objective().Value()))
        solver.Add(aim >= found[-1])
    return found[0], found[1]


def worth(chosen: Sequence[Option], limits: Limits) -> tuple[int, ...]:
    """What a set is worth, as the plan orders sets; tax credits are fixed sums here."""
    money = {one.call for one in chosen if one.sort in ("money", "credit")}
    lent = {one.call for one in chosen if one.sort == "lent"}
    names = {one.call for one in chosen}
    return (
        sure(chosen),
        *_split(most_of(chosen, limits, money, lent), sum(_chance(one) for one in chosen)),
        sum(len((one.opens_for & names) - {one.call}) for one in chosen),
        sum(1 + one.score for one in chosen),
    )


def sure(chosen: Sequence[Option]) -> int:
    return sum(one.sure for one in chosen if one.sort in ("money", "credit"))


def _chance(one: Option) -> int:
    return 1 + one.score if one.sort == "chance" and one.is_bounded else 0


def _split(most: tuple[int, int], chances: int) -> tuple[int, int, int]:
    return most[0], chances, most[1]


def best_of_all(held: Sequence[Option], limits: Limits) -> tuple[tuple[Option, ...], tuple[int, ...]]:
    """Every set tried: the best, and what it is worth; ties go to the first ids."""
    every = (one for size in range(len(held) + 1) for one in combinations(held, size))
    standing = [one for one in every if stands(one, {option.call: option.least for option in one}, limits)]
    top = max(map(sure, standing))

    def rank(one: tuple[Option, ...]) -> tuple[object, ...]:
        return (*worth(one, limits), tuple(option in one for option in held))

    key: Callable[[tuple[Option, ...]], tuple[object, ...]] = rank
    found = max((one for one in standing if sure(one) == top), key=key)
    return found, worth(found, limits)
