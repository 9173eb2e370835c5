"""Turnovers read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Chiffre d'affaires inférieur à 2 M€", {"max": 1999999}),
    (
        "Réaliser un chiffre d'affaires supérieur à 10 M€ et inférieur à 5 milliards d'euros",
        {"min": 10000001, "max": 4999999999},
    ),
    ("CA annuel HT n'excédant pas 750 000 €", {"max": 750000}),
    ("Avoir plus de 200 k€ de chiffre d'affaires", {"min": 200001}),
)
LEFT = (
    "Le chiffre d'affaires augmente de 2 M€ en moyenne",
    "Bonus pour un chiffre d'affaires inférieur à 1 M€",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "turnover"]
    assert found == [{"kind": "turnover", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "turnover"] == []
