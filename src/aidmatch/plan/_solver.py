"""The best set of aids, by OR-tools' CP-SAT: whole numbers throughout, so that the answer is exact and always the same.

What is best is asked in turn, each answer kept for the next: what is surely brought; what may be brought at most; the
chances, by relevance; the grant equivalent of what is lent; aids that give another its first step; relevance; and where
all of this leaves a tie, the ids. Chances are never added to money: they only fill the places that money leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from aidmatch.errors import AidmatchError, SettingsError
from aidmatch.plan._costs import Costs
from aidmatch.plan._limits import Limits, Totals, obstacle, order, rival_groups, totals
from aidmatch.plan._option import WHOLE, Option, Out
from aidmatch.plan._shared import may_meet
from aidmatch.value import say

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel

_TIED = 24
"""Ids compared at once where all else is equal: more would not fit the numbers of the solver."""


_LONGEST, _FROM_BELOW, _FROM_ABOVE = 20, 1, 0.1
"""Of all questions to the solver for one set, and of one asked in either way, in its own units of work, which are the
same on every machine."""

_PATIENCE = 15
"""Seconds of one question, where its own units do not count what it does: a plan cut short says so."""


class Chosen(NamedTuple):
    """A set of aids to ask for."""

    options: tuple[Option, ...]
    """In the order to work in."""
    asks: Mapping[str, int]
    """What to ask of each, so that every limit holds even if all are granted; of what is lent, its equivalent."""
    totals: Totals
    is_proven: bool = True
    """False when the search was cut short: every limit holds, but a better set may be."""

    @property
    def core(self) -> frozenset[str]:
        """The aids that bring euros or may; all of them where none does."""
        held = frozenset(one.call for one in self.options if one.sort in ("money", "credit", "chance"))
        return held or frozenset(one.call for one in self.options)


def best(options: Sequence[Option], limits: Limits, without: frozenset[str] | None = None) -> Chosen:
    """The best set; `without`: the best one that lacks at least one of these."""
    try:
        from ortools.sat.python import cp_model
    except ImportError as error:
        raise SettingsError(
            say("a plan needs a solver"), say("install it with: pip install 'aidmatch[plan]'")
        ) from error
    ordered = sorted(options, key=lambda one: one.call)
    problem = _Problem(cp_model.CpModel(), ordered, limits)
    if without:
        problem.model.add_bool_or([~problem.takes[call] for call in sorted(without)])
    for aim in problem.aims():
        problem.raise_to_most(aim, cp_model)
    # Of hundreds of aids there is seldom a tie, and to compare their ids is the longest part.
    if len(ordered) <= 2 * _TIED or problem.has_equal(cp_model):
        for aim in problem.ties():
            problem.raise_to_most(aim, cp_model)
    chosen = order(one for one in ordered if problem.taken[one.call])
    for one in sorted(chosen, key=lambda one: (-one.sure, one.closes is None, one.call)):
        problem.raise_to_most(problem.asks[one.call], cp_model)
    asks = {one.call: problem.asked[one.call] for one in chosen}
    return Chosen(chosen, asks, totals(chosen, asks), problem.is_proven)


class _Problem:
    """The aids and their limits, as the solver takes them."""

    def __init__(self, model: CpModel, options: Sequence[Option], limits: Limits) -> None:
        self.model, self.options, self.limits = model, options, limits
        self.zero: Any = model.new_constant(0)
        self.takes: dict[str, Any] = {one.call: model.new_bool_var(one.call) for one in options}
        # What is handed in is taken whatever is chosen; it takes no place and no day, and is in no aim.
        held = {one.call: model.new_bool_var(f"{one.call} handed in") for one in limits.held}
        model.add_bool_and(list(held.values()))
        self.weighing = (*options, *limits.held)
        self.asks: dict[str, Any] = {}
        # Nothing taken is a set that stands, until a better one is found.
        self.taken: dict[str, bool] = {one.call: False for one in options}
        self.asked: dict[str, int] = {one.call: 0 for one in options}
        self.left: float = _LONGEST
        self.is_proven = True
        self.costs: list[Costs] = []
        for one in options:
            ask = model.new_int_var(0, one.most, one.call)
            model.add(ask <= one.most * self.takes[one.call])
            model.add(ask >= one.least * self.takes[one.call])
            self.asks[one.call] = ask
        self._effort()
        self.asks |= {one.call: one.least * held[one.call] for one in limits.held}
        for project in sorted({one.project for one in options if one.project is not None}):
            inside = [one for one in self.weighing if one.project == project]
            costs = Costs(model, inside, limits, project, self.takes | held, self.asks)
            costs.begin()
            self.costs.append(costs)
        if limits.is_one_credit:
            for same in rival_groups(options):
                model.add_at_most_one([self.takes[one.call] for one in same])
        for ceiling in limits.ceilings:
            small = [one for one in self.weighing if one.regime == "de_minimis" and one.regulation in ceiling.counted]
            model.add(self._asked(small) <= ceiling.high)

    def _total(self, parts: Iterable[Any]) -> Any:
        return sum(parts, start=self.zero)

    def _asked(self, some: Iterable[Option]) -> Any:
        return self._total(self.asks[one.call] for one in some)

    def _sum(self, some: Iterable[Option], worth: Callable[[Option], int]) -> Any:
        return self._total(worth(one) * self.takes[one.call] for one in some)

    def _effort(self) -> None:
        model, limits = self.model, self.limits
        model.add(self._sum(self.options, lambda one: int(one.is_file)) <= limits.files)
        if limits.days is not None:
            model.add(self._sum(self.options, lambda one: one.days) <= limits.days)
        for time in sorted({one.time for one in self.options if one.time is not None}):
            due = [one for one in self.options if one.time is not None and one.time <= time]
            model.add(self._sum(due, lambda one: one.days) <= time)

    def aims(self) -> list[Any]:
        """What is asked in turn; euros in ten-thousandths, so that the share of a tax credit needs no rounding."""
        money = [one for one in self.options if one.sort == "money"]
        # A chance of which nobody told the amount waits for the last aim: it would always fit.
        chances = [one for one in self.options if one.sort == "chance" and one.is_bounded]
        sure = {one.call: one.sure * self.takes[one.call] for one in money}
        return [
            WHOLE * self._total(sure.values()) + self._credits(sure, "sure"),
            WHOLE * self._asked(money) + self._credits(self.asks, "possible"),
            self._sum(chances, lambda one: 1 + one.score),
            self._asked([one for one in self.options if one.sort == "lent"]),
            self._openings(),
            self._sum(self.options, lambda one: 1 + one.score),
        ]

    def ties(self) -> Iterator[Any]:
        """The ids, as far as they tell two sets apart that are as good."""
        for first in range(0, len(self.options), _TIED):
            tied = self.options[first : first + _TIED]
            yield self._total(2 ** (len(tied) - at) * self.takes[one.call] for at, one in enumerate(tied))

    def has_equal(self, library: Any) -> bool:
        """Whether another set is as good as the one noted."""
        other = self.model.new_bool_var("another set")
        differs = [~self.takes[call] if taken else self.takes[call] for call, taken in self.taken.items()]
        self.model.add_bool_or(differs).only_enforce_if(other)
        self.model.maximize(other)
        found = self._standing(library)
        return found is not None and round(found[0].objective_value) == 1

    def _credits(self, given: Mapping[str, Any], end: str) -> Any:
        """The tax credits in ten-thousandths of a euro, each on what the grants of the plan leave of its base."""
        found: list[Any] = []
        for credit in (one for one in self.options if one.sort == "credit"):
            most = credit.sure if end == "sure" else credit.most
            net = self.model.new_int_var(0, WHOLE * most, f"{credit.call} {end}")
            self.model.add(net <= WHOLE * most * self.takes[credit.call])
            if credit.rate:
                same = (given[one.call] for one in self.options if one.sort == "money" and may_meet(one, credit))
                self.model.add(net <= credit.rate * self._left(credit, self._total(same), end))
            found.append(net)
        return self._total(found)

    def _left(self, credit: Option, received: Any, end: str) -> Any:
        """What the grants leave of a tax credit's base, never less than nothing."""
        left = self.model.new_int_var(0, credit.base, f"{credit.call} base {end}")
        is_some = self.model.new_bool_var(f"{credit.call} has a base {end}")
        self.model.add(left + received <= credit.base).only_enforce_if(is_some)
        self.model.add(left == 0).only_enforce_if(~is_some)
        return left

    def _openings(self) -> Any:
        """How many aids of the plan give another of the plan its first step."""
        found = []
        for one in self.options:
            for call in sorted(one.opens_for & self.takes.keys()):
                both = self.model.new_bool_var(f"{one.call} opens {call}")
                self.model.add_implication(both, self.takes[one.call])
                self.model.add_implication(both, self.takes[call])
                found.append(both)
        return self._total(found)

    def raise_to_most(self, aim: Any, library: Any) -> None:
        """Bring an aim to its most, keep it there, and note the set that does; what was noted stays when time is up."""
        self.model.maximize(aim)
        found = self._standing(library)
        if found is None:
            self.is_proven = False
            return
        solver, self.taken, self.asked = found
        self.model.add(aim >= round(solver.objective_value))

    def _standing(self, library: Any) -> tuple[Any, dict[str, bool], dict[str, int]] | None:
        """The best set that passes no limit, those the model does not hold yet included; None when time is up."""
        while True:
            solver = self._solve(library)
            if solver is None:
                return None
            taken = {call: bool(solver.value(take)) for call, take in self.takes.items()}
            asked = {call: int(solver.value(self.asks[call])) for call in self.takes}
            if not self._passes(taken, asked):
                return solver, taken, asked

    def _solve(self, library: Any) -> Any:
        """The solver with a set that the model lets stand; None where no work is left to find one."""
        # From below a set is soon found, and mostly the best. Where that closes in euro by euro, from above the best
        # is told at once; but that way finds no other.
        found = None
        for above, longest in ((False, _FROM_BELOW), (True, _FROM_ABOVE)):
            if self.left <= 0:
                break
            solver = library.CpSolver()
            # One worker and one seed: the same search each time, and the same answer on every machine.
            solver.parameters.num_workers = 1
            solver.parameters.random_seed = 0
            solver.parameters.linearization_level = 2
            solver.parameters.optimize_with_core = above
            solver.parameters.max_deterministic_time = min(self.left, longest)
            solver.parameters.max_time_in_seconds = _PATIENCE
            status = solver.solve(self.model)
            self.left -= solver.response_proto.deterministic_time
            if status == library.OPTIMAL:
                return solver
            if status in (library.INFEASIBLE, library.MODEL_INVALID):
                raise AidmatchError(
                    say("no set of aids was found that stands beside those handed in"),
                    say("see what was handed in: aidmatch companies show COMPANY"),
                )
            found = found or (solver if status == library.FEASIBLE else None)
        self.is_proven = False
        return found

    def _passes(self, taken: Mapping[str, bool], asked: Mapping[str, int]) -> bool:
        """Whether a set passes limits that the model did not hold yet; it does from now on."""
        given = {call: asked[call] for call, is_taken in taken.items() if is_taken}
        given |= {one.call: one.least for one in self.limits.held}
        found = [(costs, cut) for costs in self.costs for cut in costs.passed(given)]
        for costs, cut in found:
            costs.hold(cut)
        return bool(found)


_AFTER_MONEY = frozenset({"files", "effort", "time", "costs", "own", "intensity", "unknown_costs", "de_minimis"})
"""Where a chance has to wait for money: places, days, costs and ceilings alike."""


def left_out(options: Sequence[Option], chosen: Chosen, limits: Limits) -> tuple[Out, ...]:
    """The options that the best set lacks, the most relevant first, each with what keeps it out."""
    names = {one.call for one in chosen.options}
    found = []
    for one in sorted(options, key=lambda one: (-one.score, one.call)):
        if one.call not in names:
            passed = obstacle((one,), limits) or obstacle((*chosen.options, one), limits)
            why = passed.why if passed else say("it fits, but the others would have to ask for less")
            if one.sort == "chance" and (passed is None or passed.kind in _AFTER_MONEY):
                why = say("a jury decides: aids that need none come first, and leave it no room")
            found.append(Out(one.call, why))
    return tuple(found)
