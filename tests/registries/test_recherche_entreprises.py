"""The public register of companies: what each of its oddities becomes, and its faults over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from aidmatch.company import Company
from aidmatch.errors import Changed, Refused, SettingsError, Unreachable
from aidmatch.fetch import Fetcher, Limits, Patience
from aidmatch.registries import recherche_entreprises as register
from aidmatch.registries._profile import Profile
from aidmatch.registries._unit import MASK, profile_of
from tests.conftest import SHARED
from tests.registries.units import SIREN, SIRET, answer, unit
from tests.replay import Replay, cut, dripping, ok, serving, status

DAY = date(2026, 11, 26)
SAMPLES = SHARED / "sources" / "recherche-entreprises" / "samples"


def read(day: date = DAY, **fields: Any) -> Profile:
    return profile_of(unit(**fields), day)


def notes(profile: Profile) -> str:
    return " ".join(note.id for note in profile.notes)


class TestFacts:
    def test_a_whole_profile(self) -> None:
        assert read().facts == {
            "name": "STUDIO EXEMPLE FICTIF",
            "siren": SIREN,
            "siret": SIRET,
            "legal_form": "5710",
            "naf": "58.21Z",
            "naf_2025": "58.21Y",
            "seat": {"commune": "66136"},
            "open_establishments": 1,
            "headcount": {"band": "11", "year": 2024},
            "created": date(2019, 4, 30),
            "accounts": [{"closed_on": date(2024, 12, 31), "turnover": 812345}],
        }

    def test_each_fact_is_said_by_the_register_on_a_day(self) -> None:
        profile = read()
        assert set(profile.on) == set(profile.facts)
        assert profile.said("naf") == {"by": "register", "on": DAY}

    def test_a_band_was_true_on_the_last_day_of_its_year(self) -> None:
        """Dated today it would pass for a fresh count, and exclude as one."""
        assert read().said("headcount") == {"by": "register", "on": date(2024, 12, 31)}

    def test_no_officer_is_read(self) -> None:
        given = unit(dirigeants=[{"nom": "SECRET", "prenoms": "SECRET"}])
        assert "SECRET" not in str(profile_of(given, DAY))

    def test_a_record_of_nothing_is_a_name(self) -> None:
        assert profile_of({"siren": SIREN}, DAY).facts == {"name": f"{MASK} {SIREN}", "siren": SIREN}

    @pytest.mark.parametrize("odd", [None, 0, "", [], {}, "zz", "[NON-DIFFUSIBLE]", -1, True, "9999-99-99"])
    @pytest.mark.parametrize("key", [*unit()])
    def test_whatever_stands_in_a_field_the_rest_is_read(self, key: str, odd: object) -> None:
        profile = profile_of({**unit(), key: odd, "siren": SIREN}, DAY)
        Company.model_validate({"id": "x", **profile.facts})


class TestHeadcount:
    @pytest.mark.parametrize(
        ("code", "low", "high"), [("NN", 0, 0), ("00", 0, 0), ("12", 20, 49), ("53", 10_000, None)]
    )
    def test_bands(self, code: str, low: int, high: int | None) -> None:
        facts = read(tranche_effectif_salarie=code).facts
        span = Company.model_validate({"id": "x", **facts}).headcount
        assert span is not None
        assert (span.low, span.high, span.year) == (low, high, 2024)

    @pytest.mark.parametrize("code", ["NN", "00", "12"])
    def test_one_without_a_year_is_asked(self, code: str) -> None:
        profile = read(tranche_effectif_salarie=code, annee_tranche_effectif_salarie=None)
        assert "headcount" not in profile.facts
        assert "without a year" in notes(profile)

    def test_one_too_far_behind_is_asked(self) -> None:
        profile = read(annee_tranche_effectif_salarie="2021")
        assert "headcount" not in profile.facts
        assert "too long ago" in notes(profile)

    def test_none_is_not_known(self) -> None:
        assert "headcount" not in read(tranche_effectif_salarie=None).facts

    def test_the_band_of_the_seat_is_not_that_of_the_company(self) -> None:
        seat = {**unit()["siege"], "tranche_effectif_salarie": "53"}
        assert "headcount" not in read(tranche_effectif_salarie=None, siege=seat).facts


class TestTurnover:
    @pytest.mark.parametrize(
        ("given", "turnover"),
        [
            ({"ca": 812345, "resultat_net": None}, 812345),
            ({"ca": 0, "resultat_net": 0}, 0),
            ({"ca": 0, "resultat_net": 437}, None),
            ({"ca": 0, "resultat_net": None}, None),
            ({"ca": None, "resultat_net": 437}, None),
            ({"ca": -5, "resultat_net": 1}, None),
            ({"ca": "812345"}, None),
            (None, None),
        ],
    )
    def test_a_nought_beside_a_result_is_not_known(self, given: object, turnover: int | None) -> None:
        profile = read(finances={"2024": given})
        assert profile.facts["accounts"][0].get("turnover") == turnover
        assert ("not known to the register" in notes(profile)) is (turnover is None)

    @pytest.mark.parametrize("year", ["2016", "2026", "zz"])
    def test_a_year_too_old_or_not_closed_is_not_taken(self, year: str) -> None:
        assert "accounts" not in read(finances={year: {"ca": 5, "resultat_net": 1}}).facts


class TestTrade:
    """The two revisions are never taken for each other."""

    def test_both_are_kept_apart(self) -> None:
        facts = read().facts
        assert (facts["naf"], facts["naf_2025"]) == ("58.21Z", "58.21Y")

    def test_before_the_new_one_came(self) -> None:
        facts = read(activite_principale_naf25=None).facts
        assert (facts["naf"], facts.get("naf_2025")) == ("58.21Z", None)

    def test_once_the_new_one_rules_a_code_of_both_is_left_out(self) -> None:
        profile = read(date(2027, 2, 1), activite_principale_naf25=None)
        assert not {"naf", "naf_2025"} & set(profile.facts)
        assert "revision" in notes(profile)

    def test_once_the_new_one_rules_both_codes_still_tell(self) -> None:
        facts = read(date(2027, 2, 1)).facts
        assert (facts["naf"], facts["naf_2025"]) == ("58.21Z", "58.21Y")

    def test_a_code_of_the_new_one_alone(self) -> None:
        facts = read(date(2027, 2, 1), activite_principale="62.20G", activite_principale_naf25=None).facts
        assert (facts.get("naf"), facts["naf_2025"]) == (None, "62.20G")

    def test_a_code_of_the_first_revision_is_left_out(self) -> None:
        profile = read(activite_principale="72.1Z", activite_principale_naf25=None)
        assert not {"naf", "naf_2025"} & set(profile.facts)


class TestPlace:
    @pytest.mark.parametrize(
        ("seat", "place"),
        [
            ({"commune": "75102", "departement": "75", "region": "11"}, {"commune": "75102"}),
            ({"commune": "2A004"}, {"commune": "2A004"}),
            ({"commune": "97411", "departement": "974"}, {"commune": "97411"}),
            ({"commune": "00000", "departement": "66"}, {"department": "66"}),
            ({"commune": MASK, "departement": MASK, "region": "76"}, {"region": "76"}),
            ({"commune": None, "code_pays_etranger": "99134"}, {"country": "ES"}),
            ({}, None),
        ],
    )
    def test_seat(self, seat: dict[str, Any], place: dict[str, str] | None) -> None:
        assert read(siege=seat).facts.get("seat") == place

    def test_several_establishments_are_counted_and_asked(self) -> None:
        profile = read(nombre_etablissements_ouverts=5)
        assert profile.facts["open_establishments"] == 5
        assert "establishments" not in profile.facts
        assert "does not say where" in notes(profile)

    def test_one_alone_is_no_list_either(self) -> None:
        assert "establishments" not in read().facts

    def test_a_closed_seat_is_said(self) -> None:
        assert "seat is closed" in notes(read(siege={**unit()["siege"], "etat_administratif": "F"}))


class TestHints:
    def test_the_category_is_a_hint(self) -> None:
        profile = read(categorie_entreprise="GE", annee_categorie_entreprise="2023")
        assert (profile.size_class, profile.size_class_year) == ("GE", 2023)
        assert "GE" not in str(profile.facts)

    @pytest.mark.parametrize(("said", "had"), [(True, True), (False, None), (None, None)])
    def test_no_aid_known_is_not_no_aid(self, said: object, had: bool | None) -> None:
        profile = read(complements={"a_aide_minimis": said})
        assert profile.had_de_minimis is had
        assert "aid_received" not in profile.facts

    def test_a_ceased_company(self) -> None:
        profile = read(etat_administratif="C", date_fermeture="2024-12-31", nombre_etablissements_ouverts=0)
        assert (profile.is_ceased, profile.ceased_on) == (True, date(2024, 12, 31))
        assert "open_establishments" not in profile.facts

    def test_a_hidden_one_stays_hidden(self) -> None:
        hidden: dict[str, Any] = {
            "nom_complet": MASK,
            "nom_raison_sociale": MASK,
            "statut_diffusion": "P",
            "nature_juridique": "1000",
        }
        seat = {**unit()["siege"], "adresse": MASK, "latitude": MASK, "code_postal": MASK}
        profile = read(**hidden, siege=seat)
        assert profile.is_masked
        assert profile.facts["name"] == f"{MASK} {SIREN}"
        assert profile.facts["seat"] == {"commune": "66136"}
        assert profile.facts["naf"] == "58.21Z"

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"nom_raison_sociale": None, "nom_complet": "EXEMPLE ()"}, "EXEMPLE"),
            ({"nom_raison_sociale": None, "nom_complet": "EXEMPLE (EXF)"}, "EXEMPLE (EXF)"),
            ({"nom_raison_sociale": "A" * 500}, "A" * 200),
        ],
    )
    def test_name(self, fields: dict[str, Any], name: str) -> None:
        assert read(**fields).facts["name"] == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (SIREN, SIREN),
        (f"{SIREN[:3]} {SIREN[3:6]}\u00a0{SIREN[6:]}", SIREN),
        (".".join((SIREN[:3], SIREN[3:6], SIREN[6:])), SIREN),
        (SIRET, SIRET),
        ("Studio 3", None),
        ("12345", None),
        ("٩٩٩٠٠١٢٣٣", None),
    ],
)
def test_a_number_is_cleaned(text: str, number: str | None) -> None:
    assert register.number_of(text) == number


def test_a_wrong_number_is_no_name() -> None:
    with pytest.raises(SettingsError):
        register.number_of("999001231")


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        yield server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    limits = Limits(size=1_000_000, seconds=1.0, silence=0.3, redirects=2)
    with Fetcher(patience=Patience(3, 0.01, 0.2), limits=limits) as made:
        yield made


NGINX = status(429, b"<html><head><title>429 Too Many Requests</title></head></html>", "text/html")
APPLICATION = status(429, b"Too Many Requests.", "application/octet-stream", Retry_After="0")


class TestOverHttp:
    def test_what_is_asked(self, web: Replay, fetcher: Fetcher) -> None:
        web.routes["/search"] = [ok(answer(unit()))]
        assert register.look_up(fetcher, SIREN, DAY, web.url("")) == read()
        (asked,) = web.asked
        assert f"q={SIREN}" in asked
        assert "minimal=true" in asked
        assert "include=siege%2Cfinances%2Ccomplements" in asked
        assert "dirigeants" not in asked

    def test_a_siret_is_looked_up_by_its_siren(self, web: Replay, fetcher: Fetcher) -> None:
        web.routes["/search"] = [ok(answer(unit()))]
        register.look_up(fetcher, SIRET, DAY, web.url(""))
        assert f"q={SIREN}&" in web.asked[0]

    def test_an_unknown_number_is_none(self, web: Replay, fetcher: Fetcher) -> None:
        web.routes["/search"] = [ok(answer())]
        assert register.look_up(fetcher, SIREN, DAY, web.url("")) is None

    @pytest.mark.parametrize("fault", [NGINX, APPLICATION])
    def test_too_many_requests_are_asked_again(self, fault: Any, web: Replay, fetcher: Fetcher) -> None:
        web.routes["/search"] = [fault, ok(answer(unit()))]
        assert register.look_up(fetcher, SIREN, DAY, web.url("")) == read()
        assert len(web.asked) == 2

    @pytest.mark.parametrize(
        ("fault", "trouble"),
        [
            (NGINX, Unreachable),
            (APPLICATION, Unreachable),
            (status(500, b'{"erreur": "x"}', "application/json"), Unreachable),
            (cut(answer(unit())), Unreachable),
            (dripping(5), Unreachable),
            (status(400, b'{"erreur": "x"}', "application/json"), Refused),
            (status(404, b'{"erreur": "x"}', "application/json"), Refused),
            (ok(b"<html><body>maintenance</body></html>", "text/html"), Changed),
            (ok(b"[]"), Changed),
            (ok(b'{"results": null}'), Changed),
            (ok(b'{"results": [{"siren": 1}]}'), Changed),
            (ok(answer(unit(siren="999004567"))), Changed),
        ],
    )
    def test_a_fault_is_no_company(self, fault: Any, trouble: type[Exception], web: Replay, fetcher: Fetcher) -> None:
        web.routes["/search"] = [fault]
        with pytest.raises(trouble):
            register.look_up(fetcher, SIREN, DAY, web.url(""))

    def test_a_search_leaves_out_what_has_ceased(self, web: Replay, fetcher: Fetcher) -> None:
        web.routes["/search"] = [ok(answer(unit(etat_administratif="C"), unit(siren="999004567")))]
        (found,) = register.search(fetcher, "exemple", web.url(""))
        assert (found.siren, found.name, found.commune, found.naf) == (
            "999004567",
            "STUDIO EXEMPLE FICTIF",
            "66136",
            "58.21Z",
        )
        assert "dirigeants" not in web.asked[0]

    def test_a_text_too_short_is_not_sent(self, web: Replay, fetcher: Fetcher) -> None:
        with pytest.raises(SettingsError):
            register.search(fetcher, " a ", web.url(""))
        assert web.asked == []


@pytest.mark.shared
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_every_recorded_company_becomes_a_profile(path: Any, web: Replay, fetcher: Fetcher) -> None:
    document = json.loads(path.read_text("utf-8"))
    for record in document["results"] if isinstance(document, dict) else []:
        web.routes["/search"] = [ok(json.dumps({**document, "results": [record]}).encode())]
        profile = register.look_up(fetcher, record["siren"], DAY, web.url(""))
        assert profile is not None
        company = Company.model_validate({"id": "x", **profile.facts})
        assert company.siren == record["siren"]
        assert company.created == date.fromisoformat(record["date_creation"])
        assert company.legal_form == record["nature_juridique"]
        assert company.naf == record["activite_principale"]
        assert company.naf_2025 == record.get("activite_principale_naf25")
        assert "REDACTED" not in str(profile)


@pytest.mark.shared
def test_every_recorded_error_is_told(web: Replay, fetcher: Fetcher) -> None:
    for error in json.loads((SAMPLES / "errors_2026-09.json").read_text("utf-8")):
        said = error["response"]
        body = said if isinstance(said, str) else json.dumps(said)
        kind = error.get("content_type", "application/json")
        web.routes["/search"] = [status(error["status"], body.encode(), kind, Retry_After="0")]
        with pytest.raises(Unreachable if error["status"] == 429 else Refused):
            register.look_up(fetcher, SIREN, DAY, web.url(""))
