"""From how strong a bridge is said: the threshold stands on one half of the pairs, and is measured on the other.

The pairs are invented: an offer, a need, and whether a person would bring the two together. Half of them share a word
that means another thing (« ferme de serveurs », « ferme pour tester un semoir »). Even lines chose; odd lines measure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pytest
from benchmarks.quality.search_engine import Engine

from aidmatch.call import Call
from aidmatch.datafiles import read_file
from aidmatch.search import weights as search_weights
from aidmatch.search.postings import information
from aidmatch.team import bridging
from tests.conftest import ROOT
from tests.team_strategies import candidate

PAIRS = ROOT / "tests" / "quality" / "bridges.jsonl"
PRECISION, RECALL = 1.0, 0.72
"""On the half that did not choose, as docs/team.md says them."""


class Pair(NamedTuple):
    """An offer and a need, whether one meets the other, and how strong the bridge is."""

    meets: bool
    strength: int


@cache
def _engine() -> Engine:
    calls = [call for path in sorted((ROOT / "data" / "calls").glob("*.yaml")) for call in read_file(path, Call, "")[0]]
    return Engine(calls)


def _telling(wanted: Sequence[str]) -> Mapping[str, float]:
    found, many = _engine().postings.lookup(list(wanted)), len(_engine().ids)
    holding = {term: len(found[term].ordinals) if term in found else 1 for term in wanted}
    return {term: information(held, many, search_weights().scoring) for term, held in holding.items()}


def _strength(offer: str, need: str, monkeypatch: pytest.MonkeyPatch) -> int:
    every = {**bridging.weights(), "bridge": {**bridging.weights()["bridge"], "least": 1}}
    monkeypatch.setattr(bridging, "weights", lambda: every)
    giver, taker = candidate("a", offers=(offer,), trade="28"), candidate("b", needs=(need,), trade="58")
    found = bridging.bridges([giver, taker], _telling)
    monkeypatch.undo()
    return max((bridge.strength for bridge in found), default=0)


def _halves(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Pair], list[Pair]]:
    told = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    pairs = [Pair(one["meets"], _strength(one["offer"], one["need"], monkeypatch)) for one in told]
    # Two lines, one that meets and one that does not, stand together.
    return (
        [pair for place, pair in enumerate(pairs) if place // 2 % 2 == 0],
        [pair for place, pair in enumerate(pairs) if place // 2 % 2],
    )


def _measured(pairs: Sequence[Pair], least: int) -> tuple[float, float]:
    """Precision and recall."""
    said = [pair.meets for pair in pairs if pair.strength >= least]
    return sum(said) / len(said) if said else 1.0, sum(said) / sum(pair.meets for pair in pairs)


def _worth(pairs: Sequence[Pair], least: int) -> float:
    """F 0.5: a bridge that is none costs a coordinator more than one that is missed."""
    precision, recall = _measured(pairs, least)
    return 1.25 * precision * recall / (0.25 * precision + recall) if precision + recall else 0.0


def test_the_pairs_are_many_and_half_of_them_are_none() -> None:
    told = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    assert len(told) >= 60
    assert sum(one["meets"] for one in told) * 2 == len(told)
    assert len({(one["offer"], one["need"]) for one in told}) == len(told)


def test_no_other_threshold_is_better_on_the_half_that_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    chose, _ = _halves(monkeypatch)
    least = bridging.weights()["bridge"]["least"]
    best = max(_worth(chose, other) for other in range(300, 900, 25))
    assert _worth(chose, least) == pytest.approx(best)


def test_the_figures_of_the_other_half_do_not_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    _, aside = _halves(monkeypatch)
    precision, recall = _measured(aside, bridging.weights()["bridge"]["least"])
    assert precision >= PRECISION - 0.001
    assert recall >= RECALL - 0.005
