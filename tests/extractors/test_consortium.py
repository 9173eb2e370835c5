"""Partners read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Un consortium d'au moins 3 entités de 2 pays", {"min_partners": 3, "min_countries": 2}),
    ("Un groupement d'au moins deux entreprises", {"min_partners": 2}),
)
LEFT = ("Un consortium est possible",)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "consortium"]
    assert found == [{"kind": "consortium", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "consortium"] == []
