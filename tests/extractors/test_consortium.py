"""Partners read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

COSTS = {"min_sme_share": 0.5, "sme_share_of": "costs"}
READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Un consortium d'au moins 3 entités de 2 pays", {"min_partners": 3, "min_countries": 2}),
    ("Un groupement d'au moins deux entreprises", {"min_partners": 2}),
    ("Au moins 30 % du budget doit être porté par des PME", {"min_sme_share": 0.3, "sme_share_of": "costs"}),
    ("Au moins 30\u00a0% du budget du projet porté par des PME", {"min_sme_share": 0.3, "sme_share_of": "costs"}),
    ("Un minimum de 50 % des dépenses éligibles sont supportées par une ou plusieurs PME.", COSTS),
    ("Les PME doivent porter au moins 50 % des coûts totaux du projet.", COSTS),
)
LEFT = (
    "Un consortium est possible",
    # At the most, of what is not said, of whom, of another sum, as a wish, or of one case among others.
    "Au plus 30 % du budget peut être porté par des PME",
    "30 % du budget porté par des PME",
    "Au moins 30 % du budget doit être porté par des partenaires",
    "Au moins 30 % du budget de l'appel est réservé à des PME",
    "Au moins 30 % des partenaires sont des PME",
    "Au moins 130 % du budget doit être porté par des PME",
    "Au moins 0 % du budget doit être porté par des PME",
    "Il est souhaitable qu'au moins 30 % du budget soit porté par des PME",
    "Si le projet est européen, au moins 30 % du budget doit être porté par des PME",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "consortium"]
    assert found == [{"kind": "consortium", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "consortium"] == []
