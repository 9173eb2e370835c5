"""A member list as a coordinator keeps it: its columns, its French cells, its towns, its bad rows, its next version."""

from __future__ import annotations

import csv
import io
import json
import os
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from aidmatch.cli import _surroundings
from aidmatch.roster.cells import READ
from aidmatch.roster.columns import columns
from aidmatch.roster.headcounts import people
from aidmatch.roster.places import seat
from aidmatch.roster.texts import Unread
from tests.conftest import Done, Run, Workspace

SIREN = "732829320"
SIRET = "73282932000074"


def sheet(path: Path, *rows: list[Any], title: str = "Adhérents") -> Path:
    """A workbook as Excel writes it."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def listed(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def members(run: Run, place: Workspace) -> dict[str, dict[str, Any]]:
    """What is on file, by id, provenance aside."""
    ids = [one["id"] for one in json.loads(run("companies", "list", "--format", "json", at=place).out)["companies"]]
    found = {}
    for one in ids:
        (held,) = json.loads(run("companies", "show", one, "--format", "json", at=place).out)["companies"]
        held.pop("provenance", None)
        found[one] = held
    return found


def files(place: Workspace) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((place.path / "data/companies").iterdir())}


LONG = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 2_000
"""Rows of a long list."""

HEADINGS = ["Raison sociale", "SIRET", "Forme juridique", "Code APE", "Effectif", "CP", "Ville", "Date de création"]
HEADINGS += ["CA 2025", "Courriel", "Contact", "Téléphone", "Collège", "Auto-entrepreneur"]
ROW = ["Studio Vaguelette (fictif)", int(SIRET), "Société par actions simplifiée", "5821Z", "10 à 19", 66000]
ROW += ["PERPIGNAN CEDEX 9", date(2019, 3, 12), "1,2 M€", "contact@vaguelette.example.org", "Ana Fictive", "04"]
ROW += ["Jeu vidéo", "non"]

WHOLE = {
    "id": "studio-vaguelette-fictif",
    "name": "Studio Vaguelette (fictif)",
    "siren": SIREN,
    "siret": SIRET,
    "legal_form": "57",
    "naf": "58.21Z",
    "headcount": {"low": 10.0, "high": 19.0},
    "seat": {"commune": "66136"},
    "created": "2019-03-12",
    "accounts": [{"closed_on": "2025-12-31", "turnover": 1_200_000}],
    "readers": [{"email": "contact@vaguelette.example.org", "name": "Ana Fictive"}],
    "groups": ["Jeu vidéo"],
    "micro_entrepreneur": False,
}


class TestSheets:
    def test_a_workbook_below_its_title(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = sheet(tmp_path / "adherents.xlsx", ["Adhérents 2026"], [], HEADINGS, ROW)
        done = run("companies", "import", file, at=workspace)
        assert done.code == 0, done.err
        assert members(run, workspace) == {"studio-vaguelette-fictif": WHOLE}

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
    def test_any_separator_and_encoding(
        self, encoding: str, sign: str, run: Run, workspace: Workspace, tmp_path: Path
    ) -> None:
        out = io.StringIO()
        plain = [one.strftime("%d/%m/%Y") if isinstance(one, date) else one for one in ROW]
        csv.writer(out, delimiter=sign).writerows([HEADINGS, plain])
        file = listed(tmp_path / "adherents.csv", out.getvalue(), encoding)
        done = run("companies", "import", file, at=workspace)
        assert done.code == 0, done.err
        assert members(run, workspace) == {"studio-vaguelette-fictif": WHOLE}

    def test_excel_names_its_separator(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = listed(tmp_path / "a.csv", "sep=,\r\nNom,Description\r\nUn (fictif),a;b;c;d\r\n")
        assert run("companies", "import", file, at=workspace).code == 0
        assert members(run, workspace)["un-fictif"]["description"] == "a;b;c;d"

    def test_an_open_document(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        content = """<?xml version="1.0"?><office:document-content
         xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
         xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
         xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>
         <office:spreadsheet><table:table table:name="Adhérents">%s</table:table></office:spreadsheet>
         </office:body></office:document-content>"""
        cell = '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
        rows = [("Société", "Effectif"), ("Un (fictif)", "12,5")]
        body = "".join(f"<table:table-row>{''.join(cell % one for one in row)}</table:table-row>" for row in rows)
        path = tmp_path / "a.ods"
        with zipfile.ZipFile(path, "w") as parts:
            parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            parts.writestr("content.xml", content % body)
            parts.writestr(
                "META-INF/manifest.xml",
                '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            )
        done = run("companies", "import", path, at=workspace)
        assert done.code == 0, done.err
        assert members(run, workspace)["un-fictif"]["headcount"] == {"low": 12.5, "high": 12.5}

    def test_the_sheet_of_members_among_others(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = sheet(tmp_path / "a.xlsx", ["Nom"], ["Ancien (fictif)"], title="2024")
        book = openpyxl.load_workbook(file)
        page = book.create_sheet("2026")
        for row in (HEADINGS, ROW):
            page.append(row)
        book.save(file)
        done = run("companies", "import", file, at=workspace)
        assert "2024" in done.err
        assert list(members(run, workspace)) == ["studio-vaguelette-fictif"]
        assert run("companies", "import", file, "--sheet", "2024", at=workspace).code == 0
        assert len(members(run, workspace)) == 2
        done = run("companies", "import", file, "--sheet", "2025", at=workspace)
        assert (done.code, "2024, 2026" in done.err) == (4, True)


class TestColumns:
    @pytest.mark.parametrize(
        ("headings", "fields"),
        [
            (["Nom de l'entreprise", "Nom", "Prénom"], ["name", "contact", "first_name"]),
            (["Nom", "Contact"], ["name", "contact"]),
            (["Company", "Employees", "Zip code", "City"], ["name", "headcount", "postcode", "town"]),
            (["Dénomination", "N° SIRET", "E-mail", "Site internet"], ["name", "siret", "email", "website"]),
            (["Entreprise", "Effectif 2025", "CA 2024", "CA 2025"], ["name", "headcount", "turnover", "turnover"]),
            (["Société", "NAF 2025", "Code NAF"], ["name", "naf_2025", "naf"]),
            (["Raison sociale", "CA 2025 (k€)", "Forme jur."], ["name", "turnover", "legal_form"]),
            (["Nom", "Effectif ETP", "Téléphone", "Montant cotisation"], ["name", None, None, None]),
        ],
    )
    def test_what_a_heading_holds(self, headings: list[str], fields: list[str | None]) -> None:
        found = columns(headings, {})
        assert [one.field for one in found] == fields
        assert all(one.is_sure for one in found)

    def test_a_doubtful_one_is_left_aside_unless_said(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = listed(tmp_path / "a.csv", "Nom;Effectif moyen estimé\nUn (fictif);12\n")
        done = run("companies", "import", file, at=workspace)
        assert done.code == 0
        assert "--column 'Effectif moyen estimé=headcount'" in done.err
        assert "headcount" not in members(run, workspace)["un-fictif"]
        assert not (workspace.path / "aidmatch.toml").exists()
        done = run("companies", "import", file, "--column", "Effectif moyen estimé=headcount", at=workspace)
        assert members(run, workspace)["un-fictif"]["headcount"] == {"low": 12.0, "high": 12.0}

    def test_what_is_approved_is_kept_with_its_comments(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        settings_file = workspace.write("aidmatch.toml", "# à moi\n[rank]\ntop = 7 # sept\n")
        file = listed(tmp_path / "a.csv", "Nom;Effectif moyen estimé;Logiciels\nUn (fictif);12;x\n")
        assert run("companies", "import", file, "--yes", at=workspace).code == 0
        text = settings_file.read_text("utf-8")
        assert text.startswith("# à moi\n[rank]\ntop = 7 # sept\n")
        kept = tomllib.loads(text)["companies"]["columns"]
        assert kept == {"Nom": "name", "Effectif moyen estimé": "headcount", "Logiciels": ""}
        again = listed(tmp_path / "b.csv", "Nom;Effectif moyen estimé;Logiciels\nDeux (fictif);3;x\n")
        done = run("companies", "import", again, at=workspace)
        assert (done.code, done.err) == (0, "")
        assert members(run, workspace)["deux-fictif"]["headcount"] == {"low": 3.0, "high": 3.0}
        assert settings_file.read_text("utf-8") == text

    def test_a_wrong_field_in_the_settings_is_named(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        workspace.write("aidmatch.toml", '[companies.columns]\n"Nom" = "nom"\n')
        done = run("companies", "import", listed(tmp_path / "a.csv", "Nom\nUn\n"), at=workspace)
        assert done.code == 2
        assert "companies.columns" in done.err

    def test_no_column_of_names(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        done = run("companies", "import", listed(tmp_path / "a.csv", "Machin;Truc\n1;2\n"), at=workspace)
        assert done.code == 4
        assert "--column 'HEADING=name'" in done.err


class TestCells:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("12", 12),
            ("10 à 19 salariés", "10-19"),
            ("10–19", "10-19"),
            ("moins de 10", "0-9"),
            ("250 et plus", "250+"),
            ("> 50", "51+"),
            ("1 200", 1200),
            ("12,5", 12.5),
            ("0 salarié", 0),
            ("0 (2025)", {"low": 0.0, "high": 0.0, "year": 2025}),
            ("10-19 (2024)", {"low": 10.0, "high": 19.0, "year": 2024}),
        ],
    )
    def test_people(self, written: str, read: object) -> None:
        assert people(written) == read

    @pytest.mark.parametrize("written", ["douze", date(2019, 10, 1), "10 ou 200", "environ 12"])
    def test_what_is_no_number_of_people(self, written: object) -> None:
        with pytest.raises(Unread):
            people(written)

    @pytest.mark.parametrize(
        ("field", "written", "read"),
        [
            ("created", "12/03/2019", date(2019, 3, 12)),
            ("created", "1er mars 2020", date(2020, 3, 1)),
            ("turnover", "1,2 M€", 1_200_000),
            ("turnover", "45 000", 45_000),
            ("turnover", 0.0, 0),
            ("micro_entrepreneur", "Oui", True),
            ("micro_entrepreneur", "N", False),
            ("naf", "62.01Z Programmation informatique", "62.01Z"),
            ("siren", "FR 732 829 320", "FR732829320"),
            ("siren", 12345678.0, "012345678"),
            ("legal_form", "SARL, société à responsabilité limitée", "SARL"),
            ("tax_regime", "Impôt sur les sociétés", "corporate_tax"),
            ("stages", "création, amorçage", ["creation", "seed"]),
            ("themes", "Jeux vidéo ; export", ["video-games", "export"]),
            ("clusters", "Pôle Média (fictif)", ["pole-media-fictif"]),
            ("name", "'=Studio", "=Studio"),
        ],
    )
    def test_a_cell(self, field: str, written: object, read: object) -> None:
        assert READ[field](written) == read

    @pytest.mark.parametrize(
        ("field", "written"),
        [("created", "2019"), ("created", "31/02/2020"), ("siret", "7,3283E+13"), ("consent", "?!")],
    )
    def test_a_cell_that_says_nothing_sure(self, field: str, written: str) -> None:
        with pytest.raises(Unread):
            READ[field](written)

    @pytest.mark.parametrize(
        ("told", "found"),
        [
            ({"town": "Perpignan"}, {"commune": "66136"}),
            ({"town": "ST DENIS", "postcode": "93200"}, {"commune": "93066"}),
            ({"town": "Bourg en Bresse", "postcode": "1000"}, {"commune": "01053"}),
            ({"town": "66000 Perpignan"}, {"commune": "66136"}),
            ({"town": "Saint-Denis", "seat.department": "Aude (11)"}, {"department": "11", "commune": "11339"}),
            ({"postcode": "66000"}, {"commune": "66136"}),
            ({"seat.country": "Espagne", "town": "Barcelone"}, {"country": "ES"}),
            ({"seat.region": "Occitanie"}, {"region": "76"}),
        ],
    )
    def test_a_place(self, told: dict[str, str], found: dict[str, str]) -> None:
        assert seat(told) == (found, [])

    def test_a_town_of_several_names_its_candidates(self) -> None:
        found, trouble = seat({"town": "Saint-Denis"})
        assert found is None
        ((field, unread),) = trouble
        assert field == "town"
        assert "Saint-Denis (93066)" in dict(unread.what.values)["candidates"]

    def test_a_postcode_of_several_keeps_the_department(self) -> None:
        found, trouble = seat({"postcode": "11200"})
        assert found == {"department": "11"}
        assert trouble

    def test_contacts_make_readers(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        text = "Nom;Contact;E-mail;Désinscrit\n"
        text += "Un (fictif);Ana Fictive <a@un.example.org>;b@un.example.org, c@un.example.org;oui\n"
        assert run("companies", "import", listed(tmp_path / "a.csv", text), at=workspace).code == 0
        readers = members(run, workspace)["un-fictif"]["readers"]
        assert {one["email"] for one in readers} == {f"{letter}@un.example.org" for letter in "abc"}
        assert {one["consent"] for one in readers} == {False}

    @pytest.mark.parametrize(
        ("heading", "cell", "euros"),
        [
            ("CA 2025 (k€)", "450", 450_000),
            ("CA 2025 (k€)", "1 200,5", 1_200_500),
            ("CA 2025 K€", 450.5, 450_500),
            ("CA 2025 en milliers d'euros", "450", 450_000),
            ("CA 2025 (M€)", "1,2", 1_200_000),
            ("CA 2025 (k€)", "2,4 M€", 2_400_000),
            ("CA 2025 (€)", "450000", 450_000),
        ],
    )
    def test_a_heading_names_the_unit_of_its_figures(
        self, heading: str, cell: object, euros: int, run: Run, workspace: Workspace, tmp_path: Path
    ) -> None:
        file = sheet(tmp_path / "a.xlsx", ["Nom", heading], ["Un (fictif)", cell])
        assert run("companies", "import", file, at=workspace).code == 0
        assert members(run, workspace)["un-fictif"]["accounts"] == [{"closed_on": "2025-12-31", "turnover": euros}]

    def test_a_turnover_of_no_year_is_told(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        done = run("companies", "import", listed(tmp_path / "a.csv", "Nom;CA HT\nUn (fictif);12000\n"), at=workspace)
        assert done.code == 0
        assert "CA 2025" in done.err
        assert "accounts" not in members(run, workspace)["un-fictif"]


class TestBadRows:
    def test_a_bad_cell_costs_its_fact(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        row = ["Un (fictif)", "12345678900011", "Machin", "99.99X", "beaucoup", "", "Saint-Denis", "hier", "x", "y"]
        done = run("companies", "import", sheet(tmp_path / "a.xlsx", HEADINGS, row), at=workspace)
        assert done.code == 0
        assert members(run, workspace) == {"un-fictif": {"id": "un-fictif", "name": "Un (fictif)"}}
        for heading in ("SIRET", "Forme juridique", "Code APE", "Effectif", "Ville", "Date de création", "CA 2025"):
            assert f"a.xlsx:2: {heading}:" in done.err

    def test_the_same_trouble_in_many_rows_is_told_once(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        rows = [[f"Membre {number} (fictif)", "demain"] for number in range(1, 31)]
        done = run("companies", "import", sheet(tmp_path / "a.xlsx", ["Nom", "Date de création"], *rows), at=workspace)
        assert (done.err.count("demain"), "3, 4, 5" in done.err) == (1, True)
        again = listed(tmp_path / "b.csv", "Nom;Date de création\nUn (fictif);hier\nDeux (fictif);demain\n")
        assert "b.csv:3" in run("companies", "import", again, at=workspace).err

    def test_refused_rows_are_ready_to_correct(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        good, bad = ["Un (fictif)", 4], ["", 12]
        file = sheet(tmp_path / "a.xlsx", ["Raison sociale", "Effectif"], good, bad)
        done = run("companies", "import", file, "--lang", "fr", at=workspace)
        assert done.code == 3
        left = tmp_path / "a-a-corriger.xlsx"
        assert left.name in done.out
        rows = CalamineWorkbook.from_path(left).get_sheet_by_index(0).to_python()
        assert rows[0] == ["Motif", "Raison sociale", "Effectif"]
        assert "Raison sociale" in str(rows[1][0])
        assert rows[1][1:] == ["", 12.0]
        book = openpyxl.load_workbook(left)
        book.active["B2"] = "Deux (fictif)"
        book.save(left)
        assert run("companies", "import", left, at=workspace).code == 0
        assert list(files(workspace)) == ["a.jsonl"]
        assert members(run, workspace)["deux-fictif"]["headcount"] == {"low": 12.0, "high": 12.0}

    def test_in_csv_nothing_acts_and_the_second_round_reads_the_first(
        self, run: Run, workspace: Workspace, tmp_path: Path
    ) -> None:
        text = 'Nom;Description\n;=HYPERLINK("http://x")\n;+33 6\n;@a\n;-1\n'
        file = listed(tmp_path / "a.csv", text)
        assert run("companies", "import", file, at=workspace).code == 3
        left = tmp_path / "a-to-correct.csv"
        rows = list(csv.reader(io.StringIO(left.read_text("utf-8-sig")), delimiter=";"))
        assert rows[0] == ["Reason", "Nom", "Description"]
        assert [row[2] for row in rows[1:]] == ['\'=HYPERLINK("http://x")', "'+33 6", "'@a", "'-1"]
        assert run("companies", "import", left, at=workspace).code == 3
        again = tmp_path / "a-to-correct-2.csv"
        assert list(csv.reader(io.StringIO(again.read_text("utf-8-sig")), delimiter=";")) == rows

    def test_json_lines_too(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = listed(tmp_path / "a.jsonl", '{"name": "Un (fictif)"}\n{"headcount": 3}\nbroken\n')
        assert run("companies", "import", file, at=workspace).code == 3
        left = [json.loads(line) for line in (tmp_path / "a-to-correct.jsonl").read_text("utf-8").splitlines()]
        assert [sorted(one) for one in left] == [["Reason", "headcount"], ["Reason", "line"]]

    def test_one_number_pasted_on_two_firms(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        text = f"Nom;SIREN\nStudio Brume (fictif);{SIREN}\nAtelier Zéphyr (fictif);{SIREN}\n"
        done = run("companies", "import", listed(tmp_path / "a.csv", text), at=workspace)
        assert done.code == 3
        assert "Studio Brume (fictif)" in done.err
        assert list(members(run, workspace)) == ["studio-brume-fictif"]


class TestAgain:
    """The next version of a list."""

    def test_the_same_file_twice_is_the_same_bytes(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = sheet(tmp_path / "a.xlsx", HEADINGS, ROW)
        run("companies", "import", file, at=workspace)
        before = files(workspace)
        done = run("companies", "import", file, at=workspace, day="2027-01-15")
        assert files(workspace) == before
        assert "unchanged: 1" in done.out

    def test_by_siren_in_whatever_file(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        home = workspace.company("brume", f'# à moi\nid: brume\nname: Studio Brume (fictif)\nsiren: "{SIREN}"\n')
        text = f"Nom;SIRET;Effectif\nSTUDIO BRUME;{SIRET};12\n"
        assert run("companies", "import", listed(tmp_path / "a.csv", text), at=workspace).code == 0
        assert list(files(workspace)) == ["brume.yaml"]
        assert home.read_text("utf-8").startswith("# à moi\nid: brume\n")
        assert members(run, workspace)["brume"]["headcount"] == {"low": 12.0, "high": 12.0}

    def test_by_name_and_town(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        first = listed(tmp_path / "a.csv", "Nom;Ville;Effectif\nS.A.S. Étoile (fictif);Perpignan;12\n")
        run("companies", "import", first, at=workspace)
        second = "Nom;Ville;Effectif\nETOILE (FICTIF) SAS;perpignan;15\nÉtoile (fictif);Montpellier;3\n"
        done = run("companies", "import", listed(tmp_path / "a.csv", second), at=workspace)
        assert "New: 1; changed: 1; unchanged: 0" in done.out
        assert sorted(one["headcount"]["low"] for one in members(run, workspace).values()) == [3, 15]

    def versions(self, run: Run, place: Workspace, folder: Path, *change: str, more: str = "") -> Done:
        """A list that says 12, a person's change, then the list that says 15."""
        text = "Nom;Ville;Effectif;Courriel\nUn (fictif);Perpignan;{};a@un.example.org\n"
        run("companies", "import", listed(folder / "a.csv", text.format(12)), at=place)
        if change:
            assert run("companies", "set", "un-fictif", *change, at=place).code == 0
        words = [more] if more else []
        return run("companies", "import", listed(folder / "a.csv", text.format(15)), *words, at=place)

    def heads(self, run: Run, place: Workspace) -> float:
        return float(members(run, place)["un-fictif"]["headcount"]["low"])

    def test_what_the_list_said_it_may_say_otherwise(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        done = self.versions(run, workspace, tmp_path)
        assert self.heads(run, workspace) == 15
        assert "Kept against" not in done.err

    @pytest.mark.parametrize("by", [["--by", "head"], ["--by", "register"], []])
    def test_what_was_corrected_by_hand_stays(
        self, by: list[str], run: Run, workspace: Workspace, tmp_path: Path
    ) -> None:
        done = self.versions(run, workspace, tmp_path, "headcount=13", *by)
        assert self.heads(run, workspace) == 13
        assert "kept 13 people" in done.err
        assert "the list says 15 people" in done.err

    def test_overwrite_takes_the_lists(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        self.versions(run, workspace, tmp_path, "headcount=13", "--by", "head", more="--overwrite")
        assert self.heads(run, workspace) == 15

    def test_a_value_typed_into_the_data_file_is_by_hand(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        self.versions(run, workspace, tmp_path)
        home = workspace.path / "data/companies/a.jsonl"
        home.write_text(home.read_text("utf-8").replace('"headcount": 15', '"headcount": 14'), "utf-8")
        done = run("companies", "import", tmp_path / "a.csv", at=workspace)
        assert self.heads(run, workspace) == 14
        assert "kept 14 people" in done.err

    def test_an_empty_cell_takes_nothing_away(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        self.versions(run, workspace, tmp_path)
        text = "Nom;Ville;Effectif\nUn (fictif);Perpignan;\n"
        run("companies", "import", listed(tmp_path / "a.csv", text), at=workspace)
        assert self.heads(run, workspace) == 15

    def test_a_refusal_of_letters_is_never_lifted(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        refusal = "readers=[{email: a@un.example.org, consent: false}]"
        self.versions(run, workspace, tmp_path, refusal)
        text = "Nom;Ville;Courriel;Accord\nUn (fictif);Perpignan;A@un.example.org;oui\n"
        for more in ([], ["--overwrite"]):
            run("companies", "import", listed(tmp_path / "a.csv", text), *more, at=workspace)
            (reader,) = members(run, workspace)["un-fictif"]["readers"]
            assert reader["consent"] is False

    def test_a_dry_run_writes_nothing(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = listed(tmp_path / "a.csv", "Nom;Logiciels\nUn (fictif);x\n;y\n")
        done = run("companies", "import", file, "--dry-run", "--yes", at=workspace)
        assert "New: 1" in done.out
        assert files(workspace) == {}
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "workspace"]
        assert not (workspace.path / "aidmatch.toml").exists()

    def test_clusters_and_groups_given_to_all(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = listed(tmp_path / "a.csv", "Nom;Collège\nUn (fictif);Jeu\n")
        run("companies", "import", file, "--cluster", "Pôle Nord", "--group", "Bureau", at=workspace)
        run("companies", "import", file, "--cluster", "sud", at=workspace)
        held = members(run, workspace)["un-fictif"]
        assert (held["clusters"], held["groups"]) == (["pole-nord", "sud"], ["Jeu", "Bureau"])


class TestSurroundings:
    def test_a_workbook_open_elsewhere_is_said(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = sheet(tmp_path / "a.xlsx", ["Nom"], ["Un (fictif)"])
        (tmp_path / "~$a.xlsx").write_bytes(b"")
        done = run("companies", "import", file, at=workspace)
        assert done.code == 0
        assert "a.xlsx is open in another program" in done.err

    def test_a_file_that_is_held_is_said(
        self, run: Run, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = sheet(tmp_path / "a.xlsx", ["Nom"], ["Un (fictif)"])

        def held(self: Path) -> bytes:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "read_bytes", held)
        done = run("companies", "import", file, at=workspace)
        assert done.code == 4
        assert "close it in Excel" in done.err

    @pytest.mark.parametrize(
        ("path", "service"),
        [
            (r"C:\Users\x\OneDrive - Pôle fictif\aides", "OneDrive"),
            ("/Users/x/Library/CloudStorage/OneDrive-Pole/aides", "OneDrive"),
            ("/Users/x/Library/Mobile Documents/com~apple~CloudDocs/aides", "iCloud"),
            ("/srv/x/Dropbox/aides", "Dropbox"),
            (r"G:\Mon Drive\aides", "Google Drive"),
            ("/srv/x/aides", None),
            ("/srv/x/onedriver/aides", None),
        ],
    )
    def test_a_synced_folder(self, path: str, service: str | None) -> None:
        assert _surroundings.synced_by(path) == service

    @pytest.mark.parametrize(
        ("path", "far"),
        [
            (r"\\serveur\partage\aides", True),
            ("//serveur/partage/aides", True),
            ("/mnt/equipe/aides", True),
            ("/mnt/disque/aides", False),
            ("/srv/x/aides", False),
        ],
    )
    def test_a_network_drive(self, path: str, far: bool) -> None:
        mounts = "/dev/sda1 / ext4 rw 0 0\n//srv/equipe /mnt/equipe cifs rw 0 0\n/dev/sdb1 /mnt/disque ext4 rw 0 0\n"
        assert _surroundings.on_network(path, mounts) is far

    def test_it_is_said_at_import(self, run: Run, tmp_path: Path) -> None:
        place = Workspace(tmp_path / "Dropbox" / "aides")
        (place.path / "data/calls").mkdir(parents=True)
        done = run("companies", "import", listed(tmp_path / "a.csv", "Nom\nUn (fictif)\n"), at=place)
        assert done.code == 0
        assert "Dropbox" in done.err


HOSTILE = [
    "=1+1",
    "@x",
    "\u202eabc",
    "\x1b[31mrouge",
    "<script>alert(1)</script>",
    "a\nb",
    "'",
    '"',
    "\x00",
    "é" * 40_000,
]


class TestHostile:
    """Bad sheets: no traceback, honest words, nothing lost in silence."""

    @pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0" * 9])
    @pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".ods", ".jsonl"])
    def test_no_list_at_all(self, content: bytes, suffix: str, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = tmp_path / f"a{suffix}"
        file.write_bytes(content)
        done = run("companies", "import", file, at=workspace)
        assert done.code in (2, 3, 4)
        assert done.err
        assert "Traceback" not in done.err

    def test_headings_alone(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        done = run("companies", "import", sheet(tmp_path / "a.xlsx", HEADINGS), at=workspace)
        assert (done.code, "0 read, 0 kept" in done.out) == (0, True)
        assert files(workspace) == {}

    def test_merged_cells(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = sheet(tmp_path / "a.xlsx", ["Nos adhérents"], ["Nom", "Courriel"], ["Un (fictif)", "a@un.example.org"])
        book = openpyxl.load_workbook(file)
        page = book.active
        assert page is not None
        page.append(["", "b@un.example.org"])
        page.merge_cells("A1:B1")
        page.merge_cells("A3:A4")
        book.save(file)
        done = run("companies", "import", file, at=workspace)
        assert (done.code, "2 read, 1 kept, 1 left aside" in done.out) == (3, True)

    def test_a_long_list(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        rows = "".join(f"Firme {number} (fictif);Perpignan;{number % 40}\n" for number in range(LONG))
        file = listed(tmp_path / "a.csv", f"Nom;Ville;Effectif\n{rows}")
        done = run("companies", "import", file, at=workspace)
        assert (done.code, f"New: {LONG}" in done.out.replace(",", "")) == (0, True), done.out

    @pytest.mark.parametrize("name", HOSTILE)
    def test_a_hostile_name(self, name: str, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "a.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=";").writerows([["Nom", "Description"], [name, name], ["Un (fictif)", name]])
        done = run("companies", "import", file, at=workspace)
        assert done.code in (0, 3, 4)
        assert "\x1b" not in done.err
        assert "\u202e" not in done.err
        if done.code != 4:
            assert "un-fictif" in members(run, workspace)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
    @given(
        rows=st.lists(
            st.lists(
                st.one_of(st.text(max_size=12), st.sampled_from([*HEADINGS, *map(str, ROW), *HOSTILE[:6]])),
                max_size=6,
            ),
            max_size=8,
        ),
        encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]),
    )
    def test_any_rows_at_all(
        self, rows: list[list[str]], encoding: str, run: Run, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = tmp_path_factory.mktemp("list")
        place = Workspace(folder / "workspace")
        (place.path / "data/calls").mkdir(parents=True)
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows([["Nom", "Effectif", "Ville", "Courriel"], *rows])
        file = folder / "a.csv"
        file.write_bytes(out.getvalue().encode(encoding, "replace"))
        done = run("companies", "import", file, at=place)
        assert done.code in (0, 3, 4), done.err
        before = files(place) if done.code != 4 and (place.path / "data/companies").is_dir() else {}
        run("companies", "import", file, at=place)
        assert (files(place) if before else {}) == before
        assert run("companies", "check", at=place).code == 0
