"""Groupement."""

from __future__ import annotations

from typing import Any

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
    for rule in ({"min_sme_share": 0.5}, {"unlinked": True}, {"max_share": 0.4}):
        verdict = ask("consortium", rule, seat=HERE, **with_partners("FR"))
        assert shown(verdict) == "unknown r"
        assert verdict.question is not None
    alone = ask("consortium", {"min_partners": 3, "min_sme_share": 0.5}, **with_partners())
    assert shown(alone) == "failed"
