"""Activité."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from aidmatch.company import Company
from aidmatch.criteria.activity import Activity
from aidmatch.nomenclatures import activities
from aidmatch.targeting import Targeting
from aidmatch.value import Value
from tests.criteria.asking import ask, shown


@pytest.mark.parametrize("wide", ["58.21Z", "58.21", "58.2", "58", "J"])
def test_a_rule_at_any_level_holds_the_trade(wide: str) -> None:
    assert shown(ask("activity", {"within": [wide]}, naf="58.21Z")) == "met"


def test_an_exclusion_wins() -> None:
    rule = {"within": ["J"], "except": ["58"]}
    assert [shown(ask("activity", rule, naf=code)) for code in ("62.01Z", "58.21Z")] == ["met", "failed"]


def test_a_trade_known_too_broadly_is_asked() -> None:
    verdict = ask("activity", {"within": ["58.21Z"]}, naf="58.2")
    assert (shown(verdict), verdict.missing) == ("unknown", ("naf",))
    assert shown(ask("activity", {"within": ["58"], "except": ["58.21Z"]}, naf="58.2")) == "unknown"


def test_a_rule_reads_the_code_of_its_own_nomenclature() -> None:
    """Section K is finance in NAF rév. 2, software in NAF 2025."""
    old, new = {"within": ["K"]}, {"within": ["K"], "nomenclature": "naf-2025"}
    facts: dict[str, Any] = {"naf": "62.01Z", "naf_2025": "62.10Y"}
    assert shown(ask("activity", old, **facts)) == "failed"
    assert shown(ask("activity", new, **facts)) == "met"
    unsaid = ask("activity", new, naf="62.01Z")
    assert (unsaid.missing, unsaid.is_reserve) == (("naf_2025",), False)


def test_section_v_exists_in_naf_2025_alone() -> None:
    assert shown(ask("activity", {"within": ["V"], "nomenclature": "naf-2025"}, naf_2025="62.10Y")) == "failed"
    with pytest.raises(ValidationError, match="nearest"):
        ask("activity", {"within": ["V"]})


@pytest.mark.parametrize("written", ["5821Z", "58.21z", "58.21 Z", " 58 21 z"])
def test_a_code_is_read_as_people_write_it(written: str) -> None:
    assert shown(ask("activity", {"within": [written]}, naf="58.21Z")) == "met"
    company = Company.model_validate({"id": "x", "name": "X", "naf": written, "naf_2025": "6210y"})
    assert (company.naf, company.naf_2025) == ("58.21Z", "62.10Y")
    targeting = Targeting.model_validate({"naf": [written], "naf_excluding": ["6201Z"]})
    assert (targeting.naf, targeting.naf_excluding) == (("58.21Z",), ("62.01Z",))


@pytest.mark.parametrize(
    ("model", "rule", "field"),
    [
        (Company, {"id": "x", "name": "X", "naf_2025": "45.11Z"}, "naf_2025"),
        (Targeting, {"naf": ["45.11Z"], "nomenclature": "naf-2025"}, "naf"),
        (Targeting, {"naf_excluding": ["45.11Z"], "nomenclature": "naf-2025"}, "naf_excluding"),
        (Activity, {"kind": "activity", "within": ["45.11Z"], "nomenclature": "naf-2025"}, "within"),
    ],
)
def test_the_nearest_code_is_one_of_the_right_nomenclature(
    model: type[Value], rule: dict[str, Any], field: str
) -> None:
    """Division 45 is gone from NAF 2025."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(rule)
    told = dict(caught.value.errors()[0]["ctx"]["error"].message.values)
    assert told["field"] == field
    assert activities.exists(told["nearest"], activities.NAF_2025)


def test_who_said_the_code_is_in_the_proof() -> None:
    verdict = ask(
        "activity", {"within": ["J"]}, naf="58.21Z", provenance={"naf": {"by": "register", "on": "2026-01-02"}}
    )
    assert (verdict.facts[0].value, verdict.facts[0].by) == ("58.21Z", "register")
