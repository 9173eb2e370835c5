"""Situation: debts paid, not in difficulty."""

from __future__ import annotations

from typing import Any

from tests.criteria.asking import ask, shown, year

BOTH = {"debts_paid": True, "not_in_difficulty": True}


def test_a_bad_standing_known_fails_and_says_what_to_do() -> None:
    for verdict in (ask("standing", BOTH, debts_paid=False), ask("standing", BOTH, in_difficulty=True)):
        assert shown(verdict) == "failed"
        assert verdict.remedy is not None


def test_only_what_is_asked_is_looked_at() -> None:
    assert shown(ask("standing", {"debts_paid": True}, debts_paid=True, in_difficulty=True)) == "met"


def test_unknown_is_a_reserve() -> None:
    verdict = ask("standing", BOTH, debts_paid=True)
    assert (shown(verdict), verdict.missing) == ("unknown r", ("in_difficulty",))


def test_capital_lost_is_a_warning_not_a_verdict() -> None:
    verdict = ask("standing", BOTH, accounts=[year(equity=4_000, capital=10_000)])
    assert shown(verdict) == "unknown r"
    assert dict(verdict.reason.values) == {"equity": 4_000, "capital": 10_000}
    healthy = ask("standing", BOTH, accounts=[year(equity=5_000, capital=10_000)])
    assert healthy.facts == ()


def test_a_standing_told_over_six_months_ago_is_to_be_confirmed() -> None:
    def told(on: str) -> str:
        said = {"by": "head", "on": on}
        facts: dict[str, Any] = {"debts_paid": True, "in_difficulty": False, "provenance": {"debts_paid": said}}
        return shown(ask("standing", BOTH, **facts))

    assert (told("2026-05-21"), told("2026-05-22")) == ("met c", "met")


def test_every_fact_says_where_it_comes_from() -> None:
    provenance = {"debts_paid": {"by": "head", "on": "2026-11-01"}, "in_difficulty": {"by": "accounts"}}
    facts = ask("standing", BOTH, debts_paid=True, in_difficulty=False, provenance=provenance).facts
    assert [(fact.name, fact.by, fact.on and str(fact.on)) for fact in facts] == [
        ("debts_paid", "head", "2026-11-01"),
        ("in_difficulty", "accounts", None),
    ]
