"""Forms read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Les SCI sont exclues", {"except": ["SCI"]}),
    ("Sont exclus les SCI, les agriculteurs", {"except": ["SCI"]}),
    ("Être une SARL ou une SAS", {"within": ["SARL", "SAS"]}),
)
LEFT = (
    "Les SCI agricoles sont exclues",
    "Se rapprocher d'une SCIC",
    "Sa société",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "legal_form"]
    assert found == [{"kind": "legal_form", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "legal_form"] == []
