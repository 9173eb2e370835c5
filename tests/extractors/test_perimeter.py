"""Territories read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Entreprises implantées en Bretagne", {"within": ["REG-53"]}),
    ("PME d'Occitanie", {"within": ["REG-76"]}),
    ("Siège social situé en Île-de-France", {"within": ["REG-11"], "places": ["seat"]}),
    ("Disposer d'un siège ou d'un établissement en Normandie", {"within": ["REG-28"]}),
    ("Entreprises situées en Alsace", {"within": ["DEP-67", "DEP-68"]}),
    ("Entreprises situées dans le département du Nord", {"within": ["DEP-59"]}),
    ("Entreprises implantées dans les départements 09, 31 et 2A", {"within": ["DEP-09", "DEP-31", "DEP-2A"]}),
    ("Entreprises implantées sur le territoire de Toulouse Métropole", {"within": ["EPCI-243100518"]}),
)
LEFT = (
    "Le projet doit être réalisé en Corse",
    "Entreprises implantées en Bretagne, Pays imaginaire",
    "La Région Bretagne soutient les entreprises",
    "Aide de la Région Occitanie",
    "Entreprises situées en QPV",
    "France entière",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "perimeter"]
    assert found == [{"kind": "perimeter", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "perimeter"] == []
