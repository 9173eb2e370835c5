"""What must not have begun read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("L'opération ne doit pas avoir commencé", {"rule": "before_application"}),
    ("Les travaux ne doivent pas avoir démarré avant la notification de la décision", {"rule": "after_decision"}),
)
LEFT = (
    "Les dépenses ne doivent pas être engagées avant le dépôt",
    "Les travaux ne doivent pas durer",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "works_start"]
    assert found == [{"kind": "works_start", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "works_start"] == []
