"""`aidmatch read`: a text, a page, a pipe."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

from tests.conftest import ROOT, Run

TEXT = ROOT / "tests" / "extractors" / "reglement.txt"


def test_each_condition_has_its_line_and_its_words(run: Run) -> None:
    done = run("read", str(TEXT), "--lang", "en")
    assert done.code == 0
    assert "at least 20, at most 250" in done.out
    assert "“Entre 20 et 250 salariés”" in done.out
    assert "Avoir un projet qui tient à un fil." in done.out.split("Left to a person")[1]


def test_json_follows_its_schema(run: Run) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "read.schema.json").read_text("utf-8"))
    document = json.loads(run("read", str(TEXT), "--format", "json").out)
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
    told = [item["as"] for item in document["read"]]
    # The sentence of a fact says something of the call, and stays for a person to read.
    assert told == [*["criterion"] * 4, "prose", "nothing", *sorted(("fact", "prose")), "criterion"]
    assert all(document["text"][item["start"] : item["end"]] == item["words"] for item in document["read"])


def test_no_markup_and_no_escape_acts(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<ul><li>Moins de 50 salariés</li><li>[red]Avoir\x1b[31m du talent</li></ul>", "utf-8")
    done = run("read", str(page), "--lang", "en")
    assert "\x1b" not in done.out
    assert "[red]" in done.out
    assert "at most 49" in done.out


def test_what_is_no_text_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("read", str(tmp_path / "absent.txt")).code == 2
    wrong = tmp_path / "image.txt"
    wrong.write_bytes(b"\xff\xfe\x00")
    assert run("read", str(wrong)).code == 4


def test_a_heading_may_be_told(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "lieu.txt"
    text.write_text("Bretagne", "utf-8")
    done = run("read", str(text), "--heading", "Secteur géographique", "--format", "json")
    assert [item["as"] for item in json.loads(done.out)["read"]] == ["criterion"]


def test_a_ranking_does_not_load_the_readers() -> None:
    code = "import sys; import aidmatch.cli.rank; sys.exit(any('extractors' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
