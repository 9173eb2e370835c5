"""What docs/cron.md tells people to write runs: each crontab line, timer, task and double-click file."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aidmatch.cli._door import COMMANDS
from aidmatch.cli._shortcut import shortcut
from aidmatch.formats._wording import Wording
from tests.conftest import ROOT, STUDIO, Run, Workspace
from tests.replay import Replay, ok, serving
from tests.stages import alone

PAGE = (ROOT / "docs" / "cron.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def cron_lines() -> list[list[str]]:
    """The commands of the crontab, without when and the password's file."""
    found = []
    for line in blocks("crontab")[0].splitlines():
        if line and not line.startswith("#") and not re.match(r"\w+=", line):
            *when, command = line.split(maxsplit=5)
            assert all(re.fullmatch(r"[\d*,/-]+", part) for part in when), line
            assert "%" not in command, "cron takes a percent sign for the end of the line"
            found.append(shlex.split(command.rpartition("&& ")[2]))
    return found


def units() -> list[configparser.ConfigParser]:
    found = []
    for text in blocks("ini"):
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read_string(text)
        found.append(unit)
    return found


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        record = {
            "id": "aide-1",
            "titre": "Aide exemple",
            "promesse": "Un diagnostic en partie pris en charge",
            "description": "Un diagnostic.",
            "nature de l'aide": "étude",
            "eligibilityData": {"company": {}, "validity": {"end": "31/12/2027"}, "priorityObjectives": []},
        }
        server.routes = {"/programs.json": [ok(json.dumps([record]).encode())]}
        yield server


@pytest.fixture
def place(workspace: Workspace, web: Replay) -> Workspace:
    workspace.write("aidmatch.toml", alone("mission-transition-ecologique", web.url("/programs.json")))
    workspace.company("studio", STUDIO)
    workspace.call("jeu-ouvert")
    return workspace


@pytest.mark.parametrize("words", cron_lines(), ids=" ".join)
def test_each_line_of_the_crontab_runs_and_says_nothing(words: list[str], run: Run, place: Workspace) -> None:
    assert words[0] == "aidmatch"
    assert run("sync", "--quiet", at=place).code == 0
    done = run(*words[1:], at=place)
    assert (done.code, done.out, done.err) == (0, "", "")


def test_the_service_runs_and_the_timer_is_in_paris(run: Run, place: Workspace) -> None:
    service, timer = units()
    assert timer["Timer"]["OnCalendar"].endswith("Europe/Paris")
    words = shlex.split(service["Service"]["ExecStart"])
    assert Path(words[0]).name == "aidmatch"
    words = [str(place.path) if word == "/srv/aides" else word for word in words]
    done = run(*words[1:])
    assert (done.code, done.out) == (0, "")


def test_the_windows_task_names_a_command() -> None:
    told = re.findall(r"(--workspace .*?--quiet)", "".join([*blocks("powershell"), *blocks("bat")]))
    assert len(told) == 2
    for line in told:
        assert any(word in COMMANDS for word in shlex.split(line.replace("\\", "/")))


def test_a_source_that_fails_is_said_even_when_quiet(run: Run, place: Workspace, web: Replay) -> None:
    web.routes = {"/programs.json": [ok(b"<html>")]}
    done = run("sync", "--quiet", "--log", "json", at=place)
    assert (done.code, done.out) == (3, "")
    entries = [json.loads(line) for line in done.err.splitlines()]
    assert {one["level"] for one in entries} == {"warning"}


def test_a_log_tells_each_source(run: Run, place: Workspace) -> None:
    done = run("sync", "--log", "json", at=place)
    told = [json.loads(line) for line in done.err.splitlines()]
    (source,) = [one for one in told if "source" in one]
    assert (source["source"], source["read"], source["new"]) == ("mission-transition-ecologique", 1, 1)


def test_a_second_writer_is_told_plainly(run: Run, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from aidmatch import prepare

    true_lock = prepare.locked
    monkeypatch.setattr(prepare, "locked", lambda folder, *_patience: true_lock(folder, patience=0))
    with true_lock(place.path):
        done = run("sync", "--lang", "fr", at=place)
    assert done.code == 4
    assert "un autre aidmatch écrit" in done.err


class TestShortcut:
    def test_init_writes_one_and_in_a_workspace_only_that(self, run: Run, tmp_path: Path) -> None:
        target = tmp_path / "aides"
        done = run("init", target, "--shortcut", "--lang", "fr")
        assert done.code == 0, done.err
        file = next(path for path in target.iterdir() if path.suffix in (".command", ".cmd"))
        assert file.stem == "Lundi avec aidmatch"
        before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file() and path != file}
        file.unlink()
        again = run("init", target, "--shortcut", "--lang", "fr")
        assert (again.code, file.exists()) == (0, True)
        assert {path: path.read_bytes() for path in before} == before
        assert run("init", target).code == 2

    @pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
    def test_the_one_of_macos_runs_in_its_folder(self, tmp_path: Path) -> None:
        program = tmp_path / "a python" / "python3"
        program.parent.mkdir()
        program.write_text('#!/bin/sh\necho "$@" from "$PWD"\n', "utf-8")
        program.chmod(0o755)
        place = tmp_path / "mes aides 'à moi'"
        place.mkdir()
        made = shortcut(Wording("fr"), str(program), "darwin")
        file = place / made.name
        file.write_bytes(made.content)
        file.chmod(stat.S_IRWXU)
        done = subprocess.run([str(file)], capture_output=True, text=True, check=True, env=dict(os.environ), cwd="/")
        assert done.stdout.strip() == f"-m aidmatch --workspace . monday from {place}"

    def test_the_one_of_windows(self) -> None:
        made = shortcut(Wording("fr"), r"C:\100% à moi\python.exe", "win32")
        assert made.name == "Lundi avec aidmatch.cmd"
        lines = made.content.decode().split("\r\n")
        assert r'"C:\100%% à moi\python.exe" -m aidmatch --workspace "%~dp0." monday' in lines
        assert "pause" in lines
