"""What a set of aids must fit under, checked plainly, and what the set comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from math import ceil, inf
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.plan._option import WHOLE, Option
from aidmatch.plan._shared import Parts, cuts, ground, may_meet, on_part, weighing
from aidmatch.value import Message, say

if TYPE_CHECKING:
    from aidmatch.cumulate import Ceiling


class Limits(NamedTuple):
    """What the aids of a plan share."""

    costs: Mapping[str, int]
    """By project, those that are known."""
    split: Mapping[str, Mapping[str, int]]
    """By project, the same by item; none for one whose costs are told as one sum."""
    public: int
    """The most of all public money together, in ten-thousandths of the costs."""
    is_shared: bool
    """Whether aids on the same costs go no higher than the highest intensity, by the law of the day."""
    ceilings: tuple[Ceiling, ...]
    """De minimis, with what is left of each."""
    files: int
    days: int | None
    """Working days the company can spend; None when nobody told."""
    is_one_credit: bool = False
    """Whether the same costs enter one tax credit only, by the law of the day."""
    held: tuple[Option, ...] = ()
    """Aids handed in and not yet granted: whatever is chosen, room is kept for them."""


class Totals(NamedTuple):
    """What a set comes to. A chance is in no sum, and what is lent stands apart."""

    sure: int
    possible: int
    """The most, if every funder gives what is asked; the chances left out."""
    is_bounded: bool
    """False when an aid of the set has no bound: then more is possible."""
    equivalent: int
    """Of what is lent or guaranteed, as grants, as far as known."""
    chances: int
    """How many."""


class Obstacle(NamedTuple):
    """A limit that a set passes."""

    kind: str
    """`files`, `effort`, `time`, `costs`, `own`, `intensity`, `unknown_costs`, `credit` or `de_minimis`."""
    why: Message


def obstacle(chosen: Sequence[Option], limits: Limits) -> Obstacle | None:
    """The first limit that a set passes, whatever is asked of each aid; None when it can stand.

    Every limit is a most on a sum, so a set can stand exactly when it does with the least asked of each.
    """
    return next(_obstacles(chosen, limits), None)


def _obstacles(chosen: Sequence[Option], limits: Limits) -> Iterator[Obstacle]:
    yield from _effort(chosen, limits)
    all_of = (*chosen, *limits.held)
    for project in sorted({one.project for one in chosen if one.project is not None}):
        yield from _on_costs([one for one in all_of if one.project == project], limits, project)
    if limits.is_one_credit and next(rivals(chosen), None):
        yield Obstacle("credit", say("the same costs enter one tax credit only, and another brings more"))
    for ceiling in limits.ceilings:
        small = [one for one in all_of if one.regime == "de_minimis" and one.regulation in ceiling.counted]
        if sum(one.least for one in small) > ceiling.high:
            why = say("with the others, above the {left:euros} left of de minimis aid", left=ceiling.high)
            yield Obstacle("de_minimis", why)


def rivals(options: Iterable[Option]) -> Iterator[tuple[Option, Option]]:
    """Tax credits that may be counted on the same costs, two by two."""
    all_of = [one for one in options if one.sort == "credit"]
    return (pair for pair in combinations(all_of, 2) if may_meet(*pair))


def rival_groups(options: Iterable[Option]) -> Iterator[list[Option]]:
    """The same as groups, of which at most one may be taken: one for each item of costs, and one for untold costs."""
    of_project: dict[str, list[Option]] = {}
    for one in options:
        if one.sort == "credit" and one.project is not None:
            of_project.setdefault(one.project, []).append(one)
    for _, counted in sorted(of_project.items()):
        items = sorted({item for one in counted for item in one.items or ()})
        untold = [one for one in counted if one.items is None]
        for group in [[one for one in counted if item in (one.items or ())] for item in items] or [[]]:
            yield [*untold, *group]


def _effort(chosen: Sequence[Option], limits: Limits) -> Iterator[Obstacle]:
    if sum(one.is_file for one in chosen) > limits.files:
        yield Obstacle("files", say("{files:number} files at once: the others bring more", files=limits.files))
    days = sum(one.days for one in chosen)
    if limits.days is not None and days > limits.days:
        yield Obstacle(
            "effort",
            say("{days:number} working days with the others, {left:number} to spend", days=days, left=limits.days),
        )
    for time in sorted({one.time for one in chosen if one.time is not None}):
        due = sum(one.days for one in chosen if one.time is not None and one.time <= time)
        if due > time:
            why = say("the files that close by then take {days:number} working days of {left:number}", days=due)
            yield Obstacle("time", why._replace(values=(*why.values, ("left", time))))


class _Holding(NamedTuple):
    """What a part of the costs holds, in ten-thousandths of a euro."""

    cost: int
    """In euros."""
    owned: int
    """From own means."""
    counted: int
    """Aid under the rules of State aid."""
    every: int
    """All public money."""


def _on_costs(inside: Sequence[Option], limits: Limits, project: str) -> Iterator[Obstacle]:
    """The limits on one project's costs."""
    on = ground(inside, limits.costs[project], limits.split.get(project, {}))

    # Hundreds of thousands of groups are made of a few parts.
    @cache
    def holding(part: int, adrift: Parts | None) -> _Holding:
        cost, payers = on.costs[part], on_part(inside, on, part, adrift)
        counted, every = (room(cost, payers, limits, is_every=is_every) for is_every in (False, True))
        return _Holding(cost, _owned(cost, payers), counted, every)

    for cut in cuts(inside, on):
        asked = WHOLE * sum(one.least for one in weighing(inside, on, cut))
        parts = [(holding(part, cut.adrift), part in cut.every) for part in cut.counted]
        held = sum(one.every if is_every else one.counted for one, is_every in parts)
        if asked <= held:
            continue
        cost = sum(one.cost for one, _ in parts)
        owned = sum(one.owned for one, _ in parts)
        if cut.adrift not in (None, on.whole):
            why = say("which costs are paid for is not told, and if they are the same as the others’, it is too much")
            yield Obstacle("unknown_costs", why)
        elif asked > cost * limits.public:
            why = say("with the others, above all public money on {costs:euros} of costs", costs=cost)
            yield Obstacle("costs", why)
        elif asked > WHOLE * cost - owned:
            why = say("{own:euros} of the costs must come from own means", own=ceil(owned / WHOLE))
            yield Obstacle("own", why)
        else:
            why = say(
                "with the others, above the highest intensity on the same costs: {most:euros}", most=held // WHOLE
            )
            yield Obstacle("intensity", why)


