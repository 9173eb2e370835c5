"""The labelled sentences: well-formed, each still where its label says, and no text of a portal among them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.quality import sentences
from benchmarks.quality.agreement import Item, of_label
from benchmarks.quality.units import Unit, units

FOLDER = Path(__file__).parent
FIELDS = {"sample", "record", "field", "hash", "items", "ambiguous", "agreed"}


def _rows(part: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"sentences.{part}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("part", sentences.PARTS)
def test_a_label_names_a_place_and_holds_criteria_and_nothing_else(part: str) -> None:
    rows = _rows(part)
    assert [set(row) for row in rows] == [FIELDS] * len(rows)
    # A soft item says only that there is one: which codes a trade in words means is nobody's to label.
    for row in rows:
        for item in row["items"]:
            assert not item["hard"] or of_label(item)


def test_the_parts_share_no_record_and_a_third_is_aside() -> None:
    dev, aside = _rows("dev"), _rows("aside")
    records = [{(row["sample"].split("/")[0], row["record"]) for row in rows} for rows in (dev, aside)]
    assert records[0].isdisjoint(records[1])
    assert len(aside) * 3 >= len(dev) + len(aside) >= 300


@pytest.mark.shared
def test_each_label_finds_its_sentence() -> None:
    places = {(unit.sample, unit.record, unit.field, unit.hash) for unit in units()}
    labelled = {label.place for part in sentences.PARTS for label in sentences.labels(part)}
    assert labelled <= places


def _one(kind: str, **fields: object) -> Item:
    (item,) = of_label({"kind": kind, **fields})
    return item


def test_items_agree_whatever_the_way_they_are_written() -> None:
    assert _one("activity", within=["A"]).agrees(_one("activity", within=["01", "02", "03"]))
    assert _one("turnover", max=49_999_999).agrees(_one("turnover", max=50_000_000))
    assert _one("legal_form", **{"except": ["SCI"]}).agrees(_one("legal_form", **{"except": ["6540", "6541"]}))
    assert not _one("headcount", max=49).agrees(_one("headcount", max=50))
    assert not _one("headcount", max=49).agrees(_one("headcount", max=49, ruler="awu"))


def test_a_reading_that_lets_more_places_count_is_right_and_one_that_lets_fewer_is_not() -> None:
    asked = _one("perimeter", within=["REG-76"])
    wide = _one("perimeter", within=["REG-76"], places=["seat", "establishment", "project"])
    narrow = _one("perimeter", within=["REG-76"], places=["seat"])
    assert (wide.agrees(asked), narrow.agrees(asked)) == (True, False)


def test_an_alternative_agrees_branch_by_branch() -> None:
    branches = [[{"kind": "turnover", "max": 10}], [{"kind": "balance", "max": 20}]]
    assert _one("any_of", branches=branches).agrees(_one("any_of", branches=branches[::-1]))
    assert not _one("any_of", branches=branches).agrees(_one("any_of", branches=[branches[0], branches[0]]))


def test_what_is_read_beside_counts_against_precision_and_what_is_not_read_against_recall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {"kind": "headcount", "max": 49, "hard": True}
    beside = {"kind": "micro_entrepreneur", "accepted": False, "hard": True, "optional": True}
    rows = [
        {"hash": "a", "items": [few, beside], "ambiguous": False},
        {"hash": "b", "items": [few], "ambiguous": False},
        {"hash": "c", "items": [few], "ambiguous": True},
    ]
    place = {"sample": "s", "record": "1", "field": "f", "agreed": True}
    lines = [json.dumps({**place, **row}) for row in rows]
    (tmp_path / "sentences.dev.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(sentences, "LABELS", tmp_path)
    read = {
        "a": (_one("headcount", max=49), _one("micro_entrepreneur", accepted=False)),
        "b": (),
        "c": (_one("headcount", max=49),),
    }
    texts = {mark: Unit("s", "1", "f", None, mark) for mark in read}
    score = sentences.score("dev", texts, lambda unit: read[unit.text])
    assert score.whole == sentences.Count(asked=2, read=3, right=2, found=1)
    assert [label.place[3] for label, _ in score.wrong] == ["c"]
