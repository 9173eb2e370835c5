"""The rows of law: each has its source, the page is current, each day has its law, and old checks are told."""

from __future__ import annotations

import json
import re
import runpy
from datetime import date
from typing import get_args

import pytest

from aidmatch.call import Aim
from aidmatch.nomenclatures import figures
from tests.conftest import ROOT, Run, Workspace

PAGE = ROOT / "docs" / "law.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == runpy.run_path(str(ROOT / "tools" / "law.py"))["page"](), "run: make docs"


def test_every_row_has_a_source_and_a_place_of_its_own_in_the_page() -> None:
    rows = figures.figures()
    assert all(row.source and row.article and row.checked_on for row in rows)
    anchors = re.findall(r'<a id="([^"]+)">', PAGE.read_text("utf-8"))
    assert sorted(anchors) == sorted(row.anchor for row in rows)
    assert len(set(anchors)) == len(anchors)


def test_every_aim_has_its_rows_and_every_row_its_aim() -> None:
    assert {row.key.split(".")[1] for row in figures.figures() if row.key.startswith("gber.")} - {"transition"} == set(
        get_args(Aim)
    )


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_each_year_has_its_law(year: int) -> None:
    day = date(year, 6, 30)
    row = figures.figure("gber.industrial_research.base", day)
    assert row is not None
    assert row.is_unsure is (year == 2027)
    ceiling = figures.figure("de_minimis.general", day)
    assert ceiling is not None
    assert not ceiling.is_unsure


def test_nothing_resting_on_the_ended_regulation_is_sure_after_it() -> None:
    day = date(2027, 1, 1)
    for row in figures.figures():
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to) and "651/2014" in row.source:
            assert row.is_unsure or "annexe I" in row.source, row.key


class TestCheckDates:
    def test_a_row_not_looked_at_for_a_year_is_told(self, run: Run, small: Workspace) -> None:
        assert "past their check date" not in run("check", at=small).out
        done = run("check", at=small, day="2027-12-01")
        assert "past their check date" in done.out
        assert done.code == 0

    def test_and_where_it_is_used(self, run: Run, small: Workspace) -> None:
        assert "past its check date" not in run("aid", "headroom", "studio", at=small).out
        assert "past its check date" in run("aid", "headroom", "studio", at=small, day="2027-12-01").out
        told = json.loads(run("aid", "headroom", "studio", "--format", "json", at=small, day="2027-12-01").out)
        assert all(rule["past_check"] for rule in told["rules"].values())

    def test_a_day_without_a_law_says_so(self, run: Run, small: Workspace) -> None:
        assert "no de minimis ceiling on file" in run("aid", "headroom", "studio", at=small, day="2031-01-01").out
        assert "No ceiling of the EU sizes" in run("size", "studio", at=small, day="2004-12-31").out

    def test_our_own_rules_do_not_age(self) -> None:
        row = figures.figure("near_a_ceiling", date(2030, 1, 1))
        assert row is not None
        assert not row.is_past_check(date(2030, 1, 1))
