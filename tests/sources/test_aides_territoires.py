"""Aides-territoires: a token, pages that cannot be trusted, labels for people. Over real HTTP, with invented aids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from aidmatch.call import Call
from aidmatch.catalogue.store import unpacked
from aidmatch.errors import Changed, Refused
from aidmatch.fetch import Fetcher, Patience
from aidmatch.sources import aides_territoires as source
from aidmatch.sources._protocol import Asked, Record
from aidmatch.sync import read
from tests.conftest import SHARED
from tests.replay import Asking, Replay, ok, serving, status

AID = json.loads((Path(__file__).parent / "aides-territoires" / "aid.json").read_text(encoding="utf-8"))
REAL = SHARED / "sources" / "aides-territoires" / "samples"
TOKEN = ok(b'{"token": "abc.def"}')


def aids(*numbers: int) -> list[dict[str, Any]]:
    return [{**AID, "id": number} for number in numbers]


def page(results: list[Any], count: int, *, more: bool = False) -> bytes:
    following = "https://elsewhere.example/api/aids/?page=2" if more else None
    return json.dumps({"count": count, "previous": None, "next": following, "results": results}).encode()


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        server.routes["/api/connexion/"] = [TOKEN]
        yield server


def fetched(web: Replay, **options: Any) -> list[str]:
    asked = Asked("aides-territoires", "aides-territoires", web.url("/api/"), options, {source.KEY: "secret"})
    with Fetcher(patience=Patience(1)) as fetcher:
        return [record.id for batch in source.fetch(fetcher, asked) for record in batch.records]


def call(**fields: Any) -> Call:
    return source.call_of({**AID, **fields}, lambda *_: None)


class TestFetch:
    def test_the_key_buys_a_token_and_is_sent_nowhere_else(self, web: Replay) -> None:
        seen: list[tuple[str | None, str | None]] = []

        def answer(asking: Asking) -> None:
            seen.append((asking.headers.get("Authorization"), asking.headers.get("X-AUTH-TOKEN")))
            asking.say(200, page(aids(1), 1))

        web.routes["/api/aids/"] = [answer]
        assert fetched(web) == ["1"]
        assert seen == [("Bearer abc.def", None)]

    def test_pages_are_addressed_here_and_keep_every_audience(self, web: Replay) -> None:
        web.routes["/api/aids/"] = [ok(page(aids(1, 2), 3, more=True)), ok(page(aids(3), 3))]
        assert fetched(web, perimeter=123) == ["1", "2", "3"]
        asked = [parse_qs(urlsplit(path).query) for path in web.asked[1:]]
        assert [one["page"] for one in asked] == [["1"], ["2"]]
        for one in asked:
            assert one["organization_type_slugs[]"] == ["private-sector", "association"]
            assert (one["itemsPerPage"], one["perimeter_id"]) == (["50"], ["123"])

    def test_a_page_kept_by_the_server_at_another_size_is_made_up_for(self, web: Replay) -> None:
        def answer(asking: Asking) -> None:
            again = "orderBy" in asking.path
            asking.say(200, page(aids(1, 2, 3) if again else aids(1, 2), 3))

        web.routes["/api/aids/"] = [answer]
        assert fetched(web) == ["1", "2", "3"]

    def test_pages_without_end_end(self, web: Replay) -> None:
        web.routes["/api/aids/"] = [ok(page(aids(1, 2), 200, more=True))]
        assert fetched(web) == ["1", "2"]
        assert len(web.asked) < 40

    def test_an_expired_token_is_renewed_once(self, web: Replay) -> None:
        expired = status(401, b'{"code": 401, "message": "Expired JWT Token"}', "application/json")
        web.routes["/api/aids/"] = [ok(page(aids(1), 2, more=True)), expired, ok(page(aids(2), 2))]
        assert fetched(web) == ["1", "2"]
        assert [path for path in web.asked if "connexion" in path] == ["/api/connexion/"] * 2

    def test_a_token_refused_at_once_is_not_asked_for_again(self, web: Replay) -> None:
        web.routes["/api/aids/"] = [status(401, b"{}")]
        with pytest.raises(Refused):
            fetched(web)
        assert len(web.asked) == 2

    @pytest.mark.parametrize("body", [b'"Veuillez ajouter"', b'{"message": "User not found"}'])
    def test_a_key_that_is_not_known_says_where_to_ask(self, web: Replay, body: bytes) -> None:
        web.routes["/api/connexion/"] = [status(401, body, "application/json")]
        with pytest.raises(Refused) as refused:
            fetched(web)
        assert refused.value.fix is not None
        assert dict(refused.value.fix.values)["where"] == source.ABOUT.key_from

    @pytest.mark.parametrize("body", [b'{"token": "x"}', b"[]", b'{"count": 1, "results": [{}]}', b"<html>"])
    def test_another_form_is_an_alarm(self, web: Replay, body: bytes) -> None:
        web.routes["/api/aids/"] = [ok(body)]
        with pytest.raises(Changed):
            fetched(web)


class TestCall:
    def test_what_is_structured_is_read(self) -> None:
        found = call()
        assert [json.loads(one.rule()) for one in found.criteria] == [
            {"kind": "perimeter", "within": ["DEP-83"], "places": ["seat", "establishment", "project"]},
            {"kind": "audience", "within": ["company", "association"]},
            {"kind": "headcount", "max": 4999},
        ]
        assert (found.window.kind, found.window.opens, found.window.closes) == (
            "dated",
            date(2026, 1, 10),
            date(2026, 12, 31),
        )
        assert (found.kind, found.instrument, found.level) == ("call_for_projects", "grant", "departmental")
        assert (found.amounts.intensity, found.amounts.nature) == (0.4, ("investment", "running_costs"))
        assert (found.origin.url, found.origin.note) == (
            "https://aides.example/atelier",
            "Données de la Région Exemple https://origine.example/",
        )
        assert (found.programme, found.title) == ("Fonds exemple", "Moderniser son atelier[31m")

    def test_html_becomes_text_and_items_keep_their_heading(self) -> None:
        found = call()
        assert found.conditions == (
            "Sont inéligibles : Les grandes entreprises",
            "Sont inéligibles : Les indivisions.",
            "Le projet dure 3 ans.",
            "Il commence après la demande.",
        )
        assert found.description is not None
        assert "Une aide pour moderniser.\n- Machines\n- Logiciels" in found.description
        assert "alert" not in found.description

    def test_a_person_is_not_named_where_a_function_is(self) -> None:
        assert call().contact == "ateliers@aides.example"

    @pytest.mark.parametrize(
        ("name", "scale"),
        [("GAL Exemple", "Ad-hoc"), ("Var", "Ad-hoc"), ("Saint-Denis", "commune"), ("Outre-mer", "Outre-mer")],
    )
    def test_an_area_that_is_not_sure_stays_in_words(self, name: str, scale: str) -> None:
        found = call(perimeter=name, perimeter_scale=scale)
        assert [one.kind for one in found.criteria] == ["audience", "headcount"]
        assert found.conditions[0] == f"Périmètre : {name}"

    def test_a_name_two_kinds_of_place_share_is_read_by_its_scale(self) -> None:
        found = call(perimeter="Paris", perimeter_scale="commune")
        assert "COM-75056" in found.criteria[0].rule()

    def test_an_audience_that_is_not_known_leaves_nobody_out(self) -> None:
        found = call(targeted_audiences=["Association", "Coopérative"])
        assert [one.kind for one in found.criteria] == ["perimeter", "headcount"]
        assert found.conditions[0] == "Public visé : Association, Coopérative"

    def test_a_company_of_local_bodies_is_a_company_to_be_confirmed(self) -> None:
        found = call(targeted_audiences=["Commune", "Entreprise publique locale (Sem, Spl, SemOp)"])
        assert json.loads(found.criteria[1].rule())["within"] == ["public_body", "company"]
        assert found.conditions[0].startswith("Public visé : ")

    @pytest.mark.parametrize(
        ("recurrence", "kind"), [("Permanente", "permanent"), ("Ponctuelle", "unknown"), (None, "unknown")]
    )
    def test_no_deadline_is_open_for_ever_only_where_it_is_said(self, recurrence: str | None, kind: str) -> None:
        assert call(submission_deadline=None, recurrence=recurrence).window.kind == kind

    def test_a_start_after_the_end_does_not_lose_the_aid(self) -> None:
        assert call(start_date="2027-05-01").window.opens is None

    def test_an_amount_without_end_is_a_named_problem(self) -> None:
        body = json.dumps({**AID, "loan_amount": float("inf"), "aid_types_full": [{"id": 2, "name": "Prêt"}]})
        reading = read(source, Asked("at", "aides-territoires"), [Record("1", body.encode())])
        assert (reading.refused, len(reading.problems)) == (["1"], 1)

    def test_engineering_alone_is_advice(self) -> None:
        assert call(aid_types=["Ingénierie technique"], aid_types_full=None).instrument == "advice"

    def test_the_upper_rate_may_stand_alone(self) -> None:
        assert call(subvention_rate_lower_bound=None).amounts.note == (
            "Taux : 40 %\nPlafond de 10 000 €\nTypes d’aide : Ingénierie technique, Subvention"
        )

    def test_every_field_may_be_null(self) -> None:
        bare = dict.fromkeys(AID) | {"id": 1, "name": "Aide nue", "url": "/aides/nue/"}
        found = source.call_of(bare, lambda *_: None)
        assert (found.criteria, found.window.kind) == ((), "unknown")
        assert found.conditions == (
            "Territoire non précisé par la source.",
            "Bénéficiaires non précisés par la source.",
        )
        assert found.origin.url == "https://aides-territoires.beta.gouv.fr/aides/nue/"


@pytest.mark.shared
def test_every_recorded_aid_becomes_a_call() -> None:
    answers = [json.loads(path.read_bytes()) for path in sorted(REAL.glob("aids_*.json"))]
    aids_ = [one for answer in answers if isinstance(answer, dict) for one in answer["results"]]
    records = [Record(str(place), json.dumps(one).encode()) for place, one in enumerate(aids_)]
    reading = read(source, Asked("at", "aides-territoires"), records)
    assert len(records) >= 107
    assert (reading.refused, reading.problems) == ([], [])
    said = [unpacked(one.content) for one in reading.seen]
    assert not any(b"<p>" in one or b"&nbsp;" in one for one in said)
