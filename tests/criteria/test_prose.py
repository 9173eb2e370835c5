"""Condition en toutes lettres."""

from __future__ import annotations

from tests.criteria.asking import ask, shown


def test_it_is_quoted_and_never_decided() -> None:
    verdict = ask("prose", {"text": "Le projet est innovant."})
    assert shown(verdict) == "unknown r"
    assert dict(verdict.reason.values) == {"quote": "Le projet est innovant."}
