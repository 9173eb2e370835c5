"""Trades read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Réservé aux seuls codes NAF 58.21Z et 62.01Z", {"within": ["58.21Z", "62.01Z"]}),
)
LEFT = (
    "Codes NAF concernés : 56.10A | 56.21Z",
    "Industrie",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "activity"]
    assert found == [{"kind": "activity", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "activity"] == []
