"""The kit to apply: what it holds, what it leaves blank, and that nothing in it acts, whatever the texts."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.dossier import Dossier, dossier, plan
from aidmatch.formats import dossier as forms
from aidmatch.formats._told import LONGEST
from aidmatch.formats._wording import Wording
from aidmatch.match import match
from aidmatch.nomenclatures import papers
from aidmatch.worth import worth
from tests.conftest import DAY, ROOT, Goldens, Run, Workspace, program

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 26, 9, tzinfo=PARIS)
FRENCH, ENGLISH = Wording("fr"), Wording("en")

CALL: dict[str, Any] = {
    "id": "aide-essai",
    "title": "Aide à l’essai",
    "kind": "call_for_projects",
    "instrument": "grant",
    "aid_regime": "de_minimis",
    "window": {"kind": "dated", "closes": "2027-02-26"},
    "amounts": {"intensity": 0.5, "ceiling": 60000, "floor": 5000, "costs_floor": 20000},
    "criteria": [{"kind": "headcount", "min": 5}],
    "conditions": ["Le projet est innovant."],
    "documents": ["devis de deux prestataires", "rapport de l’audit énergétique"],
    "steps": [{"what": "Diagnostic préalable", "days": 30}],
    "funders": [{"name": "Région Exemple"}],
    "origin": {"source": "Portail fictif", "url": "https://example.org/aide", "read_on": "2026-10-01"},
}

COMPANY: dict[str, Any] = {
    "id": "atelier-exemple",
    "name": "Atelier Exemple (fictif)",
    "legal_form": "5710",
    "seat": {"commune": "66136"},
    "headcount": 12,
    "created": "2020-03-01",
    "projects": [{"id": "essai", "title": "Un essai", "costs": 100000, "state": "not_started"}],
    "aid_received": [
        {"granted_on": "2025-03-01", "amount": 270000, "de_minimis": "general", "funder": "Ville fictive"}
    ],
    "holdings": [],
    "provenance": {"headcount": {"by": "head", "on": "2026-09-01"}},
}


def kit(call: dict[str, Any] | None = None, company: dict[str, Any] | None = None, *gathered: str) -> Dossier:
    made = Call.model_validate({**CALL, **(call or {})})
    who = Company.model_validate({**COMPANY, **(company or {})})
    return of_pair(who, made, gathered)


def of_pair(company: Company, call: Call, gathered: tuple[str, ...] = ()) -> Dossier:
    found = match(call, company, AT)
    project = next((one for one in company.projects if one.id == found.project), None)
    return dossier(company, call, found, worth(call, company, project, (), AT.date()), AT, gathered=gathered)


def texts(content: bytes) -> str:
    """The paragraphs of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "\n".join("".join(run.text or "" for run in line.iter(f"{space}t")) for line in root.iter(f"{space}p"))


class TestPlan:
    def test_days_go_back_from_the_closing_and_never_fall_on_a_weekend(self) -> None:
        found = kit().plan
        assert [(one.what, one.day) for one in found] == [
            ("write", date(2027, 1, 15)),
            ("step", date(2027, 1, 22)),
            ("gather", date(2027, 1, 29)),
            ("draft", date(2027, 2, 12)),
            ("read_again", date(2027, 2, 19)),
            ("hand_in", date(2027, 2, 23)),
            ("closing", date(2027, 2, 26)),
        ]
        assert not any(one.is_late or one.is_short for one in found)

    def test_what_is_late_is_for_today_and_a_step_too_long_is_said(self) -> None:
        found = {one.what: one for one in kit({"window": {"kind": "dated", "closes": "2026-12-10"}}).plan}
        assert found["write"].is_late
        assert found["write"].day == AT.date()
        assert found["step"].is_short
        assert not found["hand_in"].is_late

    def test_without_a_closing_no_day_is_made_up(self) -> None:
        for window in ({"kind": "permanent"}, {"kind": "unknown"}):
            assert all(one.day is None for one in kit({"window": window}).plan)
            assert "kit-deadlines.ics" not in forms.files(ENGLISH, kit({"window": window}), "markdown")

    @given(closes=st.dates(AT.date(), date(2028, 12, 31)), days=st.none() | st.integers(0, 400))
    def test_every_day_lies_between_today_and_the_closing(self, closes: date, days: int | None) -> None:
        raw = {**CALL, "window": {"kind": "dated", "closes": closes}, "steps": [{"what": "Étape", "days": days}]}
        call = Call.model_validate(raw)
        found = plan(call, call.window.next_closing(AT), AT)
        told = [one.day for one in found if one.day]
        assert told == sorted(told)
        assert all(AT.date() <= day <= closes for day in told)


