"""The sheets we write, opened by LibreOffice: the same cells, and no formula acts."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Run, Workspace, program

pytestmark = pytest.mark.office

MONDAY = "2026-11-23T08:00"
EVIL = '=HYPERLINK("http://evil.example","clic")'


@pytest.fixture
def place(small: Workspace) -> Workspace:
    """A member and a call whose names would act as formulas."""
    small.write("aidmatch.toml", '[clusters.grappe]\nname = "Grappe (fictive)"\nemail = "a@grappe.example.org"\n')
    studio = (small.path / "data/companies/studio.yaml").read_text("utf-8")
    small.company(
        "studio", studio.replace("Studio Exemple (fictif)", f"'{EVIL}'") + "readers: [{email: a@b.example.org}]\n"
    )
    call = (small.path / "data/calls/jeu-ouvert.yaml").read_text("utf-8")
    small.write(
        "data/calls/jeu-ouvert.yaml", call.replace("title: Aide au prototype de jeu vidéo", "title: '+1+cmd|x'")
    )
    return small


def opened(sheet: Path) -> list[list[str]]:
    """What LibreOffice reads in the first sheet of a file."""
    soffice = program("office")
    assert soffice is not None
    folder = sheet.parent / "opened"
    subprocess.run(
        [
            soffice,
            "--headless",
            f"-env:UserInstallation={(sheet.parent / 'profile').as_uri()}",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
            "--outdir",
            str(folder),
            str(sheet),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (made,) = folder.glob("*.csv")
    return list(csv.reader(io.StringIO(made.read_text("utf-8"))))


def test_the_mail_merge_sheet(run: Run, place: Workspace, tmp_path: Path) -> None:
    sheet = tmp_path / "publipostage.xlsx"
    assert run("digest", "--format", "xlsx", "-o", sheet, at=place, day=MONDAY).code == 0
    rows = opened(sheet)
    assert [row[1] for row in rows[1:]] == ["a@b.example.org"]
    assert rows[1][0] == EVIL
    assert "\n" in rows[1][3]


def test_the_sheet_of_the_review(run: Run, place: Workspace, tmp_path: Path) -> None:
    assert run("digest", "review", "--out", tmp_path / "r", at=place, day=MONDAY).code == 0
    (sheet,) = (tmp_path / "r").glob("*.xlsx")
    rows = opened(sheet)
    assert EVIL in {row[0] for row in rows}
    assert "+1+cmd|x" in {row[1] for row in rows}


def test_the_matrix(run: Run, place: Workspace, tmp_path: Path) -> None:
    sheet = tmp_path / "matrice.xlsx"
    assert run("match", "-o", sheet, at=place, day=MONDAY).code == 0
    told = {cell for row in opened(sheet) for cell in row}
    assert {EVIL, "+1+cmd|x"} <= told
    assert not any("Err:" in cell for cell in told)


def test_the_members_as_they_go_out(run: Run, place: Workspace, tmp_path: Path) -> None:
    sheet = tmp_path / "adherents.xlsx"
    assert run("companies", "export", "-o", sheet, at=place, day=MONDAY).code == 0
    assert EVIL in {cell for row in opened(sheet) for cell in row}
