"""Groupement."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from aidmatch.verdict import Outcome
from tests.criteria.asking import ask, shown

HERE = {"country": "FR"}


def with_partners(*countries: str, **more: Any) -> dict[str, Any]:
    return {"project": {"partners": [{"country": country, **more} for country in countries]}}


def test_the_applicant_counts_among_the_partners() -> None:
    assert shown(ask("consortium", {"min_partners": 3}, **with_partners("FR", "FR"))) == "met"
    alone = ask("consortium", {"min_partners": 3}, **with_partners())
    assert alone.remedy is not None
    assert dict(alone.remedy.values) == {"more": 2}


def test_the_applicant_brings_its_country() -> None:
    rule = {"min_countries": 2}
    assert shown(ask("consortium", rule, seat=HERE, **with_partners("ES"))) == "met"
    assert shown(ask("consortium", rule, seat=HERE, **with_partners("FR"))) == "failed"


def test_a_seat_not_known_is_asked_only_when_it_may_tell() -> None:
    assert ask("consortium", {"min_countries": 2}, **with_partners("ES")).missing == ("place",)
    assert shown(ask("consortium", {"min_countries": 3}, **with_partners("ES"))) == "failed"
    assert shown(ask("consortium", {"min_countries": 2}, **with_partners("ES", "DE"))) == "met"


def test_a_research_body_may_be_the_applicant_or_a_partner() -> None:
    rule = {"research_body": True}
    assert shown(ask("consortium", rule, **with_partners("FR", audience="research"))) == "met"
    assert shown(ask("consortium", rule, roles=["research"], **with_partners("FR"))) == "met"
    assert shown(ask("consortium", rule, **with_partners("FR"))) == "failed"


def test_partners_not_described_are_a_reserve() -> None:
    verdict = ask("consortium", {"min_partners": 2}, project={})
    assert (shown(verdict), verdict.missing) == ("unknown r", ("project.partners",))


def test_partners_told_over_a_year_ago_are_to_be_confirmed() -> None:
    def told(on: str) -> str:
        provenance = {"projects": {"by": "head", "on": on}}
        project = {"partners": [{"country": "ES"}]}
        return shown(ask("consortium", {"min_partners": 2}, project=project, provenance=provenance))

    assert (told("2025-11-21"), told("2025-11-22")) == ("met c", "met")


def test_regions_are_counted_where_told_by_code_or_by_name() -> None:
    here = {"commune": "66136"}

    def told(*regions: str | None, seat: dict[str, str] | None = None) -> str:
        partners = [{"region": region} for region in regions]
        return shown(ask("consortium", {"min_regions": 2}, seat=seat or here, project={"partners": partners}))

    assert told("93") == told("Nouvelle-Aquitaine") == "met"
    assert told("76") == told("Occitanie") == told("REG-76") == "failed"
    assert told(None) == told(None, "76") == "unknown r"
    assert told(None, seat={"country": "ES", "nuts": "ES5"}) == "unknown r"
    assert told("ES511", seat={"country": "ES", "nuts": "ES51"}) == "met"


def test_a_region_abroad_is_that_of_the_second_level() -> None:
    partners = [{"country": "ES", "region": "ES511"}, {"country": "ES", "region": "es51"}]
    seat = {"country": "ES", "nuts": "ES512"}
    assert shown(ask("consortium", {"min_regions": 2}, seat=seat, project={"partners": partners})) == "failed"


def test_what_no_description_tells_stays_a_point_for_a_person() -> None:
    for rule in ({"min_sme_share": 0.5}, {"unlinked": True}, {"max_share": 0.6}):
        verdict = ask("consortium", rule, seat=HERE, **with_partners("FR"))
        assert shown(verdict) == "unknown r"
        assert verdict.question is not None
    alone = ask("consortium", {"min_partners": 3, "min_sme_share": 0.5}, **with_partners())
    assert shown(alone) == "failed"


def budget(*told: tuple[float | None, bool | None], own: dict[str, Any] | None = None) -> dict[str, Any]:
    partners = [{"share": share, "sme": sme} for share, sme in told]
    return {"seat": HERE, "project": {"partners": partners}, **(own or {})}


SMALL = {
    "accounts": [{"closed_on": "2025-12-31", "turnover": 900000, "balance_total": 400000, "awu": 9}],
    "holdings": [],
}


def test_smes_are_counted_by_number_where_each_is_told() -> None:
    rule = {"min_sme_share": 0.5}
    assert shown(ask("consortium", rule, **budget((None, True), (None, False), own=SMALL))) == "met"
    assert shown(ask("consortium", {"min_sme_share": 0.6}, **budget((None, False), (None, False)))) == "failed"
    assert shown(ask("consortium", rule, **budget((None, None), (None, False), own=SMALL))) == "unknown r"


def test_smes_are_counted_by_what_they_bear_where_the_call_says_so() -> None:
    rule = {"min_sme_share": 0.5, "sme_share_of": "costs"}
    # The company bears what the partners leave: 0.3 and its own 0.3 make 0.6.
    assert shown(ask("consortium", rule, **budget((0.3, True), (0.4, False), own=SMALL))) == "met"
    # One large partner of three bears most of it: by number two thirds are SMEs, by costs too little.
    assert shown(ask("consortium", rule, **budget((0.1, True), (0.6, False), own=SMALL))) == "failed"
    assert shown(ask("consortium", {"min_sme_share": 0.5}, **budget((0.1, True), (0.6, False), own=SMALL))) == "met"
    # A part or a size not told leaves it open, unless the rest settles it.
    open_ = ask("consortium", rule, **budget((None, True), (0.4, False), own={"holdings": []}))
    assert shown(open_) == "unknown r"
    assert open_.question is not None
    assert open_.missing == ("project.partners",)
    assert shown(ask("consortium", rule, **budget((None, True), (0.4, False), own=SMALL))) == "met"
    assert shown(ask("consortium", rule, **budget((None, None), (0.6, False)))) == "failed"


def test_nobody_bears_more_than_the_call_allows() -> None:
    rule = {"max_share": 0.5}
    assert shown(ask("consortium", rule, **budget((0.3, None), (0.3, None)))) == "met"
    assert shown(ask("consortium", rule, **budget((0.6, None), (0.2, None)))) == "failed"
    assert shown(ask("consortium", rule, **budget((0.1, None), (0.1, None)))) == "failed"
    assert shown(ask("consortium", rule, **budget((0.1, None), (None, None)))) == "unknown r"


def test_partners_cannot_bear_more_than_the_whole() -> None:
    with pytest.raises(ValidationError):
        ask("consortium", {"max_share": 0.5}, **budget((0.7, None), (0.4, None)))


@given(
    st.lists(st.tuples(st.sampled_from([None, 0.1, 0.2, 0.3]), st.sampled_from([None, True, False])), max_size=3),
    st.data(),
)
def test_learning_a_part_never_reverses_what_was_sure(
    told: list[tuple[float | None, bool | None]], data: st.DataObject
) -> None:
    rule = {"min_sme_share": 0.5, "sme_share_of": "costs"}
    before = ask("consortium", rule, **budget(*told)).outcome
    left = 1 - sum(share or 0 for share, _ in told)
    known = []
    for share, sme in told:
        part = share if share is not None else data.draw(st.floats(0, max(0.0, left - 1e-6)))
        left -= 0 if share is not None else part
        known.append((part, sme if sme is not None else data.draw(st.booleans())))
    after = ask("consortium", rule, **budget(*known)).outcome
    assert before is Outcome.UNKNOWN or after is before
