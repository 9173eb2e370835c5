"""Bénéficiaires."""

from __future__ import annotations

import pytest

from tests.criteria.asking import ask, shown


@pytest.mark.parametrize(
    ("form", "natures"),
    [
        ("1000", {"company", "person"}),
        ("5710", {"company"}),
        ("4110", {"company", "public_body"}),
        ("7210", {"public_body"}),
        ("9300", {"association"}),
    ],
)
def test_the_legal_form_says_what_one_is(form: str, natures: set[str]) -> None:
    for nature in ("company", "association", "cluster", "research", "person", "public_body"):
        said = ask("audience", {"within": [nature]}, legal_form=form, economic_activity=False)
        assert shown(said) == ("met" if nature in natures else "failed"), nature


def test_a_role_is_told_apart() -> None:
    rule = {"within": ["cluster", "research"]}
    assert shown(ask("audience", rule, legal_form="9220", roles=["cluster"])) == "met"
    assert shown(ask("audience", rule, legal_form="9220")) == "failed"
    assert shown(ask("audience", rule, roles=["research"])) == "met"


def test_an_association_that_sells_is_an_enterprise_to_be_confirmed() -> None:
    rule = {"within": ["company"]}
    said = [shown(ask("audience", rule, legal_form="9220", economic_activity=sells)) for sells in (True, False, None)]
    assert said == ["met c", "failed", "unknown r"]


def test_without_form_or_role_the_form_is_asked() -> None:
    assert ask("audience", {"within": ["cluster"]}).missing == ("legal_form",)
    assert ask("audience", {"within": ["company"]}, roles=["cluster"]).missing == ("legal_form",)


def test_a_company_abroad_is_asked_for_no_french_code() -> None:
    verdict = ask("audience", {"within": ["company"]}, seat={"country": "ES", "nuts": "ES511"})
    assert (shown(verdict), verdict.missing) == ("unknown r", ("foreign_form",))
