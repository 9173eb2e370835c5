"""Chiffre d'affaires."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from tests.criteria.asking import ask, shown, year


def test_both_bounds_are_inside() -> None:
    rule = {"min": 100, "max": 200}
    said = [shown(ask("turnover", rule, accounts=[year(turnover=euros)])) for euros in (99, 100, 200, 201)]
    assert said == ["failed", "met", "met", "failed"]


def test_an_older_year_never_stands_in_for_the_last() -> None:
    verdict = ask("turnover", {"max": 200}, accounts=[year(2025), year(2024, turnover=100)])
    assert (shown(verdict), verdict.missing) == ("unknown", ("turnover",))


def test_a_year_not_closed_yet_is_not_the_last() -> None:
    accounts = [year(2026, turnover=999), year(2025, turnover=100)]
    assert shown(ask("turnover", {"max": 200}, accounts=accounts)) == "met"


@pytest.mark.parametrize(("day", "said"), [(date(2027, 6, 30), "met"), (date(2027, 7, 1), "met c")])
def test_accounts_keep_eighteen_months(day: date, said: str) -> None:
    assert shown(ask("turnover", {"max": 200}, on=day, accounts=[year(2025, turnover=100)])) == said


def test_a_short_year_is_to_be_confirmed() -> None:
    assert shown(ask("turnover", {"max": 200}, accounts=[year(turnover=100, months=6)])) == "met c"


@pytest.mark.parametrize("rule", [{}, {"min": 2, "max": 1}])
def test_bounds_without_sense_are_refused(rule: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        ask("turnover", rule)
