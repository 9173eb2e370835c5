"""Total du bilan."""

from __future__ import annotations

from tests.criteria.asking import ask, shown, year


def test_unknown_is_a_reserve_not_a_question() -> None:
    verdict = ask("balance", {"max": 200}, accounts=[year(turnover=100)])
    assert (shown(verdict), verdict.missing) == ("unknown r", ("balance_total",))


def test_the_bounds_are_inside() -> None:
    said = [shown(ask("balance", {"max": 200}, accounts=[year(balance_total=euros)])) for euros in (200, 201)]
    assert said == ["met", "failed"]
