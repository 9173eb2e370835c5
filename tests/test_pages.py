"""The documentation says what is true: its pages are current, its examples run, its commands and links exist."""

from __future__ import annotations

import json
import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from aidmatch.cli import _door
from aidmatch.config import SETTINGS
from aidmatch.config._letters import Cluster, Digest, Mail, Retention
from aidmatch.score import default_scoring
from tests.conftest import ROOT, Run, Workspace

DOCS = ROOT / "docs"
WRITTEN_BY_HAND = sorted(
    [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")), *DOCS.glob("*.md")]
)


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_pages_of_the_criteria_are_current() -> None:
    pages = runpy.run_path(str(ROOT / "tools" / "pages.py"))["pages"]()
    found = {path.name: path.read_text("utf-8") for path in (DOCS / "criteria").glob("*.md")}
    assert found == pages, "run: make docs"


def test_the_page_on_ranking_gives_the_weights() -> None:
    text = (DOCS / "ranking.md").read_text("utf-8")
    told = {part: float(weight) for part, weight in re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", text, re.MULTILINE)}
    assert told == default_scoring().weights


@pytest.mark.parametrize("path", [*WRITTEN_BY_HAND, *sorted((DOCS / "criteria").glob("*.md"))], ids=_named)
def test_every_link_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8"))
    inside = [target.partition("#")[0] for target in targets if not target.startswith(("http", "#"))]
    assert [target for target in inside if not (path.parent / target).exists()] == []


def test_every_picture_is_shown() -> None:
    text = "".join(path.read_text("utf-8") for path in WRITTEN_BY_HAND)
    assert [path.name for path in (DOCS / "pictures").iterdir() if f"pictures/{path.name}" not in text] == []


def _commands(path: Path) -> Iterator[list[str]]:
    """Every command of ours in a block of shell or in a sentence, without what follows in the pipe."""
    text = path.read_text("utf-8")
    blocks = "\n".join(re.findall(r"^```(?:sh|powershell)\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    for line in [*re.findall(r"^aidmatch .+$", blocks, re.MULTILINE), *re.findall(r"`(aidmatch [^`\n]+)`", text)]:
        words = shlex.split(line, comments=True)
        yield words[1 : next((place for place, word in enumerate(words) if word in (">", "|")), None)]


@pytest.mark.parametrize("path", WRITTEN_BY_HAND, ids=_named)
def test_every_command_exists(path: Path) -> None:
    for words in _commands(path):
        command, options = _door._build(), set[str]()
        for word in words:
            options |= {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
            if isinstance(command, click.Group) and not word.startswith("-"):
                inner = command.get_command(click.Context(command), word)
                assert inner is not None, f"no command {word} in: {' '.join(words)}"
                command = inner
        options |= {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
        unknown = [word for word in words if word.startswith("-") and word not in options | {"--help"}]
        assert unknown == [], f"no such option in: {' '.join(words)}"


def _example() -> tuple[str, str]:
    """The name and text of the worked example."""
    page = (DOCS / "add-a-call.md").read_text("utf-8")
    found = re.search(r"<!-- example: (\S+) -->\n```yaml\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1], found[2]


def test_the_worked_example_is_a_good_call(workspace: Workspace, run: Run) -> None:
    name, text = _example()
    workspace.write(name, text)
    done = run("check", at=workspace)
    assert (done.code, done.out) == (0, "")


def test_the_worked_example_gone_wrong_says_what_the_page_says(workspace: Workspace, run: Run) -> None:
    page = (DOCS / "add-a-call.md").read_text("utf-8")
    wrong = re.search(r"<!-- wrong: (\S+) -> (\S+) -->\n```text\n(.*?)\n```", page, re.DOTALL)
    assert wrong is not None
    name, text = _example()
    workspace.write(name, text.replace(wrong[1], wrong[2]))
    done = run("check", at=workspace)
    assert done.code == 5
    assert wrong[3] in done.err.splitlines()


class TestTheWorkedList:
    """The example of docs/add-a-source.md."""

    @pytest.fixture
    def listed(self, workspace: Workspace) -> Workspace:
        page = (DOCS / "add-a-source.md").read_text("utf-8")
        for name, text in re.findall(r"<!-- example: (\S+) -->\n```\w+\n(.*?)```", page, re.DOTALL):
            workspace.write(name, text)
        return workspace

    def test_gives_a_call_a_row(self, listed: Workspace, run: Run) -> None:
        done = run("sources", "try", "metropole-exemple", at=listed)
        assert (done.code, done.err) == (0, "")
        assert "4 records, 4 calls, 0 refused" in done.out
        assert "fin mars" in done.out
        assert run("sync", "metropole-exemple", at=listed).code == 0
        windows = {
            call["id"]: call["window"]
            for call in json.loads(run("calls", "list", "--all", "--format", "json", at=listed).out)["calls"]
        }
        assert windows == {"metex-12": "open", "metex-13": "open", "metex-14": "closed", "metex-15": "undated"}

    def test_gone_wrong_says_what_the_page_says(self, listed: Workspace, run: Run) -> None:
        page = (DOCS / "add-a-source.md").read_text("utf-8")
        wrong = re.search(r"<!-- wrong: (\S+) -> (\S+) -->\n```text\n(.*?)\n```", page, re.DOTALL)
        assert wrong is not None
        settings = listed.path / "aidmatch.toml"
        settings.write_text(settings.read_text("utf-8").replace(wrong[1], wrong[2]), "utf-8")
        done = run("sources", "list", at=listed)
        assert done.code == 2
        assert wrong[3] in done.err.splitlines()


def test_the_page_on_settings_names_each_with_what_holds_without_it() -> None:
    text = (DOCS / "settings.md").read_text("utf-8")
    for model in (Digest, Mail, Retention, Cluster):
        for name, field in model.model_fields.items():
            row = re.search(rf"^\| `{name}` \|.*\| (.*) \|$", text, re.MULTILINE)
            assert row or name == "id", f"{model.__name__}.{name}"
            if row and field.default and isinstance(field.default, int | float | tuple):
                default = [*field.default] if isinstance(field.default, tuple) else field.default
                assert default in ([], json.loads(row[1].strip("`"))), name
    assert all(f"[{table}" in text for table in SETTINGS[""])
