"""Standing read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Être à jour de ses obligations fiscales et sociales", {"debts_paid": True}),
    ("Les entreprises en difficulté sont exclues", {"not_in_difficulty": True}),
    ("Ne répondant pas à la définition d'entreprise en difficulté", {"not_in_difficulty": True}),
)
LEFT = ("Le dispositif soutient les entreprises en difficulté",)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "standing"]
    assert found == [{"kind": "standing", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "standing"] == []
