"""`calls add`: a text becomes a valid call file, what is missing is asked or refused, nothing is written over."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aidmatch.call import Call
from aidmatch.criteria.activity import Activity
from aidmatch.criteria.headcount import Headcount
from aidmatch.datafiles import read_file
from aidmatch.documents import Document
from aidmatch.documents import document as read_document
from aidmatch.extractors import Fact, Found, Reading
from aidmatch.intake import draft, valid, yaml_of
from aidmatch.targeting import Targeting
from tests.conftest import DAY, ROOT, SHARED, Run, Workspace
from tests.test_documents import pdf, word

DATE = date(2026, 11, 26)

TEXT = """\
Aide au prototype (exemple)

La Région Exemple soutient le premier prototype d'un jeu.

Conditions d'éligibilité :
- Entreprises de moins de 50 salariés.
- Le projet présente un caractère innovant.
"""

GIVEN = (
    *("--title", "Aide au prototype (exemple)", "--funder", "Région Exemple", "--instrument", "subvention"),
    *("--closes", "31 janvier 2027", "--territory", "Occitanie", "--url", "https://example.org/prototype"),
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The text of a call, in a file."""
    file = tmp_path / "aide.txt"
    file.write_text(TEXT, "utf-8")
    return file


def kept(place: Workspace, name: str = "aide-au-prototype-exemple") -> Call:
    """The call as its file gives it."""
    calls, problems = read_file(place.path / "data/calls" / f"{name}.yaml", Call, name)
    assert not problems
    return calls[0]


