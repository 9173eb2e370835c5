"""The coordinator's own watch list: columns by their names, cells in French, nothing guessed, ids that stay."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from aidmatch import prepare, sheets, written
from aidmatch.call import Call
from aidmatch.sources._cells import euros, share
from aidmatch.sources._columns import columns
from aidmatch.sources.watch_list import read
from aidmatch.window import Window
from tests.conftest import Run, Workspace

HEADINGS = (
    *("Intitulé du dispositif", "Financeur", "Date limite de dépôt", "Ouverture", "Lien", "Territoire", "Thématique"),
    *("Montant max", "Taux d’aide", "Conditions d’éligibilité", "Type d’aide", "Note interne"),
)
PROTOTYPE = (
    *("Aide au prototype (exemple)", "Région Exemple", date(2027, 1, 31), "1er octobre 2026", "www.example.org/aide"),
    *("Occitanie", "Jeu vidéo, export", 40000, 0.5, "Entreprises de moins de 50 salariés", "Subvention", "à voir"),
)
LOAN = (
    *("Prêt (exemple)", "Banque Exemple", "au fil de l’eau", None, "https://example.org/pret", "France entière", None),
    *("jusqu'à 100 k€", None, "Le projet est innovant", "Prêt", None),
)


def book(*rows: Sequence[Any], title: str = "Veille") -> bytes:
    """A small spreadsheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


@pytest.fixture
def liste(tmp_path: Path) -> Path:
    """A list with a title above its headings."""
    file = tmp_path / "veille.xlsx"
    file.write_bytes(book(("Veille de la grappe fictive",), (), HEADINGS, PROTOTYPE, LOAN))
    return file


def calls_of(path: Path) -> list[Call]:
    reading = read(path, path.name)
    assert not reading.problems, reading.problems
    return reading.calls


