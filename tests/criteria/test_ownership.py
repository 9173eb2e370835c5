"""Détention du capital."""

from __future__ import annotations

from typing import Any

import pytest

from tests.criteria.asking import ask, shown

OUTSIDE = {"country": "US", "share": 0.6}


@pytest.mark.parametrize(
    ("holding", "said"),
    [
        ({"share": 0.51}, "failed"),
        ({"share": 0.1, "controls": True}, "failed"),
        ({"share": 0.5}, "unknown r"),
        ({"share": 0.3, "controls": False}, "met"),
        ({"share": 0.2}, "met"),
        ({"share": 0.9, "holder": "person"}, "met"),
        ({"share": 0.9, "side": "subsidiary"}, "met"),
    ],
)
def test_independence_is_from_a_parent_enterprise(holding: dict[str, Any], said: str) -> None:
    assert shown(ask("ownership", {"independent": True}, holdings=[holding])) == said


def test_nobody_holds_a_sole_trader() -> None:
    assert shown(ask("ownership", {"independent": True}, legal_form="1000")) == "met"
    assert ask("ownership", {"independent": True}, legal_form="5710").missing == ("holdings",)


def test_control_from_outside_the_union() -> None:
    rule = {"eu_control": True}
    assert shown(ask("ownership", rule, holdings=[OUTSIDE])) == "failed"
    assert shown(ask("ownership", rule, controlled_outside_eu=False)) == "met"
    assert shown(ask("ownership", rule, controlled_outside_eu=True)) == "failed"
    verdict = ask("ownership", rule, holdings=[{"country": "ES", "share": 0.6}])
    assert (shown(verdict), verdict.missing) == ("unknown r", ("controlled_outside_eu",))


def test_both_rules_together() -> None:
    rule = {"eu_control": True, "independent": True}
    assert shown(ask("ownership", rule, holdings=[{"country": "ES", "share": 0.6}])) == "failed"
    assert ask("ownership", rule).missing == ("controlled_outside_eu", "holdings")


def test_holdings_told_over_a_year_ago_are_to_be_confirmed() -> None:
    def told(on: str) -> str:
        provenance = {"holdings": {"by": "head", "on": on}}
        return shown(ask("ownership", {"independent": True}, holdings=[], provenance=provenance))

    assert (told("2025-11-21"), told("2025-11-22")) == ("met c", "met")
