"""Bad input and bad moments at the newest commands: nothing lost, nothing half-written, a sentence and no traceback."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from aidmatch.datafiles import id_of
from aidmatch.formats import _word_apart
from aidmatch.outside import contacts
from aidmatch.zoning import zones
from tests.conftest import Run, Workspace
from tests.test_killed import ended, started


def kit(run: Run, at: Workspace, folder: Path, *more: str, day: str = "2026-11-22") -> Any:
    return run("dossier", "studio", "jeu-ouvert", "-o", folder, *more, at=at, day=day)


def aids(run: Run, at: Workspace) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(run("aid", "list", "studio", "--format", "json", at=at).out)["awards"]
    return told


class TestTwoAtOnce:
    def test_aids_added_at_once_are_all_kept(self, run: Run, small: Workspace) -> None:
        assert run("companies", "list", at=small).code == 0
        words = ("aid", "add", "studio", "--on", "2025-03-01")
        at_once = [started(small, *words, str(1000 + number)) for number in range(4)]
        assert [ended(process)[0] for process in at_once] == [0] * 4
        assert sorted(one["amount"] for one in aids(run, small)) == [1000, 1001, 1002, 1003]

    def test_a_fact_and_an_aid_at_once_are_both_kept(self, run: Run, small: Workspace) -> None:
        assert run("companies", "list", at=small).code == 0
        at_once = [
            started(small, "companies", "set", "studio", "description=Un studio"),
            started(small, "aid", "add", "studio", "1000", "--on", "2025-03-01"),
            started(small, "companies", "set", "studio", "headcount=9"),
        ]
        assert [ended(process)[0] for process in at_once] == [0] * 3
        shown = json.loads(run("companies", "show", "studio", "--format", "json", at=small).out)["companies"][0]
        assert (shown["description"], shown["headcount"], len(shown["aid_received"])) == (
            "Un studio",
            {"low": 9, "high": 9},
            1,
        )


class TestKitFolder:
    def test_work_done_in_a_kit_is_not_written_over(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        assert kit(run, small, tmp_path / "kit").code == 0
        budget = tmp_path / "kit" / "budget.xlsx"
        budget.write_bytes(b"filled in by hand")
        before = {path.name: path.read_bytes() for path in (tmp_path / "kit").iterdir()}
        again = kit(run, small, tmp_path / "kit", day="2026-11-23")
        assert again.code == 2
        assert "--overwrite" in again.err
        assert {path.name: path.read_bytes() for path in (tmp_path / "kit").iterdir()} == before
        assert kit(run, small, tmp_path / "kit", "--overwrite", day="2026-11-23").code == 0
        assert zipfile.is_zipfile(budget)

    def test_what_was_left_as_it_was_written_is_made_anew(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        assert kit(run, small, tmp_path / "kit").code == 0
        before = (tmp_path / "kit" / "dossier.docx").read_bytes()
        assert kit(run, small, tmp_path / "kit", day="2026-11-23").code == 0
        assert (tmp_path / "kit" / "dossier.docx").read_bytes() != before

    def test_what_is_no_file_is_seen_before_anything_is_written(
        self, run: Run, small: Workspace, tmp_path: Path
    ) -> None:
        (tmp_path / "kit" / "budget.xlsx").mkdir(parents=True)
        done = kit(run, small, tmp_path / "kit")
        assert (done.code, [path.name for path in (tmp_path / "kit").iterdir()]) == (2, ["budget.xlsx"])

    def test_two_names_of_one_file_are_refused(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        (tmp_path / "kit").mkdir()
        (tmp_path / "kit" / "budget.xlsx").symlink_to("dossier.docx")
        assert kit(run, small, tmp_path / "kit").code == 2
        assert not (tmp_path / "kit" / "dossier.docx").exists()

    def test_a_disk_without_room_gets_nothing_of_a_kit(
        self, run: Run, small: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        true_file = tempfile.mkstemp
        made: list[tuple[int, str]] = []

        def full(**where: Any) -> tuple[int, str]:
            if Path(where["dir"]).name == "kit" and len(made) == 2:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            made.append(true_file(**where))
            return made[-1]

        assert run("team", "consent", "studio", "yes", at=small).code == 0
        with monkeypatch.context() as patched:
            patched.setattr(tempfile, "mkstemp", full)
            done = kit(run, small, tmp_path / "kit")
        assert (done.code, len(made), "free space" in done.err) == (4, 2, True)
        assert list((tmp_path / "kit").iterdir()) == []

    def test_a_dash_is_no_folder(self, run: Run, small: Workspace) -> None:
        assert kit(run, small, Path("-")).code == 2


def template(text: str) -> bytes:
    from docx import Document

    document: Any = Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class TestTemplate:
    @pytest.mark.parametrize(
        "text",
        [
            "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
            "{% set x = 9**99999999 %}",
        ],
    )
    def test_one_without_end_is_stopped(
        self, text: str, run: Run, small: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_word_apart, "SECONDS", 3)
        small.write("modeles/dossier.docx", template(text))
        done = kit(run, small, tmp_path / "kit")
        assert done.code == 4
        assert "time or memory" in done.err
        assert not (tmp_path / "kit").exists()

    @pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
    def test_one_that_wants_all_the_memory_is_stopped(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        small.write("modeles/dossier.docx", template("{{ 'a' * 4000000000 }}"))
        done = kit(run, small, tmp_path / "kit")
        assert done.code == 4
        assert "time or memory" in done.err

    def test_nothing_of_the_current_folder_is_run(
        self, run: Run, small: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "docxtpl.py").write_text("raise SystemExit(9)")
        monkeypatch.chdir(tmp_path)
        small.write("modeles/dossier.docx", template("{{ title }}"))
        assert kit(run, small, tmp_path / "kit").code == 0


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
@pytest.mark.skipif(sys.platform == "win32", reason="a shell's word")
def test_closed_streams_are_no_bug(closed: str, small: Workspace) -> None:
    command = f'exec "{sys.executable}" -m aidmatch -w "{small.path}" worth studio jeu-ouvert {closed}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_a_dash_is_the_standard_output(
    run: Run, small: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("worth", "studio", "jeu-ouvert", "--format", "json", "-o", "-", at=small)
    assert (done.code, json.loads(done.out)["company"]) == (0, "studio")
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("folder", ["", "."])
def test_a_folder_is_no_file_to_write(folder: str, run: Run, small: Workspace) -> None:
    done = run("gaps", "--format", "json", "-o", folder, at=small)
    assert (done.code, "is a folder" in done.err) == (4, True)


@pytest.mark.parametrize(
    "words",
    [
        ("aid", "add", "studio", "100", "--on", "2025-01-01", "--call", "-1"),
        ("aid", "add", "studio", "100", "--on", "2025-01-01", "--nature", "loan", "--years", "nan"),
        ("aid", "add", "studio", "100", "--on", "2025-01-01", "--nature", "loan", "--years", "-1"),
        ("worth", "studio", "jeu-ouvert", "--project", ""),
        ("plan", "studio", "--files", "9" * 400),
        ("plan", "studio", "--effort", "9" * 30),
    ],
)
def test_options_beyond_sense_are_refused(words: tuple[str, ...], run: Run, small: Workspace) -> None:
    before = (small.path / "data/companies/studio.yaml").read_bytes()
    assert run(*words, at=small).code == 2
    assert (small.path / "data/companies/studio.yaml").read_bytes() == before


def test_what_is_taken_away_is_told(run: Run, small: Workspace) -> None:
    run("aid", "add", "studio", "4000", "--on", "2025-03-01", "--funder", "Région Exemple", at=small)
    run("aid", "add", "studio", "700", "--on", "2025-04-01", at=small)
    done = run("aid", "remove", "studio", "1", at=small)
    assert done.code == 0
    assert "Région Exemple" in done.err
    assert "4,000" in done.err
    assert [one["amount"] for one in aids(run, small)] == [700]


class TestLists:
    ZONES = "code;zone;valable du;source;vérifié le\n"

    def test_a_list_of_areas_that_is_wrong_throughout_is_told_in_brief(self, small: Workspace) -> None:
        rows = "".join(f"Nullepart{number};c;2022-07-02;Liste;2026-11-01\n" for number in range(3_000))
        small.write("data/zones.csv", f"{self.ZONES}{rows}66136;c;2022-07-02;Liste;2026-11-01\n")
        found, problems = zones(small.path)
        assert [area.code for area in found] == ["COM-66136"]
        assert len(problems) == 21
        assert dict(problems[-1].what.values) == {"count": 2_980}

    def test_a_list_of_all_communes_is_read_to_its_end(self, small: Workspace) -> None:
        rows = "66037;none;2022-07-02;Liste;2026-11-01\n" * 35_000
        small.write("data/zones.csv", f"{self.ZONES}{rows}66136;c;2022-07-02;Liste;2026-11-01\n")
        found, problems = zones(small.path)
        assert (found[-1].code, problems) == ("COM-66136", [])

    def test_a_cell_without_end_is_told_in_brief(self, small: Workspace) -> None:
        small.write("data/zones.csv", f"{self.ZONES}66136;{'c' * 100_000};2022-07-02;Liste;2026-11-01\n")
        (problem,) = zones(small.path)[1]
        assert len(str(dict(problem.what.values)["given"])) < 100

    def test_thousands_of_contacts_are_read_one_after_the_other(self, tmp_path: Path) -> None:
        file = tmp_path / "contacts.csv"
        file.write_text("nom;consentement\n" + "Même nom;oui\n" * 3_000, "utf-8")
        found, problems = contacts(file, file.name)
        assert (len(found), problems) == (3_000, [])
        assert found[-1].id == "meme-nom-3000"

    def test_an_id_is_looked_for_no_further_than_it_must(self) -> None:
        class Counted(frozenset[str]):
            asked = 0

            def __contains__(self, one: object) -> bool:
                Counted.asked += 1
                return super().__contains__(one)

        assert id_of("Studio", Counted(f"autre-{number}" for number in range(1_000))) == "studio"
        assert Counted.asked == 1

    def test_an_id_of_two_lists_names_the_first(self, run: Run, small: Workspace) -> None:
        small.write("data/contacts/a.yaml", "- {id: labo, name: Labo (fictif)}\n")
        small.write("data/contacts/b.yaml", "- {id: labo, name: Autre (fictif)}\n")
        done = run("bridges", at=small)
        assert (done.code, "b.yaml:1: id: the id labo is already used in data/contacts/a.yaml" in done.err) == (3, True)

    def test_a_bound_is_told_as_people_write_it_and_once(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "liste.csv"
        file.write_text("Raison sociale;Effectif\nAutre (fictif);99999999999999999999\n", "utf-8")
        done = run("companies", "import", file, "--yes", at=small)
        assert "1000000000" in done.err
        assert "1000000000.0" not in done.err
        assert "also on line" not in done.err
