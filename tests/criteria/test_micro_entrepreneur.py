"""Régime du micro-entrepreneur."""

from __future__ import annotations

import pytest

from tests.criteria.asking import ask, shown


def test_left_out_or_alone_admitted() -> None:
    for accepted, regime, said in (
        (False, True, "failed"),
        (False, False, "met"),
        (True, True, "met"),
        (True, False, "failed"),
    ):
        assert shown(ask("micro_entrepreneur", {"accepted": accepted}, micro_entrepreneur=regime)) == said


@pytest.mark.parametrize(
    ("form", "said"),
    [("5710", "met"), ("9220", "met"), ("1000", "unknown"), ("5498", "unknown"), ("54", "unknown"), (None, "unknown")],
)
def test_a_form_that_cannot_opt_settles_it(form: str | None, said: str) -> None:
    assert shown(ask("micro_entrepreneur", {"accepted": False}, legal_form=form)) == said


def test_the_size_of_the_company_plays_no_part() -> None:
    verdict = ask("micro_entrepreneur", {"accepted": False}, headcount=2, legal_form="1000")
    assert verdict.missing == ("micro_entrepreneur",)
