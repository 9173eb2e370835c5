"""The set a plan chooses: exact, never past a limit, the same each time; a chance is never money."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, seed, settings

pytest.importorskip("ortools")

from aidmatch.cumulate import Aid, together
from aidmatch.plan import Limits, Option, _solver, best, obstacle, order, totals
from tests.plan_strategies import (
    COST,
    DAY,
    ITEMS,
    SOAK,
    SPLIT,
    WHOLE,
    best_of_all,
    limits_drawn,
    options,
    stands,
    worth,
)


def is_best(held: list[Option], limits: Limits) -> None:
    held = [one._replace(opens_for=one.opens_for - {one.call}) for one in held]
    top, of_top = best_of_all(held, limits)
    found = best(held, limits)
    assert {one.call for one in found.options} == {one.call for one in top}
    assert (found.totals.sure, found.totals.possible) == of_top[:2]


class TestExact:
    @given(held=options(), limits=limits_drawn())
    @settings(max_examples=400 if SOAK else 25)
    def test_it_equals_trying_every_set(self, held: list[Option], limits: Limits) -> None:
        is_best(held, limits)

    @seed(20_261_126)
    @given(held=options(10, least=8), limits=limits_drawn())
    @settings(max_examples=100 if SOAK else 4)
    def test_it_equals_trying_every_set_of_eight_to_ten(self, held: list[Option], limits: Limits) -> None:
        is_best(held, limits)

    @given(held=options(10), limits=limits_drawn())
    def test_it_passes_no_limit_and_is_never_worse_than_one_aid(self, held: list[Option], limits: Limits) -> None:
        found = best(held, limits)
        assert stands(found.options, found.asks, limits)
        assert obstacle(found.options, limits) is None
        for one in held:
            if stands((one,), {one.call: one.least}, limits):
                alone = worth((one,), limits)
                assert (found.totals.sure, found.totals.possible) >= alone[:2]

    @given(held=options(8), limits=limits_drawn())
    def test_an_aid_more_never_lowers_it(self, held: list[Option], limits: Limits) -> None:
        less, more = best(held[1:], limits), best(held, limits)
        assert (more.totals.sure, more.totals.possible) >= (less.totals.sure, less.totals.possible)

    @given(held=options(6), limits=limits_drawn())
    def test_an_aid_handed_in_never_raises_it(self, held: list[Option], limits: Limits) -> None:
        # One that leads by its rate may open room: that is the rule on the same costs, and no concern here.
        before = tuple(one._replace(intensity=None) for one in limits.held)
        free, bound = best(held, limits._replace(held=())), best(held, limits._replace(held=before))
        assert (bound.totals.sure, bound.totals.possible) <= (free.totals.sure, free.totals.possible)

    @given(held=options(8), limits=limits_drawn())
    def test_it_is_the_same_whatever_the_order_of_the_calls(self, held: list[Option], limits: Limits) -> None:
        assert best(held, limits) == best(held[::-1], limits)

    @given(held=options(6), limits=limits_drawn())
    def test_the_next_best_lacks_one_of_them_and_is_no_better(self, held: list[Option], limits: Limits) -> None:
        first = best(held, limits)
        if not first.core:
            return
        second = best(held, limits, without=first.core)
        assert not first.core <= {one.call for one in second.options}
        assert (second.totals.sure, second.totals.possible) <= (first.totals.sure, first.totals.possible)

    @given(held=options(6), limits=limits_drawn())
    def test_a_chance_is_in_no_sum(self, held: list[Option], limits: Limits) -> None:
        found = best(held, limits)
        bets = [one for one in found.options if one.sort == "chance"]
        rest = tuple(one for one in found.options if one.sort != "chance")
        assert found.totals == totals(rest, found.asks)._replace(chances=len(bets))

    @given(held=options(6), limits=limits_drawn())
    def test_a_set_can_stand_exactly_when_it_does_with_the_least(self, held: list[Option], limits: Limits) -> None:
        chosen = tuple(held)
        assert (obstacle(chosen, limits) is None) is stands(chosen, {one.call: one.least for one in chosen}, limits)


@given(held=options(6))
def test_the_rule_of_cumulation_finds_nothing_against_it(held: list[Option]) -> None:
    costs = {"atelier": COST, "jeu": COST}
    limits = Limits(costs, {"atelier": SPLIT}, WHOLE, True, (), 6, None)
    found = best(held, limits)
    parts = {**SPLIT, "rest": COST - sum(SPLIT.values()), "jeu": COST}
    where = {"jeu": frozenset({"jeu"}), None: frozenset()}
    aids = [
        Aid(
            one.call,
            found.asks[one.call],
            where.get(one.project, frozenset(ITEMS) if one.items is None else one.items),
            one.regime,
            one.regulation,
            None if one.intensity is None else one.intensity / WHOLE,
        )
        for one in found.options
    ]
    assert together(aids, parts, DAY).holds is not False


class TestCredits:
    LIMITS = Limits({"jeu": 100}, {}, WHOLE, True, (), 3, None)
    CREDIT = Option("credit", "credit", 30, 30, 30, project="jeu", base=100, rate=3_000, cap=30, is_file=False)

    def test_a_grant_shrinks_the_credit_on_the_same_costs(self) -> None:
        found = best([self.CREDIT, Option("grant", "money", 0, 1, 40, project="jeu")], self.LIMITS)
        assert found.asks == {"credit": 30, "grant": 40}
        assert found.totals.sure == 30
        assert found.totals.possible == 40 + 18

    def test_a_grant_on_other_costs_does_not(self) -> None:
        limits = self.LIMITS._replace(split={"jeu": {"staff": 60, "travel": 40}})
        credit = self.CREDIT._replace(items=frozenset({"staff"}), base=60, least=18, most=18, cap=18, sure=18)
        trip = Option("trip", "money", 0, 1, 20, project="jeu", items=frozenset({"travel"}))
        assert best([credit, trip], limits).totals.possible == 18 + 20
        same = trip._replace(items=frozenset({"staff", "travel"}))
        assert best([credit, same], limits).totals.possible == 12 + 20
        untold = trip._replace(items=None)
        assert best([credit, untold], limits).totals.possible == 12 + 20

    def test_the_same_costs_enter_one_credit(self) -> None:
        limits = self.LIMITS._replace(split={"jeu": {"staff": 60, "travel": 40}}, is_one_credit=True)
        staff = self.CREDIT._replace(items=frozenset({"staff"}), base=60, least=18, most=18, cap=18, sure=18)
        trips = staff._replace(call="trips", items=frozenset({"travel"}), base=40, least=12, most=12, cap=12, sure=12)
        assert best([staff, trips], limits).totals.sure == 30
        assert best([staff, trips._replace(items=frozenset({"staff", "travel"}))], limits).totals.sure == 18
        assert best([staff, trips._replace(items=None)], limits).totals.sure == 18

    def test_a_chance_does_not_shrink_it_in_the_sum(self) -> None:
        found = best([self.CREDIT, Option("bet", "chance", 0, 1, 40, project="jeu")], self.LIMITS)
        assert found.totals.possible == 30
        assert found.totals.chances == 1


class TestCosts:
    LIMITS = Limits({"jeu": 240}, {"jeu": {"staff": 200, "equipment": 40}}, WHOLE, True, (), 3, None)
    team = Option("team", "money", least=1, most=100, project="jeu", items=frozenset({"staff"}), intensity=5_000)
    tools = team._replace(call="tools", most=20, items=frozenset({"equipment"}))

    def test_aids_on_different_costs_are_free_of_each_other(self) -> None:
        assert best([self.team, self.tools], self.LIMITS).totals.possible == 120

    def test_aids_on_the_same_costs_go_up_to_the_highest_rate(self) -> None:
        again = self.team._replace(call="again", intensity=6_000, most=120)
        assert best([self.team, again], self.LIMITS).totals.possible == 120

    def test_a_high_rate_on_some_costs_opens_no_others(self) -> None:
        rich = self.tools._replace(call="rich", intensity=10_000, most=40)
        again = self.team._replace(call="again")
        assert best([self.team, again, rich], self.LIMITS).totals.possible == 100 + 40

    def test_an_aid_for_both_is_spread_where_there_is_room(self) -> None:
        both = self.team._replace(call="both", items=frozenset({"staff", "equipment"}), most=120)
        assert best([self.tools, both], self.LIMITS).totals.possible == 120

    def test_an_aid_whose_costs_nobody_told_counts_on_those_of_each_other(self) -> None:
        untold = self.tools._replace(call="untold", items=None, most=120, least=5)
        assert best([untold], self.LIMITS).totals.possible == 120
        found = best([self.tools, untold], self.LIMITS)
        # On the tools alone there is room for 20 euros in all: together they would ask for less than the one alone.
        assert found.asks == {"untold": 120}
        assert best([self.tools._replace(sure=1), untold], self.LIMITS).asks == {"tools": 15, "untold": 5}

    def test_one_sum_is_the_same_costs_for_all(self) -> None:
        limits = self.LIMITS._replace(split={})
        held = [one._replace(items=None, most=100) for one in (self.team, self.tools)]
        assert best(held, limits).totals.possible == 120

    def test_the_own_share_holds_below_a_high_rate(self) -> None:
        limits = self.LIMITS._replace(split={"jeu": {"staff": 100, "travel": 140}})
        rich = self.team._replace(intensity=9_000, most=90, own=4_000)
        assert best([rich], limits).totals.possible == 60
        apart = rich._replace(call="trip", items=frozenset({"travel"}), most=100, own=0)
        assert best([rich, apart], limits).totals.possible == 160

    def test_what_is_handed_in_keeps_its_room(self) -> None:
        before = self.team._replace(call="before", sort="chance", least=70, most=70)
        found = best([self.team, self.tools], self.LIMITS._replace(held=(before,)))
        assert found.asks == {"team": 30, "tools": 20}


def test_the_order_is_that_of_the_closings() -> None:
    soon, late = (datetime(2026, 12, day, tzinfo=UTC) for day in (1, 20))
    held = [Option("a", "money"), Option("b", "money", closes=late), Option("c", "money", closes=soon, score=1)]
    assert [one.call for one in order(held)] == ["c", "b", "a"]


class TestOrder:
    def test_an_aid_of_unknown_rate_does_not_open_the_way_to_others(self) -> None:
        limits = Limits({"jeu": 100}, {}, WHOLE, True, (), 3, None)
        known = [Option(name, "money", 0, 1, 40, project="jeu", intensity=5_000) for name in ("a", "b")]
        unknown = Option("c", "money", project="jeu", is_bounded=False)
        assert best(known, limits).totals.possible == best([*known, unknown], limits).totals.possible == 50

    def test_money_is_served_before_a_chance_on_the_same_costs(self) -> None:
        limits = Limits({"jeu": 100}, {}, WHOLE, True, (), 3, None)
        bet = Option("a-bet", "chance", 0, 1, 90, project="jeu", intensity=5_000, score=90)
        grant = Option("grant", "money", 0, 1, 45, project="jeu", intensity=5_000)
        found = best([bet, grant], limits)
        assert found.asks == {"a-bet": 5, "grant": 45}
        assert (found.totals.possible, found.totals.chances) == (45, 1)

    def test_money_has_the_place_before_a_chance_however_large(self) -> None:
        limits = Limits({}, {}, WHOLE, True, (), 1, None)
        bet, grant = Option("bet", "chance", 0, 1, 900, score=90), Option("grant", "money", 0, 1, 5)
        found = best([bet, grant], limits)
        assert [one.call for one in found.options] == ["grant"]

    def test_the_highest_rate_is_reached_and_not_passed(self) -> None:
        limits = Limits({"jeu": 101}, {}, WHOLE, True, (), 3, None)
        held = [Option(name, "money", 0, 1, 60, project="jeu", intensity=5_000) for name in ("a", "b")]
        assert best(held, limits).totals.possible == 50


def many(count: int) -> tuple[list[Option], Limits]:
    """Aids on every way to put eight items together, as many as a year of calls holds."""
    items = ("staff", "equipment", "premises", "services", "intangible", "travel", "training", "running")
    split = {item: 10_000 + 1_001 * place for place, item in enumerate(items)}
    held = [
        Option(
            call=f"aide-{number:03}",
            sort=("money", "credit", "lent", "chance")[number % 4],
            least=1_000,
            most=2_000 + 37 * (number % 50),
            sure=1_000 * (number % 4 < 2),
            project="atelier",
            items=frozenset(item for place, item in enumerate(items) if (number * 37 + 11) >> place & 1) or None,
            regime=("none", "gber", "de_minimis", None)[number // 4 % 4],
            intensity=5_000,
            is_file=number % 4 != 1,
            score=number % 7,
        )
        for number in range(count)
    ]
    return held, Limits({"atelier": sum(split.values())}, {"atelier": split}, WHOLE, True, (), 3, None, True)


def test_hundreds_of_aids_on_eight_items_have_a_plan() -> None:
    held, limits = many(120)
    found = best(held, limits)
    assert found.is_proven
    assert obstacle(found.options, limits) is None
    assert found.totals.sure >= 4_000


def test_a_search_cut_short_gives_a_set_that_stands_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    held, limits = many(40)
    whole = best(held, limits)
    monkeypatch.setattr(_solver, "_LONGEST", 0.01)
    found = best(held, limits)
    assert (whole.is_proven, found.is_proven) == (True, False)
    assert obstacle(found.options, limits) is None
