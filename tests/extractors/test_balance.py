"""Balances read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Total de bilan inférieur ou égal à 43 M€", {"max": 43000000}),
    ("Avoir un total bilan de moins de 10 millions d'euros", {"max": 9999999}),
)
LEFT = ("Bilan carbone supérieur à 10 M€",)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "balance"]
    assert found == [{"kind": "balance", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "balance"] == []