class TestPapers:
    def test_the_calls_own_come_first_and_a_usual_one_is_not_listed_twice(self) -> None:
        found = kit().papers
        assert [one.asked for one in found[:2]] == ["devis de deux prestataires", "rapport de l’audit énergétique"]
        keys = [one.usual.key for one in found if one.usual]
        assert keys.count("quotes") == 1
        assert "kbis" in keys
        assert "declaration" not in keys

    def test_an_association_has_no_kbis(self) -> None:
        keys = [one.usual.key for one in kit(None, {"legal_form": "9220"}).papers if one.usual]
        assert "kbis" not in keys
        assert "declaration" in keys

    def test_a_tax_credit_asks_for_what_it_names_alone(self) -> None:
        assert len(kit({"instrument": "tax_credit"}).papers) == 2

    def test_european_calls_do_not_ask_for_french_certificates(self) -> None:
        keys = {one.usual.key for one in kit({"level": "european"}).papers if one.usual and not one.asked}
        assert "pic" in keys
        assert not {"tax", "social", "bank"} & keys

    def test_files_gathered_are_known_by_their_names(self) -> None:
        held = {
            one.usual.key if one.usual else one.asked: one.files
            for one in kit(
                None, None, "Extrait_Kbis-2026.pdf", "RIB.pdf", "rapport-audit-energetique.pdf", "photo.jpg"
            ).papers
        }
        assert held["kbis"] == ("Extrait_Kbis-2026.pdf",)
        assert held["bank"] == ("RIB.pdf",)
        assert held["rapport de l’audit énergétique"] == ("rapport-audit-energetique.pdf",)
        assert sum(map(len, held.values())) == 3

    @pytest.mark.parametrize("text", ["Bilan carbone demandé depuis 2025", "distribution", "le pouvoir d’achat"])
    def test_a_word_that_only_looks_like_a_paper_is_none(self, text: str) -> None:
        assert papers.named_in(text) is None

    def test_every_row_has_its_source_and_the_day_it_was_noted(self) -> None:
        rows = [(one.source, one.checked_on, one.mark) for one in papers.usual()]
        rows += [(one.source, one.checked_on, one.mark) for one in papers.notices()]
        for source, day, mark in rows:
            assert source
            assert day <= date(2026, 12, 31)
            assert mark in {"S", "s", "U"}


class TestBlanks:
    def test_what_nobody_told_is_a_blank_and_never_a_guess(self) -> None:
        bare = {"name": "Nue (fictive)", "projects": (), "aid_received": None, "holdings": None}
        company = Company.model_validate({"id": "nue", **bare})
        call = Call.model_validate({**CALL, "contact": None})
        made = forms.files(FRENCH, of_pair(company, call), "markdown")
        told = made["dossier.md"].decode().replace("\u00a0", " ")
        for what in ("SIREN", "effectif", "une personne", "le projet", "les dépenses éligibles"):
            assert re.search(rf"\[à compléter : [^\]]*{what}", told.replace("\\", "")), what
        declared = made["declarations.md"].decode()
        assert "les aides reçues" in declared
        assert "300 000" in declared.replace("\u202f", " ")
        assert "SIREN" in made["premier-courriel.txt"].decode()

    def test_what_is_known_stands_with_who_said_it_and_when(self) -> None:
        told = forms.files(FRENCH, kit(), "markdown")["dossier.md"].decode()
        assert "12 personnes" in told.replace("\u00a0", " ")
        assert "selon la direction, 1er septembre 2026" in told.replace("\u00a0", " ")

    def test_the_declaration_holds_each_aid_and_what_is_left(self) -> None:
        told = forms.files(FRENCH, kit(), "markdown")["declarations.md"].decode().replace("\u202f", " ")
        assert "1er mars 2025" in told.replace("\u00a0", " ")
        assert "270 000" in told
        assert "30 000" in told


