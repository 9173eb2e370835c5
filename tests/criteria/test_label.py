"""Labels et agréments."""

from __future__ import annotations

from tests.criteria.asking import ask, shown


def test_one_of_them_is_enough() -> None:
    assert shown(ask("label", {"any_of": ["JEI", "esus"]}, labels=["jei"])) == "met"


def test_a_list_told_is_whole() -> None:
    verdict = ask("label", {"any_of": ["jei"]}, labels=[])
    assert shown(verdict) == "failed"
    assert verdict.remedy is not None


def test_without_a_list_only_what_is_refused_is_not_held() -> None:
    rule = {"any_of": ["jei", "esus"]}
    assert ask("label", rule).missing == ("labels",)
    assert shown(ask("label", rule, labels_refused=["jei"])) == "unknown r"
    assert shown(ask("label", rule, labels_refused=["jei", "esus"])) == "failed"


def test_a_label_left_out() -> None:
    rule = {"none_of": ["esus"]}
    assert shown(ask("label", rule, labels=["esus"])) == "failed"
    assert shown(ask("label", rule, labels=["jei"])) == "met"
    assert shown(ask("label", rule, labels_refused=["esus"])) == "met"
    assert shown(ask("label", rule)) == "unknown r"
