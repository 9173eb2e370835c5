"""PME au sens européen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.criteria.asking import ask, shown, year

SME: dict[str, Any] = {}


def firm(
    awu: float | None = None, turnover: int | None = None, balance: int | None = None, closed: int = 2025
) -> dict[str, Any]:
    return year(closed, awu=awu, turnover=turnover, balance_total=balance)


def says(*accounts: dict[str, Any], rule: dict[str, Any] = SME, **facts: Any) -> str:
    told: dict[str, Any] = {"holdings": [], **facts}
    return shown(ask("sme", rule, accounts=list(accounts), **told))


@pytest.mark.parametrize(
    ("awu", "turnover", "balance", "size"),
    [
        (9.9, 2_000_000, 99_000_000, "micro"),
        (10, 2_000_000, 2_000_000, "small"),
        (9, 2_000_001, 2_000_001, "small"),
        (49, 10_000_000, 99_000_000, "small"),
        (50, 1, 1, "medium"),
        (249, 99_000_000, 43_000_000, "medium"),
        (249, 50_000_001, 43_000_001, "midcap"),
        (250, 1, 1, "midcap"),
        (750, 1, 1, "large"),
    ],
)
def test_staff_and_one_of_the_two_amounts(awu: float, turnover: int, balance: int, size: str) -> None:
    same_twice = (firm(awu, turnover, balance), firm(awu, turnover, balance, 2024))
    for other in ("micro", "small", "medium", "midcap", "large"):
        said = says(*same_twice, rule={"classes": [other]})
        assert said == ("met" if other == size else "failed"), other


def test_a_class_changes_after_two_years_in_a_row() -> None:
    within, above = (240, 1, 1), (260, 1, 1)
    assert says(firm(*above), firm(*within, 2024), firm(*within, 2023)) == "met c"
    assert says(firm(*above), firm(*above, 2024), firm(*within, 2023)) == "failed"
    assert says(firm(*within), firm(*above, 2024), firm(*above, 2023)) == "failed"


def test_a_merger_changes_it_at_once() -> None:
    assert says(firm(260, 1, 1), firm(240, 1, 1, 2024), merged_on="2025-03-01") == "failed"


def test_years_that_do_not_follow_are_not_in_a_row() -> None:
    assert says(firm(260, 1, 1), firm(240, 1, 1, 2021)) == "unknown r"


def test_a_ceiling_passed_in_the_only_year_on_file_is_a_reserve() -> None:
    """Whatever the last year says, the year before may hold the class."""
    for awu in (260, 900):
        verdict = ask("sme", SME, accounts=[firm(awu, 1, 1)], holdings=[])
        assert (shown(verdict), verdict.missing) == ("unknown r", ("accounts",))
    assert says(firm(12, 1, 1), rule={"classes": ["micro"]}) == "unknown r"


def test_unless_there_was_no_year_before_that_counts() -> None:
    passed = firm(260, 1, 1)
    assert says(passed, firm(260, 1, 1, 2024)) == "failed"
    assert says(passed, first_closed_year="2025-12-31") == "failed"
    assert says(passed, created="2025-02-01") == "failed"
    assert says(passed, merged_on="2025-06-01") == "failed"
    town = {"share": 0.5, "holder": "public_body"}
    assert says(passed, holdings=[town]) == "failed"


def test_below_the_ceilings_the_only_year_on_file_stands() -> None:
    assert says(firm(12, 1, 1), rule={"classes": ["midcap"]}) == "failed"
    assert says(firm(240, 1, 1)) == "met c"
    assert says(firm(240, 1, 1), first_closed_year="2025-12-31") == "met"


def test_linked_firms_count_whole_and_partners_pro_rata() -> None:
    group = {"accounts": [firm(300, 1, 1)]}
    twice = (firm(10, 1, 1), firm(10, 1, 1, 2024))
    assert says(*twice, holdings=[{"share": 0.51, **group}]) == "failed"
    assert says(firm(10, 1, 1), holdings=[{"share": 0.5, "controls": False, **group}]) == "met"
    large = (firm(150, 1, 1), firm(150, 1, 1, 2024))
    assert says(*large, holdings=[{"share": 0.4, "controls": False, **group}]) == "failed"
    assert says(firm(150, 1, 1), holdings=[{"share": 0.24, **group}]) == "met"
    assert says(*twice, holdings=[{"side": "subsidiary", "share": 1, **group}]) == "failed"
    assert says(firm(10, 1, 1), holdings=[{"share": 1, "holder": "person"}]) == "met"


def test_a_holder_of_a_third_may_control_until_told() -> None:
    parent = {"share": 0.33, "accounts": [firm(300, 1, 1)]}
    verdict = ask("sme", SME, accounts=[firm(10, 1, 1)], holdings=[parent])
    assert (shown(verdict), verdict.missing) == ("unknown r", ("holdings",))


def test_exempt_investors_count_only_once_they_control() -> None:
    fund = {"holder": "exempt_investor", "accounts": [firm(300, 1, 1)]}
    assert says(firm(10, 1, 1), holdings=[{"share": 0.4, **fund}]) == "met"
    assert says(firm(10, 1, 1), firm(10, 1, 1, 2024), holdings=[{"share": 0.6, **fund}]) == "failed"


def test_a_quarter_held_by_public_bodies_is_no_sme() -> None:
    def town(share: float) -> dict[str, Any]:
        return {"holder": "public_body", "share": share}

    assert says(firm(10, 1, 1), holdings=[town(0.15), town(0.10)]) == "failed"
    assert says(firm(10, 1, 1), holdings=[town(0.24)]) == "met"


def test_holdings_not_known_are_a_reserve() -> None:
    verdict = ask("sme", SME, accounts=[firm(12, 900_000)])
    assert (shown(verdict), verdict.missing) == ("unknown r", ("holdings",))


def test_a_turnover_lacking_too_makes_it_a_question() -> None:
    verdict = ask("sme", SME, accounts=[firm(12)])
    assert (shown(verdict), verdict.missing) == ("unknown", ("turnover", "holdings"))
    assert ask("sme", SME, headcount=None).missing == ("headcount", "turnover", "holdings")


def test_a_balance_is_asked_only_when_the_turnover_passes() -> None:
    assert ask("sme", SME, accounts=[firm(12, 60_000_000)], holdings=[]).missing == ("balance_total",)


def test_staff_alone_may_make_it_impossible_for_a_young_company() -> None:
    young: dict[str, Any] = {"created": "2026-01-15"}
    assert shown(ask("sme", SME, awu=250, **young)) == "failed"
    assert shown(ask("sme", SME, headcount=300, **young)) == "failed c"
    assert shown(ask("sme", SME, headcount=300)) == "unknown r"


def test_nobody_holds_a_share_in_a_sole_trader() -> None:
    assert shown(ask("sme", SME, legal_form="1000", accounts=[firm(2, 1, 1), firm(2, 1, 1, 2024)])) == "met"


def test_holdings_told_long_ago_are_to_be_confirmed_and_say_who_told_them() -> None:
    group = {"name": "Groupe", "share": 0.4, "controls": False, "accounts": [firm(20, 1, 1)]}
    facts: dict[str, Any] = {"accounts": [firm(10, 1, 1), firm(10, 1, 1, 2024)], "holdings": [group]}
    old = ask("sme", SME, **facts, provenance={"holdings": {"by": "head", "on": "2025-11-21"}})
    new = ask("sme", SME, **facts, provenance={"holdings": {"by": "head", "on": "2025-11-22"}})
    assert (shown(old), shown(new)) == ("met c", "met")
    assert [str(fact.on) for fact in old.facts if fact.by == "head"] == ["2025-11-21"]


def test_people_stand_for_work_units_but_not_near_a_ceiling() -> None:
    facts: dict[str, Any] = {"accounts": [firm(None, 1)], "holdings": []}
    assert shown(ask("sme", SME, headcount={"value": 12, "year": 2025}, **facts)) == "met c"
    near = ask("sme", SME, headcount=230, **facts)
    assert (shown(near), near.missing) == ("unknown", ("awu",))


def test_a_doubt_that_does_not_matter_to_the_rule_is_not_asked() -> None:
    """Ten people are near the micro ceiling, which an SME rule does not look at."""
    assert ask("sme", SME, headcount=10, accounts=[firm(None, 1)]).missing == ("holdings",)
    assert ask("sme", {"classes": ["micro"]}, headcount=10, accounts=[firm(None, 1)]).missing == ("awu", "holdings")


def test_old_accounts_are_to_be_confirmed() -> None:
    assert says(firm(12, 1, 1, 2024)) == "met c"


def test_a_foundation_outside_the_classes_may_ask_for_large_ones() -> None:
    assert says(firm(900, 1, 1), rule={"classes": ["midcap", "large"]}) == "met"


def test_the_calculation_is_in_the_proof() -> None:
    parent = {"name": "Groupe", "share": 0.4, "controls": False, "accounts": [firm(100, 1_000, 1_000)]}
    verdict = ask("sme", SME, accounts=[firm(10, 500, 500)], holdings=[parent])
    lines = [fact.value for fact in verdict.facts if fact.name == "size"]
    assert [(line.tie, line.awu) for line in lines] == [("own", (10, 10)), ("partner", (40, 40)), ("total", (50, 50))]


def test_a_company_without_a_closed_year_is_asked_for_no_accounts() -> None:
    """An estimate in good faith stands for the year it has not closed (2003/361/EC, annex, art. 4(3))."""
    young = ask("sme", SME, created="2026-10-26", awu=2.5, holdings=[])
    assert (shown(young), young.missing) == ("unknown r", ("accounts",))
    grown = ask("sme", SME, created="2024-10-26", awu=2.5, holdings=[])
    assert (shown(grown), grown.missing) == ("unknown", ("turnover",))
    told = ask("sme", SME, created="2025-10-26", first_closed_year="2027-03-31", awu=2.5, holdings=[])
    assert (shown(told), told.missing) == ("unknown r", ("accounts",))
    assert ask("sme", SME, created="2026-10-26", holdings=[], headcount=None).missing == ("headcount", "accounts")