class TestForms:
    @pytest.mark.parametrize("form", ["docx", "markdown", "html"])
    def test_the_same_kit_is_the_same_bytes(self, form: forms.Form) -> None:
        assert forms.files(FRENCH, kit(), form) == forms.files(FRENCH, kit(), form)

    def test_a_word_file_tells_nothing_of_the_machine_or_the_day_it_was_made(self) -> None:
        content = forms.files(FRENCH, kit(), "docx")["dossier.docx"]
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
            core = archive.read("docProps/core.xml").decode()
        assert "Aide à l’essai" in core
        assert "2000-01-01" in core
        assert "python-docx" not in core

    def test_the_word_file_says_what_the_markdown_says(self) -> None:
        told = texts(forms.files(FRENCH, kit(), "docx")["dossier.docx"])
        for what in ("Adéquation", "Pièces à réunir", "[à compléter", "Diagnostic préalable", "Région Exemple"):
            assert what in told.replace("\u00a0", " ")
        assert "{{" not in told
        assert "{%" not in told

    def test_the_templates_are_those_the_tool_writes(self) -> None:
        import runpy

        made = runpy.run_path(str(ROOT / "tools" / "word_templates.py"))
        home = ROOT / "src" / "aidmatch" / "formats" / "templates" / "docx"
        for name in ("dossier", "declarations", "report"):
            assert (home / f"{name}.docx").read_bytes() == made[name]()


class TestBudget:
    @given(
        costs=st.none() | st.integers(1, 400_000),
        intensity=st.none() | st.sampled_from([0.3, 0.333, 0.5, 0.8, 1.0]),
        limits=st.fixed_dictionaries(
            {},
            optional={
                "ceiling": st.integers(50_000, 100_000),
                "floor": st.integers(0, 50_000),
                "costs_floor": st.integers(0, 200_000),
                "costs_ceiling": st.integers(200_000, 300_000),
                "aim": st.sampled_from(["industrial_research", "experimental_development", "sme_investment"]),
            },
        ),
        regime=st.sampled_from([None, "de_minimis", "gber"]),
    )
    def test_this_aid_is_what_worth_says_or_is_left_open(
        self, costs: int | None, intensity: float | None, limits: dict[str, Any], regime: str | None
    ) -> None:
        told: dict[str, Any] = {**limits} if intensity is None else {**limits, "intensity": intensity}
        project: dict[str, Any] = {"id": "essai", "title": "Un essai", "state": "not_started"}
        project |= {} if costs is None else {"costs": costs}
        made = kit({"amounts": told, "aid_regime": regime}, {"projects": [project]})
        (row,) = (one for one in cells(made) if one[0] == "This aid, at most")
        assert row[2] in (None, made.worth.grant.high if costs is not None else None)
        if intensity is not None and costs is not None:
            assert row[2] == made.worth.grant.high

    def test_a_check_with_nothing_to_check_does_not_say_that_all_is_well(self) -> None:
        rows = {row[0]: row[5] for row in cells(kit({"amounts": {}, "aid_regime": None}))}
        assert rows["This aid"] == "to see once this aid is known"
        assert rows["De minimis aid of this plan"] == "no limit told"
        rows = {row[0]: row[5] for row in cells(kit({"amounts": {"intensity": 0.5, "floor": 60_000}}))}
        assert rows["This aid"] == "by the terms above nothing can be granted"


def cells(made: Dossier) -> list[list[Any]]:
    """The budget, row by row, as it says it counts."""
    from openpyxl import load_workbook

    content = forms.files(ENGLISH, made, "markdown")["budget.xlsx"]
    page: Any = load_workbook(io.BytesIO(content), data_only=True).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


class TestAbroad:
    ABROAD: ClassVar[dict[str, Any]] = {"legal_form": None, "seat": {"country": "ES", "nuts": "ES511"}}

    def test_nobody_is_asked_for_papers_of_another_country(self) -> None:
        keys = [one.usual.key for one in kit(None, self.ABROAD).papers if one.usual]
        assert "register_abroad" in keys
        assert not {"kbis", "sirene", "social", "accounts", "articles"} & set(keys)
        assert not {"register_abroad", "accounts_abroad"} & {one.usual.key for one in kit().papers if one.usual}

    def test_its_register_gives_no_siren(self) -> None:
        made = forms.files(FRENCH, kit(None, {**self.ABROAD, "national_id": "B-12345678"}), "markdown")
        for name in ("dossier.md", "declarations.md", "premier-courriel.txt"):
            told = made[name].decode()
            assert "SIREN" not in told, name
            assert "B-12345678" in told.replace("\\", ""), name

    def test_a_paper_the_call_names_is_the_one_of_its_country(self) -> None:
        (asked,) = (one for one in kit({"documents": ["extrait Kbis"]}, self.ABROAD, "kbis.pdf").papers if one.asked)
        assert asked.usual is not None
        assert (asked.usual.key, asked.files) == ("register_abroad", ("kbis.pdf",))


