"""Labels read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Avoir le statut de jeune entreprise innovante", {"any_of": ["jei"]}),
    ("Être titulaire du label RGE", {"any_of": ["rge"]}),
)
LEFT = (
    "Les travaux doivent être effectués par des entreprises labellisées RGE",
    "La jeune entreprise innovante grandit",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "label"]
    assert found == [{"kind": "label", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "label"] == []