class TestReading:
    def test_a_row_is_a_call(self, liste: Path) -> None:
        call = calls_of(liste)[0]
        assert call.model_dump(exclude_defaults=True, mode="json") == {
            "id": "veille-aide-au-prototype-exemple-region-exemple",
            "title": "Aide au prototype (exemple)",
            "kind": "call_for_projects",
            "instrument": "grant",
            "level": "regional",
            "funders": [{"name": "Région Exemple"}],
            "window": {"kind": "dated", "opens": "2026-10-01", "closes": "2027-01-31"},
            "amounts": {"ceiling": 40000, "intensity": 0.5},
            "criteria": [
                {"kind": "perimeter", "words": "Occitanie", "within": ["REG-76"]},
                {"kind": "headcount", "words": "moins de 50 salariés", "max": 49},
            ],
            "themes": ["video-games", "export"],
            "origin": {
                "source": "watch-list",
                "id": "Aide au prototype (exemple) – Région Exemple",
                "url": "https://www.example.org/aide",
            },
        }

    def test_what_people_write_in_the_place_of_figures(self, liste: Path) -> None:
        call = calls_of(liste)[1]
        assert (call.kind, call.instrument, call.level) == ("standing", "loan", "national")
        assert call.window == Window(kind="permanent")
        assert call.amounts.ceiling == 100_000
        assert call.conditions == ("Le projet est innovant",)

    def test_what_is_not_sure_stays_in_words(self, tmp_path: Path) -> None:
        row = (
            "AMI flou",
            None,
            "fin 2026",
            None,
            "lien",
            "Grand Sud",
            None,
            "10 000 à 50 000 €",
            None,
            None,
            None,
            None,
        )
        (tmp_path / "v.xlsx").write_bytes(book(HEADINGS, row))
        reading = read(tmp_path / "v.xlsx", "v.xlsx")
        (call,) = reading.calls
        assert call.window == Window(kind="unknown", note="fin 2026")
        assert call.criteria == ()
        assert call.conditions == ("Territoire : Grand Sud",)
        assert (call.amounts.ceiling, call.amounts.note) == (None, "10 000 à 50 000 €")
        assert (call.kind, call.origin.confidence) == ("expression_of_interest", "low")
        assert [(problem.line, problem.field) for problem in reading.problems] == [(2, "closes"), (2, "url")]

    def test_rows_that_are_no_call_are_left_aside_with_their_line(self, tmp_path: Path) -> None:
        blank: tuple[Any, ...] = (None,) * 12
        untitled = (None, "Région Exemple", *blank[2:])
        rows = (HEADINGS, PROTOTYPE, ("Appels nationaux",), blank, untitled, PROTOTYPE)
        (tmp_path / "v.xlsx").write_bytes(book(*rows))
        reading = read(tmp_path / "v.xlsx", "v.xlsx")
        assert (len(reading.calls), reading.read) == (1, 4)
        assert [problem.line for problem in reading.problems] == [3, 5, 6]

    def test_formulas_and_markup_are_text(self, tmp_path: Path) -> None:
        text = 'Titre,Financeur,Conditions\n"=HYPERLINK(""x"")[red]<b>\x1b[31m",+cmd|x,"<script>"\n'
        (tmp_path / "v.csv").write_text(text, "utf-8")
        (call,) = calls_of(tmp_path / "v.csv")
        assert call.title == '=HYPERLINK("x")[red]<b>[31m'
        assert call.conditions == ("<script>",)

    @pytest.mark.parametrize(("encoding", "separator"), [("cp1252", ";"), ("utf-8-sig", ";"), ("utf-8", "\t")])
    def test_csv_as_spreadsheets_write_it(self, encoding: str, separator: str, tmp_path: Path) -> None:
        lines = ("Intitulé;Clôture;Région", "Aide été;31/12/2026;Occitanie", '"Deux\nlignes";;')
        (tmp_path / "v.csv").write_bytes("\r\n".join(lines).replace(";", separator).encode(encoding))
        reading = read(tmp_path / "v.csv", "v.csv")
        assert [call.title for call in reading.calls] == ["Aide été"]
        assert reading.calls[0].window.closes == date(2026, 12, 31)
        assert reading.problems[0].line == 3

    def test_ods(self, tmp_path: Path) -> None:
        def row(*cells: str) -> str:
            return "".join(
                f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
                for cell in cells
            )

        names = " ".join(
            f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
        )
        rows = "".join(
            f"<table:table-row>{row(*cells)}</table:table-row>"
            for cells in (("Titre", "Échéance"), ("Aide", "1er mars 2027"))
        )
        content = (
            f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="V">{rows}'
            "</table:table></office:spreadsheet></office:body></office:document-content>"
        )
        with zipfile.ZipFile(tmp_path / "v.ods", "w") as parts:
            parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
            parts.writestr("META-INF/manifest.xml", manifest)
            parts.writestr("content.xml", content)
        (call,) = calls_of(tmp_path / "v.ods")
        assert (call.title, call.window.closes) == ("Aide", date(2027, 3, 1))

    def test_every_sheet_with_headings_is_read(self, tmp_path: Path) -> None:
        made = openpyxl.Workbook()
        first = made.active
        assert first is not None
        first.append(["Lisez-moi"])
        for name in ("AAP 2026", "Concours"):
            sheet = made.create_sheet(name)
            sheet.append(["Titre", "Échéance"])
            sheet.append([f"Aide {name}", datetime(2026, 12, 31, 12)])  # noqa: DTZ001 - as spreadsheets hold it
        hidden = made.create_sheet("Archive")
        hidden.append(["Titre", "Échéance"])
        hidden.append(["Aide passée", None])
        hidden.sheet_state = "hidden"
        made.save(tmp_path / "v.xlsx")
        found = calls_of(tmp_path / "v.xlsx")
        assert [(call.title, call.kind) for call in found] == [
            ("Aide AAP 2026", "call_for_projects"),
            ("Aide Concours", "contest"),
        ]
        assert found[0].window.closes == datetime(2026, 12, 31, 12)  # noqa: DTZ001 - an hour of Paris

    def test_long_titles_that_begin_alike_stay_apart(self, tmp_path: Path) -> None:
        begin = "Soutien aux entreprises " * 6
        (tmp_path / "v.xlsx").write_bytes(book(("Titre", "Échéance"), *((f"{begin}{n}", "31/12/2026") for n in "ab")))
        ids = [call.id for call in calls_of(tmp_path / "v.xlsx")]
        assert len(set(ids)) == 2
        assert max(map(len, ids)) <= 120


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        "data", [b"", b"PK\x03\x04rien", b"\x00\x01\x02", b"\xd0\xcf\x11\xe0rien", book(("a",))[:700]]
    )
    def test_a_broken_file_is_a_sentence(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / "v.xlsx").write_bytes(data)
        reading = read(tmp_path / "v.xlsx", "v.xlsx")
        assert not reading.calls
        assert len(reading.problems) == 1
        assert reading.problems[0].fix is not None

    def test_no_headings(self, tmp_path: Path) -> None:
        (tmp_path / "v.xlsx").write_bytes(book(("a", "b"), ("c", "d")))
        (problem,) = read(tmp_path / "v.xlsx", "v.xlsx").problems
        assert problem.fix is not None
        assert "--column" in problem.fix.id

    def test_one_that_unfolds_too_far(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sheets, "UNFOLDED", 100)
        (tmp_path / "v.xlsx").write_bytes(book(HEADINGS, PROTOTYPE))
        assert "at most" in read(tmp_path / "v.xlsx", "v.xlsx").problems[0].what.id


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Titre", "title"),
        ("Nom du dispositif", "title"),
        ("ECHEANCE", "closes"),
        ("Date limite de dépôt des dossiers", "closes"),
        ("Deadline", "closes"),
        ("Remarque sur la date limite", None),
        ("Date d'ouverture", "opens"),
        ("Régions", "territory"),
        ("Territoires concernés", "territory"),
        ("Montant de l'aide (€ HT)", "amount"),
        ("Bénéficiaires", "conditions"),
        ("Critères d’éligibilté", "conditions"),
        ("Who can apply", "conditions"),
        ("Type of funding", "type"),
        ("Commentaire interne", None),
        ("Nombre d'adhérents intéressés", None),
    ],
)
def test_a_column_is_known_by_its_name(heading: str, field: str | None) -> None:
    assert columns("", [heading], {})[0].field == field