def formulas(content: bytes) -> list[str | None]:
    """Every formula of a sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return [formula.text for formula in root.iter("{*}f")]


def skeleton(content: bytes) -> list[str]:
    """The elements of a Word file, texts and breaks of pages left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
        links = archive.read("word/_rels/document.xml.rels")
    return [*(etree.QName(one).localname for one in root.iter("{*}*")), str(len(links))]


HOSTILE = [
    "{{ 7 * 7 }} {% for x in y %} {_{ 7 * 7 }_}",
    "</w:t></w:r></w:p><w:p><w:r><w:t>caché",
    '=HYPERLINK("https://mal.example.org";"clic")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "DDEAUTO c:\\windows\\system32\\cmd.exe",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "a\x00b\x1b[31mc\u202ed\ufffe\x07e\x0cf",
    "Objet : autre\r\nBcc: tous@example.org",
    "| a | b |\n|---|---|",
]


class TestNothingActs:
    @pytest.mark.parametrize("text", HOSTILE)
    @pytest.mark.parametrize("form", ["docx", "html", "markdown"])
    def test_a_text_of_a_call_or_member_stays_a_text(self, text: str, form: forms.Form) -> None:
        calm = forms.files(FRENCH, self._filled("Un texte calme"), form)
        made = forms.files(FRENCH, self._filled(text), form)
        assert set(made) == set(calm)
        assert formulas(made["budget.xlsx"]) == formulas(calm["budget.xlsx"])
        mail = made["premier-courriel.txt"].decode()
        assert len(mail.splitlines()) == len(calm["premier-courriel.txt"].decode().splitlines())
        assert "\x1b" not in mail
        assert b"\r\nBcc" not in made["echeances.ics"]
        if form == "docx":
            for name in ("dossier.docx", "declarations.docx"):
                # Not one paragraph, row, field or link more than a calm text makes.
                assert skeleton(made[name]) == skeleton(calm[name])
        elif form == "html":
            page = made["dossier.html"].decode()
            assert "<script" not in page
            assert 'href="javascript' not in page

    def _filled(self, text: str) -> Dossier:
        said: dict[str, Any] = {"title": text[:200], "conditions": [text], "documents": [text], "contact": text}
        said |= {"steps": [{"what": text, "days": 3}], "funders": [{"name": text}]}
        said |= {"amounts": {"intensity": 0.5, "costs": [text]}}
        said |= {"origin": {"source": text, "url": text, "note": text}}
        return kit(said, {"name": text[:200], "description": text})

    def test_tags_in_a_text_are_shown_and_not_run(self) -> None:
        made = kit({"title": "{{ 7 * 7 }}"})
        assert "{{ 7 * 7 }}" in texts(forms.files(FRENCH, made, "docx")["dossier.docx"])

    def test_a_text_without_end_is_cut(self) -> None:
        made = forms.files(FRENCH, kit({"conditions": ["x" * 1_000_000]}), "markdown")
        assert max(map(len, made.values())) < 100 * LONGEST


class TestOwnTemplates:
    def _template(self, text: str) -> bytes:
        from docx import Document

        document: Any = Document()
        document.add_paragraph(text)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    def test_a_clusters_own_wins(self, tmp_path: Path) -> None:
        (tmp_path / "dossier.docx").write_bytes(self._template("Grappe fictive : {{ title }} / {{ fit.title }}"))
        made = forms.files(FRENCH, kit(), "docx", tmp_path)
        assert texts(made["dossier.docx"]) == "Grappe fictive : Aide à l’essai / Adéquation"
        assert "Déclarations" in texts(made["declarations.docx"])

    @pytest.mark.parametrize(
        "text",
        [
            "{{ title",
            "{{ nowhere }}",
            "{{ title.__class__.__mro__[1].__subclasses__() }}",
            "{% if %}",
            "{{ 1 / 0 }}",
            "{{ title + 1 }}",
            "{{ title() }}",
        ],
    )
    def test_one_that_cannot_be_filled_or_reaches_out_is_refused(
        self, text: str, run: Run, small: Workspace, tmp_path: Path
    ) -> None:
        small.write("modeles/dossier.docx", self._template(text))
        done = run("dossier", "studio", "jeu-ouvert", "-o", tmp_path / "kit", at=small)
        assert done.code == 4
        assert "dossier.docx" in done.err
        assert not (tmp_path / "kit").exists()


