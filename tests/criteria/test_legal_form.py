"""Forme juridique."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.criteria.asking import ask, shown


@pytest.mark.parametrize("form", ["5", "57", "5710", "SAS", "sas"])
def test_a_form_is_asked_by_code_or_by_name(form: str) -> None:
    assert shown(ask("legal_form", {"within": [form]}, legal_form="5710")) == "met"


def test_an_exclusion_wins() -> None:
    rule = {"within": ["5"], "except": ["SARL"]}
    assert [shown(ask("legal_form", rule, legal_form=form)) for form in ("5710", "5499")] == ["met", "failed"]


def test_a_form_known_too_broadly_is_asked() -> None:
    verdict = ask("legal_form", {"within": ["5710"]}, legal_form="57")
    assert (shown(verdict), verdict.missing) == ("unknown", ("legal_form",))


def test_a_form_that_does_not_show_in_the_code_is_never_refused() -> None:
    """A SCOP may be listed as any SAS."""
    said = [shown(ask("legal_form", {"within": ["SCOP"]}, legal_form=form)) for form in ("5458", "5710", "9220")]
    assert said == ["met", "unknown", "failed"]


def test_a_form_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValidationError, match="nearest: SARL"):
        ask("legal_form", {"within": ["SARLL"]})


def test_a_company_abroad_is_asked_for_no_french_code() -> None:
    verdict = ask("legal_form", {"within": ["SAS", "SARL"]}, seat={"country": "ES", "nuts": "ES511"})
    assert (shown(verdict), verdict.missing) == ("unknown r", ("foreign_form",))
