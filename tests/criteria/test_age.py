"""Ancienneté."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from tests.criteria.asking import ask, shown, year


def test_under_eight_years_ends_on_the_eighth_anniversary() -> None:
    said = [shown(ask("age", {"under_years": 8}, created="2018-03-14", on=date(2026, 3, day))) for day in (13, 14)]
    assert said == ["met", "failed"]


def test_three_years_begin_on_the_third_anniversary() -> None:
    said = [shown(ask("age", {"min_years": 3}, created="2023-03-14", on=date(2026, 3, day))) for day in (13, 14)]
    assert said == ["failed", "met"]


def test_a_company_of_29_february_has_its_birthday_on_the_month_s_last_day() -> None:
    said = [shown(ask("age", {"min_years": 1}, created="2024-02-29", on=date(2025, 2, day))) for day in (27, 28)]
    assert said == ["failed", "met"]


def test_years_and_months_add_up() -> None:
    rule = {"min_years": 1, "min_months": 6}
    said = [shown(ask("age", rule, created="2025-05-23", on=date(2026, 11, day))) for day in (22, 23)]
    assert said == ["failed", "met"]


def test_waiting_is_a_remedy_only_when_it_is_enough() -> None:
    young = ask("age", {"min_years": 3, "under_years": 8}, created="2024-03-14")
    assert young.remedy is not None
    assert dict(young.remedy.values) == {"day": date(2027, 3, 14)}
    assert ask("age", {"under_years": 8}, created="2010-01-01").remedy is None


def test_the_age_counted_from_the_first_closed_year_reads_that_fact_alone() -> None:
    rule = {"under_years": 5, "counted_from": "first_closed_year"}
    assert ask("age", rule, created="2025-01-01").missing == ("first_closed_year",)
    assert shown(ask("age", rule, created="2020-01-01", first_closed_year="2021-12-31")) == "met"


def test_closed_years_come_from_the_first_one_or_from_the_accounts() -> None:
    rule = {"min_closed_years": 2}
    assert shown(ask("age", rule, first_closed_year="2024-12-31")) == "met"
    assert shown(ask("age", rule, first_closed_year="2025-12-31")) == "failed"
    assert shown(ask("age", rule, accounts=[year(2025), year(2024)])) == "met"
    assert ask("age", rule, accounts=[year(2025)]).missing == ("first_closed_year",)
    assert shown(ask("age", rule, first_closed_year="2027-12-31")) == "failed"


def test_an_age_that_fails_outweighs_a_fact_not_known() -> None:
    assert shown(ask("age", {"under_years": 8, "min_closed_years": 1}, created="2010-01-01")) == "failed"


@pytest.mark.parametrize("rule", [{}, {"min_years": 8, "under_years": 8}])
def test_bounds_without_sense_are_refused(rule: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        ask("age", rule)


def test_a_company_still_to_be_created_is_too_young_or_to_be_confirmed() -> None:
    assert shown(ask("age", {"min_years": 1}, created="2027-01-01")) == "failed"
    assert shown(ask("age", {"under_years": 3}, created="2027-01-01")) == "met c"
    assert shown(ask("age", {"under_years": 3}, created="2026-11-22")) == "met"
