"""The matrix of pairs: written for people, filled by them, read back row by row."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from aidmatch.formats.sheet import Sheet, xlsx
from tests.conftest import Done, Run, Workspace, call_text


@pytest.fixture
def sheet(run: Run, small: Workspace) -> Path:
    file = small.path / "matrix.xlsx"
    assert run("match", "-o", file, at=small).code == 0
    return file


def rows(file: Path) -> list[dict[str, Any]]:
    page = openpyxl.load_workbook(file).active
    assert page is not None
    heading, *lines = page.iter_rows(values_only=True)
    return [dict(zip(heading, line, strict=True)) for line in lines]


def fill(file: Path, of: str, on: str, **cells: object) -> str:
    """Write into the row of a pair; where."""
    book = openpyxl.load_workbook(file)
    page = book.active
    assert page is not None
    heading = [cell.value for cell in page[1]]
    for line in page.iter_rows(min_row=2):
        held = dict(zip(heading, line, strict=True))
        if (held["company"].value, held["call"].value) == (of, on):
            for name, value in cells.items():
                held[name.replace("_", " ")].value = value
            book.save(file)
            return str(held["What was done"].coordinate)
    raise LookupError(on)


def take(run: Run, small: Workspace, file: Path, *more: str) -> Done:
    return run("states", "import", file, *more, at=small)


def held(run: Run, small: Workspace) -> dict[tuple[str, str], tuple[str, str | None]]:
    listed = json.loads(run("states", "list", "--format", "json", at=small).out)["states"]
    return {(one["company"], one["call"]): (one["state"], one["note"]) for one in listed}


def test_a_row_a_pair_in_words(sheet: Path) -> None:
    found = rows(sheet)
    assert len(found) == 12
    row = next(one for one in found if (one["company"], one["call"]) == ("studio", "a-confirmer"))
    assert row["Member"] == "Studio Exemple (fictif)"
    assert row["Answer"] == "to confirm: 2 points"
    assert row["Closing"] == datetime(2026, 12, 31)  # noqa: DTZ001 - spreadsheets have no zone
    assert row["Link"] == "https://example.org/a-confirmer"


def test_the_states_are_a_drop_down_and_the_ids_are_hidden(sheet: Path) -> None:
    page = openpyxl.load_workbook(sheet).active
    assert page is not None
    (offered,) = page.data_validations.dataValidation
    assert offered.formula1 == '"put aside,followed,applied for,won,refused,given up"'
    heading = [cell.value for cell in page[1]]
    assert str(offered.sqref) == "H2:H13"
    assert heading[7] == "What was done"
    assert {
        place for one in page.column_dimensions.values() if one.hidden for place in range(one.min, one.max + 1)
    } == {
        11,
        12,
        13,
        14,
    }
    assert heading[10:] == ["company", "call", "was_state", "was_note"]


def test_the_same_rows_are_the_same_bytes(run: Run, small: Workspace, sheet: Path) -> None:
    again = small.path / "again.xlsx"
    run("match", "-o", again, at=small)
    assert again.read_bytes() == sheet.read_bytes()


def test_what_was_filled_is_noted_once(run: Run, small: Workspace, sheet: Path) -> None:
    fill(sheet, "studio", "jeu-ouvert", What_was_done="followed", Note="rappeler")
    fill(sheet, "mystere", "jeu-ouvert", What_was_done="écartée")
    seen = take(run, small, sheet, "--dry-run")
    assert (seen.code, held(run, small)) == (0, {})
    assert take(run, small, sheet).out.startswith("2 changes noted, 0 rows left aside")
    assert held(run, small) == {
        ("studio", "jeu-ouvert"): ("followed", "rappeler"),
        ("mystere", "jeu-ouvert"): ("dismissed", None),
    }
    assert take(run, small, sheet).out.startswith("0 changes noted, 0 rows left aside")


def test_an_empty_cell_takes_back_and_a_note_alone_keeps_the_day(run: Run, small: Workspace) -> None:
    run("applied", "studio", "jeu-ouvert", "--amount", "9000", "--on", "2026-11-01", at=small)
    run("follow", "studio", "annonce", at=small)
    file = small.path / "m.xlsx"
    run("match", "-o", file, at=small)
    fill(file, "studio", "jeu-ouvert", Note="complet")
    fill(file, "studio", "annonce", What_was_done=None)
    assert take(run, small, file).code == 0
    (one,) = json.loads(run("states", "list", "--format", "json", at=small).out)["states"]
    assert (one["call"], one["on"], one["amount"], one["note"]) == ("jeu-ouvert", "2026-11-01", 9000, "complet")


def test_a_row_that_says_nothing_clear_is_told_with_its_cell(run: Run, small: Workspace, sheet: Path) -> None:
    wrong = fill(sheet, "studio", "jeu-ouvert", What_was_done="peut-être")
    alone = fill(sheet, "studio", "annonce", Note="à voir")
    moved = fill(sheet, "studio", "sans-date", What_was_done="followed", Member="Quelqu’un d’autre")
    gone = fill(sheet, "studio", "jeu-ferme", What_was_done="followed", call="disparu")
    fill(sheet, "mystere", "annonce", What_was_done="followed")
    done = take(run, small, sheet)
    assert done.code == 3
    assert done.out.startswith("1 change noted, 4 rows left aside")
    for cell in (wrong, alone, moved.replace("H", "A"), gone):
        assert f" {cell}: " in done.err
    assert "peut-être" in done.err
    assert list(held(run, small)) == [("mystere", "annonce")]


def test_what_was_noted_meanwhile_is_not_overwritten(run: Run, small: Workspace, sheet: Path) -> None:
    run("won", "studio", "jeu-ouvert", at=small)
    assert take(run, small, sheet).code == 0
    fill(sheet, "studio", "jeu-ouvert", What_was_done="dismissed")
    assert take(run, small, sheet).code == 3
    assert held(run, small) == {("studio", "jeu-ouvert"): ("won", None)}


def test_a_file_that_is_no_matrix_is_said(run: Run, small: Workspace) -> None:
    other = small.write("liste.csv", "nom;siren\nStudio;1\n")
    assert take(run, small, other).code == 2
    broken = small.write("abime.xlsx", b"PK\x03\x04 no")
    assert take(run, small, broken).code == 4


def test_hostile_texts_are_texts(run: Run, small: Workspace) -> None:
    title = '\'=HYPERLINK("http://example.org";"x")\''
    text = call_text("piege", title=title).replace("https://example.org/piege", "javascript:alert(1)")
    small.write("data/calls/piege.yaml", text)
    run("follow", "studio", "piege", "--note", "=1+1", at=small)
    file = small.path / "m.xlsx"
    run("match", "--call", "piege", "-o", file, at=small)
    page = openpyxl.load_workbook(file).active
    assert page is not None
    assert {cell.data_type for line in page.iter_rows() for cell in line} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for line in page.iter_rows() for cell in line)
    assert "=1+1" in [one["Note"] for one in rows(file)]
    assert take(run, small, file).out.startswith("0 changes noted, 0 rows left aside")


def test_a_text_that_runs_over_lines_has_room_for_them() -> None:
    long, short = "Une aide dont le titre est bien long " * 3, "Une aide"
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx([Sheet("aides", ("Aide",), [(long,), (short,)], wrapped=frozenset({0}))]))
    )
    page = book.active
    assert page is not None
    assert page.row_dimensions[2].height == 45
    assert page.row_dimensions[3].height in (None, 15)
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
