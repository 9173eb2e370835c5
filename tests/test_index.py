"""The prepared index: rebuilt when it must be and only then, whole or not at all, and cheap to read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from aidmatch import datafiles, prepare
from aidmatch.catalogue import writing
from aidmatch.errors import CatalogueError
from aidmatch.prepare import opening
from aidmatch.value import say
from tests.conftest import DAY, Run, Workspace, call_text


def index(place: Workspace) -> Path:
    return place.path / ".aidmatch" / "index.sqlite"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each data file was parsed."""
    seen: Counter[str] = Counter()
    true_read = datafiles.read_file

    def read(path: Path, model: Any, name: str) -> Any:
        seen[name] += 1
        return true_read(path, model, name)

    monkeypatch.setattr(datafiles, "read_file", read)
    return seen


def titles(place: Workspace) -> dict[str, str]:
    with prepare.open_catalogue(place.path) as catalogue:
        return {name: title for _, name, title, _ in catalogue.call_names()}


class TestRebuilding:
    def test_what_did_not_change_is_not_parsed_again(self, small: Workspace, parsed: Counter[str]) -> None:
        titles(small)
        assert set(parsed.values()) == {1}
        before = index(small).stat().st_mtime_ns
        parsed.clear()
        titles(small)
        assert not parsed
        assert index(small).stat().st_mtime_ns == before

    def test_only_the_changed_file_is_parsed(self, small: Workspace, parsed: Counter[str]) -> None:
        titles(small)
        parsed.clear()
        small.call("jeu-ouvert", title="Autre titre")
        assert titles(small)["jeu-ouvert"] == "Autre titre"
        assert parsed == {"data/calls/jeu-ouvert.yaml": 1}

    def test_same_size_other_time(self, small: Workspace) -> None:
        titles(small)
        file = small.call("jeu-ouvert", title="Aide au prototype de jeu vidée")
        os.utime(file, ns=(time.time_ns(), time.time_ns() + 10**9))
        assert titles(small)["jeu-ouvert"] == "Aide au prototype de jeu vidée"

    def test_same_bytes_other_time_are_not_parsed(self, small: Workspace, parsed: Counter[str]) -> None:
        titles(small)
        parsed.clear()
        os.utime(small.path / "data/calls/jeu-ouvert.yaml", ns=(1, 1))
        titles(small)
        assert not parsed

    def test_a_file_that_comes_and_goes(self, small: Workspace) -> None:
        before = titles(small)
        file = small.call("nouveau")
        assert titles(small).keys() - before.keys() == {"nouveau"}
        file.unlink()
        assert titles(small) == before

    def test_a_file_put_right_is_no_longer_told(self, small: Workspace, run: Run) -> None:
        small.write("data/calls/cassee.yaml", "id: cassee\n")
        assert run("calls", "list", at=small).code == 3
        assert run("calls", "list", at=small).code == 3
        small.call("cassee")
        assert run("calls", "list", at=small).code == 0

    def test_a_double_is_told_once_and_as_long_as_it_is_one(self, small: Workspace, run: Run) -> None:
        first = small.path / "data/calls/jeu-ouvert.yaml"
        small.write("data/calls/zz.yaml", call_text("jeu-ouvert", title="Le double"))
        for _ in range(2):
            done = run("calls", "list", at=small)
            assert done.code == 3
            assert done.err.count("already used") == 1
            small.call("autre")
        first.unlink()
        done = run("calls", "list", at=small)
        assert (done.code, done.err) == (0, "")
        assert titles(small)["jeu-ouvert"] == "Le double"

    def test_another_version_reads_all_again(
        self, small: Workspace, parsed: Counter[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        titles(small)
        parsed.clear()
        monkeypatch.setattr(opening, "__version__", "99.0")
        titles(small)
        assert set(parsed.values()) == {1}

    def test_a_changed_program_reads_all_again(
        self, small: Workspace, parsed: Counter[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        titles(small)
        parsed.clear()
        monkeypatch.setattr(opening, "_fingerprint", lambda: "edited")
        titles(small)
        assert set(parsed.values()) == {1}

    def test_an_edit_to_a_table_or_a_rule_is_seen(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        table = tmp_path / "search" / "thesaurus.csv"
        table.parent.mkdir()
        table.write_text("jeu,ludique\n", "utf-8")
        (tmp_path / "__pycache__").mkdir()
        monkeypatch.setattr(opening, "__file__", str(tmp_path / "prepare" / "opening.py"))
        before = opening._fingerprint.__wrapped__()
        (tmp_path / "__pycache__" / "match.pyc").write_bytes(b"x")
        assert opening._fingerprint.__wrapped__() == before
        table.write_text("jeu,ludique,vidéo\n", "utf-8")
        assert opening._fingerprint.__wrapped__() != before


def test_kept_gists_find_what_gists_in_memory_find(workspace: Workspace, run: Run) -> None:
    workspace.call("froid-un", title="Frigo et compresseur")
    workspace.call("froid-deux", title="Frigo, froid, compresseur")
    workspace.call("froid-trois", title="Compresseur de froid")
    workspace.call("autre", title="Embaucher un apprenti")
    found = json.loads(run("search", "frigo", "--include-closed", "--format", "json", at=workspace).out)["results"]
    assert [(one["call"], one["matched"]) for one in found] == [
        ("froid-deux", ["frigo"]),
        ("froid-un", ["frigo"]),
        ("froid-trois", []),
    ]


class TestWhereItLies:
    def test_others_may_read_it_as_any_file(self, small: Workspace) -> None:
        titles(small)
        plain = small.write("plain.txt", "x")
        assert index(small).stat().st_mode == plain.stat().st_mode

    def test_a_file_where_its_folder_should_be(self, small: Workspace, run: Run) -> None:
        small.write(".aidmatch", "x")
        assert run("rank", "studio", at=small).code == 0
        assert (small.path / ".aidmatch").read_text("utf-8") == "x"

    def test_no_cache_either(self, small: Workspace, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        import atexit
        import tempfile

        import platformdirs

        small.write(".aidmatch", "x")
        nowhere = small.write("nowhere", "x")
        passing = tmp_path / "passing"
        passing.mkdir()
        leave: list[tuple[Any, ...]] = []
        monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: nowhere / "cache")
        monkeypatch.setattr(tempfile, "tempdir", str(passing))
        monkeypatch.setattr(atexit, "register", lambda *asked, **_: leave.append(asked))
        done = run("rank", "studio", at=small)
        assert done.code == 0, done.err
        (folder,) = passing.iterdir()
        assert [str(asked[1]) for asked in leave] == [str(folder)]

    def test_nowhere_at_all_is_said(self, small: Workspace, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        import tempfile

        import platformdirs

        nowhere = small.write(".aidmatch", "x")
        monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: nowhere / "cache")

        def full(**_: object) -> str:
            raise FileNotFoundError(2, "No usable temporary directory found")

        monkeypatch.setattr(tempfile, "mkdtemp", full)
        done = run("rank", "studio", at=small)
        assert done.code == 4
        assert "cannot be written" in done.err


class TestDamage:
    def test_one_killed_half_way_leaves_the_old_index(self, small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        before = titles(small)
        old = index(small).read_bytes()
        small.call("nouveau")

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(writing, "_write_rules", killed)
            with pytest.raises(KeyboardInterrupt):
                titles(small)
        assert index(small).read_bytes() == old
        assert [path.name for path in index(small).parent.iterdir()] == ["index.sqlite"]
        assert titles(small).keys() == {*before, "nouveau"}

    @pytest.mark.parametrize("damage", ["empty", "noise", "cut", "half", "text", "another"])
    def test_a_damaged_index_is_rebuilt(self, damage: str, small: Workspace, run: Run) -> None:
        whole = titles(small)
        data = index(small).read_bytes()
        content = {
            "empty": b"",
            "noise": bytes(range(256)) * 64,
            "cut": data[:-4096],
            "half": data[: len(data) // 2],
            "text": b"not a database at all\n",
            "another": b"SQLite format 3\0" + b"\0" * 4080,
        }[damage]
        index(small).write_bytes(content)
        assert titles(small) == whole
        index(small).write_bytes(content)
        assert run("rank", "studio", at=small).code == 0

    def test_a_full_disk_is_said(self, small: Workspace, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object, **__: object) -> None:
            raise CatalogueError(say("the index {path:text} cannot be written", path="x"))

        monkeypatch.setattr(writing, "write", full)
        done = run("rank", "studio", at=small)
        assert done.code == 4
        assert "cannot be written" in done.err

    def test_two_at_once(self, small: Workspace) -> None:
        program = [sys.executable, "-m", "aidmatch", "match", "--format", "ndjson", "--as-of", DAY]
        environment = {**os.environ, "AIDMATCH_WORKSPACE": str(small.path)}
        running = [subprocess.Popen(program, stdout=subprocess.PIPE, env=environment) for _ in range(3)]
        said = [one.communicate(timeout=60)[0] for one in running]
        assert [one.returncode for one in running] == [0, 0, 0]
        assert len(set(said)) == 1
        assert len(said[0].splitlines()) == 12
        assert [path.name for path in index(small).parent.iterdir()] == ["index.sqlite"]


HEAVY = (
    "yaml",
    "ruamel",
    "ruamel.yaml",
    "httpx",
    "requests",
    "urllib3",
    "http.client",
    "numpy",
    "pyarrow",
    "rapidfuzz",
    "xlsxwriter",
    "aidmatch.journal",
    "aidmatch.settle",
    "jinja2",
    "matplotlib",
)


def test_a_warm_rank_loads_nothing_heavy(small: Workspace, run: Run) -> None:
    assert run("rank", "studio", at=small).code == 0
    program = (
        "import json, sys\nfrom aidmatch.cli import run\ncode = run(sys.argv[1:])\nsys.stdout.flush()\n"
        "print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)"
    )
    for form in ("table", "json"):
        words = ["rank", "studio", "--as-of", DAY, "--workspace", str(small.path), "--format", form]
        told = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, check=True)
        code, modules = json.loads(told.stderr.decode().splitlines()[-1])
        assert code == 0
        assert not set(HEAVY) & set(modules)


def test_a_warm_rank_validates_no_call_that_it_does_not_show(
    small: Workspace, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aidmatch.call import Call

    assert run("rank", "studio", at=small).code == 0
    read: list[str] = []
    true_json, true_python = Call.model_validate_json, Call.model_validate

    def from_json(data: Any, **rest: Any) -> Call:
        call = true_json(data, **rest)
        read.append(call.id)
        return call

    def from_python(data: Any, **rest: Any) -> Call:
        call = true_python(data, **rest)
        read.append(call.id)
        return call

    monkeypatch.setattr(Call, "model_validate_json", from_json)
    monkeypatch.setattr(Call, "model_validate", from_python)
    done = run("rank", "studio", "--top", "2", "--format", "json", at=small)
    shown = {item["call"] for item in json.loads(done.out)["shortlist"]}
    assert len(shown) == 2
    assert set(read) <= shown
