"""Classes read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Être une PME", {}),
    ("PME industrielles", {}),
    ("TPE", {"classes": ["micro"]}),
    ("TPE et PME", {}),
    ("Les PME sont éligibles", {}),
    ("PME au sens du règlement (UE) n° 651/2014", {}),
    ("Micro, petites et moyennes entreprises", {}),
)
LEFT = (
    "Le taux est majoré pour les PME",
    "PME et laboratoires",
    "Prêt destiné notamment aux PME",
    "Grandes entreprises",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "sme"]
    assert found == [{"kind": "sme", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "sme"] == []
