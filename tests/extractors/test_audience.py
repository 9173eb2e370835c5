"""Natures read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Réservé aux associations", {"within": ["association"]}),
    (
        "Le dispositif s'adresse aux associations et aux collectivités territoriales",
        {"within": ["association", "public_body"]},
    ),
)
LEFT = (
    "Les particuliers sont exclus",
    "Les associations bénéficiaires prendront contact",
    "Associations et artistes",
    "Collectivités du Pacifique aussi couvertes",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "audience"]
    assert found == [{"kind": "audience", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "audience"] == []
