"""Régime fiscal."""

from __future__ import annotations

from tests.criteria.asking import ask, shown


def test_unknown_is_a_reserve() -> None:
    verdict = ask("tax_regime", {"within": ["corporate_tax"]})
    assert (shown(verdict), verdict.missing) == ("unknown r", ("tax_regime",))


def test_the_regime_decides() -> None:
    rule = {"within": ["corporate_tax", "income_tax"]}
    said = [shown(ask("tax_regime", rule, tax_regime=regime)) for regime in ("income_tax", "micro")]
    assert said == ["met", "failed"]
