"""What a match counts: each condition once, records past their shelf life, and which project stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.match import Match, match
from aidmatch.sift import Sifter, sieve_of

AT = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Paris"))


def call(*criteria: dict[str, Any], read_on: str | None = "2026-11-01", **fields: Any) -> Call:
    return Call.model_validate(
        {
            "id": "fonds",
            "title": "Fonds",
            "kind": "standing",
            "instrument": "grant",
            "window": {"kind": "permanent"},
            "criteria": criteria,
            "origin": {"source": "exemple", "read_on": read_on},
            **fields,
        }
    )


def both(asked: Call, **facts: Any) -> Match:
    """The match, once the fast path has said the same."""
    company = Company.model_validate({"id": "studio", "name": "Studio", **facts})
    slow = match(asked, company, AT)
    (fast,) = Sifter(sieve_of([asked], AT), AT.date()).rows(company)
    assert (fast.answer, fast.points, fast.project, list(fast.aged)) == (
        slow.answer,
        slow.points,
        slow.project,
        list(slow.aged),
    )
    return slow


ELEVEN = {"kind": "headcount", "min": 11}
QUOTED = {"kind": "prose", "text": "Convaincre le jury."}
EITHER = {"kind": "any_of", "branches": [[QUOTED], [{"kind": "prose", "text": "Être adhérent."}]]}


def test_a_condition_written_twice_is_asked_once() -> None:
    assert both(call(ELEVEN, EITHER, EITHER), headcount=12).points == 1
    assert both(call(ELEVEN, QUOTED, {**QUOTED, "words": "jury"}), headcount=12).points == 1
    twice = call(ELEVEN, QUOTED, conditions=["Convaincre le jury.", "Être adhérent."])
    assert [condition.kind for condition, _ in both(twice, headcount=12).verdicts] == ["headcount", "prose", "prose"]


def test_the_project_nearest_to_a_yes_stands_among_those_refused() -> None:
    asked = call(ELEVEN, {"kind": "stage", "within": ["growth"]}, {"kind": "works_start", "rule": "before_application"})
    far = {"id": "a", "title": "A", "stage": "idea", "state": "started"}
    near = {"id": "b", "title": "B", "stage": "growth"}
    for projects in ([far, near], [near, far]):
        assert both(asked, headcount=5, projects=projects).project == "b"


@pytest.mark.parametrize(
    ("window", "read_on", "stale"),
    [
        ({"kind": "dated", "closes": "2026-11-21"}, "2026-11-01", True),
        ({"kind": "dated", "closes": "2026-11-22"}, "2024-01-01", False),
        ({"kind": "dated", "closes": "2026-11-21"}, None, True),
        ({"kind": "cut_offs", "cut_offs": ["2026-01-01", "2027-01-01"]}, "2024-01-01", False),
        ({"kind": "permanent"}, "2025-11-22", False),
        ({"kind": "permanent"}, "2025-11-21", True),
        ({"kind": "permanent"}, None, False),
    ],
)
def test_a_record_keeps_until_its_last_closing_or_a_year_after_it_was_read(
    window: dict[str, Any], read_on: str | None, stale: bool
) -> None:
    assert ("stale" in both(call(ELEVEN, window=window, read_on=read_on), headcount=12).doubts) is stale


def test_an_alternative_met_by_a_lasting_fact_rests_on_no_aged_one() -> None:
    old, sure = {"kind": "headcount", "min": 10}, {"kind": "age", "min_years": 1}
    facts: dict[str, Any] = {"headcount": {"value": 12, "year": 2024}, "created": "2020-01-01"}
    for branches in ([[old], [sure]], [[sure], [old]]):
        assert both(call({"kind": "any_of", "branches": branches}), **facts).answer == "eligible"
    together = call({"kind": "any_of", "branches": [[old, sure], [QUOTED]]})
    assert both(together, **facts).aged == ("headcount",)