SEVERAL = """id: studio
name: Studio Exemple (fictif)
legal_form: "5710"
seat: {commune: "66136"}
projects:
  - {id: commence, title: Déjà commencé, costs: 50000, state: started}
  - {id: neuf, title: Pas commencé, costs: 20000, state: not_started}
"""


class TestCommand:
    def test_it_makes_the_folder_and_names_the_files(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        small.write("pieces/studio/kbis.pdf", b"%PDF")
        done = run("dossier", "studio", "jeu-ouvert", "-o", tmp_path / "a" / "kit", "-f", "markdown", at=small)
        assert (done.code, done.err) == (0, "")
        names = {path.name for path in (tmp_path / "a" / "kit").iterdir()}
        assert names == {"dossier.md", "declarations.md", "budget.xlsx", "kit-deadlines.ics", "first-email.txt"}
        assert all(name in done.out for name in names)
        assert "✓ kbis.pdf" in (tmp_path / "a" / "kit" / "dossier.md").read_text("utf-8")

    def test_a_company_that_does_not_qualify_is_told_so(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        done = run("dossier", "studio", "trop-grand", "-o", tmp_path / "kit", "-f", "html", at=small)
        assert done.code == 0
        assert "does not qualify" in done.err

    def test_the_project_named_is_the_one_of_the_kit(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        small.company("studio", SEVERAL)
        base = ("dossier", "studio", "deux-projets", "-f", "markdown")
        small.call("deux-projets", criteria="[{kind: works_start, rule: before_application}]")
        best = run(*base, "-o", tmp_path / "best", at=small)
        other = run(*base, "-o", tmp_path / "other", "--project", "commence", "--costs", "9 000", at=small)
        assert (best.code, other.code) == (0, 0)
        assert "Pas commencé" in (tmp_path / "best" / "dossier.md").read_text("utf-8")
        told = (tmp_path / "other" / "dossier.md").read_text("utf-8")
        assert "Déjà commencé" in told
        assert "Pas commencé" not in told
        assert "€9,000" in told
        assert "€9,000" in (tmp_path / "other" / "first-email.txt").read_text("utf-8")
        assert "does not qualify" in other.err

    @pytest.mark.parametrize("wrong", [("--project", "nulle-part"), ("--costs", "beaucoup")])
    def test_a_wrong_project_or_sum_is_refused_and_nothing_written(
        self, wrong: tuple[str, str], run: Run, small: Workspace, tmp_path: Path
    ) -> None:
        done = run("dossier", "studio", "jeu-ouvert", "-o", tmp_path / "kit", *wrong, at=small)
        assert done.code == 2
        assert wrong[1] in done.err
        assert not (tmp_path / "kit").exists()

    def test_a_file_in_the_folders_place_is_refused(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        (tmp_path / "kit").write_text("x")
        assert run("dossier", "studio", "jeu-ouvert", "-o", tmp_path / "kit", at=small).code == 2


DEMO = {
    "studio-brumequille": "cnc-fajv-production",
    "bulles-et-joysticules": "contrat-innovation-occitanie",
    "automates-du-canal": "pret-vert-bpifrance",
    "cabane-a-polygones": "credit-impot-jeu-video",
    "taller-de-llums": "crea-cult-coop-small",
}
"""Five demo companies: a jury, a grant refused, a loan, a tax credit, and a seat in Spain with much to fill in."""


def demo(run: Run, company: str, form: str, folder: Path) -> dict[str, bytes]:
    # A workspace of its own over the demo's data: a kit is noted where it was made from.
    home = Workspace(folder.parent / "demo")
    for kind, name in (("companies", company), ("calls", DEMO[company])):
        home.write(f"data/{kind}/{name}.yaml", (ROOT / "data" / kind / f"{name}.yaml").read_bytes())
    line = ("dossier", company, DEMO[company], "-f", form, "-o", folder, "--lang", "fr")
    assert run(*line, at=home, day="2026-11-26").code == 0
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("company", DEMO)
def test_demo_kits_are_those_that_were_looked_at(company: str, run: Run, goldens: Goldens, tmp_path: Path) -> None:
    made = demo(run, company, "markdown", tmp_path / "kit")
    goldens(f"dossiers/{company}", {name: held for name, held in made.items() if not name.endswith(".xlsx")})


@pytest.mark.office
@pytest.mark.parametrize("company", DEMO)
def test_libreoffice_opens_every_file_of_a_kit(company: str, run: Run, tmp_path: Path) -> None:
    from pypdf import PdfReader

    demo(run, company, "docx", tmp_path / "kit")
    given = sorted(str(path) for path in (tmp_path / "kit").iterdir() if path.suffix in (".docx", ".xlsx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    where = ["--convert-to", "pdf", "--outdir", str(tmp_path / "pdf")]
    subprocess.run([str(program("office")), "--headless", profile, *where, *given], check=True, capture_output=True)
    pages = {path.stem: PdfReader(path).pages for path in (tmp_path / "pdf").iterdir()}
    assert set(pages) == {"budget", "declarations", "dossier"}
    assert len(pages["dossier"]) in (3, 4)
    assert len(pages["declarations"]) == 2
    assert len(pages["budget"]) == 1
    assert all(len(page.extract_text()) > 400 for held in pages.values() for page in held)
    assert not re.search(r"Err:|#\w+[!?]", pages["budget"][0].extract_text())
    first = pages["dossier"][0].extract_text()
    assert "Adéquation" in first
    assert "Questions ouvertes" in first
    assert "Pièces à réunir" not in first


@pytest.mark.office
@pytest.mark.parametrize(
    ("call", "company", "aid"),
    [
        ({}, {}, 30_000.0),
        ({"aid_regime": "gber"}, {}, 50_000.0),
        ({"amounts": {"intensity": 0.9, "ceiling": 60000, "costs_ceiling": 50000}, "aid_regime": None}, {}, 45_000.0),
        ({"amounts": {}}, {}, 0.0),
        ({"amounts": {"intensity": 0.5, "costs_floor": 150_000}}, {}, 0.0),
        ({"amounts": {"intensity": 0.5, "floor": 40_000}}, {}, 0.0),
        ({"amounts": {"intensity": 0.9, "aim": "industrial_research"}, "aid_regime": "gber"}, {}, 80_000.0),
        ({}, {"projects": ()}, 0.0),
    ],
)
def test_the_budget_counts_in_libreoffice_as_it_says(
    call: dict[str, Any], company: dict[str, Any], aid: float, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    content = forms.files(ENGLISH, kit(call, company), "markdown")["budget.xlsx"]
    ours: Any = load_workbook(io.BytesIO(content), data_only=True).active
    # Saved by openpyxl a formula has no value any more: LibreOffice must count it.
    load_workbook(io.BytesIO(content)).save(tmp_path / "bare.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    where = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "counted")]
    command = [str(program("office")), "--headless", profile, *where, str(tmp_path / "bare.xlsx")]
    subprocess.run(command, check=True, capture_output=True)
    counted: Any = load_workbook(tmp_path / "counted" / "bare.xlsx", data_only=True).active
    rows = {row[0].value: [cell.value for cell in row] for row in counted.iter_rows() if row[0].value}
    assert (rows["This aid, at most"][2] or 0.0) == aid
    seen = 0
    for mine, theirs in zip(ours.iter_rows(), counted.iter_rows(), strict=False):
        for left, right in zip(mine, theirs, strict=False):
            expected, found = left.value or 0, right.value or 0
            assert found == (expected if isinstance(expected, str) else pytest.approx(expected)), left.coordinate
            seen += bool(expected)
    assert seen > 40


def test_today_is_not_read_anywhere(run: Run, small: Workspace, tmp_path: Path) -> None:
    one = run("dossier", "studio", "jeu-ouvert", "-o", tmp_path / "one", at=small, day=DAY)
    two = run("dossier", "studio", "jeu-ouvert", "-o", tmp_path / "two", at=small, day=DAY)
    assert (one.code, two.code) == (0, 0)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
