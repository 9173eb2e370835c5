"""What an adviser would tell each demo company: the judgements that `benchmarks/quality/ranking.py` measures with."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

JUDGEMENTS = Path(__file__).parent / "judgements"
NAMES = tuple(path.stem for path in sorted(JUDGEMENTS.iterdir()))


@cache
def judged(name: str) -> dict[str, Any]:
    from ruamel.yaml import YAML

    content: dict[str, Any] = YAML(typ="safe", pure=True).load(JUDGEMENTS / f"{name}.yaml")
    return content


def test_there_are_enough() -> None:
    assert len(NAMES) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_a_file_judges_the_company_of_its_name(name: str) -> None:
    assert set(judged(name)) == {"company", "judged_on", "calls"}
    assert judged(name)["company"] == name
    assert isinstance(judged(name)["judged_on"], date)
    assert (ROOT / "data" / "companies" / f"{name}.yaml").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_its_calls_exist_and_stand_once(name: str) -> None:
    named = [line["call"] for line in judged(name)["calls"]]
    assert sorted(set(named)) == sorted(named)
    assert [call for call in named if not (ROOT / "data" / "calls" / f"{call}.yaml").is_file()] == []


@pytest.mark.parametrize("name", NAMES)
def test_grades_go_from_none_to_must(name: str) -> None:
    for line in judged(name)["calls"]:
        assert set(line) <= {"call", "grade", "reason"}, line
        assert line["grade"] in {0, 1, 2, 3}, line


@pytest.mark.parametrize("name", NAMES)
def test_what_is_advised_or_advised_against_has_its_reason(name: str) -> None:
    """A zero need not be listed at all: one that is listed tempts, and says why it is no use."""
    for line in judged(name)["calls"]:
        assert line["grade"] == 1 or line.get("reason", "").strip(), line


@pytest.mark.parametrize("name", NAMES)
def test_a_must_is_one_of_five(name: str) -> None:
    musts = [line["call"] for line in judged(name)["calls"] if line["grade"] == 3]
    assert 1 <= len(musts) <= 5
