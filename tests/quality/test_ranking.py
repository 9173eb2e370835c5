"""The measure of a shortlist: the best order has all of it, and a must at the top is worth most."""

from __future__ import annotations

import pytest
from benchmarks.quality.ranking import Judged, ndcg

from tests.test_data import companies

GRADES = {"must": 3, "useful": 2, "marginal": 1, "tempting": 0}


def test_the_best_order_has_the_whole_gain() -> None:
    assert ndcg(GRADES, ["must", "useful", "marginal", "other"]) == pytest.approx(1)


def test_an_order_of_nothing_useful_has_none() -> None:
    assert ndcg(GRADES, ["tempting", "other"]) == 0


def test_a_must_lower_costs_more_than_a_marginal_call_lower() -> None:
    late_must = ndcg(GRADES, ["useful", "must", "marginal"])
    late_marginal = ndcg(GRADES, ["must", "useful", "other", "marginal"])
    assert late_must < late_marginal < 1


def test_what_is_not_listed_can_be_left_out_of_the_ideal() -> None:
    assert ndcg(GRADES, ["useful", "marginal"], ["useful", "marginal"]) == pytest.approx(1)
    assert ndcg(GRADES, ["useful", "marginal"]) < 0.5


def test_only_the_first_ten_count() -> None:
    others = [f"other-{number}" for number in range(10)]
    assert ndcg(GRADES, [*others, "must"]) == 0


def test_musts_are_the_calls_of_the_highest_grade() -> None:
    company = companies()["studio-brumequille"]
    assert Judged(company, GRADES, []).musts() == {"must"}
