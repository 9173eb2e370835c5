"""Ages read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Au moins 3 ans d'activité", {"min_years": 3}),
    ("Entreprises de moins de 8 ans", {"under_years": 8}),
    ("Entreprises créées depuis moins de 18 mois", {"under_months": 18}),
    ("Être en activité depuis au moins un an", {"min_years": 1}),
    ("Disposer d'au moins deux bilans clos", {"min_closed_years": 2}),
)
LEFT = (
    "Startup de moins de 3 ans ; moins de 5 ans si le modèle n'est pas validé",
    "Éligible à toutes les entreprises",
    "Maintenir l'activité pendant 5 ans",
    "Un bilan carbone datant de moins de 2 ans",
    "Les entreprises de moins de 3 ans doivent fournir un prévisionnel",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "age"]
    assert found == [{"kind": "age", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "age"] == []
