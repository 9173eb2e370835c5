"""Effectif, en personnes ou en unités de travail annuel."""

from __future__ import annotations

from typing import Any

import pytest

from tests.criteria.asking import ask, shown

AT_LEAST_11: dict[str, Any] = {"min": 11}
UNDER_50_UNITS: dict[str, Any] = {"max": 49, "ruler": "awu"}


@pytest.mark.parametrize(
    ("heads", "said"),
    [(11, "met"), (10, "failed"), ("10-19", "unknown"), ("11-19", "met"), ("250+", "met"), ("6-9", "failed")],
)
def test_a_number_or_a_band_against_a_bound(heads: int | str, said: str) -> None:
    assert shown(ask("headcount", AT_LEAST_11, headcount=heads)) == said


def test_both_bounds_are_inclusive() -> None:
    rule = {"min": 10, "max": 49}
    assert [shown(ask("headcount", rule, headcount=heads)) for heads in (9, 10, 49, 50)] == [
        "failed",
        "met",
        "met",
        "failed",
    ]


def test_a_band_with_no_end_never_meets_an_upper_bound() -> None:
    assert shown(ask("headcount", {"max": 499}, headcount="250+")) == "unknown"
    assert shown(ask("headcount", {"max": 249}, headcount="250+")) == "failed"
    assert shown(ask("headcount", {"max": 499, "ruler": "awu"}, headcount="250+")) == "unknown"


@pytest.mark.parametrize(
    ("heads", "said"), [(12, "met c"), (39, "met c"), (40, "unknown"), (58, "unknown"), (60, "failed c")]
)
def test_people_stand_for_work_units_but_not_near_a_bound(heads: int, said: str) -> None:
    """From a sixth under to a quarter above: 40 people may be 50 work units, 58 may be 48."""
    verdict = ask("headcount", UNDER_50_UNITS, headcount=heads)
    assert shown(verdict) == said
    assert verdict.missing == (("awu",) if said == "unknown" else ())


def test_work_units_are_read_before_people_and_never_stand_for_them() -> None:
    assert shown(ask("headcount", UNDER_50_UNITS, awu=48.5, headcount=60)) == "met"
    alone = ask("headcount", AT_LEAST_11, awu=48.5)
    assert (shown(alone), alone.missing) == ("unknown", ("headcount",))


def test_nothing_told_is_asked() -> None:
    verdict = ask("headcount", UNDER_50_UNITS)
    assert (shown(verdict), verdict.missing, verdict.is_reserve) == ("unknown", ("headcount",), False)


def test_people_counted_long_ago_are_to_be_confirmed() -> None:
    assert shown(ask("headcount", AT_LEAST_11, headcount={"value": 12, "year": 2024})) == "met c"
    assert shown(ask("headcount", AT_LEAST_11, headcount={"value": 12, "year": 2025})) == "met"


def test_the_remedy_is_to_recruit() -> None:
    remedy = ask("headcount", AT_LEAST_11, headcount=9).remedy
    assert remedy is not None
    assert dict(remedy.values) == {"more": 2}
    assert ask("headcount", {"max": 49}, headcount=60).remedy is None