def _owned(cost: int, payers: Iterable[Option]) -> int:
    """What must come from own means, in ten-thousandths of a euro: the highest share that one of the aids asks for."""
    return cost * max((one.own for one in payers), default=0)


def room(cost: int, payers: Sequence[Option], limits: Limits, *, is_every: bool) -> int:
    """What a part of the costs holds, in ten-thousandths of a euro.

    An intensity that nobody told never raises it: else an aid of which nothing is known would open the way to others.
    """
    most = min(cost * limits.public, WHOLE * cost - _owned(cost, payers))
    rates = [one.intensity for one in payers if is_state(one) and one.intensity is not None]
    return min(most, cost * max(rates)) if rates and limits.is_shared and not is_every else most


def is_state(one: Option) -> bool:
    """Whether it is, or may be, State aid that is no de minimis aid."""
    return one.regime not in ("none", "de_minimis")


def totals(chosen: Sequence[Option], asks: Mapping[str, int]) -> Totals:
    """What a set comes to with what is asked of each; tax credits on what the grants leave of their base."""
    money = [one for one in chosen if one.sort == "money"]
    sure = sum(one.sure for one in money)
    possible = sum(asks[one.call] for one in money)
    for credit in (one for one in chosen if one.sort == "credit"):
        same = [one for one in money if may_meet(one, credit)]
        sure += min(credit.sure, _net(credit, sum(one.sure for one in same)))
        possible += _net(credit, sum(asks[one.call] for one in same))
    counted = [one for one in chosen if one.sort in ("money", "credit")]
    return Totals(
        sure,
        possible,
        all(one.is_bounded for one in counted),
        sum(asks[one.call] for one in chosen if one.sort == "lent"),
        sum(one.sort == "chance" for one in chosen),
    )


def _net(credit: Option, received: int) -> int:
    """A tax credit on its base without the grants on the same costs."""
    if not credit.rate:
        return credit.most
    return min(credit.cap, credit.rate * max(0, credit.base - received) // WHOLE)


def order(chosen: Iterable[Option]) -> tuple[Option, ...]:
    """The order to work in: by closing, those without one last; then by relevance, then by id."""

    def place(one: Option) -> tuple[float, int, str]:
        return (one.closes.timestamp() if one.closes else inf, -one.score, one.call)

    return tuple(sorted(chosen, key=place))
