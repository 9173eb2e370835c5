"""The forms of `ask` that come back: a file filled in, or what the button of a page saves, is read by the import."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import Run, Workspace
from tests.test_ask import lacking, record

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["lacking"]

SAID = {"by": "head", "on": date(2026, 11, 22)}


def form(run: Run, at: Workspace, language: str = "fr") -> dict[str, Any]:
    done = run("ask", "studio", "--format", "json", "--lang", language, at=at)
    told: dict[str, Any] = json.loads(done.out)
    return told


def filled(run: Run, at: Workspace, to: Path, **answers: object) -> Path:
    told = form(run, at)
    known = {one["fact"] for one in told["questions"]}
    told["questions"] = [one | {"answer": answers.get(one["fact"])} for one in told["questions"]]
    told["questions"] += [{"fact": fact, "answer": text} for fact, text in answers.items() if fact not in known]
    to.write_text(json.dumps(told), "utf-8")
    return to


class TestFile:
    def test_it_comes_back_with_who_said_it(self, run: Run, lacking: Workspace, tmp_path: Path) -> None:
        assert all(one["answer"] is None for one in form(run, lacking)["questions"])
        file = filled(run, lacking, tmp_path / "r.json", headcount="10 à 19", turnover=250_000, legal_form="SAS")
        done = run("companies", "import", file, "--lang", "fr", at=lacking)
        assert done.code == 0, done.err
        assert "enregistrées : 3" in done.out.replace("\u00a0", " ")
        held = record(lacking)
        assert (held["headcount"], held["legal_form"]) == ("10-19", "SAS")
        assert held["accounts"] == [{"closed_on": date(2025, 12, 31), "turnover": 250_000}]
        assert held["provenance"] == {"headcount": SAID, "legal_form": SAID, "accounts": SAID}
        assert "Ce qu’on nous a dit" in (lacking.path / "data/companies/studio.yaml").read_text("utf-8")

    def test_a_second_time_nothing_is_written(self, run: Run, lacking: Workspace, tmp_path: Path) -> None:
        file = filled(run, lacking, tmp_path / "r.json", legal_form="SAS", holdings="aucune", labels=["esus"])
        assert run("companies", "import", file, at=lacking).code == 0
        before = (lacking.path / "data/companies/studio.yaml").read_bytes()
        done = run("companies", "import", file, at=lacking)
        assert (done.code, "0 saved, 3 already on file" in done.out) == (0, True)
        assert (lacking.path / "data/companies/studio.yaml").read_bytes() == before

    def test_what_is_on_file_stays_unless_told_to(self, run: Run, lacking: Workspace, tmp_path: Path) -> None:
        file = filled(run, lacking, tmp_path / "r.json", headcount="40", debts_paid=True)
        assert run("companies", "set", "studio", "headcount=12", at=lacking).code == 0
        done = run("companies", "import", file, at=lacking)
        assert (done.code, "1 saved, 1 already on file" in done.out) == (0, True)
        assert "How many people" in done.err
        assert (record(lacking)["headcount"], record(lacking)["debts_paid"]) == (12, True)
        assert run("companies", "import", file, "--overwrite", at=lacking).code == 0
        assert record(lacking)["headcount"] == 40

    def test_a_choice_is_read_as_it_is_shown(self, run: Run, lacking: Workspace, tmp_path: Path) -> None:
        file = filled(
            run, lacking, tmp_path / "r.json", tax_regime="IS", stage="croissance", **{"project.state": "non"}
        )
        done = run("companies", "import", file, "--lang", "fr", at=lacking)
        assert done.code == 0, done.err
        held = record(lacking)
        assert (held["tax_regime"], held["stages"]) == ("corporate_tax", ["growth"])
        assert held["projects"][0]["state"] == "not_started"

    def test_a_dry_run_writes_nothing(self, run: Run, lacking: Workspace, tmp_path: Path) -> None:
        before = (lacking.path / "data/companies/studio.yaml").read_bytes()
        file = filled(run, lacking, tmp_path / "r.json", legal_form="SAS")
        assert run("companies", "import", file, "--dry-run", at=lacking).code == 0
        assert (lacking.path / "data/companies/studio.yaml").read_bytes() == before

    @pytest.mark.parametrize(
        "answer",
        ["une douzaine", "-3", "=1+1", "\x1b[31m12", "9" * 400, {"a": 1}, [["x"]], float("nan"), 1e300, "x" * 5_000],
    )
    def test_what_cannot_be_an_answer_is_left_aside_and_the_rest_kept(
        self, answer: object, run: Run, lacking: Workspace, tmp_path: Path
    ) -> None:
        file = filled(run, lacking, tmp_path / "r.json", headcount=answer, legal_form="SAS", **{"no.such": "x"})
        done = run("companies", "import", file, at=lacking)
        assert (done.code, "1 saved" in done.out, "2 left aside" in done.out) == (3, True, True)
        assert "\x1b" not in done.err + done.out
        assert "headcount" not in record(lacking)
        assert record(lacking)["legal_form"] == "SAS"

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"[]",
            b"{",
            b"\xff\xfe",
            b'{"company": "studio"}',
            b'{"company": ["studio"], "questions": []}',
            b"[" * 100_000,
            b"<!DOCTYPE html>",
            b'{"company": "personne", "questions": []}',
        ],
    )
    def test_what_is_no_form_is_refused(self, content: bytes, run: Run, lacking: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "r.json"
        file.write_bytes(content)
        done = run("companies", "import", file, at=lacking)
        assert (done.code, "Error: " in done.err) == (4, True)
        assert "Traceback" not in done.err


@pytest.mark.browser
class TestPage:
    def test_its_button_saves_what_the_import_reads(
        self, run: Run, lacking: Workspace, tmp_path: Path, chromium: Browser
    ) -> None:
        page_file = tmp_path / "q.html"
        assert run("ask", "studio", "--top", "9", "--lang", "fr", "-o", page_file, at=lacking).code == 0
        context = chromium.new_context(accept_downloads=True)
        trouble: list[str] = []
        try:
            page = context.new_page()
            page.on("console", lambda said: trouble.append(said.text))
            page.on("pageerror", lambda error: trouble.append(str(error)))
            page.goto(page_file.as_uri())
            page.locator("li[data-fact=headcount] input").fill("12")
            page.locator("li[data-fact=legal_form] input").fill("  SAS ")
            page.get_by_label("Rempli par").fill("La gérante")
            with page.expect_download() as saving:
                page.get_by_role("button", name="Enregistrer mes réponses").click()
            assert saving.value.suggested_filename == "reponses-studio.json"
            saved = tmp_path / "reponses-studio.json"
            saving.value.save_as(saved)
        finally:
            context.close()
        assert trouble == []
        done = run("companies", "import", saved, "--lang", "fr", at=lacking)
        assert (done.code, "enregistrées : 2" in done.out.replace("\u00a0", " ")) == (0, True), done.err
        assert (record(lacking)["headcount"], record(lacking)["legal_form"]) == (12, "SAS")
