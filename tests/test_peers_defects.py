"""What other matchers of aids get wrong, as tests of the whole: a company and a call in, an answer out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.match import Match, match

AT = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Paris"))


def company(**facts: Any) -> Company:
    return Company.model_validate({"id": "studio", "name": "Studio (fictif)", **facts})


def call(*criteria: dict[str, Any], **fields: Any) -> Call:
    given = {
        "id": "aide",
        "title": "Aide",
        "kind": "standing",
        "instrument": "grant",
        "window": {"kind": "permanent"},
        "criteria": criteria,
        "origin": {"source": "exemple", "read_on": date(2026, 10, 1), "confidence": "high"},
        **fields,
    }
    return Call.model_validate(given)


def asked(facts: dict[str, Any], *criteria: dict[str, Any], at: datetime = AT) -> Match:
    return match(call(*criteria), company(**facts), at)


def answer(facts: dict[str, Any], *criteria: dict[str, Any], at: datetime = AT) -> str:
    return asked(facts, *criteria, at=at).answer


def within(*codes: str, **rest: Any) -> dict[str, Any]:
    return {"kind": "perimeter", "within": codes, **rest}


AGED = {"kind": "headcount", "max": 1000}


def test_the_last_day_is_still_open() -> None:
    one = call(window={"kind": "dated", "closes": "2026-11-22"})
    assert one.window.state(AT.replace(hour=23, minute=59, second=59)) == "open"
    assert one.window.state(AT.replace(day=23, hour=0)) == "closed"


class TestHeadcount:
    @pytest.mark.parametrize(
        ("known", "rule", "said"),
        [
            ("10-19", {"min": 11}, "to_complete"),
            ("10-19", {"min": 10}, "eligible"),
            ("10-19", {"min": 20}, "ineligible"),
            ("10-19", {"max": 19}, "eligible"),
            ("10-19", {"max": 15}, "to_complete"),
            ("10-19", {"max": 9}, "ineligible"),
            ("250+", {"max": 249}, "ineligible"),
            ("250+", {"min": 300}, "to_complete"),
            ({"band": "11"}, {"min": 11}, "to_complete"),
            ({"band": "11"}, {"min": 10, "max": 19}, "eligible"),
            (0, {"max": 0}, "eligible"),
            (11, {"min": 11}, "eligible"),
        ],
    )
    def test_a_band_against_a_threshold_inside_it_is_unknown(self, known: Any, rule: dict[str, int], said: str) -> None:
        assert answer({"headcount": known}, {"kind": "headcount", **rule}) == said

    @pytest.mark.parametrize("rule", [{"min": 1}, {"max": 249}, {"min": 11, "max": 49}])
    def test_an_unknown_headcount_refuses_nobody(self, rule: dict[str, int]) -> None:
        found = asked({}, {"kind": "headcount", **rule})
        assert (found.answer, found.unknown, found.failed) == ("to_complete", ("headcount",), ())

    def test_heads_are_not_work_units(self) -> None:
        found = asked({"headcount": 12}, {"kind": "headcount", "max": 49, "ruler": "awu"})
        assert found.answer != "eligible"


class TestActivity:
    @pytest.mark.parametrize(
        ("naf", "rule", "said"),
        [
            ("58.21Z", ["58.21Z"], "eligible"),
            ("58.21Z", ["58.21"], "eligible"),
            ("58.21Z", ["58.2"], "eligible"),
            ("58.21Z", ["58"], "eligible"),
            ("58.21Z", ["J"], "eligible"),
            ("58.21Z", ["59"], "ineligible"),
            ("58.2", ["58.21Z"], "to_complete"),
            ("58", ["58.21Z"], "to_complete"),
            ("J", ["58"], "to_complete"),
            ("59", ["58.21Z"], "ineligible"),
            ("01.11Z", ["01"], "eligible"),
            ("10.11Z", ["1"], None),
        ],
    )
    def test_the_hierarchy_of_the_naf(self, naf: str, rule: list[str], said: str | None) -> None:
        """A code of two digits is a division, not the beginning of any other: 1 is no division at all."""
        if said is None:
            with pytest.raises(ValidationError):
                call({"kind": "activity", "within": rule})
        else:
            assert answer({"naf": naf}, {"kind": "activity", "within": rule}) == said

    def test_an_exclusion_wins(self) -> None:
        rule = {"kind": "activity", "within": ["J"], "except": ["58.2"]}
        assert answer({"naf": "58.21Z"}, rule) == "ineligible"
        assert answer({"naf": "58.11Z"}, rule) == "eligible"

    def test_section_v_is_of_the_naf_2025_alone(self) -> None:
        call({"kind": "activity", "within": ["V"], "nomenclature": "naf-2025"})
        with pytest.raises(ValidationError):
            call({"kind": "activity", "within": ["V"]})

    def test_letters_of_one_naf_are_not_those_of_the_other(self) -> None:
        """J is information in rév. 2; in 2025 it is split in J and K."""
        rule = {"kind": "activity", "within": ["J"], "nomenclature": "naf-2025"}
        assert answer({"naf": "58.21Z"}, rule) == "to_complete"
        assert answer({"naf_2025": "58.21Z"}, rule) == "eligible"


class TestPlaces:
    @pytest.mark.parametrize(
        ("seat", "codes", "said"),
        [
            ({"commune": "2A004"}, ["REG-94"], "eligible"),
            ({"commune": "2A004"}, ["DEP-2A"], "eligible"),
            ({"commune": "2B033"}, ["DEP-2A"], "ineligible"),
            ({"commune": "2b033"}, ["DEP-2B"], "eligible"),
            ({"department": "2A"}, ["REG-94"], "eligible"),
            ({"department": "2A"}, ["COM-2A004"], "to_complete"),
            ({"region": "94"}, ["DEP-2B"], "to_complete"),
            ({"commune": "06088"}, ["DEP-06"], "eligible"),
            ({"commune": 6088}, ["DEP-06"], "eligible"),
            ({"commune": "75101"}, ["COM-75056"], "eligible"),
            ({"commune": "13201"}, ["COM-13055"], "eligible"),
            ({"commune": "69381"}, ["COM-69123"], "eligible"),
            ({"commune": "69381"}, ["REG-84"], "eligible"),
            ({"commune": "69123"}, ["COM-69381"], "to_complete"),
            ({"commune": "69382"}, ["COM-69381"], "ineligible"),
            ({"commune": "97411"}, ["REG-04"], "eligible"),
            ({"country": "ES", "nuts": "ES511"}, ["PAYS-99100"], "ineligible"),
            ({"country": "ES", "nuts": "ES511"}, ["EU-27"], "eligible"),
            ({"commune": "66136"}, ["EU-27"], "eligible"),
        ],
    )
    def test_corsica_districts_and_borders(self, seat: dict[str, Any], codes: list[str], said: str) -> None:
        assert answer({"seat": seat, "headcount": 3}, within(*codes, places=["seat"]), AGED) == said

    def test_an_epci_may_lie_across_regions(self) -> None:
        """Aire-sur-l’Adour has communes in the Landes (Nouvelle-Aquitaine) and in the Gers (Occitanie)."""
        rule = within("EPCI-200030435", places=["seat"])
        for commune, region in (("40001", "75"), ("32004", "76")):
            assert answer({"seat": {"commune": commune}, "headcount": 3}, rule, AGED) == "eligible"
            assert answer({"seat": {"region": region}, "headcount": 3}, rule, AGED) == "to_complete"
        assert answer({"seat": {"commune": "66136"}, "headcount": 3}, rule, AGED) == "ineligible"
        assert answer({"seat": {"region": "11"}, "headcount": 3}, rule, AGED) == "ineligible"

    def test_seat_or_establishment(self) -> None:
        facts = {"seat": {"commune": "75056"}, "establishments": [{"place": {"commune": "66136"}}]}
        assert not asked(facts, within("REG-76", places=["seat", "establishment"])).failed
        assert asked(facts, within("REG-76", places=["seat"])).failed == ("perimeter",)

    def test_unlisted_establishments_refuse_nobody(self) -> None:
        facts = {"seat": {"commune": "75056"}, "open_establishments": 3}
        assert answer(facts, within("REG-76", places=["seat", "establishment"])) == "to_complete"

    def test_a_postcode_is_no_commune(self) -> None:
        with pytest.raises(ValidationError):
            company(seat={"commune": "66000"})


class TestMicro:
    """Micro-entreprise, a tax regime, is not the micro enterprise of the Union, a size."""

    def test_the_size_says_nothing_of_the_regime(self) -> None:
        small = {"headcount": 2, "awu": 2, "legal_form": "5499", "holdings": []}
        rule = {"kind": "micro_entrepreneur", "accepted": False}
        assert not asked({**small, "micro_entrepreneur": False}, rule).failed
        assert asked({**small, "micro_entrepreneur": True}, rule).failed == ("micro_entrepreneur",)

    def test_the_regime_says_nothing_of_the_size(self) -> None:
        found = asked({"micro_entrepreneur": True}, {"kind": "sme", "classes": ["micro"]})
        assert found.answer != "eligible"

    def test_a_company_is_never_a_micro_entrepreneur(self) -> None:
        assert not asked({"legal_form": "5710"}, {"kind": "micro_entrepreneur", "accepted": False}).failed


RULE = {"kind": "de_minimis", "largest": 50_000}
FULL = {"holdings": [], "aid_received": [{"granted_on": "2023-11-22", "amount": 300_000, "de_minimis": "general"}]}


class TestDeMinimis:
    """Regulation (EU) 2023/2831: 300,000 EUR over three years, rolling to the day, the linked group together."""

    def test_counted_to_the_day(self) -> None:
        before = datetime(2026, 11, 21, 12, tzinfo=AT.tzinfo)
        after = datetime(2026, 11, 23, 12, tzinfo=AT.tzinfo)
        assert asked(FULL, RULE | {"smallest": 50_000}, at=before).failed == ("de_minimis",)
        assert not asked(FULL, RULE | {"smallest": 50_000}, at=after).failed

    def test_over_linked_firms(self) -> None:
        award = {"granted_on": "2026-01-10", "amount": 280_000, "de_minimis": "general"}
        linked = {"share": 1.0, "controls": True, "aid_received": [award]}
        alone: dict[str, Any] = {"holdings": [], "aid_received": []}
        rule = RULE | {"smallest": 50_000}
        assert not asked(alone, rule).failed
        assert asked({**alone, "holdings": [linked]}, rule).failed == ("de_minimis",)
        assert not asked({**alone, "holdings": [linked | {"share": 0.1, "controls": False}]}, rule).failed

    def test_other_aid_does_not_count(self) -> None:
        other = {"granted_on": "2026-01-10", "amount": 900_000}
        assert not asked({"holdings": [], "aid_received": [other]}, RULE).failed

    def test_aid_not_known_is_a_reserve(self) -> None:
        found = asked({"holdings": []}, RULE)
        assert (found.answer, found.reserves) == ("to_confirm", ("de_minimis",))


class TestNumbers:
    @pytest.mark.parametrize(
        "siret", ["11122233344455", "00000000000000", "1234567890123", "abcdefghijklmn", "73282932000075"]
    )
    def test_what_is_no_siret(self, siret: str) -> None:
        with pytest.raises(ValidationError):
            company(siret=siret)

    @pytest.mark.parametrize("siren", ["000000000", "111222333", "12345678", "732829321"])
    def test_what_is_no_siren(self, siren: str) -> None:
        with pytest.raises(ValidationError):
            company(siren=siren)

    def test_la_poste_has_a_rule_of_its_own(self) -> None:
        """Its establishments' numbers have a digit sum that is a multiple of five, and need not pass Luhn."""
        assert company(siret="35600000049837").siret == "35600000049837"
        with pytest.raises(ValidationError):
            company(siret="35600000049838")

    def test_blanks_are_let_through(self) -> None:
        assert company(siren="732 829 320").siren == "732829320"
        assert company(siret="732 829 320 00074").siret == "73282932000074"

    def test_a_siret_of_another_siren(self) -> None:
        with pytest.raises(ValidationError):
            company(siren="356000000", siret="73282932000074")


def test_no_condition_read_is_not_a_yes() -> None:
    assert answer({"seat": {"commune": "66136"}}, within("REG-76", places=["seat"])) == "to_confirm"
    assert answer({}) == "to_confirm"
    assert match(call(AGED, language="other"), company(headcount=3), AT).answer == "to_confirm"


def test_prose_is_never_decided() -> None:
    found = match(call(AGED, conditions=["Le jury apprécie."]), company(headcount=3), AT)
    assert (found.answer, found.points) == ("to_confirm", 1)
