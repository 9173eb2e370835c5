"""Bounds read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Moins de 50 salariés", {"max": 49}),
    ("Plus de 50 salariés", {"min": 51}),
    ("Entre 20 et 250 salariés", {"min": 20, "max": 250}),
    ("Entreprises de 10 à 49 salariés", {"min": 10, "max": 49}),
    ("Être une société de 250 salariés maximum", {"max": 250}),
    ("Entreprises employant au moins 5 ETP", {"min": 5, "ruler": "awu"}),
    ("L'effectif doit être inférieur à 5 000 salariés", {"max": 4999}),
    ("Les entreprises de plus de 250 salariés ne sont pas éligibles", {"max": 250}),
    ("L'entreprise ne doit pas avoir plus de 10 salariés", {"max": 10}),
    ("Ne pas avoir plus de 250 salariés", {"max": 250}),
    ("Au moins trois salariés", {"min": 3}),
)
LEFT = (
    "moins de 10 salariés pour le volet 1, moins de 50 salariés pour le volet 2",
    "Former au moins 20 salariés",
    "Les entreprises de plus de 50 salariés doivent fournir un bilan carbone.",
    "Priorité aux entreprises de moins de 50 salariés",
    "Entreprises de moins de 50 salariés ou coopératives",
    "Un groupe de 5 à 12 personnes",
    "Pour les entreprises de moins de 10 salariés, le taux est de 50 %",
    "Les entreprises agricoles de moins de 10 salariés sont exclues",
    "Entreprises de 20 salariés",
    "Moins de 50 salariés\nMoins de 250 salariés",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "headcount"]
    assert found == [{"kind": "headcount", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "headcount"] == []