class TestAdding:
    def test_a_text_becomes_a_valid_file(self, workspace: Workspace, run: Run, page: Path) -> None:
        done = run("calls", "add", page, *GIVEN, "--theme", "jeux vidéo", "--rate", "50", at=workspace)
        assert done.code == 0, done.err
        call = kept(workspace)
        assert [(one.kind, one.words) for one in call.criteria] == [
            ("perimeter", None),
            ("headcount", "moins de 50 salariés"),
        ]
        assert any("Le projet présente un caractère innovant." in one for one in call.conditions)
        assert call.title not in call.conditions
        assert (call.kind, call.instrument, call.level) == ("call_for_projects", "grant", "regional")
        assert call.window.model_dump(exclude_defaults=True, mode="json") == {"kind": "dated", "closes": "2027-01-31"}
        assert (call.themes, call.amounts.intensity) == (("video-games",), 0.5)
        assert call.origin.model_dump(exclude_none=True, mode="json") == {
            "source": "Région Exemple",
            "url": "https://example.org/prototype",
            "read_on": DAY,
            "confidence": "medium",
        }
        assert run("check", at=workspace).code == 0

    def test_it_says_what_it_wrote_and_what_to_check(self, workspace: Workspace, run: Run, page: Path) -> None:
        out = run("calls", "add", page, *GIVEN[:6], at=workspace).out
        assert "Written: data/calls/aide-au-prototype-exemple.yaml" in out
        assert "headcount: at most 49, from “moins de 50 salariés”" in out
        assert "Le projet présente un caractère innovant." in " ".join(out.split())
        for doubt in ("the closing is not known", "no territory was read", "no link", "neither amount nor rate"):
            assert doubt in out
        assert "Next: aidmatch members aide-au-prototype-exemple" in out

    def test_the_file_is_for_people(self, workspace: Workspace, run: Run, page: Path) -> None:
        run("calls", "add", page, *GIVEN, at=workspace)
        text = (workspace.path / "data/calls/aide-au-prototype-exemple.yaml").read_text("utf-8")
        assert text.startswith("# yaml-language-server: $schema=../schemas/call.schema.json\nid: ")
        assert "\n  - {kind: headcount, max: 49, words: moins de 50 salariés}\n" in text
        assert "\nwindow: {kind: dated, closes: 2027-01-31}\n" in text
        assert "\n  confidence: medium\n" in text

    def test_a_dry_run_prints_the_file_alone(self, workspace: Workspace, run: Run, page: Path) -> None:
        done = run("calls", "add", page, *GIVEN, "--dry-run", at=workspace)
        assert (done.code, done.err) == (0, "")
        assert not list((workspace.path / "data/calls").iterdir())
        run("calls", "add", page, *GIVEN, at=workspace)
        assert (workspace.path / "data/calls/aide-au-prototype-exemple.yaml").read_text("utf-8") == done.out

    @pytest.mark.parametrize(
        ("name", "data", "title"),
        [
            ("a.html", b"<html><h1>Aide web</h1><p>Entreprises de moins de 50 salari&eacute;s.</p></html>", "Aide web"),
            ("a.docx", word(), "Règlement de l’aide"),
            ("a.pdf", pdf([["Entreprises de moins de 50 salariés."]]), None),
        ],
    )
    def test_any_document(
        self, name: str, data: bytes, title: str | None, workspace: Workspace, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / name).write_bytes(data)
        given = () if title else ("--title", "Aide imprimée")
        options = ("--funder", "F", "--instrument", "loan", "--permanent", "--id", "aide")
        done = run("calls", "add", tmp_path / name, *given, *options, at=workspace)
        assert done.code == 0, done.err
        call = kept(workspace, "aide")
        assert (call.title, call.kind, call.instrument) == (title or "Aide imprimée", "standing", "loan")

    def test_it_reads_what_is_piped_in(self, workspace: Workspace, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
        assert run("calls", "add", "-", *GIVEN, at=workspace).code == 0
        assert any(one.kind == "headcount" for one in kept(workspace).criteria)

    def test_without_a_text_what_is_given_is_enough(self, workspace: Workspace, run: Run) -> None:
        done = run("calls", "add", *GIVEN, "--condition", "Être membre.", "--naf", "58.21Z", at=workspace)
        assert done.code == 0, done.err
        call = kept(workspace)
        assert call.conditions == ("Être membre.",)
        assert (call.targeting.naf, call.targeting.inferred) == (("58.21Z",), True)

    def test_a_territory_given_stands_for_the_one_read(self, workspace: Workspace, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Entreprises de Bretagne.\n", "utf-8")
        run("calls", "add", tmp_path / "a.txt", *GIVEN, at=workspace)
        assert [one.model_dump()["within"] for one in kept(workspace).criteria] == [("REG-76",)]

    def test_the_words_around_conditions_describe_the_call(
        self, workspace: Workspace, run: Run, tmp_path: Path
    ) -> None:
        story = "".join(f"Le littoral compte {n} phares.\n\n" for n in range(3, 15))
        (tmp_path / "a.txt").write_text(f"{story}Le candidat doit être à jour de ses cotisations.\n", "utf-8")
        run("calls", "add", tmp_path / "a.txt", *GIVEN, at=workspace)
        call = kept(workspace)
        assert call.description
        assert "phares" in call.description
        assert not any("phares" in one for one in call.conditions)


class TestRefusing:
    def test_an_id_on_file(self, workspace: Workspace, run: Run, page: Path) -> None:
        assert run("calls", "add", page, *GIVEN, at=workspace).code == 0
        before = (workspace.path / "data/calls/aide-au-prototype-exemple.yaml").read_bytes()
        done = run("calls", "add", page, *GIVEN, "--id", "aide-au-prototype-exemple", at=workspace)
        assert done.code == 2
        assert "already used" in done.err
        assert (workspace.path / "data/calls/aide-au-prototype-exemple.yaml").read_bytes() == before
        again = run("calls", "add", page, *GIVEN, at=workspace)
        assert again.code == 0
        assert "aide-au-prototype-exemple on file has the same title or page" in again.err
        assert kept(workspace, "aide-au-prototype-exemple-2")

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            ((), "--title"),
            (("--title", "Aide"), "--funder"),
            (("--title", "Aide", "--funder", "F"), "--instrument"),
            ((*GIVEN, "--kind", "zzz"), "--kind"),
            ((*GIVEN, "--closes", "fin 2026"), "fin 2026"),
            ((*GIVEN, "--opens", "1er mars 2027"), "wrong order"),
            ((*GIVEN, "--territory", "Occitanye"), "REG-76"),
            ((*GIVEN, "--ceiling", "beaucoup"), "--ceiling"),
            ((*GIVEN, "--rate", "120 %"), "--rate"),
            ((*GIVEN, "--read-on", "hier"), "--read-on"),
            ((*GIVEN, "--confidence", "sure"), "--confidence"),
            ((*GIVEN, "--id", "un id"), "id"),
            ((*GIVEN, "--naf", "99.99Z"), "targeting.naf"),
        ],
    )
    def test_what_is_missing_or_wrong_is_named(
        self, options: tuple[str, ...], told: str, workspace: Workspace, run: Run, page: Path
    ) -> None:
        done = run("calls", "add", page, *options, at=workspace)
        assert (done.code, done.out) == (2, "")
        assert told in done.err
        assert not list((workspace.path / "data/calls").iterdir())

    def test_no_such_document(self, workspace: Workspace, run: Run) -> None:
        done = run("calls", "add", "absent.pdf", *GIVEN, at=workspace)
        assert done.code == 2
        assert "absent.pdf" in done.err

    def test_no_text_at_all(self, workspace: Workspace, run: Run, tmp_path: Path) -> None:
        assert run("calls", "add", at=workspace).code == 2
        (tmp_path / "scan.pdf").write_bytes(pdf([[]]))
        done = run("calls", "add", tmp_path / "scan.pdf", *GIVEN, at=workspace)
        assert done.code == 4
        assert "scanned" in done.err
        assert "Traceback" not in done.err

    def test_there_must_be_a_workspace(self, run: Run, page: Path, tmp_path: Path, monkeypatch: Any) -> None:
        monkeypatch.chdir(tmp_path)
        assert run("calls", "add", page, *GIVEN).code == 2

    def test_hostile_words_act_on_nothing(self, workspace: Workspace, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("[red]Le projet\x1b[31m doit\u202e être: {x} \"y'\n- {kind: age}\n#z", "utf-8")
        given = (*GIVEN[2:], "--title", "[bold]Aide\x1b[31m: \u202e'x")
        done = run("calls", "add", tmp_path / "a.txt", *given, "--id", "x", at=workspace)
        assert done.code == 0, done.err
        assert not {"\x1b", "\u202e"} & set(done.out)
        text = (workspace.path / "data/calls/x.yaml").read_text("utf-8")
        assert not {"\x1b", "\u202e"} & set(text)
        assert kept(workspace, "x").title == "[bold]Aide[31m: 'x"


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX")
def test_on_a_terminal_it_asks_for_what_is_missing(workspace: Workspace) -> None:
    import pty

    outer, inner = pty.openpty()
    program = [sys.executable, "-m", "aidmatch", "calls", "add", "--as-of", DAY]
    environment = {**os.environ, "AIDMATCH_WORKSPACE": str(workspace.path), "AIDMATCH_LANG": "en", "TERM": "dumb"}
    long = "Le projet doit " + "bien " * 1200 + "finir."
    lines = [
        "Entreprises de moins de 50 salariés.",
        long,
        ".",
        "Aide collée",
        "Région Exemple",
        "quelque chose",
        "prêt",
        "fin 2026",
        "31/12/2026",
        "Occitanie, Aude",
        "https://example.org/a",
        "Une phrase.",
        "Jeux vidéo, export",
    ]
    with subprocess.Popen(program, stdin=inner, stdout=inner, stderr=inner, env=environment) as running:
        os.close(inner)
        os.write(outer, b"")
        for line in lines:
            os.write(outer, f"{line}\n".encode())
        said = b""
        while True:
            try:
                piece = os.read(outer, 65536)
            except OSError:
                break
            if not piece:
                break
            said += piece
        assert running.wait() == 0, said[-2000:]
    os.close(outer)
    call = kept(workspace, "aide-collee")
    assert (call.title, call.instrument, call.summary) == ("Aide collée", "loan", "Une phrase.")
    assert call.themes == ("video-games", "export")
    assert call.criteria[0].model_dump()["within"] == ("REG-76", "DEP-11")
    assert call.window.kind == "dated"
    assert any(" ".join(long.split()) in one for one in call.conditions)


def test_what_is_only_aimed_at_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    trade = Activity(kind="activity", within=("58.21Z",), words="jeu vidéo")
    wish = Headcount(kind="headcount", max=49, words="de préférence moins de 50 salariés")
    found = (Found(trade, 0, 9, "x", "high", False), Found(wish, 0, 9, "x", "high", False))
    monkeypatch.setattr("aidmatch.extractors.read", lambda text: Reading(text, found))
    call = valid(draft(Document("x\n"), {"title": "Aide", "instrument": "loan", "origin": {"source": "S"}}, (), DATE))
    assert call.criteria == ()
    assert call.conditions == ("de préférence moins de 50 salariés",)
    assert call.targeting == Targeting(naf=("58.21Z",), sectors=("jeu vidéo",), inferred=True)


def test_facts_of_the_call_fill_its_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = (
        Fact("amounts", (("ceiling", 40_000), ("intensity", 0.5), ("odd", 3)), "w", 0, 1, "x"),
        Fact("amounts", (("ceiling", 90_000),), "w", 0, 1, "x"),
        Fact("deadlines", (("closes", "2027-01-31"),), "w", 0, 1, "x"),
        Fact("documents", (), "un  devis", 0, 1, "x"),
    )
    monkeypatch.setattr("aidmatch.extractors.read", lambda text: Reading(text, facts=facts))
    given = {"title": "Aide", "funders": [{"name": "F"}], "instrument": "loan", "amounts": {"ceiling": 50_000}}
    call = valid(draft(Document("x\n"), given, (), DATE))
    assert call.amounts.model_dump(exclude_defaults=True) == {"ceiling": 50_000, "intensity": 0.5}
    assert (call.window.kind, call.window.closes) == ("dated", date(2027, 1, 31))
    assert (call.documents, call.kind) == (("un devis",), "call_for_projects")


@pytest.mark.shared
def test_the_texts_of_real_portals_make_valid_calls() -> None:
    """Every long text of the samples, as a page or as plain words: a valid call, or a sentence that says why not."""
    made = 0
    for path in sorted((SHARED / "sources").glob("*/samples/*.json")):
        for text in _long_texts(json.loads(path.read_text("utf-8"))):
            given = {"title": "Aide", "funders": [{"name": "F"}], "instrument": "grant"}
            document = read_document(text.encode(), "a.html" if "<p" in text else "a.txt")
            call = valid(draft(document, given, (), DATE))
            assert call.description or call.conditions or call.criteria, text[:80]
            made += 1
    assert made > 50


def _long_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) > 120 and " " in value:
            yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _long_texts(inner)


def test_every_shipped_call_is_written_back_as_it_is(tmp_path: Path) -> None:
    for path in sorted((ROOT / "data/calls").iterdir()):
        (call,), _ = read_file(path, Call, path.name)
        file = tmp_path / path.name
        file.write_text(yaml_of(call), "utf-8")
        calls, problems = read_file(file, Call, path.name)
        assert (calls, problems) == ([call], [])


def test_help_speaks_both_languages(run: Run) -> None:
    assert "paste it" in run("calls", "add", "--help").out
