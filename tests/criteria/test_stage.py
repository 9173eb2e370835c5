"""Stade."""

from __future__ import annotations

from tests.criteria.asking import ask, shown

RULE = {"within": ["creation", "seed"]}


def test_the_project_speaks_before_the_company() -> None:
    assert shown(ask("stage", RULE, stages=["growth"], project={"stage": "seed"})) == "met"
    assert shown(ask("stage", RULE, stages=["seed"], project={"stage": "growth"})) == "failed"


def test_a_company_at_several_stages_leaves_it_open() -> None:
    assert shown(ask("stage", RULE, stages=["seed", "growth"])) == "unknown r"
    assert shown(ask("stage", RULE, stages=["seed", "creation"])) == "met"


def test_unknown_is_a_reserve() -> None:
    assert ask("stage", RULE, project={}).missing == ("stage",)