def test_the_better_name_has_the_field() -> None:
    found = columns("", ["Dispositif", "Titre", "Type de dispositif", "Fin", "Date limite"], {})
    assert [column.field for column in found] == [None, "title", "type", None, "closes"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("50 000 €", 50_000),
        ("50k€", 50_000),
        ("jusqu'à 1,5 million d'euros", 1_500_000),
        ("2.5 M€", 2_500_000),
        ("50.000", 50_000),
        (12_000.0, 12_000),
        ("10 000 à 50 000 €", None),
        ("environ 5 000 €", None),
        ("€50,000", None),
        ("50 %", None),
        (0.5, None),
        (True, None),
    ],
)
def test_an_amount_is_one_figure(cell: Any, value: int | None) -> None:
    assert euros(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"), [("50 %", 0.5), ("jusqu'à 70%", 0.7), (0.5, 0.5), (50, 0.5), ("50 à 70 %", None), ("50", None)]
)
def test_a_rate_is_one_share(cell: Any, value: float | None) -> None:
    assert share(cell) == value


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("région Occitanie", ("REG-76",)),
        ("Aude (11), Hérault et Gard", ("DEP-11", "DEP-34", "DEP-30")),
        ("France entière", ("PAYS-99100",)),
        ("Toulouse Métropole", ("EPCI-243100518",)),
        ("Sud", ()),
        ("Saint-Denis", ()),
        ("Aude (66)", ()),
        ("Occitanie hors Toulouse", ()),
        ("Europe", ()),
    ],
)
def test_places_are_all_known_or_none(said: str, codes: tuple[str, ...]) -> None:
    assert written.places(said) == codes


@pytest.mark.parametrize(
    ("closes", "status", "window"),
    [
        ("31 déc. 2026 à 12h", "", Window(kind="dated", closes=datetime(2026, 12, 31, 12))),  # noqa: DTZ001
        ("15/03/2026, 15/09/2026", "", Window(kind="cut_offs", cut_offs=(date(2026, 3, 15), date(2026, 9, 15)))),
        ("03/04/2027", "", Window(kind="dated", closes=date(2027, 4, 3))),
        ("", "clos", Window(kind="closed")),
        ("", "ouvert", Window(kind="unknown")),
        ("jusqu’à épuisement de l’enveloppe", "", Window(kind="until_exhausted")),
        ("avant le 31/12/2026", "", Window(kind="unknown", note="avant le 31/12/2026")),
    ],
)
def test_dates_as_people_write_them(closes: str, status: str, window: Window) -> None:
    assert written.window("", closes, status)[0] == window


