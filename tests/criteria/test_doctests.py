"""Each rule's page holds an example met, one failed and one unknown, and they run."""

from __future__ import annotations

import doctest
from importlib import import_module
from inspect import getdoc
from typing import get_args

import pytest

from aidmatch.criteria import SHELF


@pytest.mark.parametrize("kind", sorted(SHELF))
def test_the_page_of_a_rule_is_true(kind: str) -> None:
    module = import_module(f"aidmatch.criteria.{kind}")
    results = doctest.testmod(module)
    assert results.attempted >= 3
    assert results.failed == 0


@pytest.mark.parametrize("kind", sorted(set(SHELF) - {"prose"}))
def test_the_page_of_a_rule_shows_the_three_outcomes(kind: str) -> None:
    page = getdoc(import_module(f"aidmatch.criteria.{kind}")) or ""
    assert all(f"'{outcome}'" in page for outcome in ("met", "failed", "unknown"))


@pytest.mark.parametrize("kind", sorted(SHELF))
def test_a_kind_is_the_name_of_its_file(kind: str) -> None:
    assert SHELF[kind].__module__ == f"aidmatch.criteria.{kind}"
    assert get_args(SHELF[kind].model_fields["kind"].annotation) == (kind,)
