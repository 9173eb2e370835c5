"""Several aids at once, against a plain checker that spreads them over the costs by hand; and grant equivalents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.company import Company
from aidmatch.cumulate import Aid, Regime, headroom, together
from aidmatch.equivalent import Loan, equivalent
from aidmatch.value import months_after

DAY = date(2026, 11, 22)
COSTS = {"staff": 100, "machine": 60}


def gber(name: str, amount: int, *costs: str, intensity: float | None = 0.5) -> Aid:
    return Aid(name, amount, frozenset(costs), "gber", intensity=intensity)


def small(name: str, amount: int, *costs: str) -> Aid:
    return Aid(name, amount, frozenset(costs), "de_minimis")


class TestRules:
    def test_different_costs_are_free_of_each_other(self) -> None:
        assert together([gber("a", 50, "staff"), gber("b", 30, "machine")], COSTS, DAY).holds is True

    def test_the_same_costs_go_up_to_the_highest_intensity(self) -> None:
        high = gber("b", 30, "staff", intensity=0.8)
        assert together([gber("a", 50, "staff"), high], COSTS, DAY).holds is True
        found = together([gber("a", 51, "staff"), high], COSTS, DAY)
        assert found.holds is False
        assert (found.limits[0].aids, found.limits[0].most) == (("a", "b"), 80)

    def test_de_minimis_aid_respects_the_intensity_of_the_state_aid(self) -> None:
        assert together([gber("a", 40, "staff"), small("d", 10, "staff")], COSTS, DAY).holds is True
        assert together([gber("a", 40, "staff"), small("d", 11, "staff")], COSTS, DAY).holds is False

    def test_aid_tied_to_no_costs_may_be_added(self) -> None:
        assert together([gber("a", 50, "staff"), small("d", 90)], COSTS, DAY).holds is True

    def test_an_aid_over_several_costs_is_spread_as_it_fits(self) -> None:
        wide = gber("w", 60, "staff", "machine")
        assert together([gber("a", 20, "staff"), wide], COSTS, DAY).holds is True
        assert together([gber("a", 21, "staff"), wide], COSTS, DAY).holds is False

    def test_an_intensity_that_is_not_known_leaves_it_open(self) -> None:
        found = together([gber("a", 60, "staff", intensity=None), gber("b", 10, "staff")], COSTS, DAY)
        assert found.holds is None
        assert together([gber("a", 95, "staff", intensity=None), gber("b", 10, "staff")], COSTS, DAY).holds is False

    def test_a_law_to_be_verified_refuses_nothing(self) -> None:
        aids = [gber("a", 50, "staff"), gber("b", 30, "staff")]
        assert together(aids, COSTS, DAY).holds is False
        assert together(aids, COSTS, date(2027, 1, 1)).holds is None

    def test_brussels_money_is_no_state_aid_but_all_public_money_has_an_end(self) -> None:
        union = Aid("u", 50, frozenset({"staff"}), "none")
        assert together([gber("a", 50, "staff"), union], COSTS, DAY).holds is True
        assert together([gber("a", 50, "staff"), union._replace(amount=51)], COSTS, DAY).holds is False

    def test_the_base_of_a_tax_credit_shrinks_by_the_grants(self) -> None:
        credit = Aid("cii", 80, frozenset({"staff"}), "none", rate=0.2)
        assert together([credit], COSTS, DAY).amounts["cii"] == 20
        assert together([credit, gber("a", 40, "staff")], COSTS, DAY).amounts["cii"] == 12
        assert together([credit, gber("a", 30, "machine")], COSTS, DAY).amounts["cii"] == 20

    def test_the_de_minimis_ceiling_counts_what_the_group_received(self) -> None:
        given_ = {"granted_on": "2025-01-01", "amount": 250_000, "de_minimis": "general"}
        company = Company.model_validate({"id": "a", "name": "A", "holdings": [], "aid_received": [given_]})
        assert together([small("d", 50_000)], {}, DAY, company).holds is True
        assert together([small("d", 25_000), small("e", 25_001)], {}, DAY, company).holds is False
        assert together([small("d", 300_001)], {}, DAY).holds is False

    def test_a_ledger_not_known_leaves_it_open(self) -> None:
        assert together([small("d", 1)], {}, DAY, Company(id="a", name="A")).holds is None

    def test_farm_aid_keeps_its_own_ceiling_and_weighs_on_the_general_one(self) -> None:
        farm = Aid("f", 50_000, frozenset(), "de_minimis", "agriculture")
        assert together([farm, small("d", 250_000)], {}, DAY).holds is True
        assert together([farm, small("d", 250_001)], {}, DAY).holds is False
        assert together([farm._replace(amount=50_001)], {}, DAY).holds is False


def plain(aids: Sequence[Aid], costs: Mapping[str, int]) -> bool:
    """Whether some spread of the aids over their costs, in whole euros, respects every intensity and every cost."""

    def fits(counted: Sequence[Aid], most: Mapping[str, float]) -> bool:
        for spread in product(*(list(_spreads(aid)) for aid in counted)):
            totals = dict.fromkeys(costs, 0)
            for one in spread:
                for name, part in one.items():
                    totals[name] += part
            if all(totals[name] <= most[name] + 1e-9 for name in costs):
                return True
        return False

    state = [aid for aid in aids if aid.regime != "none"]
    most: dict[str, float] = {}
    for name, cost in costs.items():
        rates = [aid.intensity or 0 for aid in state if name in aid.costs and aid.regime != "de_minimis"]
        most[name] = max(rates) * cost if rates else cost
    return fits(state, most) and fits(aids, costs)


def _spreads(aid: Aid) -> list[dict[str, int]]:
    names = sorted(aid.costs)
    if len(names) == 1:
        return [{names[0]: aid.amount}]
    return [{names[0]: part, names[1]: aid.amount - part} for part in range(aid.amount + 1)]


@st.composite
def _aids(draw: st.DrawFn) -> tuple[list[Aid], dict[str, int]]:
    costs = {name: draw(st.sampled_from((4, 6, 10))) for name in ("x", "y")}
    aids = []
    for number in range(draw(st.integers(1, 3))):
        on = frozenset(draw(st.sampled_from((("x",), ("y",), ("x", "y")))))
        regime: Regime = draw(st.sampled_from(("gber", "de_minimis", "none")))
        intensity = draw(st.sampled_from((0.5, 1.0))) if regime == "gber" else None
        aids.append(Aid(f"a{number}", draw(st.integers(0, 8)), on, regime, intensity=intensity))
    return aids, costs


@given(_aids())
def test_it_agrees_with_the_plain_checker(drawn: tuple[list[Aid], dict[str, int]]) -> None:
    aids, costs = drawn
    assert together(aids, costs, DAY).holds is plain(aids, costs)


@given(_aids(), st.integers(0, 2), st.sampled_from((0.5, 0.8, 1.0)))
def test_learning_an_intensity_never_reverses_an_answer(
    drawn: tuple[list[Aid], dict[str, int]], which: int, rate: float
) -> None:
    aids, costs = drawn
    place = which % len(aids)
    told = [one._replace(regime="gber", intensity=rate) if n == place else one for n, one in enumerate(aids)]
    untold = [one._replace(intensity=None) if n == place else one for n, one in enumerate(told)]
    before = together(untold, costs, DAY).holds
    assert before in (None, together(told, costs, DAY).holds)


class TestGrantEquivalent:
    """Regulation (EU) 2023/2831, art. 4(3); the second figure of the safe harbour is the same line."""

    @pytest.mark.parametrize(
        ("amount", "years", "worth"),
        [
            (500_000, 5, 100_000),
            (300_000, 7, 84_000),
            (1_500_000, 5, 300_000),
            (750_000, 10, 300_000),
            (100_000, 2.5, 10_000),
            (100_001, 1, 4_001),
        ],
    )
    def test_inside_the_safe_harbours(self, amount: int, years: float, worth: int) -> None:
        assert equivalent(Loan("loan", amount, years, secured=True), DAY).amount == worth

    @pytest.mark.parametrize(
        "loan",
        [
            Loan("loan", 1_500_001, 5, secured=True),
            Loan("loan", 750_001, 5.5, secured=True),
            Loan("loan", 100_000, 10.5, secured=True),
            Loan("loan", 100_000, None, secured=True),
            Loan("loan", 100_000, 5, secured=False),
            Loan("loan", 100_000, 5, secured=None),
            Loan("loan", 100_000, 5, secured=True, insolvent=True),
        ],
    )
    def test_outside_nobody_but_the_funder_knows(self, loan: Loan) -> None:
        found = equivalent(loan, DAY)
        assert found.amount is None
        assert found.steps[0].is_doubt

    def test_a_guarantee(self) -> None:
        assert equivalent(Loan("guarantee", 2_250_000, 5, secured=True), DAY).amount == 300_000
        assert equivalent(Loan("guarantee", 375_000, 3, secured=True), DAY).amount == 30_000
        assert equivalent(Loan("guarantee", 2_250_001, 5, secured=True), DAY).amount is None

    def test_the_law_of_the_day(self) -> None:
        old = equivalent(Loan("loan", 1_000_000, 5, secured=True), date(2023, 12, 31))
        assert old.amount == 200_000
        assert equivalent(Loan("loan", 500_000, 5, secured=True), date(2031, 1, 1)).amount is None

    def test_a_grant_and_an_advance_count_at_their_face_value(self) -> None:
        assert equivalent(Loan("grant", 7), DAY).amount == 7
        assert equivalent(Loan("repayable_advance", 7), DAY).amount == 7


_AWARDS = st.lists(
    st.fixed_dictionaries(
        {
            "granted_on": st.sampled_from(
                (date(2023, 11, 21), date(2023, 11, 22), date(2024, 2, 29), date(2025, 3, 1), date(2027, 1, 1))
            ),
            "amount": st.one_of(st.none(), st.integers(0, 400_000)),
            "de_minimis": st.sampled_from(("general", "sgei", "agriculture", "fisheries", None)),
        }
    ),
    max_size=4,
)
_REGULATION = st.sampled_from(("general", "sgei", "agriculture", "fisheries"))


@given(_AWARDS, _AWARDS, _REGULATION, st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_headroom_is_never_negative_and_past_aid_never_raises_it(
    awards: list[dict[str, object]], more: list[dict[str, object]], under: str, day: date
) -> None:
    def room(held: list[dict[str, object]]) -> tuple[int, int]:
        company = Company.model_validate({"id": "a", "name": "A", "holdings": [], "aid_received": held})
        found = headroom(company, day, under)  # type: ignore[arg-type]
        assert found is not None
        assert 0 <= found.low <= found.high <= found.ceiling
        assert all(when > day for when, _ in found.growth)
        return found.low, found.high

    (low, high), (low_after, high_after) = room(awards), room([*awards, *more])
    assert low_after <= low
    assert high_after <= high


@given(_AWARDS, st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_the_window_is_the_same_day_three_years_before(awards: list[dict[str, object]], day: date) -> None:
    told = [{**one, "amount": one["amount"] or 0} for one in awards]
    company = Company.model_validate({"id": "a", "name": "A", "holdings": [], "aid_received": told})
    found = headroom(company, day)
    counted = [one for one in company.aid_received or () if months_after(day, -36) <= one.granted_on <= day]
    used = sum(one.amount or 0 for one in counted if one.de_minimis == "general")
    assert found is not None
    assert found.used == used


def test_aid_of_a_firm_held_by_the_same_person_is_not_of_the_undertaking() -> None:
    given_ = {"granted_on": "2025-01-01", "amount": 100_000, "de_minimis": "general"}
    sister = {"side": "sister", "share": 1.0, "adjacent_market": True, "aid_received": [given_]}
    company = Company.model_validate({"id": "a", "name": "A", "holdings": [sister], "aid_received": []})
    found = headroom(company, DAY)
    assert found is not None
    assert (found.low, found.high) == (300_000, 300_000)


def test_an_aid_of_unknown_equivalent_leaves_nothing_sure() -> None:
    untold = {"granted_on": "2025-01-01", "de_minimis": "general", "nature": "loan", "face": 900_000}
    company = Company.model_validate({"id": "a", "name": "A", "holdings": [], "aid_received": [untold]})
    found = headroom(company, DAY)
    assert found is not None
    assert (found.low, found.high, found.missing) == (0, 300_000, ("aid_received",))
    later = headroom(company, date(2028, 1, 2))
    assert later is not None
    assert later.known
