"""Aides-entreprises: a small stock with invented values, its faults, and its fetching over real HTTP."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from aidmatch.call import Call
from aidmatch.errors import Changed
from aidmatch.fetch import Fetcher, Patience
from aidmatch.sources import IMPORTERS, aides_entreprises, source_of
from aidmatch.sources._aides_entreprises_area import area_of
from aidmatch.sources._aides_entreprises_codes import several, size_of
from aidmatch.sources._aides_entreprises_dates import window_of
from aidmatch.sources._protocol import Asked
from aidmatch.sync import run
from aidmatch.value import Message
from tests.replay import Asking, Replay, ok, serving, status

HERE = Path(__file__).parent / "aides-entreprises"
STOCK, TABLE = (HERE / "stock.json").read_bytes(), (HERE / "territoires.json").read_bytes()
REAL = Path(__file__).parents[3] / "shared/sources/aides-entreprises/samples"
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEYS = dict.fromkeys(aides_entreprises.ABOUT.keys, "k")

read = IMPORTERS["aides-entreprises"]


def _nothing(field: str, what: Message, fix: Message | None = None) -> None:
    """Note nothing."""


@pytest.fixture(scope="module")
def calls() -> dict[str | None, Call]:
    return {call.origin.id: call for call in read(HERE / "stock.json", "stock.json").calls}


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        server.routes["/aides.json"] = [ok(STOCK)]
        server.routes["/territoires.json"] = [ok(TABLE)]
        yield server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(patience=Patience(attempts=2, first=0.01, longest=0.1)) as made:
        yield made


def _bodies(fetcher: Fetcher, web: Replay, keys: dict[str, str] | None = None) -> dict[str, Any]:
    asked = Asked("ae", "aides-entreprises", web.url("/aides.json"), {"api": web.url("/v1.1")}, keys or {})
    batches = aides_entreprises.fetch(fetcher, asked)
    return {record.id: json.loads(record.body) for batch in batches for record in batch.records}


def test_html_becomes_sentences_under_their_heading(calls: dict[str | None, Call]) -> None:
    assert calls["9001"].title == "Appel à projets Filature"
    assert calls["9001"].conditions == (
        "TPE et PME : filant la laine",
        "TPE et PME : à jour de leurs impôts.",
        "Ne sont pas éligibles : SCI",
        "Taille, selon le texte : TPE et PME.",
    )
    (barred,) = [one for one in calls["9001"].criteria if one.kind == "micro_entrepreneur"]
    assert barred.words == "auto-entrepreneurs", "what is read decides, with its words"


def test_the_cut_offs_of_the_text_win_over_a_wrong_closing(calls: dict[str | None, Call]) -> None:
    window = calls["9001"].window
    assert (window.kind, window.cut_offs) == ("cut_offs", (date(2026, 10, 15), date(2027, 12, 31)))
    assert (window.opens, window.closes) == (date(2026, 10, 1), None)


def test_labels_money_and_origin(calls: dict[str | None, Call]) -> None:
    call = calls["9001"]
    assert (call.kind, call.instrument, call.aid_regime) == ("call_for_projects", "grant", "de_minimis")
    assert (call.targeting.sectors, call.themes) == (("Industrie",), ("Transports, véhicules propres", "Handicap"))
    assert call.origin.url == "https://exemple.fr/filature"
    assert calls["9002"].origin.url == "https://www.aides-entreprises.fr/aide/9002"
    assert call.amounts.note == "30 % des dépenses.\nAide soumise à la règle de minimis."


def test_every_record_is_a_call_or_a_named_problem() -> None:
    reading = read(HERE / "stock.json", "stock.json")
    assert (len(reading.calls), reading.read) == (2, 4)
    assert [problem.field for problem in reading.problems] == ["3.status", "4.aid_nom"]


@pytest.mark.parametrize(
    ("codes", "text", "rule"),
    [
        ("1,2,3,4", "TPE et PME", '{"kind":"headcount","max":249,"ruler":"awu"}'),
        ("1,2,3,4", "Entreprises exportatrices", None),
        ("1,2,3,4", "PME et ETI", None),
        ("1,2,3,4", "PME de moins de 300 salariés", None),
        ("5,6", "Grandes entreprises", '{"kind":"headcount","min":250}'),
        ("5,6", "ETI et grandes entreprises", None),
        ("1", "TPE", None),
        ("2,9", "PME", None),
        ("", "PME", None),
    ],
)
def test_a_band_is_a_bound_only_where_the_text_agrees(codes: str, text: str, rule: str | None) -> None:
    size = size_of(several(codes), text)
    assert (size.rule.rule() if size.rule else None) == rule
    assert bool(size.words) is (bool(codes) and rule is None)


@pytest.mark.parametrize(
    ("given", "text", "kind", "closes"),
    [
        ("0000-00-00 00:00:00", "", "permanent", None),
        ("", "", "unknown", None),
        ("n’importe", "", "unknown", None),
        ("2026-12-31", "", "dated", date(2026, 12, 31)),
        ("2026-12-31", "Date limite de dépôt : 31 mars 2027", "dated", date(2027, 3, 31)),
        ("0000-00-00", "Date limite de dépôt : 31 mars 2027", "dated", date(2027, 3, 31)),
        ("0000-00-00", "Date limite de dépôt : 31 mars 2026", "unknown", None),
        ("2026-12-31", "Dates de relevés :\n15 janvier ;\n14 mai 2027", "unknown", None),
        ("2026-12-31", "Dépenses payées jusqu’au 31 mars 2028.", "dated", date(2026, 12, 31)),
    ],
)
def test_the_closing(given: str, text: str, kind: str, closes: date | None) -> None:
    window = window_of(given, text, date(2026, 7, 8), _nothing)
    assert (window.kind, window.closes) == (kind, closes)


@pytest.mark.parametrize(
    ("place", "within", "is_exact"),
    [
        ({"id_ter": "1", "ter_libelle": "FRANCE"}, ("PAYS-99100",), True),
        ({"ter_libelle": "Metz", "insee": "57463", "ter_code": "57000"}, ("COM-57463",), True),
        ({"ter_libelle": "Paris 1er Arrondissement", "insee": "75101"}, ("COM-75101",), True),
        ({"ter_libelle": "MAYENNE", "ter_code": "53"}, ("DEP-53",), True),
        ({"ter_libelle": "Grand Est", "ter_code": "44"}, ("REG-44",), True),
        ({"ter_libelle": "VIENNE"}, ("DEP-86", "COM-38544"), False),
        ({"ter_libelle": "Aquitaine"}, (), False),
    ],
)
def test_a_territory_by_its_code_or_its_name(place: dict[str, str], within: tuple[str, ...], is_exact: bool) -> None:
    area = area_of([place])
    assert (area.within, area.words is None) == (within, is_exact)


def test_one_territory_unknown_makes_no_rule() -> None:
    area = area_of([{"ter_libelle": "SARTHE", "ter_code": "72"}, {"ter_libelle": "Pays Inventé"}])
    assert area.within == ()
    assert area.words == "Territoires, selon la source : SARTHE, Pays Inventé."


def test_a_comma_inside_a_label_does_not_cut_it() -> None:
    cell = "Achat de machines, équipements, Industrie, Extension, rénovation d'un local, d'un site"
    assert several(cell) == [
        "Achat de machines, équipements",
        "Industrie",
        "Extension, rénovation d'un local, d'un site",
    ]


def test_the_csv_is_read_as_windows_1252(tmp_path: Path) -> None:
    file = io.StringIO()
    row = {"id_aid": "1", "aid_nom": "L’aide", "territoires": "SARTHE", "effectif": "-10, 10-49", "aid_benef": "TPE"}
    writer = csv.DictWriter(file, row, delimiter=";")
    writer.writeheader()
    writer.writerow(row)
    path = tmp_path / "aides.csv"
    path.write_bytes(file.getvalue().encode("cp1252"))
    (call,) = read(path, path.name).calls
    assert call.title == "L’aide"
    assert [rule.rule() for rule in call.criteria] == [
        '{"kind":"perimeter","within":["DEP-72"]}',
        '{"kind":"headcount","max":49,"ruler":"awu"}',
    ]


def test_people_are_not_kept_nor_aids_offline(web: Replay, fetcher: Fetcher) -> None:
    bodies = _bodies(fetcher, web)
    assert list(bodies) == ["9001", "9002", "9004"]
    assert "ersonne" not in json.dumps(bodies)


def test_the_table_bounds_a_territory_unknown_here(web: Replay, fetcher: Fetcher) -> None:
    call = aides_entreprises.call_of(_bodies(fetcher, web)["9002"], _nothing)
    assert [rule.rule() for rule in call.criteria] == ['{"kind":"perimeter","within":["DEP-57"]}']
    assert "Territoires, selon la source : CC du Val Inventé." in call.conditions


def test_without_its_table_a_territory_stays_words(web: Replay, fetcher: Fetcher) -> None:
    web.routes["/territoires.json"] = [status(404)]
    assert aides_entreprises.call_of(_bodies(fetcher, web)["9002"], _nothing).criteria == ()


def test_a_stock_cut_short_closes_nothing(web: Replay, fetcher: Fetcher) -> None:
    web.routes["/aides.json"] = [ok(STOCK[:-400])]
    asked = Asked("ae", "aides-entreprises", web.url("/aides.json"))
    report = run(None, source_of("aides-entreprises"), asked, fetcher, AT)
    assert (report.state, report.decision.gone) == ("failed", ())


def test_with_keys_the_api_tells_what_is_online(web: Replay, fetcher: Fetcher) -> None:
    sent: list[tuple[str, str | None]] = []

    def page(asking: Asking) -> None:
        sent.append((asking.path, asking.headers["X-Aidesentreprises-Key"]))
        first = "offset=0" in asking.path
        aid = {"id_aid": "9001" if first else "9100", "aid_nom": "Aide tenue à jour", "status": "1"}
        asking.say(200, json.dumps({"data": [aid], "meta": {"total": 2}}).encode())

    web.routes["/v1.1/aides"] = [page]
    bodies = _bodies(fetcher, web, KEYS)
    assert list(bodies) == ["9001", "9100"]
    assert bodies["9001"]["cache_indexation"]["territoires"]
    assert [key for _, key in sent] == ["k", "k"]


def test_a_page_that_comes_again_is_a_source_that_changed(web: Replay, fetcher: Fetcher) -> None:
    page = {"data": [{"id_aid": "1", "aid_nom": "A"}], "meta": {"total": 9}}
    web.routes["/v1.1/aides"] = [ok(json.dumps(page).encode())]
    with pytest.raises(Changed):
        _bodies(fetcher, web, KEYS)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("aides_stock.reconstructed.json", 6),
        ("aides_stock.reconstructed.csv", 12),
        ("api_v1.1_aides_list.reconstructed.json", 3),
    ],
)
def test_every_real_aid_becomes_a_call(name: str, count: int) -> None:
    reading = read(REAL / name, name)
    assert (len(reading.calls), reading.read, reading.problems) == (count, count, [])
