"""Aide de minimis."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.criteria.asking import ask, shown


def aid(amount: int, granted_on: str = "2025-03-01", under: str | None = "general") -> dict[str, Any]:
    return {"granted_on": granted_on, "amount": amount, "de_minimis": under}


def says(*awards: dict[str, Any], rule: dict[str, Any], **facts: Any) -> str:
    told: dict[str, Any] = {"holdings": [], **facts}
    return shown(ask("de_minimis", rule, aid_received=list(awards), **told))


def test_the_whole_aid_must_fit() -> None:
    rule = {"smallest": 50_000, "largest": 100_000}
    assert says(aid(200_000), rule=rule) == "met"
    assert says(aid(200_001), rule=rule) == "unknown r"
    assert says(aid(250_001), rule=rule) == "failed"


def test_costs_bound_the_aid() -> None:
    rule = {"largest": 100_000}
    assert says(aid(240_000), rule=rule, project={"costs": 60_000}) == "met"
    assert says(aid(240_000), rule=rule, project={"costs": 60_001}) == "unknown r"


def test_a_full_counter_fails_and_says_when_there_is_room_again() -> None:
    verdict = ask("de_minimis", {"largest": 20_000}, holdings=[], aid_received=[aid(300_000, "2025-03-01")])
    assert shown(verdict) == "failed"
    assert verdict.remedy is not None
    assert dict(verdict.remedy.values)["day"] == date(2028, 3, 2)


def test_what_is_not_known_is_a_reserve() -> None:
    rule = {"smallest": 10_000, "largest": 20_000}
    assert ask("de_minimis", rule).missing == ("aid_received", "holdings")
    linked = {"share": 1.0, "aid_received": None}
    verdict = ask("de_minimis", rule, aid_received=[], holdings=[linked])
    assert (shown(verdict), verdict.missing) == ("unknown r", ("holdings",))


def test_a_counter_already_full_fails_even_when_the_rest_is_not_known() -> None:
    assert shown(ask("de_minimis", {"smallest": 10_000}, aid_received=[aid(295_000)])) == "failed"


def test_a_linked_firm_shares_the_counter_and_a_partner_does_not() -> None:
    rule = {"smallest": 10_000, "largest": 20_000}
    assert says(rule=rule, holdings=[{"share": 0.6, "aid_received": [aid(300_000)]}]) == "failed"
    assert says(rule=rule, holdings=[{"share": 0.4, "controls": False, "aid_received": [aid(300_000)]}]) == "met"


def test_after_the_regulation_nothing_is_decided() -> None:
    verdict = ask("de_minimis", {"largest": 1}, aid_received=[], holdings=[], on=date(2031, 1, 1))
    assert shown(verdict) == "unknown r"


def test_aid_told_over_a_year_ago_is_to_be_confirmed() -> None:
    def told(on: str) -> str:
        provenance = {"aid_received": {"by": "head", "on": on}}
        return shown(ask("de_minimis", {"largest": 1_000}, holdings=[], aid_received=[], provenance=provenance))

    assert (told("2025-11-21"), told("2025-11-22")) == ("met c", "met")
