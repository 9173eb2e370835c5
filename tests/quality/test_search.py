"""The measures of the search, the French needs that it is measured with, and the least it has to reach."""

from __future__ import annotations

from statistics import fmean

import pytest
from benchmarks.quality import french_needs
from benchmarks.quality.relevance import (
    differences,
    drawn_mean,
    interval,
    ndcg,
    needs,
    overall,
    recall,
    reciprocal,
    scored,
)
from benchmarks.quality.search_engine import Engine

from tests.conftest import ROOT

RIGHT = frozenset("ab")


def test_the_best_order_has_the_whole_gain() -> None:
    assert ndcg(["a", "b", "c"], RIGHT) == pytest.approx(1)
    assert 0 < ndcg(["c", "a", "b"], RIGHT) < 1
    assert ndcg(["c"], RIGHT) == ndcg([], RIGHT) == 0


def test_recall_and_the_first_hit() -> None:
    assert recall(["c", "a", "b"], RIGHT, 2) == 0.5
    assert reciprocal(["c", "a"], RIGHT) == 0.5
    assert reciprocal(["c"], RIGHT) == 0


def test_a_variant_without_a_drawn_project_does_not_count() -> None:
    measured = {"title": {1: 1.0, 2: 0.0}, "faq": {2: 0.5}}
    assert drawn_mean(measured, ("title", "faq"), [1, 1]) == 1
    assert drawn_mean(measured, ("title", "faq"), [1, 2]) == 0.5


def test_an_interval_is_the_same_each_time_and_holds_the_mean() -> None:
    measured = {"title": {project: project / 10 for project in range(10)}}
    low, high = interval(measured, ("title",), 1)
    assert (low, high) == interval(measured, ("title",), 1)
    assert low < overall(measured) < high
    assert interval(differences(measured, measured), ("title",), 1) == (0, 0)


def test_the_french_needs_name_calls_that_exist() -> None:
    held = french_needs.needs()
    assert len(held) >= 30
    assert len({need["need"] for need in held}) == len(held)
    for need in held:
        for call in need["relevant"]:
            assert call.startswith("eu-") or (ROOT / "data" / "calls" / f"{call}.yaml").is_file(), call


@pytest.mark.shared
def test_published_needs_find_their_programmes() -> None:
    from benchmarks.gold import FOLDER

    from aidmatch.sources import mission_transition_ecologique

    calls = mission_transition_ecologique.read(FOLDER / "programs.dev.json", "programs.dev.json").calls
    names = {call.id: call.origin.id for call in calls}
    asked, engine = needs(), Engine(calls)
    found = {one.text: [str(names[call]) for call in engine.search(one.text)] for one in asked}
    assert overall(scored(asked, found, ndcg)) > 0.485


@pytest.mark.shared
def test_french_needs_find_english_calls() -> None:
    topics = french_needs.topics()
    assert len(topics) == 18
    english = {call.id for call in topics}
    engine = Engine([*topics, *french_needs.demo()])
    shares = [
        recall(engine.search(need["need"]), frozenset(need["relevant"]), 5)
        for need in french_needs.needs()
        if english.intersection(need["relevant"])
    ]
    assert fmean(shares) > 0.8
