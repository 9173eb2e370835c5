"""Lists read by a mapping: the three shipped ones and a workspace's own; small invented payloads, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.call import Call
from aidmatch.catalogue.store import State, unpacked
from aidmatch.errors import SettingsError
from aidmatch.fetch import Fetcher
from aidmatch.sources import SOURCES, _table_rows, source_of
from aidmatch.sources._protocol import Asked
from aidmatch.sources._table_days import PARIS, moment
from aidmatch.sources._table_texts import contact, sentences, text
from aidmatch.sources.table import NOWHERE, UNSAID
from aidmatch.sync import Report, run
from aidmatch.sync import read as read_records
from tests.conftest import ROOT, SHARED, Run, Workspace
from tests.replay import Answer, Asking, Replay, ok, serving, status
from tests.test_contract import check, schema

HERE = Path(__file__).parent / "table"
REAL = SHARED / "sources" / "autres" / "samples"
AT = datetime(2026, 11, 22, tzinfo=PARIS)
SHIPPED = ("occitanie", "ile-de-france", "pays-de-la-loire")

SMALL: dict[str, Any] = {"format": "json", "columns": {"id": "ref", "title": "nom"}}


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        yield server


def read(url: str, kind: str = "table", **settings: Any) -> Report:
    """What a source gives from an address."""
    given = {"url": url, **settings}
    source = source_of(kind, name="liste", given=given)
    with Fetcher() as fetcher:
        return run(None, source, Asked("liste", kind, url, given), fetcher, AT)


def calls_of(report: Report) -> dict[str, Call]:
    return {seen.call: Call.model_validate_json(unpacked(seen.content)) for seen in report.decision.new}


def one(web: Replay, row: dict[str, Any], **settings: Any) -> Call:
    """The call of a single row."""
    web.routes["/list"] = [ok(json.dumps([{"ref": "1", "nom": "Aide exemple", **row}]).encode())]
    report = read(web.url("/list"), **{**SMALL, **settings})
    (call,) = calls_of(report).values()
    return call


@pytest.fixture
def shipped(web: Replay) -> dict[str, dict[str, Call]]:
    """The calls of the shipped mappings."""
    found = {}
    for kind in SHIPPED:
        web.routes[f"/{kind}"] = [ok((HERE / f"{kind}.json").read_bytes())]
        report = read(web.url(f"/{kind}"), kind)
        assert (report.state, report.read, report.trouble) == ("complete", 3, ())
        found[kind] = calls_of(report)
    return found


class TestOccitanie:
    def test_a_mark_at_the_end_of_the_title_or_a_whole_sentence_closes_it(
        self, shipped: dict[str, dict[str, Call]]
    ) -> None:
        kinds = {call.origin.id: call.window.kind for call in shipped["occitanie"].values()}
        assert kinds == {"9001": "unknown", "9002": "closed", "9003": "closed"}

    def test_comma_lists_campaign_marks_and_dates_of_zeros(self, shipped: dict[str, dict[str, Call]]) -> None:
        first, second, third = shipped["occitanie"].values()
        assert first.themes == ("Economie - Entreprises", "Innovation")
        assert (first.url, first.origin.read_on) == ("https://region.example/9001", date(2026, 3, 12))
        assert (second.origin.read_on, second.kind) == (None, "call_for_projects")
        assert third.url is None

    def test_a_list_that_says_no_condition_waves_nobody_through(self, shipped: dict[str, dict[str, Call]]) -> None:
        assert {call.conditions for call in shipped["occitanie"].values()} == {(UNSAID,)}

    def test_html_becomes_text(self, shipped: dict[str, dict[str, Call]]) -> None:
        assert shipped["occitanie"]["occ-9003"].description == (
            "Trois villages.\n• Premier point\nCet appel à projets est clos."
        )


class TestIleDeFrance:
    def test_an_instant_is_told_in_paris(self, shipped: dict[str, dict[str, Call]]) -> None:
        assert shipped["ile-de-france"]["idf-ab1cdefgh"].window.closes == date(2027, 7, 8)

    def test_an_audience_known_in_part_is_quoted_and_excludes_nobody(self, shipped: dict[str, dict[str, Call]]) -> None:
        call = shipped["ile-de-france"]["idf-ab1cdefgh"]
        assert "audience" not in {rule.kind for rule in call.criteria}
        assert call.conditions == (
            "Bénéficiaires : Professionnel - TPE < 10 ; Collectivité ou institution - Commune.",
            "Avoir un an d'existence",
            "Porter une idée de fête",
        )

    def test_prose_that_is_understood_is_a_rule_with_its_words(self, shipped: dict[str, dict[str, Call]]) -> None:
        call = shipped["ile-de-france"]["idf-ab1cdefgh"]
        assert [(rule.kind, rule.words) for rule in call.criteria[1:]] == [("standing", "en difficulté")]

    def test_an_audience_known_whole_is_a_rule(self, shipped: dict[str, dict[str, Call]]) -> None:
        call = shipped["ile-de-france"]["idf-zz9"]
        assert call.criteria[1].rule() == '{"kind":"audience","within":["association"]}'
        assert call.conditions == ()

    def test_what_closed_years_ago_is_closed_and_no_date_is_not_for_ever(
        self, shipped: dict[str, dict[str, Call]]
    ) -> None:
        calls = shipped["ile-de-france"]
        assert calls["idf-zz9"].window.state(AT) == "closed"
        assert calls["idf-sans1"].window.kind == "unknown"

    def test_texts_left_by_the_editors_say_nothing(self, shipped: dict[str, dict[str, Call]]) -> None:
        assert shipped["ile-de-france"]["idf-ab1cdefgh"].amounts.note is None

    def test_a_service_s_address_is_kept_and_no_person(self, shipped: dict[str, dict[str, Call]]) -> None:
        assert shipped["ile-de-france"]["idf-ab1cdefgh"].contact == "aides@region.example"

    def test_a_missing_body_behind_the_call_is_the_region(self, shipped: dict[str, dict[str, Call]]) -> None:
        assert shipped["ile-de-france"]["idf-sans1"].funders[0].name == "Région Île-de-France"


class TestPaysDeLaLoire:
    def test_permanent_temporary_and_both_at_once(self, shipped: dict[str, dict[str, Call]]) -> None:
        windows = {call.origin.id: call.window for call in shipped["pays-de-la-loire"].values()}
        assert (windows["801"].kind, windows["801"].closes) == ("permanent", None)
        assert (windows["802"].kind, windows["802"].closes) == ("dated", date(2026, 12, 15))
        assert (windows["803"].kind, windows["803"].state(AT)) == ("unknown", "undated")
        assert windows["803"].note == "La liste dit : Permanent, et donne une clôture : 2025-01-31."

    def test_beneficiaries_and_conditions_stay_prose_with_their_heading(
        self, shipped: dict[str, dict[str, Call]]
    ) -> None:
        call = shipped["pays-de-la-loire"]["pdl-801"]
        assert call.conditions == (
            "Peuvent candidater : les PME de 3 à 250 salariés",
            "Peuvent candidater : les associations",
            "Dépôt avant démarrage.",
        )
        assert call.amounts.costs == ("Logiciels", "Matériels")
        assert call.instrument == "loan"

    def test_the_names_of_agents_are_not_even_kept(self, web: Replay) -> None:
        web.routes["/list"] = [ok((HERE / "pays-de-la-loire.json").read_bytes())]
        report = read(web.url("/list"), "pays-de-la-loire")
        assert b"contact_" not in b"".join(unpacked(seen.raw) for seen in report.decision.new)


@pytest.mark.parametrize("kind", SHIPPED)
def test_a_region_s_own_area_never_excludes_whose_project_may_be_there(
    kind: str, shipped: dict[str, dict[str, Call]]
) -> None:
    for call in shipped[kind].values():
        assert call.criteria[0].model_dump(mode="json")["places"] == ["seat", "establishment", "project"]


class TestPages:
    def test_each_is_asked_for_in_its_turn_and_what_the_address_asks_stays(self, web: Replay) -> None:
        web.routes["/records"] = [_portal(250)]
        columns = {"id": "ref", "title": "nom"}
        report = read(web.url("/records?order_by=ref"), format="opendatasoft", columns=columns)
        assert (report.state, report.read) == ("complete", 250)
        assert web.asked == [f"/records?order_by=ref&limit=100&offset={offset}" for offset in (0, 100, 200)]

    def test_a_portal_that_stops_early_closes_nothing(self, web: Replay) -> None:
        web.routes["/records"] = [_portal(250, most=120)]
        report = read(web.url("/records"), format="opendatasoft", columns={"id": "ref", "title": "nom"})
        assert (report.state, report.read) == ("partial", 120)

    def test_the_same_page_again_and_again_ends(self, web: Replay) -> None:
        page = {"total_count": 300, "results": [{"ref": str(n), "nom": f"Aide {n}"} for n in range(100)]}
        web.routes["/records"] = [ok(json.dumps(page).encode())]
        report = read(web.url("/records"), format="opendatasoft", columns={"id": "ref", "title": "nom"})
        assert (report.state, report.read, len(web.asked)) == ("partial", 100, 3)

    def test_no_more_is_asked_for_than_the_portal_gives(self, web: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(_table_rows, "MOST", 300)
        web.routes["/records"] = [_portal(350)]
        report = read(web.url("/records"), format="opendatasoft", columns={"id": "ref", "title": "nom"})
        assert (report.state, report.read) == ("partial", 300)

    @pytest.mark.parametrize(
        ("body", "state"),
        [
            (b"<html>panne</html>", "failed"),
            (b'{"message": "gone"}', "failed"),
            (b'{"total_count": 0, "results": []}', "complete"),
        ],
    )
    def test_an_answer_of_another_form_is_said(self, body: bytes, state: State, web: Replay) -> None:
        web.routes["/records"] = [ok(body)]
        report = read(web.url("/records"), format="opendatasoft", columns={"title": "nom"})
        assert report.state == state


def _portal(total: int, most: int | None = None) -> Answer:
    """A portal with so many records, of which it gives so many."""

    def answer(asking: Asking) -> None:
        told = dict(part.split("=") for part in asking.path.split("?")[1].split("&"))
        start, size = int(told["offset"]), int(told["limit"])
        rows = [{"ref": str(n), "nom": f"Aide {n}"} for n in range(start, min(start + size, most or total))]
        asking.say(200, json.dumps({"total_count": total, "results": rows}).encode())

    return answer


class TestFiles:
    COLUMNS = {"id": "Réf.", "title": "Nom de l'aide", "closes": "Clôture"}  # noqa: RUF012

    def test_a_spreadsheet_with_a_title_above_its_headings_and_date_cells(self, web: Replay, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.append(["Aides de la région fictive"])
        book.create_sheet("Aides")
        for row in (["Liste"], ["Réf.", "Nom de l’aide", "Clôture"], [12, "Aide exemple", datetime(2027, 3, 1)]):  # noqa: DTZ001
            book["Aides"].append(row)
        book.save(tmp_path / "list.xlsx")
        web.routes["/list.xlsx"] = [ok((tmp_path / "list.xlsx").read_bytes(), "application/octet-stream")]
        report = read(web.url("/list.xlsx"), format="xlsx", columns=self.COLUMNS, dates="french")
        (call,) = calls_of(report).values()
        assert (call.origin.id, call.window.closes) == ("12", date(2027, 3, 1))

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
    def test_csv_in_the_encodings_of_french_offices(self, encoding: str, web: Replay) -> None:
        body = "Réf.;Nom de l’aide;Clôture\n7;Aide à l’export;31/12/2026\n".encode(encoding)
        web.routes["/list.csv"] = [ok(body, "text/csv")]
        report = read(web.url("/list.csv"), format="csv", columns=self.COLUMNS, dates="french")
        (call,) = calls_of(report).values()
        assert (call.id, call.title, call.window.closes) == ("liste-7", "Aide à l’export", date(2026, 12, 31))

    def test_prose_full_of_commas_does_not_hide_the_separator(self, web: Replay) -> None:
        body = f'Nom de l\'aide;Réf.;Clôture\nAide exemple;7;"{"a, b, " * 50}"\n'
        web.routes["/list.csv"] = [ok(body.encode(), "text/csv")]
        report = read(web.url("/list.csv"), format="csv", columns={"id": "Réf.", "title": "Nom de l'aide"})
        assert list(calls_of(report)) == ["liste-7"]

    def test_a_row_with_more_cells_than_columns_is_refused_alone(self, web: Replay) -> None:
        body = "Réf.;Nom de l'aide;Clôture\n7;Aide; exemple;31/12/2020\n8;Aide sœur;\n"
        web.routes["/list.csv"] = [ok(body.encode(), "text/csv")]
        report = read(web.url("/list.csv"), format="csv", columns=self.COLUMNS, dates="french")
        assert (report.decision.new[0].call, report.problems[0][1].what.id) == ("liste-8", "more cells than columns")

    def test_two_rows_of_one_id_are_said_and_close_nothing(self, web: Replay) -> None:
        web.routes["/list"] = [ok(b'[{"ref": 1, "nom": "Aide"}, {"ref": 1, "nom": "Autre"}, {"ref": 2, "nom": "B"}]')]
        report = read(web.url("/list"), **SMALL)
        assert (report.state, report.read) == ("partial", 2)
        assert report.trouble[0].values == (("id", "1"),)

    def test_a_column_gone_is_a_source_that_changed(self, web: Replay) -> None:
        web.routes["/list.csv"] = [ok("Réf.;Intitulé\n7;Aide\n".encode(), "text/csv")]
        report = read(web.url("/list.csv"), format="csv", columns=self.COLUMNS)
        assert (report.state, report.trouble[0].values) == ("failed", (("names", "Nom de l'aide, Clôture"),))

    def test_a_file_of_the_workspace(self, tmp_path: Path) -> None:
        (tmp_path / "aides.json").write_text('{"data": {"items": [{"nom": "Aide d\'été", "ref": null}]}}', "utf-8")
        given = {**SMALL, "file": "aides.json", "records": "data.items"}
        source = source_of("table", name="liste", given=given, folder=tmp_path)
        with Fetcher() as fetcher:
            report = run(None, source, Asked("liste", "table", None, given), fetcher, AT)
        assert list(calls_of(report)) == ["liste-aide-d-ete"]


class TestWindows:
    CLOSES = {"columns": {"id": "ref", "title": "nom", "description": "texte", "closes": "fin", "status": "etat"}}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("sentence", "kind"),
        [
            ("L'appel est clos.", "closed"),
            ("L’appel est clos !", "closed"),
            ("L'appel est clos depuis mars.", "closed"),
            ("Dès que l'appel est clos, le jury se réunit.", "unknown"),
            ("L'appel est clos le 31 décembre.", "unknown"),
            ("L'appel n'est pas clos.", "unknown"),
        ],
    )
    def test_only_a_whole_sentence_closes(self, sentence: str, kind: str, web: Replay) -> None:
        closed = {"text": ["L'appel est clos", "L'appel est clos depuis…"]}
        assert one(web, {"texte": f"Bonjour. {sentence}"}, closed=closed, **self.CLOSES).window.kind == kind

    def test_a_date_that_cannot_be_read_is_quoted_and_closes_nothing(self, web: Replay) -> None:
        window = one(web, {"fin": "fin mars 2020"}, undated="permanent", **self.CLOSES).window
        assert (window.kind, window.note) == ("unknown", "Date illisible dans la liste : fin mars 2020.")

    def test_what_no_date_means_is_the_mapping_s_to_say(self, web: Replay) -> None:
        assert one(web, {}, undated="permanent", **self.CLOSES).window.kind == "permanent"
        assert one(web, {}, **self.CLOSES).window.kind == "unknown"

    @pytest.mark.parametrize(
        ("written", "forms", "day"),
        [
            ("15 avril 2022", ("long",), date(2022, 4, 15)),
            ("1er août 2026", ("long",), date(2026, 8, 1)),
            ("31/12/2026", ("iso", "french"), date(2026, 12, 31)),
            ("12.31.2026", ("%m.%d.%Y",), date(2026, 12, 31)),
            ("1798671600000", ("milliseconds",), date(2026, 12, 31)),
            ("2026-12-31", ("french",), date(2026, 12, 31)),
            ("2026-12-31T17:00:00+01:00", ("iso",), datetime(2026, 12, 31, 17, tzinfo=PARIS)),
            ("2026-12-31T23:59:59", ("iso",), date(2026, 12, 31)),
            ("0000-00-00 00:00:00", ("iso",), None),
            ("0", ("milliseconds",), None),
        ],
    )
    def test_forms_of_dates(self, written: str, forms: tuple[str, ...], day: date | datetime | None) -> None:
        assert moment(written, forms, closing=True) == day

    @pytest.mark.parametrize(
        "written", ["31/02/2026", "bientôt", "12/31/2026", "2026-13-01", "15 avrille 2022", "9999-12-31"]
    )
    def test_what_is_no_date_is_refused(self, written: str) -> None:
        with pytest.raises(ValueError):  # noqa: PT011 - its text is the library's
            moment(written, ("iso", "french", "long", "milliseconds"), closing=True)


class TestWords:
    def test_a_territory_that_is_not_known_stays_prose(self, web: Replay) -> None:
        columns = {"id": "ref", "title": "nom", "perimeter": "lieu"}
        words = {"perimeter": {"Le pays fictif": "DEP-34"}}
        known = one(web, {"lieu": "Le pays fictif;DEP-66"}, columns=columns, words=words)
        assert known.criteria[0].rule() == '{"kind":"perimeter","within":["DEP-34","DEP-66"]}'
        lost = one(web, {"lieu": "Le pays fictif;Ailleurs"}, columns=columns, words=words)
        assert (lost.criteria, lost.conditions) == ((), ("Territoire : Le pays fictif, Ailleurs.", UNSAID))

    def test_names_of_columns_whatever_their_apostrophe(self, web: Replay) -> None:
        columns = {"title": "nom", "closes": "Date d'échéance"}
        assert one(web, {"Date d’échéance": "2027-01-02"}, columns=columns).window.closes == date(2027, 1, 2)

    def test_a_name_with_a_dot_looks_inside_a_cell(self, web: Replay) -> None:
        columns = {"title": "nom", "themes": "publics.title"}
        assert one(web, {"publics": [{"title": "A"}, {"title": "B"}, 3]}, columns=columns).themes == ("A", "B")

    def test_no_area_is_not_everywhere(self, web: Replay) -> None:
        assert one(web, {}).conditions == (NOWHERE, UNSAID)

    def test_nothing_acts_in_a_text(self) -> None:
        assert text("<p>A<script>alert(1)</script></p>\x1b[31m\u202eB") == "A\n[31mB"

    def test_items_keep_their_heading_and_initials_end_no_sentence(self) -> None:
        told = "Sont exclus :\n• les SCI\n• les holdings\nLe plan F. Exemple suffit. Il est simple."
        assert sentences(told) == (
            "Sont exclus : les SCI",
            "Sont exclus : les holdings",
            "Le plan F. Exemple suffit.",
            "Il est simple.",
        )

    def test_a_cell_without_end_takes_no_time_without_end(self) -> None:
        began = perf_counter()
        contact("a" * 200_000)
        sentences("a. " * 70_000)
        text("<p>" * 20_000 + "x")
        assert perf_counter() - began < 10

    def test_a_contact_that_is_only_a_person_is_the_published_contact(self) -> None:
        assert contact("Prénom Nom : prenom.nom@region.example") == "Prénom Nom : prenom.nom@region.example"


CELLS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(["<p>", "2026-99-99"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", SHIPPED)
@given(data=st.data())
def test_whatever_a_portal_puts_into_its_cells_no_row_stops_the_others(kind: str, data: st.DataObject) -> None:
    source: Any = source_of(kind)
    row = {name: data.draw(CELLS) for name in _table_rows.named(source.listing)}
    form = {"opendatasoft": {"total_count": 1, "results": [row]}}
    page = form.get(source.listing.format, {"nhits": 1, "records": [{"fields": row}]})
    batch = source.batch(json.dumps(page).encode(), "page")
    reading = read_records(source, Asked(kind, kind), batch.records)
    assert len(reading.seen) + len(reading.refused) == 1
    assert reading.seen or reading.problems


class TestSettings:
    @pytest.mark.parametrize(
        ("given", "setting"),
        [
            ({"url": "https://x.example", "columns": {"title": "nom"}}, "sources.liste.format"),
            ({**SMALL, "url": "https://x.example", "columns": {"id": "ref"}}, "sources.liste.columns.title"),
            ({**SMALL, "url": "https://x.example", "colums": {}}, "sources.liste.colums"),
            ({**SMALL}, "sources.liste.url"),
            ({**SMALL, "url": "https://x.example", "perimeter": ["REG-77"]}, "sources.liste.perimeter.0"),
            ({**SMALL, "url": "https://x.example", "dates": "jj/mm"}, "sources.liste.dates"),
            ({**SMALL, "url": "https://x.example", "words": {"kind": {"AAP": "call"}}}, "sources.liste.words.kind.AAP"),
        ],
    )
    def test_a_wrong_one_is_named(self, given: dict[str, Any], setting: str) -> None:
        with pytest.raises(SettingsError) as error:
            source_of("table", name="liste", given=given)
        assert error.value.what.values == (("file", "aidmatch.toml"), ("setting", setting))

    def test_a_shipped_list_may_be_changed_setting_by_setting(self) -> None:
        source: Any = source_of("occitanie", name="occitanie", given={"columns": {"url": "lien"}, "level": "local"})
        assert (source.listing.columns.url, source.listing.columns.title) == (("lien",), ("titre",))
        assert (source.listing.level, source.ABOUT.by_default) == ("local", False)

    def test_every_shipped_mapping_is_whole(self) -> None:
        kinds = {kind for kind, module in SOURCES.items() if module == "table"}
        shipped = {path.stem for path in (ROOT / "src/aidmatch/sources/data").glob("*.toml")}
        assert kinds == {*SHIPPED, "table"} and shipped >= set(SHIPPED)  # noqa: PT018
        for kind in kinds:
            assert source_of(kind).ABOUT.title


class TestTry:
    def test_it_tells_counts_fields_samples_and_sentences(self, run: Run, small: Workspace) -> None:
        done = run("sources", "try", "ile-de-france", "--from", HERE / "ile-de-france.json", at=small)
        assert (done.code, done.err) == (0, "")
        for told in (
            "3 records, 3 calls",
            "How full each field is",
            "Avoir un an d'existence",
            "Élan exemple",
            "✓ en difficulté",
        ):
            assert told in done.out
        assert "Not read: " in done.out

    def test_over_the_network_with_a_mapping_of_the_workspace(self, run: Run, small: Workspace, web: Replay) -> None:
        web.routes["/list"] = [ok(b'[{"ref": 1, "nom": "Aide exemple"}, {"ref": 2}]')]
        columns = 'columns = {id = "ref", title = "nom", url = "lien"}'
        table = f'[sources.liste]\nkind = "table"\nurl = "{web.url("/list")}"\nformat = "json"\n{columns}\n'
        small.write("aidmatch.toml", table)
        done = run("sources", "try", "liste", at=small)
        assert done.code == 3
        assert "2 records, 1 call, 1 refused" in done.out
        assert "Named, and empty: lien" in done.out
        assert not (small.path / ".aidmatch" / "store.sqlite").exists()

    def test_as_json_it_holds_what_people_see_and_more(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        asked = ("sources", "try", "ile-de-france", "--from", HERE / "ile-de-france.json", "--samples", "2")
        done = run(*asked, "--format", "json", at=small)
        assert (done.code, done.err) == (0, "")
        told = json.loads(done.out)
        check("try", told)
        assert list(told) == list(schema("try")["properties"])
        assert (told["source"], told["read"], told["refused"], told["calls"]) == ("ile-de-france", 3, 0, 3)
        assert len(told["samples"]) == 2
        assert told["filled"]["origin_id"] == 3
        assert told["columns"]["not_read"]
        assert {"text", "calls"} == set(told["sentences"][0])
        lines = run(*asked, "--format", "ndjson", at=small).out.splitlines()
        assert [json.loads(line) for line in lines] == told["samples"]
        file = tmp_path / "essai.json"
        assert run(*asked, "-o", file, at=small).out == ""
        assert json.loads(file.read_text("utf-8")) == told

    def test_as_json_what_went_wrong_is_in_it_and_in_the_exit_code(
        self, run: Run, small: Workspace, web: Replay
    ) -> None:
        web.routes["/list"] = [ok(b'[{"ref": 1, "nom": "Aide exemple"}, {"ref": 2}]')]
        columns = 'columns = {id = "ref", title = "nom", url = "lien"}'
        table = f'[sources.liste]\nkind = "table"\nurl = "{web.url("/list")}"\nformat = "json"\n{columns}\n'
        small.write("aidmatch.toml", table)
        done = run("sources", "try", "liste", "--format", "json", at=small)
        told = json.loads(done.out)
        check("try", told)
        assert (done.code, told["refused"], told["columns"]["empty"]) == (3, 1, ["lien"])
        assert [problem["field"] for problem in told["oddities"]] == ["2.nom"]
        web.routes["/list"] = [status(404)]
        done = run("sources", "try", "liste", "--format", "json", at=small)
        told = json.loads(done.out)
        check("try", told)
        assert (done.code, told["calls"], len(told["trouble"])) == (3, 0, 1)
        assert run("sources", "try", "liste", "--format", "csv", at=small).code == 2

    def test_a_file_of_another_kind_of_source(self, run: Run, small: Workspace) -> None:
        payload = Path(__file__).parent / "mission-transition-ecologique" / "payload.json"
        assert run("sources", "try", "mission-transition-ecologique", "--from", payload, at=small).out

    def test_no_such_source_and_a_wrong_mapping(self, run: Run, small: Workspace) -> None:
        assert run("sources", "try", "rien", "--from", HERE / "occitanie.json", at=small).code == 2
        small.write("aidmatch.toml", '[sources.liste]\nkind = "table"\nurl = "https://x.example"\nformat = "pdf"\n')
        done = run("sources", "list", at=small)
        assert done.code == 2
        assert "sources.liste.format" in done.err

    def test_a_list_joins_the_catalogue_and_is_read_anew_offline(self, run: Run, small: Workspace, web: Replay) -> None:
        web.routes["/list"] = [ok((HERE / "occitanie.json").read_bytes())]
        small.write("aidmatch.toml", f'[sources.occitanie]\nurl = "{web.url("/list")}"\n')
        assert run("sync", "occitanie", at=small).code == 0
        shown = run("calls", "show", "occ-9001", "--format", "json", at=small)
        assert '"occ-9001"' in shown.out
        small.write("aidmatch.toml", f'[sources.occitanie]\nurl = "{web.url("/list")}"\nlevel = "local"\n')
        assert run("sync", "occitanie", "--offline", at=small).code == 0
        assert '"local"' in run("calls", "show", "occ-9001", "--format", "json", at=small).out


@pytest.mark.shared
@pytest.mark.parametrize(
    ("kind", "file", "number"),
    [
        ("occitanie", "occitanie_records", 3),
        ("ile-de-france", "ile_de_france_opendata", 2),
        ("pays-de-la-loire", "pays_de_la_loire_records", 2),
    ],
)
def test_each_record_of_the_samples_becomes_a_call(
    kind: str, file: str, number: int, run: Run, small: Workspace
) -> None:
    done = run("sources", "try", kind, "--from", REAL / f"{file}.reconstructed.json", at=small)
    assert (done.code, done.err) == (0, "")
    assert f"{number} records, {number} calls, 0 refused" in done.out


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "settings"),
    [
        (
            "ademe_agir.json",
            {
                "records": "ListeDispositifs",
                "columns": {"id": "id", "title": "titre", "description": "description_longue", "closes": "date_fin"},
            },
        ),
        (
            "ministere_de_la_culture.json",
            {"dates": ["long"], "columns": {"id": "id", "title": "title", "description": "body", "closes": "deadline"}},
        ),
        (
            "ile_de_france_guide_des_aides.json",
            {
                "columns": {
                    "id": "reference",
                    "title": "title",
                    "closes": "dateFinCampagne",
                    "opens": "dateOuvertureCampagne",
                }
            },
        ),
        (
            "region_sud_flux.reconstructed.json",
            {
                "dates": ["iso", "french"],
                "columns": {"title": "Nom de l'aide", "conditions": "Pour qui", "closes": "Date de clôture"},
            },
        ),
        ("nouvelle_aquitaine_flux.reconstructed.json", {"columns": {"title": "Nom", "conditions": "Bénéficiaires"}}),
    ],
)
def test_other_real_lists_take_a_few_lines(file: str, settings: dict[str, Any], web: Replay) -> None:
    body = (REAL / file).read_bytes()
    web.routes["/list"] = [ok(body)]
    report = read(web.url("/list"), format="json", **settings)
    assert (report.state, report.problems) == ("complete", ())
    assert len(report.decision.new) == report.read > 0
