"""A member forgotten leaves nothing behind but keyed hashes; what is held of one can be given; what is old goes."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.cli import _forgetting, _mailing
from aidmatch.company import Company
from aidmatch.journal import forgotten, home_of_journal
from tests.conftest import STUDIO, Run, Workspace

MONDAY = "2026-11-23T08:00"
ROUNDS = 50 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 2
"""Times a member is forgotten, each killed at a moment drawn from a seed."""
NAME = "Zygomatique Éclair"
LIST = f"Nom;SIREN;Ville;Code postal;Effectif;Courriel\n{NAME};123456782;Perpignan;66000;12;tete@zygo.example.org\n"
OTHERS = "Studio Autre;;Montpellier;34000;5;autre@studio.example.org\n"


@pytest.fixture
def place(small: Workspace) -> Workspace:
    small.write("aidmatch.toml", '[clusters.grappe]\nname = "Grappe (fictive)"\nemail = "a@grappe.example.org"\n')
    return small


def holds(folder: Path, *signs: str) -> list[str]:
    """Files under a folder in which any of the signs is found, sheets unpacked."""
    found = []
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        content = file.read_bytes()
        if file.suffix == ".xlsx":
            with zipfile.ZipFile(file) as packed:
                content = b"".join(map(packed.read, packed.namelist()))
        if any(sign.encode() in content for sign in signs):
            found.append(file.relative_to(folder).as_posix())
    return found


def ok(run: Run, place: Workspace, *argv: str | Path) -> str:
    done = run(*argv, at=place, day=MONDAY)
    assert done.code == 0, done.err
    return done.out


def test_forgetting_leaves_nothing_and_the_next_import_skips_the_row(
    run: Run, place: Workspace, tmp_path: Path
) -> None:
    sheet = tmp_path / "adherents.csv"
    sheet.write_text(LIST + OTHERS, "utf-8")
    ok(run, place, "companies", "import", sheet, "--yes")
    member = json.loads(ok(run, place, "companies", "list", "--format", "json"))["companies"]
    id_ = next(one["id"] for one in member if one["name"] == NAME)
    ok(run, place, "monday", "--offline")
    ok(run, place, "digest", "review", "--out", place.path / "relecture")
    ok(run, place, "digest", "sent")
    ok(run, place, "follow", id_, "jeu-ouvert")
    ok(run, place, "board", "-o", place.path / "relecture" / "tableau.html")
    signs = (NAME, id_, "tete@zygo", "123456782")
    assert len(holds(place.path, *signs)) > 5
    told = ok(run, place, "companies", "forget", id_, "--yes")
    assert NAME in told
    assert holds(place.path, *signs) == []
    # Nothing of the others went with it.
    assert holds(place.path, "Studio Autre")
    again = run("companies", "import", sheet, "--yes", at=place, day=MONDAY)
    assert (again.code, "asked to be forgotten" in again.err) == (0, True)
    assert holds(place.path, *signs) == []
    ok(run, place, "companies", "forget", "123456782", "--undo")
    ok(run, place, "companies", "import", sheet, "--yes")
    assert holds(place.path, NAME)


def test_what_others_say_of_it_is_named_and_theirs(run: Run, place: Workspace) -> None:
    text = (
        "id: un\nname: Un\nprojects:\n- id: p\n  title: P\n  partners: [{name: Studio Exemple (fictif), country: FR}]\n"
    )
    file = place.write("data/companies/un.yaml", text)
    done = run("companies", "forget", "studio", "--yes", at=place, day=MONDAY)
    assert done.code == 0
    assert "data/companies/un.yaml seems to name it" in done.err.replace("\\", "/")
    assert file.read_text("utf-8") == text


def test_nothing_is_forgotten_without_a_yes(run: Run, place: Workspace) -> None:
    done = run("companies", "forget", "studio", at=place, day=MONDAY)
    assert (done.code, "--yes" in done.err) == (2, True)
    assert holds(place.path / "data", "Studio Exemple")


def test_one_of_several_in_a_file_goes_and_the_others_keep_their_comments(run: Run, place: Workspace) -> None:
    text = "# Les adhérents\n- id: un\n  name: Un\n# Le second\n- id: deux\n  name: Deux\n"
    file = place.write("data/companies/liste.yaml", text)
    ok(run, place, "companies", "forget", "un", "--yes")
    assert "# Le second" in file.read_text("utf-8") or "deux" in file.read_text("utf-8")
    assert "name: Un\n" not in file.read_text("utf-8")


def test_all_that_is_held_is_given(run: Run, place: Workspace) -> None:
    ok(run, place, "digest")
    ok(run, place, "dismiss", "studio", "jeu-ouvert", "--note", "pas le moment")
    told = json.loads(ok(run, place, "companies", "disclose", "studio"))
    assert told["company"]["name"] == "Studio Exemple (fictif)"
    assert told["journal"]["stances"][0]["note"] == "pas le moment"
    assert told["journal"]["letters"][0]["worded"]["company"] == "studio"
    assert "mystere" not in json.dumps(told)


def test_what_is_past_its_time_goes_and_what_stands_stays(run: Run, place: Workspace) -> None:
    ok(run, place, "digest")
    ok(run, place, "dismiss", "studio", "jeu-ouvert")
    late = "2036-01-01T08:00"
    dry = run("purge", "--dry-run", at=place, day=late)
    done = run("purge", at=place, day=late)
    assert (dry.code, done.code, dry.out) == (0, 0, done.out)
    assert "2 letters" in done.out
    connection = sqlite3.connect(home_of_journal(place.path))
    try:
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("letters", "stances")]
    finally:
        connection.close()
    assert counts == [0, 1]


ROWS = st.tuples(
    st.sampled_from(["1", "2", None]), st.sampled_from(["Alpha", "Bêta"]), st.sampled_from(["T1", "T2", None])
)


@given(ROWS, ROWS)
def test_a_row_is_known_again_by_its_number_else_by_name_and_town(
    tmp_path_factory: pytest.TempPathFactory,
    one: tuple[str | None, str, str | None],
    row: tuple[str | None, str, str | None],
) -> None:
    home = tmp_path_factory.getbasetemp() / "key" / "journal.sqlite"
    marks = forgotten.marks_of(home, one[0], one[1], one[2])
    same_name = one[1] == row[1] and row[2] in (one[2], None)
    expected = one[0] == row[0] if one[0] and row[0] else same_name
    assert forgotten.is_known(home, marks, row[0], row[1], row[2]) is expected
    assert not any(one[1].encode() in mark.encode() for mark in marks)


def forms_of(run: Run, place: Workspace, folder: Path) -> None:
    for form in ("html", "eml", "text", "markdown", "json", "xlsx", "ics"):
        ok(run, place, "digest", "--out", folder, "--format", form)


@pytest.mark.parametrize("name", ["Lettre", "aide", "a", "Studio", "html"])
def test_a_name_that_is_a_word_of_every_letter_takes_no_other_letter_along(
    name: str, run: Run, place: Workspace
) -> None:
    place.company("bref", f"id: bref\nname: {name}\n")
    place.company("bref-2", "id: bref-2\nname: Autre (fictive)\n")
    forms_of(run, place, place.path / "lettres")
    mine = place.write("lettres/mes-notes.txt", f"Studio, html, lettre, aide : {name}")
    sheet = place.write("lettres/adherents.csv", f"Nom\n{name}\n")
    others = {one for one in (place.path / "lettres").iterdir() if "studio" in one.name or "bref-2" in one.name}
    assert len(others) > 5
    ok(run, place, "companies", "forget", "bref", "--yes")
    assert all(one.is_file() for one in (*others, mine, sheet))
    assert not [one.name for one in (place.path / "lettres").iterdir() if "W48-bref." in one.name]


def test_a_file_that_is_not_ours_is_left_and_told(run: Run, place: Workspace) -> None:
    ok(run, place, "digest", "review", "--out", place.path)
    sheet = place.write("adherents.csv", "Nom\nStudio Exemple (fictif)\n")
    settings = place.write("aidmatch.toml", '[clusters.grappe]\nname = "Studio Exemple (fictif)"\n')
    done = run("companies", "forget", "studio", "--yes", at=place, day=MONDAY)
    assert (done.code, sheet.is_file(), settings.is_file()) == (0, True, True)
    assert "adherents.csv seems to name it" in " ".join(done.err.split())


@pytest.mark.parametrize("name", ["L'Été & Fils", "Un <b>très</b> long nom " * 8, 'Le "Labo" (fictif)', "A\\B, C; D"])
def test_pages_that_name_a_member_go_however_they_write_it(name: str, run: Run, place: Workspace) -> None:
    place.write("data/companies/nomme.yaml", json.dumps({"id": "nomme", "name": name.strip(), "headcount": 12}))
    ok(run, place, "monday", "--offline")
    ok(run, place, "digest", "review", "--out", place.path / "lettres" / "2026-W48")
    folder = place.path / "lettres" / "2026-W48"
    before = {one.name for one in folder.iterdir()}
    ok(run, place, "companies", "forget", "nomme", "--yes")
    left = {one.name for one in folder.iterdir()}
    assert {"board.html", "2026-W48-review.html", "2026-W48-review.xlsx"} <= before - left
    assert "2026-W48-studio.html" in left
    assert holds(folder, "nomme") == []


def _apart(place: Workspace, *words: str) -> subprocess.Popen[bytes]:
    """A command in a process of its own."""
    line = [sys.executable, "-m", "aidmatch", "--workspace", str(place.path), "--as-of", MONDAY, *words]
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})


def test_a_run_that_read_a_member_before_it_was_forgotten_does_not_bring_it_back(
    run: Run, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_members = _mailing.members

    def members(*given: Any) -> list[Company]:
        found = true_members(*given)
        with monkeypatch.context() as apart:
            # As where the index of a run at work cannot be emptied under it.
            apart.setattr(_forgetting, "_wipe_index", lambda _: None)
            assert run("companies", "forget", "studio", "--yes", at=place, day=MONDAY).code == 0
        return found

    monkeypatch.setattr(_mailing, "members", members)
    ok(run, place, "digest", "--out", place.path / "lettres")
    monkeypatch.undo()
    ok(run, place, "digest", "--out", place.path / "lettres")
    assert holds(place.path, "Studio Exemple") == []
    assert holds(place.path / "lettres", "Mystère")


def test_forgetting_killed_anywhere_and_done_again_leaves_nothing(place: Workspace) -> None:
    draw = random.Random(7)  # noqa: S311
    codes = set()
    for turn in range(ROUNDS):
        place.company("studio", STUDIO)
        # Each in a process of its own: reading the journal's bytes, as this test does, lets go of the locks on it.
        assert _apart(place, "monday", "--offline").wait() == 0
        assert _apart(place, "digest", "sent").wait() == 0
        process = _apart(place, "companies", "forget", "studio", "--yes")
        time.sleep(draw.uniform(0.2, 1.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        # Either there was still a record to name, or all had been done before it went.
        codes.add(_apart(place, "companies", "forget", "studio", "--yes").wait())
        assert _apart(place, "rank", "mystere").wait() == 0
        assert holds(place.path, "Studio Exemple") == [], turn
    assert codes <= {0, 2}
