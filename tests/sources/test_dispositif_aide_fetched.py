"""Files in the national standard, fetched: several datasets at once, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from aidmatch.errors import SourceError
from aidmatch.fetch import Fetcher, Patience
from aidmatch.sources import dispositif_aide
from aidmatch.sources._protocol import Asked, Record
from tests.replay import Replay, ok, serving, status

CSV = "id,titre,eligibilite_geographique\r\na-1,Aide à la laine,REG-76\r\na-2,Aide au lin,DEP-2A\r\n"


def _json(**cells: str) -> bytes:
    return json.dumps([{"id": "a-1", "titre": "Autre aide", **cells}]).encode()


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        server.routes["/laine.csv"] = [ok(CSV.encode("cp1252"), "text/csv")]
        yield server


def _records(web: Replay, *paths: str) -> tuple[list[Record], SourceError | None]:
    asked = Asked("da", "dispositif-aide", None, {"urls": [web.url(path) for path in paths]})
    found: list[Record] = []
    with Fetcher(patience=Patience(attempts=1, first=0.01, longest=0.1)) as fetcher:
        try:
            for batch in dispositif_aide.fetch(fetcher, asked):
                found.extend(batch.records)
        except SourceError as error:
            return found, error
    return found, None


def test_csv_and_json_together(web: Replay) -> None:
    web.routes["/lin.json"] = [ok(_json(id="b-1"))]
    records, trouble = _records(web, "/laine.csv", "/lin.json")
    assert ([record.id for record in records], trouble) == (["a-1", "a-2", "b-1"], None)
    assert json.loads(records[0].body)["titre"] == "Aide à la laine"


def test_two_aids_under_one_id_are_told_apart_by_their_file(web: Replay) -> None:
    web.routes["/lin.json"] = [ok(_json())]
    records, _ = _records(web, "/laine.csv", "/lin.json")
    assert [record.id for record in records] == ["a-1", "a-2", "lin:a-1"]
    assert json.loads(records[2].body)["id"] == "lin:a-1"


def test_the_same_aid_in_two_files_keeps_its_id(web: Replay) -> None:
    web.routes["/copie.csv"] = web.routes["/laine.csv"]
    records, _ = _records(web, "/laine.csv", "/copie.csv")
    assert {record.id for record in records} == {"a-1", "a-2"}


@pytest.mark.parametrize(
    "answer", [status(404), ok(b"<html>Maintenance</html>", "text/html"), ok(b"[{", "application/json")]
)
def test_a_file_that_fails_is_told_and_the_others_are_read(web: Replay, answer: object) -> None:
    web.routes["/panne"] = [answer]  # type: ignore[list-item]
    records, trouble = _records(web, "/panne", "/laine.csv")
    assert len(records) == 2
    assert trouble is not None