class TestImporting:
    def test_the_columns_are_told_and_the_file_is_kept_whole(self, workspace: Workspace, run: Run, liste: Path) -> None:
        done = run("calls", "import", liste, at=workspace)
        assert (done.code, done.out) == (0, "2 read, 2 kept, 0 refused: .aidmatch/imports/watch-list/veille.xlsx\n")
        assert "  Date limite de dépôt → closing\n" in done.err
        assert "Left aside: Note interne" in done.err
        kept = workspace.path / ".aidmatch/imports/watch-list/veille.xlsx"
        assert kept.read_bytes() == liste.read_bytes()
        shown = run("calls", "show", "veille-pret-exemple-banque-exemple", at=workspace)
        assert "Source: watch list" in shown.out

    def test_twice_changes_nothing(self, workspace: Workspace, run: Run, liste: Path) -> None:
        run("calls", "import", liste, at=workspace)
        kept = workspace.path / ".aidmatch/imports/watch-list/veille.xlsx"
        before = kept.stat().st_mtime_ns
        done = run("calls", "import", liste, at=workspace)
        assert "New or changed: 0" in done.err
        assert kept.stat().st_mtime_ns == before

    def test_the_next_version_updates_the_same_calls(self, workspace: Workspace, run: Run, tmp_path: Path) -> None:
        (tmp_path / "octobre.xlsx").write_bytes(book(HEADINGS, PROTOTYPE, LOAN))
        (tmp_path / "novembre.xlsx").write_bytes(book(HEADINGS, (*PROTOTYPE[:2], date(2027, 3, 1), *PROTOTYPE[3:])))
        run("calls", "import", tmp_path / "octobre.xlsx", at=workspace)
        done = run("calls", "import", tmp_path / "novembre.xlsx", at=workspace)
        assert "It replaces octobre.xlsx" in done.out
        assert ("New or changed: 1" in done.err, "No longer there: 1" in done.err) == (True, True)
        with prepare.open_catalogue(workspace.path) as catalogue:
            (call,) = catalogue.calls()
        assert call.window.closes == date(2027, 3, 1)

    def test_refused_rows_are_done_in_part(self, workspace: Workspace, run: Run, tmp_path: Path) -> None:
        (tmp_path / "v.xlsx").write_bytes(book(HEADINGS, PROTOTYPE, ("Appels nationaux",)))
        done = run("calls", "import", tmp_path / "v.xlsx", at=workspace)
        assert done.code == 3
        assert "v.xlsx:3: a title alone" in done.err

    def test_a_column_is_taken_as_the_person_says_and_that_is_kept(
        self, workspace: Workspace, run: Run, tmp_path: Path
    ) -> None:
        rows = (("Sujet", "Quand", "Titre"), ("Aide", "31/12/2026", "interne"))
        (tmp_path / "v.xlsx").write_bytes(book(*rows))
        said = ("--column", "Sujet=titre", "--column", "quand=closes", "--column", "Titre=")
        assert run("calls", "import", tmp_path / "v.xlsx", *said, "--lang", "fr", at=workspace).code == 0
        for _ in range(2):
            with prepare.open_catalogue(workspace.path) as catalogue:
                (call,) = catalogue.calls()
            assert (call.title, call.window.closes) == ("Aide", date(2026, 12, 31))
            # The next version of the list needs not be told again.
            (tmp_path / "v.xlsx").write_bytes(book(*rows, ("Autre", "x", "")))
            run("calls", "import", tmp_path / "v.xlsx", at=workspace)
            (tmp_path / "v.xlsx").write_bytes(book(*rows))
            assert run("calls", "import", tmp_path / "v.xlsx", at=workspace).code == 0

    def test_saying_otherwise_of_the_same_bytes_reads_them_again(
        self, workspace: Workspace, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "v.xlsx").write_bytes(book(("Titre", "Sujet", "Clôture"), ("Un", "Deux", "31/12/2026")))
        titles = []
        for said in ((), ("--column", "Sujet=title")):
            assert run("calls", "import", tmp_path / "v.xlsx", *said, at=workspace).code == 0
            with prepare.open_catalogue(workspace.path) as catalogue:
                titles.append([title for _, _, title, _ in catalogue.call_names()])
        assert titles == [["Un"], ["Deux"]]

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("--column", "Titre"), "HEADING=FIELD"),
            (("--column", "Titre=zzz"), "title, funder"),
            (("--column", "Absent=title"), "Absent"),
            (("--column", "x=title", "--from", "dispositif-aide"), "--column"),
            (("--from", "zzz"), "watch-list"),
        ],
    )
    def test_wrong_usage(self, words: tuple[str, ...], told: str, workspace: Workspace, run: Run, liste: Path) -> None:
        done = run("calls", "import", liste, *words, at=workspace)
        assert (done.code, done.out) == (2, "")
        assert told in done.err
        assert not (workspace.path / ".aidmatch/imports/watch-list").exists()

    def test_a_public_file_asks_for_its_source(self, workspace: Workspace, run: Run, tmp_path: Path) -> None:
        (tmp_path / "p.json").write_text("[]", "utf-8")
        assert "--from" in run("calls", "import", tmp_path / "p.json", at=workspace).err
        (tmp_path / "s.csv").write_text("id,titre,types_aides,porteurs\n", "utf-8")
        assert "--from dispositif-aide" in run("calls", "import", tmp_path / "s.csv", at=workspace).err
