"""What the tests share: small workspaces written as text, a command run in this process, no network, and time told."""

from __future__ import annotations

import os
import shutil
import socket
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from aidmatch.cli import run as run_command

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DAY = "2026-11-22"
"""The day the tests take for today."""

settings.register_profile("quick", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


GOLDENS = ROOT / "tests" / "goldens"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes the goldens anew, to be looked at before they are kept."""
    parser.addoption("--update", action="store_true", help="write tests/goldens anew")


Goldens = Callable[[str, Mapping[str, bytes]], None]


@pytest.fixture
def goldens(request: pytest.FixtureRequest) -> Goldens:
    """Compare all files of a folder of goldens with what is made now: none differs, is missing, or is left over."""

    def compare(folder: str, made: Mapping[str, bytes]) -> None:
        place = GOLDENS / folder
        if request.config.getoption("--update"):
            place.mkdir(parents=True, exist_ok=True)
            for left in {path.name for path in place.iterdir()} - set(made):
                (place / left).unlink()
            for name, content in made.items():
                (place / name).write_bytes(content)
        kept = {path.name: path.read_bytes() for path in place.iterdir()}
        assert sorted(kept) == sorted(made), "goldens missing or left over: pytest --update"
        for name, content in made.items():
            assert content.decode().split("\n") == kept[name].decode().split("\n"), (
                f"{name}: pytest --update, then look"
            )

    return compare


PROGRAMS = {
    "browser": ("chromium", "chromium-browser", "google-chrome"),
    "office": ("soffice", "libreoffice"),
}
"""Programs that are no part of Python: the marker of the tests that need one, and the names it goes by."""

LEFT_OUT = pytest.StashKey[int]()


def program(marker: str) -> str | None:
    """Where the program of a marker is on this machine."""
    return next(filter(None, map(shutil.which, PROGRAMS[marker])), None)


ABSENT = tuple(marker for marker in PROGRAMS if program(marker) is None)
COUNTS = os.environ.get("CI") == "true"
"""Whether a missing program fails the tests that need it."""


def _lacks(item: pytest.Item) -> list[str]:
    return [marker for marker in ABSENT if item.get_closest_marker(marker)]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, and say so, the tests whose payloads or programs are not on this machine."""
    if not SHARED.is_dir():
        absent = pytest.mark.skip(reason="the real payloads (../shared) are not here")
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(absent)
    out = [] if COUNTS else [item for item in items if _lacks(item)]
    config.stash[LEFT_OUT] = len(out)
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if not _lacks(item)]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Where every test counts, a missing program is a failure."""
    for marker in _lacks(item):
        pytest.fail(f"{' or '.join(PROGRAMS[marker])} is not on this machine", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """One line on what was left out; beside other processes, which collect for themselves, without their number."""
    shared_out = config.pluginmanager.hasplugin("dsession") and ABSENT and not COUNTS
    if shared_out or config.stash.get(LEFT_OUT, 0):
        told = ", ".join(f"{marker} ({PROGRAMS[marker][0]})" for marker in ABSENT)
        terminalreporter.write_line(f"Left out, as their program is not on this machine: {told}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Headless Chromium; the tests that use it bear the marker `browser`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program("browser"))
        yield browser
        browser.close()


LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches beyond this machine."""
    true_connect = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        true_connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The settings of whoever runs the tests do not count: language, colours, width, folders of the user."""
    for name in ("AIDMATCH_WORKSPACE", "AIDMATCH_LANG", "LANGUAGE", "NO_COLOR", "FORCE_COLOR", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "dumb")
    # The language is settled by setting a variable: put back what was there.
    monkeypatch.setenv("LANGUAGE", "en")


CALL = """\
id: {id}
title: {title}
kind: call_for_projects
instrument: grant
level: regional
window: {{kind: dated, closes: {closes}}}
criteria: {criteria}
origin: {{source: Example portal, id: X-{id}, url: "https://example.org/{id}", read_on: 2026-10-01, confidence: high}}
"""


def call_text(
    id: str,  # noqa: A002 - the field's name
    *,
    title: str = "Aide au prototype de jeu vidéo",
    closes: str = "2026-12-31",
    criteria: str = "[{kind: headcount, min: 5}]",
    more: str = "",
) -> str:
    """A small valid call, as YAML."""
    return CALL.format(id=id, title=title, closes=closes, criteria=criteria) + textwrap.dedent(more)


STUDIO = """\
id: studio
name: Studio Exemple (fictif)
naf: 58.21Z
legal_form: "5710"
seat: {commune: "66136"}
headcount: 12
created: 2020-03-01
needs: [financer un prototype de jeu vidéo]
"""


class Workspace(NamedTuple):
    """A workspace under test."""

    path: Path

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the workspace; a text loses its common indentation."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else textwrap.dedent(content).encode())
        return file

    def call(self, name: str, **fields: str) -> Path:
        """Write a small valid call under data/calls."""
        return self.write(f"data/calls/{name}.yaml", call_text(name, **fields))

    def company(self, name: str, text: str) -> Path:
        """Write a company under data/companies."""
        return self.write(f"data/companies/{name}.yaml", text)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    made = Workspace(tmp_path / "workspace")
    (made.path / "data" / "calls").mkdir(parents=True)
    (made.path / "data" / "companies").mkdir()
    return made


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    """A workspace with one company and a call of each answer and window."""
    workspace.company("studio", STUDIO)
    workspace.company("mystere", "id: mystere\nname: Mystère (fictif)\n")
    workspace.call("jeu-ouvert")
    workspace.call("jeu-ferme", closes="2026-06-30")
    workspace.call("trop-grand", criteria="[{kind: headcount, min: 50}]")
    workspace.call(
        "a-confirmer",
        criteria="[{kind: de_minimis, largest: 20000}]",
        more="conditions: [Le projet est innovant.]\n",
    )
    workspace.write(
        "data/calls/sans-date.yaml",
        call_text("sans-date").replace("{kind: dated, closes: 2026-12-31}", "{kind: unknown}"),
    )
    workspace.write(
        "data/calls/annonce.yaml",
        call_text("annonce").replace("{kind: dated, closes: 2026-12-31}", "{kind: forecast, opens: 2027-02-01}"),
    )
    return workspace


class Done(NamedTuple):
    """What a command gave back."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, on the tests' day: exit code, stdout, stderr."""

    def command(*argv: str | Path, at: Workspace | None = None, day: str | None = DAY) -> Done:
        words = [str(word) for word in argv]
        place = ["--workspace", str(at.path)] if at else []
        told = ["--as-of", day] if day and "--as-of" not in words else []
        capfd.readouterr()
        code = run_command([*place, *told, *words])
        said = capfd.readouterr()
        return Done(code, said.out, said.err)

    return command
