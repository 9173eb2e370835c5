"""The regime read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Hors micro-entreprises", {"accepted": False}),
    ("Non éligible aux micro-entreprises", {"accepted": False}),
    ("Les auto-entrepreneurs sont exclus", {"accepted": False}),
    ("Réservé aux micro-entrepreneurs", {"accepted": True}),
)
LEFT = (
    "Éligible aux micro-entreprises",
    "Les micro-entrepreneurs peuvent se renseigner",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "micro_entrepreneur"]
    assert found == [{"kind": "micro_entrepreneur", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "micro_entrepreneur"] == []
