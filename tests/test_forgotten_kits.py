"""Who is forgotten goes from the kits of its applications too; what others wrote or hold is named, not taken."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pypdf import PdfWriter

from aidmatch.cli import _forgetting
from aidmatch.cli import dossier as command
from tests.conftest import STUDIO, Run, Workspace

NAMES = {"dossier.md", "declarations.md", "budget.xlsx", "kit-deadlines.ics", "first-email.txt"}
ROUNDS = 30 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 3
"""Times a member is forgotten, each killed at a moment drawn from a seed."""


def make(run: Run, place: Workspace, where: Path, company: str = "studio", form: str = "markdown") -> None:
    done = run("dossier", company, "jeu-ouvert", "-f", form, "-o", where, at=place)
    assert done.code == 0, done.err


def forget(run: Run, place: Workspace, *more: str) -> str:
    done = run("companies", "forget", "studio", "--yes", *more, at=place)
    assert done.code == 0, done.err
    return " ".join(f"{done.out} {done.err}".split())


def test_a_kit_in_the_workspace_goes_with_its_folder_and_others_stay(run: Run, small: Workspace) -> None:
    make(run, small, small.path / "kits" / "a")
    make(run, small, small.path / "kits" / "b", company="mystere")
    told = forget(run, small)
    assert "5 files of kits to apply" in told
    assert not (small.path / "kits" / "a").exists()
    assert {one.name for one in (small.path / "kits" / "b").iterdir()} >= {"dossier.md", "budget.xlsx"}


def test_what_the_coordinator_added_to_a_kit_goes_and_her_own_files_stay(run: Run, small: Workspace) -> None:
    kit = small.path / "kits" / "a"
    make(run, small, kit)
    # Completed by hand: it still holds the member, so it goes.
    (kit / "dossier.md").write_text("Studio Exemple, complété à la main", "utf-8")
    notes, photo = kit / "notes.txt", kit / "photo.jpg"
    notes.write_text("Rappeler Studio Exemple (fictif)", "utf-8")
    photo.write_bytes(b"rien")
    told = forget(run, small)
    assert {one.name for one in kit.iterdir()} == {"notes.txt", "photo.jpg"}
    assert f"{notes} seems to name it" in told
    assert str(photo) not in told


def test_a_kit_elsewhere_is_named_and_left(run: Run, small: Workspace, tmp_path: Path) -> None:
    make(run, small, tmp_path / "partage")
    told = forget(run, small)
    for name in NAMES:
        assert (tmp_path / "partage" / name).is_file()
        assert f"{tmp_path / 'partage' / name} is a kit outside the workspace" in told


def test_links_are_not_followed(run: Run, small: Workspace, tmp_path: Path) -> None:
    kit, elsewhere = small.path / "kit", tmp_path / "ailleurs"
    make(run, small, kit)
    # The folder was moved out since and a link left in its place; another file bears the name of one of ours.
    kit.rename(elsewhere)
    kit.symlink_to(elsewhere)
    (elsewhere / "dossier.md").write_text("le rapport d’un autre", "utf-8")
    told = forget(run, small)
    assert {one.name for one in elsewhere.iterdir()} == NAMES
    assert "is a kit outside the workspace" in told


def test_a_link_in_a_kits_place_is_written_through_and_told(run: Run, small: Workspace, tmp_path: Path) -> None:
    mine = tmp_path / "mon-dossier.md"
    mine.write_text("", "utf-8")
    (small.path / "kit").mkdir()
    (small.path / "kit" / "dossier.md").symlink_to(mine)
    make(run, small, small.path / "kit")
    assert "Studio Exemple" in mine.read_text("utf-8")
    assert f"{mine} is a kit outside the workspace" in forget(run, small)
    assert mine.is_file()


class TestPieces:
    @pytest.fixture
    def papers(self, small: Workspace, tmp_path: Path) -> Path:
        folder = small.path / "pieces" / "studio"
        (folder / "comptes").mkdir(parents=True)
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        writer.write(folder / "kbis.pdf")
        small.write("pieces/studio/comptes/bilan.txt", "2025")
        small.write("pieces/mystere/kbis.pdf", b"%PDF")
        (tmp_path / "original.pdf").write_bytes(b"%PDF")
        (folder / "rib.pdf").symlink_to(tmp_path / "original.pdf")
        return folder

    def test_they_stay_and_are_named_unless_one_says_so(self, run: Run, small: Workspace, papers: Path) -> None:
        told = forget(run, small)
        for name in ("kbis.pdf", "comptes/bilan.txt", "rib.pdf"):
            assert (papers / name).exists()
            assert f"{papers / name} was brought together for its files" in told

    def test_with_a_word_they_go_and_a_link_takes_nothing_along(
        self, run: Run, small: Workspace, papers: Path, tmp_path: Path
    ) -> None:
        assert "3 papers brought together" in forget(run, small, "--pieces")
        assert not papers.exists()
        assert (tmp_path / "original.pdf").is_file()
        assert (small.path / "pieces" / "mystere" / "kbis.pdf").is_file()

    @pytest.mark.parametrize(("said", "gone"), [("yes", True), ("no", False), ("", False)])
    def test_on_a_terminal_they_are_asked_about(
        self, said: str, gone: bool, run: Run, small: Workspace, papers: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_forgetting, "is_interactive", lambda: True)
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"yes\n{said}\n"))
        done = run("companies", "forget", "studio", at=small)
        assert done.code == 0, done.err
        assert "Delete the 3 papers in pieces/studio too?" in done.out + done.err
        assert papers.exists() is not gone

    def test_a_folder_that_is_a_link_goes_alone(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        (tmp_path / "nas").mkdir()
        (tmp_path / "nas" / "kbis.pdf").write_bytes(b"%PDF")
        (small.path / "pieces").mkdir()
        (small.path / "pieces" / "studio").symlink_to(tmp_path / "nas")
        forget(run, small, "--pieces")
        assert not (small.path / "pieces" / "studio").is_symlink()
        assert (tmp_path / "nas" / "kbis.pdf").is_file()


def test_all_of_it_is_given(run: Run, small: Workspace, tmp_path: Path) -> None:
    make(run, small, small.path / "kit")
    make(run, small, tmp_path / "partage")
    small.write("pieces/studio/kbis.pdf", b"%PDF")
    told = json.loads(run("companies", "disclose", "studio", at=small).out)
    assert {Path(one).parent.name for one in told["kits"]} == {"kit", "partage"}
    assert {Path(one).name for one in told["kits"]} == NAMES
    assert told["pieces"] == [str(small.path / "pieces" / "studio" / "kbis.pdf")]
    assert {row["call"] for row in told["journal"]["kits"]} == {"jeu-ouvert"}
    other = json.loads(run("companies", "disclose", "mystere", at=small).out)
    assert (other["kits"], other["pieces"]) == ([], [])


def test_a_kit_made_while_its_member_is_forgotten_brings_nothing_back(
    run: Run, small: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_names = command._names

    def names(folder: Path) -> tuple[str, ...]:
        assert run("companies", "forget", "studio", "--yes", at=small).code == 0
        return true_names(folder)

    monkeypatch.setattr(command, "_names", names)
    done = run("dossier", "studio", "jeu-ouvert", "-o", small.path / "kit", at=small)
    assert (done.code, "no member any more" in done.err) == (2, True)
    assert not (small.path / "kit").exists()


def test_what_is_past_its_time_goes_unless_somebody_worked_on_it(run: Run, small: Workspace, tmp_path: Path) -> None:
    make(run, small, small.path / "kit")
    make(run, small, tmp_path / "partage")
    worked = small.path / "kit" / "dossier.md"
    worked.write_text("complété", "utf-8")
    soon = run("purge", at=small, day="2027-01-01")
    assert (soon.code, worked.is_file(), (small.path / "kit" / "budget.xlsx").is_file()) == (0, True, True)
    dry = run("purge", "--dry-run", at=small, day="2036-01-01")
    done = run("purge", at=small, day="2036-01-01")
    assert (dry.out, dry.err) == (done.out, done.err)
    assert "4 files of kits to apply" in done.out
    assert [one.name for one in (small.path / "kit").iterdir()] == ["dossier.md"]
    assert f"{worked} is past its time" in " ".join(done.err.split())
    assert len(list((tmp_path / "partage").iterdir())) == len(NAMES)


def test_a_workspace_that_cannot_be_written_still_gives_a_kit_and_says_so(
    run: Run, small: Workspace, tmp_path: Path
) -> None:
    # A file where the folder of the journal should be: nothing can be made in it.
    small.write(".aidmatch", "")
    done = run("dossier", "studio", "jeu-ouvert", "-o", tmp_path / "kit", at=small)
    assert (done.code, "is not noted" in done.err) == (0, True)
    assert (tmp_path / "kit" / "budget.xlsx").is_file()


def test_forgetting_killed_anywhere_and_done_again_leaves_no_kit(small: Workspace) -> None:
    def apart(*words: str) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "aidmatch", "--workspace", str(small.path), "--as-of", "2026-11-26", *words]
        return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    draw = random.Random(11)  # noqa: S311
    kit = small.path / "kits" / "a"
    for turn in range(ROUNDS):
        small.company("studio", STUDIO)
        small.write("pieces/studio/kbis.pdf", b"%PDF")
        assert apart("dossier", "studio", "jeu-ouvert", "-o", str(kit)).wait() == 0
        process = apart("companies", "forget", "studio", "--yes", "--pieces")
        time.sleep(draw.uniform(0.3, 1.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert apart("companies", "forget", "studio", "--yes", "--pieces").wait() in (0, 2)
        assert not kit.exists(), turn
        assert not (small.path / "pieces" / "studio").exists(), turn
