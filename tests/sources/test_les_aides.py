"""Les-aides.fr: 200 aids a search, 720 calls a day, numbers of old regions. Over real HTTP, with invented aids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from aidmatch.call import Call
from aidmatch.errors import Changed, Refused
from aidmatch.fetch import Fetcher, Patience
from aidmatch.sources import les_aides as source
from aidmatch.sources._protocol import Asked, Record
from aidmatch.sync import read
from tests.conftest import SHARED
from tests.replay import Asking, Replay, ok, serving, status

AID = json.loads((Path(__file__).parent / "les-aides" / "aid.json").read_text(encoding="utf-8"))
REAL = SHARED / "sources" / "les-aides" / "samples"
LISTS = {
    "/liste/domaines": [{"numero": 790, "libelle": "Un"}, {"numero": 793, "libelle": "Deux"}],
    "/liste/moyens": [{"numero": 833, "libelle": "Subvention"}, {"numero": 827, "libelle": "Prêts"}],
    "/liste/departements": [{"departement": "01", "nom": "Ain"}, {"departement": "2A", "nom": "Corse-du-Sud"}],
}


def found(*numbers: int, idr: int = 5) -> bytes:
    listed = [{"numero": number, "nom": f"Aide {number}"} for number in numbers]
    return json.dumps(
        {"idr": idr, "depassement": False, "nb_dispositifs": len(numbers), "dispositifs": listed}
    ).encode()


TOO_MANY = json.dumps({"idr": 6, "depassement": True, "nb_dispositifs": 412, "dispositifs": []}).encode()


def asked_of(asking: Asking) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(asking.path).query).items()}


def a_page(asking: Asking) -> None:
    asking.say(200, json.dumps({**AID, "numero": int(asked_of(asking)["dispositif"])}).encode())


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        server.routes.update({path: [ok(json.dumps(content).encode())] for path, content in LISTS.items()})
        server.routes["/aide/"] = [a_page]
        yield server


def read_until(web: Replay, **options: Any) -> tuple[list[str], Refused | None]:
    """The records that came, and why no more did."""
    given = {"naf": ["62.01Z"], **options}
    asked = Asked("les-aides", "les-aides", web.url(""), given, {source.KEY: "secret"})
    records: list[str] = []
    with Fetcher(patience=Patience(1)) as fetcher:
        try:
            for batch in source.fetch(fetcher, asked):
                records.extend(record.id for record in batch.records)
        except Refused as refused:
            return records, refused
    return records, None


def call(**fields: Any) -> Call:
    return source.call_of({**AID, **fields}, lambda *_: None)


class TestFetch:
    def test_an_aid_is_read_by_the_search_it_was_found_by(self, web: Replay) -> None:
        seen: list[tuple[str | None, str | None]] = []

        def answer(asking: Asking) -> None:
            seen.append((asking.headers.get("X-IDC"), asking.headers.get("Accept")))
            asking.say(200, found(1, 2, idr=77))

        web.routes["/aides/"] = [answer]
        assert read_until(web) == (["1", "2"], None)
        assert seen == [("secret", "application/json")]
        assert [path for path in web.asked if path.startswith("/aide/")] == [
            "/aide/?requete=77&dispositif=1",
            "/aide/?requete=77&dispositif=2",
        ]
        # The key is in no address, the trade has no dot, and the fields are the service's own list.
        assert not any("secret" in path for path in web.asked)
        search = parse_qs(urlsplit(next(path for path in web.asked if path.startswith("/aides/"))).query)
        assert (search["ape"], search["domaine"]) == (["6201Z"], ["[790,793]"])

    def test_a_search_over_200_is_split_by_field_then_means_then_department(self, web: Replay) -> None:
        searches: list[dict[str, str]] = []

        def answer(asking: Asking) -> None:
            asked = asked_of(asking)
            searches.append(asked)
            whole = asked["domaine"] == "[793]" or asked.get("moyen") == "827" or "departement" in asked
            asking.say(200, found(len(searches)) if whole else TOO_MANY)

        web.routes["/aides/"] = [answer]
        records, refused = read_until(web)
        assert (len(records), refused) == (4, None)
        assert [(one["domaine"], one.get("moyen"), one.get("departement")) for one in searches] == [
            ("[790,793]", None, None),
            ("[790]", None, None),
            ("[790]", "833", None),
            ("[790]", "833", "01"),
            ("[790]", "833", "2A"),
            ("[790]", "827", None),
            ("[793]", None, None),
        ]

    def test_what_cannot_be_split_further_is_said_at_the_end(self, web: Replay) -> None:
        def answer(asking: Asking) -> None:
            asking.say(200, TOO_MANY if asked_of(asking).get("moyen") != "827" else found(3))

        web.routes["/aides/"] = [answer]
        records, refused = read_until(web, departements=["66"])
        assert records == ["3"]
        assert refused is not None

    def test_the_budget_stops_a_run_and_keeps_what_came(self, web: Replay) -> None:
        web.routes["/aides/"] = [ok(found(*range(1, 50)))]
        records, refused = read_until(web, budget=10)
        assert len(web.asked) == 10
        assert records == [str(number) for number in range(1, 9)]
        assert refused is not None

    def test_a_present_region_is_asked_as_the_former_ones(self, web: Replay) -> None:
        web.routes["/aides/"] = [ok(found(1))]
        assert read_until(web, regions=["76"], domaines=[790]) == (["1"], None)
        asked = [parse_qs(urlsplit(path).query)["region"] for path in web.asked if path.startswith("/aides/")]
        assert asked == [["73"], ["91"]]

    def test_nothing_found_is_no_trouble(self, web: Replay) -> None:
        web.routes["/aides/"] = [status(404)]
        assert read_until(web) == ([], None)

    def test_an_aid_gone_since_the_search_is_left_out(self, web: Replay) -> None:
        web.routes["/aides/"] = [ok(found(1, 2))]
        web.routes["/aide/"] = [status(404), a_page]
        assert read_until(web) == (["2"], None)

    def test_a_wrong_parameter_is_told_in_the_words_of_the_service(self, web: Replay) -> None:
        body = {"exception": "L'APE n'existe pas", "api": "/aides", "field": "ape", "args": {}}
        web.routes["/aides/"] = [status(403, json.dumps(body).encode(), "application/json")]
        _, refused = read_until(web)
        assert refused is not None
        assert dict(refused.what.values)["words"] == "L'APE n'existe pas"

    @pytest.mark.parametrize(
        "options", [{"naf": []}, {"naf": 3.5}, {"regions": ["99"]}, {"domaines": ["x"]}, {"budget": "much"}]
    )
    def test_a_wrong_setting_is_named_before_anything_is_asked(self, web: Replay, options: dict[str, Any]) -> None:
        _, refused = read_until(web, **options)
        assert refused is not None
        assert dict(refused.what.values)["setting"] == f"sources.les-aides.{next(iter(options))}"
        assert web.asked == []

    @pytest.mark.parametrize("body", [b"[]", b'{"idr": 5}', b"<html>", b'{"idr": "x", "dispositifs": []}'])
    def test_another_form_is_an_alarm(self, web: Replay, body: bytes) -> None:
        web.routes["/aides/"] = [ok(body)]
        with pytest.raises(Changed):
            read_until(web)


class TestCall:
    def test_all_that_is_said_of_who_may_apply_stays_in_words(self) -> None:
        aid = call()
        assert aid.criteria == ()
        assert aid.conditions == (
            "Aide territoriale (Conseil régional d’Exemple)",
            "Sont éligibles : les PME,",
            "Sont éligibles : implantées en Exemple.",
            "Dépôt jusqu'au 30 novembre 2026.",
            "Pour : Effectif de 10 à 249 salariés",
            "Contre : Professions libérales",
            "Restriction : Entreprises en difficulté",
        )

    def test_whether_it_is_open_is_not_known(self) -> None:
        assert call().window.kind == "unknown"

    def test_its_attribution_goes_with_each_aid(self) -> None:
        assert call().origin.licence == "Contenu produit par Les-aides.fr"
        assert call(auteur=None).origin.note == "Contenu produit par Les-aides.fr"

    def test_the_person_of_an_address_is_not_read(self) -> None:
        assert call().contact == "contact@region.example, 00.00.00.00.00, https://region.example"

    @pytest.mark.parametrize(
        ("fields", "instrument"),
        [
            ({}, "grant"),
            ({"moyens": [827]}, "loan"),
            ({"moyens": [827], "nom": "Garantie création"}, "guarantee"),
            ({"moyens": [845]}, "tax_credit"),
            ({"moyens": []}, "in_kind"),
        ],
    )
    def test_its_means_tell_its_instrument(self, fields: dict[str, Any], instrument: str) -> None:
        assert call(**fields).instrument == instrument

    def test_names_and_amounts_are_text(self) -> None:
        aid = call()
        assert (aid.title, aid.amounts.note) == ("Chèque atelier", "20 % des dépenses, 50 000 € au plus.")


def test_it_is_off_by_default_and_wants_a_key() -> None:
    assert (source.ABOUT.by_default, source.ABOUT.keys) == (False, ("AIDMATCH_LES_AIDES_KEY",))


@pytest.mark.shared
def test_every_reconstructed_record_becomes_a_call() -> None:
    answers = [json.loads(path.read_bytes()) for path in sorted(REAL.glob("aide*.json"))]
    aids = [one for answer in answers for one in answer.get("dispositifs", [answer])]
    records = [Record(str(place), json.dumps(one).encode()) for place, one in enumerate(aids)]
    reading = read(source, Asked("les-aides", "les-aides"), records)
    assert len(records) >= 7
    assert (reading.refused, reading.problems) == ([], [])
