"""Démarrage du projet."""

from __future__ import annotations

import pytest

from tests.criteria.asking import ask, shown

MOMENTS = ("before_application", "after_receipt", "after_complete", "after_decision")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_project_that_has_begun_fails_whatever_the_rule(moment: str) -> None:
    for state in ("started", "done"):
        assert shown(ask("works_start", {"rule": moment}, project={"state": state})) == "failed"
    assert shown(ask("works_start", {"rule": moment}, project={"state": "not_started"})) == "met"


def test_each_rule_says_until_when_nothing_may_be_signed() -> None:
    said = {ask("works_start", {"rule": moment}, project={"state": "not_started"}).reason.id for moment in MOMENTS}
    assert len(said) == len(MOMENTS)


def test_a_part_not_yet_ordered_may_be_saved_only_where_spending_counts_from_the_decision() -> None:
    remedies = {moment: ask("works_start", {"rule": moment}, project={"state": "started"}).remedy for moment in MOMENTS}
    assert [moment for moment, remedy in remedies.items() if remedy] == ["after_decision"]


def test_the_day_of_the_start_tells_the_state() -> None:
    rule = {"rule": "before_application"}
    assert shown(ask("works_start", rule, project={"started_on": "2026-11-22"})) == "failed"
    assert shown(ask("works_start", rule, project={"started_on": "2026-11-23"})) == "met"


@pytest.mark.parametrize("project", [None, {}])
def test_a_project_not_described_is_a_reserve(project: dict[str, str] | None) -> None:
    verdict = ask("works_start", {"rule": "after_receipt"}, project=project)
    assert (shown(verdict), verdict.missing) == ("unknown r", ("project.state",))


def test_not_started_when_it_was_told_over_a_year_ago_is_to_be_confirmed() -> None:
    def told(on: str) -> str:
        provenance = {"projects": {"by": "head", "on": on}}
        verdict = ask("works_start", {"rule": "after_receipt"}, project={"state": "not_started"}, provenance=provenance)
        assert [(fact.by, str(fact.on)) for fact in verdict.facts] == [("head", on)]
        return shown(verdict)

    assert (told("2025-11-21"), told("2025-11-22")) == ("met c", "met")
