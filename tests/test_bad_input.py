"""Wrong files: file, line, field, what was expected, the nearest valid value; the others still load; no traceback."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.datafiles import read_file
from aidmatch.errors import problems_from_json, problems_to_json
from aidmatch.formats._wording import Wording
from tests.conftest import STUDIO, Run, Workspace, call_text

SOUND = call_text("cassee")


def _swap(old: str, new: str) -> str:
    assert old in SOUND
    return SOUND.replace(old, new)


BOMB = SOUND.replace("criteria: [{kind: headcount, min: 5}]\n", "") + "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [f"{one}: &{one} [{', '.join([f'*{other}'] * 9)}]" for other, one in zip("abcdefgh", "bcdefghi", strict=True)]
)

WRONG: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "a field mistyped": (_swap("level:", "levl:"), (":5:", "levl", "level")),
    "a field of a rule mistyped": (_swap("min: 5", "mim: 5"), (":7:", "criteria.0.mim", "min?")),
    "a kind mistyped": (_swap("headcount", "headcont"), (":7:", "criteria.0.kind", "headcount")),
    "no kind": (_swap("{kind: headcount, min: 5}", "{min: 5}"), (":7:", "criteria.0.kind", "missing")),
    "a wrong word": (_swap("kind: call_for_projects", "kind: call_for_project"), (":3:", "kind", "call_for_projects")),
    "a field missing": (_swap("title: Aide au prototype de jeu vidéo\n", ""), ("title", "missing")),
    "a wrong code": (
        _swap("{kind: headcount, min: 5}", "{kind: activity, within: [58.21Y]}"),
        (":7:", "58.21Y", "58.21"),
    ),
    "a territory that is none": (
        _swap("{kind: headcount, min: 5}", "{kind: perimeter, within: [DEP-66, DEP-6Z]}"),
        (":7:", "DEP-6Z"),
    ),
    "an impossible date": (_swap("2026-12-31", "2026-02-31"), (":6:", "window.closes", "date", "2026-02-31")),
    "a date of words": (_swap("2026-12-31", "bientôt"), (":6:", "window.closes", "date", "bientôt")),
    "closing before opening": (_swap("closes: 2026-12-31", "opens: 2027-03-01, closes: 2026-12-31"), (":6:", "closes")),
    "a number in words": (SOUND + "amounts: {ceiling: beaucoup}\n", (":9:", "amounts.ceiling", "number", "beaucoup")),
    "a negative amount": (SOUND + "amounts: {ceiling: -5}\n", (":9:", "amounts.ceiling", "-5")),
    "a share in per cent": (SOUND + "amounts: {intensity: 40}\n", (":9:", "amounts.intensity", "40")),
    "a text for a list": (SOUND + "themes: jeu\n", (":9:", "themes", "list", "jeu")),
    "a list for a text": (_swap("title: Aide au", "title: [Aide au]\nsummary: Aide au"), (":2:", "title", "text")),
    "a list for a record": (_swap("{kind: dated, closes: 2026-12-31}", "[dated]"), (":6:", "window", "fields")),
    "a field twice": (SOUND + "title: Encore\n", (":9:", "twice")),
    "a tab": (SOUND + "themes:\n\t- jeu\n", (":10:", "tab")),
    "broken YAML": (SOUND + "themes: [jeu\n", ("YAML",)),
    "an empty file": ("", (":1:", "empty")),
    "blanks alone": ("\n  \n", (":1:", "empty")),
    "comments alone": ("# rien\n", ("fields",)),
    "a list of words": ("- un\n- deux\n", (":1:", ":2:", "fields")),
    "a word alone": ("bonjour\n", (":1:", "fields", "bonjour")),
    "Latin-1": (SOUND.encode("latin-1"), (":2:", "UTF-8")),
    "UTF-16": (SOUND.encode("utf-16"), ("UTF-8",)),
    "binary": (bytes(range(256)) * 8, ("cassee.yaml",)),
    "control characters": (SOUND + "themes: ['\x07']\n", (":9:",)),
    "a reference to itself": (SOUND + "themes: &a [*a]\n", (":9:", "references")),
    "references without end": (BOMB, ("references",)),
    "merges without end": (BOMB.replace(": &", ": &m").replace("*", "*m"), ("references",)),
    "a Python object": (SOUND + "themes: !!python/object/apply:os.system [id]\n", (":9:", "YAML")),
    "endless digits": (SOUND + f"amounts: {{ceiling: {'9' * 5000}}}\n", (":9:", "amounts.ceiling", "number")),
    "a number as a title": (_swap("title: Aide au prototype de jeu vidéo", "title: 0x" + "f" * 5000), (":2:", "title")),
    "depth without end": ("# rien\n" + "[ " * 100_000, (":2:", "YAML")),
    "two documents": (SOUND + "---\n" + SOUND, ("YAML",)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_named_and_the_others_load(name: str, run: Run, small: Workspace) -> None:
    content, told = WRONG[name]
    small.write("data/calls/cassee.yaml", content)
    checked = run("check", at=small)
    assert checked.code == 5
    assert "data/calls/cassee.yaml" in checked.err
    for words in told:
        assert words in checked.err
    assert "Traceback" not in checked.err
    ranked = run("rank", "studio", "--format", "json", at=small)
    assert ranked.code == 3
    assert "data/calls/cassee.yaml" in ranked.err
    assert "jeu-ouvert" in {item["call"] for item in json.loads(ranked.out)["shortlist"]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("headcount: douze", (":3:", "headcount", "12")),
        ("headcunt: 12", (":3:", "headcunt", "headcount?")),
        ("seat: {comune: '66136'}", (":3:", "seat.comune", "commune?")),
        ("seat: {commune: '66999'}", (":3:", "seat.commune", "66999")),
        ("naf: 58.21Y", (":3:", "naf", "58.21")),
        ("legal_form: SASS", (":3:", "legal_form", "SAS")),
        ("siren: '123456789'", (":3:", "siren", "check digit")),
        ("accounts: [{closed_on: 2025-12-31, turnover: lots}]", (":3:", "accounts.0.turnover", "number")),
        ("projects: [{id: p, title: P, stage: groth}]", (":3:", "projects.0.stage", "growth")),
        ("establishments: [{place: {comune: '66136'}}]", (":3:", "establishments.0.place.comune")),
        ("provenance: {headcunt: {by: head}}", (":3:", "provenance", "headcunt")),
        ("created: 31/12/2020", (":3:", "created", "2026-12-31")),
        ("micro_entrepreneur: perhaps", (":3:", "micro_entrepreneur", "true or false")),
    ],
)
def test_a_wrong_company(content: str, told: tuple[str, ...], run: Run, small: Workspace) -> None:
    small.company("cassee", f"id: cassee\nname: Cassée (fictif)\n{content}\n")
    checked = run("companies", "check", at=small)
    assert checked.code == 5
    assert checked.err.count("data/companies/cassee.yaml") == 1
    for words in told:
        assert words in checked.err


def test_what_is_accepted(run: Run, small: Workspace) -> None:
    """A byte-order mark, Windows line ends, a list of records, references, JSON lines."""
    small.write("data/calls/bom.yaml", b"\xef\xbb\xbf" + call_text("bom").replace("\n", "\r\n").encode())
    several = "".join("- " + call_text(name).replace("\n", "\n  ").rstrip() + "\n" for name in ("un", "deux"))
    small.write("data/calls/several.yml", several)
    small.write("data/calls/refs.yaml", call_text("refs", more="themes: &t [jeu]\nstages: []\ndocuments: *t\n"))
    small.write(
        "data/companies/lines.jsonl",
        '\n{"id": "x", "name": "Ligne (fictive)"}\n\n{"id": "y", "name": "Ligne\u2028 coupée (fictive)"}\n',
    )
    assert run("check", at=small).code == 0
    ids = {call["id"] for call in json.loads(run("calls", "list", "--format", "json", at=small).out)["calls"]}
    assert {"bom", "un", "deux", "refs"} <= ids


def test_a_broken_line_does_not_hide_the_others(run: Run, small: Workspace) -> None:
    lines = ['{"id": "x", "name": "X (fictif)"}', '{"id": "y",', "[]", '{"id": "z", "name": "Z (fictif)"}', "9" * 5000]
    small.write("data/companies/lines.jsonl", "\n".join(lines))
    done = run("companies", "list", "--format", "json", at=small)
    assert done.code == 3
    assert {"x", "z"} <= {company["id"] for company in json.loads(done.out)["companies"]}
    for number in (2, 3, 5):
        assert f"data/companies/lines.jsonl:{number}:" in done.err


def test_an_id_twice(run: Run, small: Workspace) -> None:
    small.write("data/calls/zz.yaml", "# la même\n" + call_text("jeu-ouvert", title="Un double"))
    small.write(
        "data/calls/zzz.yaml", f"- {call_text('deux')}- {call_text('deux')}".replace("\n", "\n  ").replace("  - ", "- ")
    )
    done = run("calls", "list", "--format", "json", at=small)
    assert done.code == 3
    assert "data/calls/zz.yaml:2: id: the id jeu-ouvert is already used in data/calls/jeu-ouvert.yaml" in done.err
    assert "data/calls/zzz.yaml:9: id: the id deux is already used in data/calls/zzz.yaml" in done.err
    titles = {call["title"] for call in json.loads(done.out)["calls"]}
    assert "Un double" not in titles


def test_a_file_of_50_mb_is_refused_unread(run: Run, small: Workspace) -> None:
    with (small.path / "data/calls/enorme.yaml").open("wb") as file:
        file.truncate(50_000_000)
    done = run("rank", "studio", at=small)
    assert done.code == 3
    assert "data/calls/enorme.yaml" in done.err
    assert "50,000,000" in done.err


def test_a_folder_or_a_strange_file_among_the_calls_is_left_alone(run: Run, small: Workspace) -> None:
    (small.path / "data/calls/dossier.yaml").mkdir()
    small.write("data/calls/notes.txt", "rien")
    small.write("data/calls/.cache.yaml", "rien")
    assert run("check", at=small).code == 0


NASTY = "[bold]x[/] \\x1b[31mrouge\\x1b[0m \\u202Egauche \\n ligne | *étoile* <b> \\x9b2J"
SHOWN = "[bold]x[/]"


LISTS: tuple[tuple[str, ...], ...] = (
    ("rank", "studio", "--all"),
    ("rank", "studio", "--why"),
    ("explain", "studio", "piege"),
    ("members", "piege", "--all"),
    ("reach", "piege"),
    ("calls", "list"),
    ("companies", "list"),
    ("search", "piege"),
    ("match",),
)
RECORDS: tuple[tuple[str, ...], ...] = (("calls", "show", "piege"), ("companies", "show", "piegee"))
SHOWINGS = [
    *((words, form) for words in LISTS for form in ("table", "json", "csv", "markdown")),
    *((words, form) for words in RECORDS for form in ("table", "json")),
]


@pytest.mark.parametrize(("words", "form"), SHOWINGS)
def test_markup_and_escapes_show_as_text(words: tuple[str, ...], form: str, run: Run, small: Workspace) -> None:
    small.write(
        "data/calls/piege.yaml",
        call_text(
            "piege", title=f'"{NASTY} piege"', more='summary: "{n}"\nconditions: ["{n}"]\n'.replace("{n}", NASTY)
        ),
    )
    small.company("piegee", f'id: piegee\nname: "{NASTY}"\nheadcount: 12\nneeds: ["{NASTY}"]\n')
    done = run(*words, "--format", form, at=small)
    assert done.code == 0, done.err
    for said in (done.out, done.err):
        for sign in ("\x1b", "\u202e", "\x9b", "\x07"):
            assert sign not in said, repr(sign)
    if words[0] not in ("match", "reach") or (form == "table" and words[0] == "reach"):
        shown = done.out.replace("\\[", "[").replace("\\]", "]")
        assert SHOWN in " ".join(shown.split()), done.out
    if form == "json":
        told = json.loads(done.out)
        if words[:2] == ("calls", "list"):
            assert "\x1b[31m" in next(call["title"] for call in told["calls"] if call["id"] == "piege")


@pytest.mark.parametrize("start", ['=HYPERLINK("http://example.org")', "+1", "-1", "@x", "\\t=1", "=1|2"])
def test_no_cell_is_a_formula(start: str, run: Run, small: Workspace) -> None:
    text = start.replace('"', '\\"')
    small.write("data/calls/piege.yaml", call_text("piege", title=f'"{text}"'))
    small.company("piegee", f'id: piegee\nname: "{text}"\nclusters: []\n')
    for words in (("calls", "list"), ("companies", "list"), ("rank", "studio", "--all"), ("members", "piege")):
        rows = csv.reader(io.StringIO(run(*words, "--format", "csv", at=small).out))
        for cell in (cell for row in rows for cell in row):
            assert cell[:1] not in ("=", "+", "@", "\t"), cell
            assert cell[:1] != "-" or cell[1:].replace(".", "").isdigit() is False or words[0] != "calls", cell


STARTS = [call_text("cassee", more="themes: [jeu]\namounts: {ceiling: 5, intensity: 0.4}\n").encode(), STUDIO.encode()]
PIECES = [b":", b"-", b"[", b"]", b"{", b"}", b"\n", b"  ", b"\t", b"&a", b"*a", b"!!", b"'", b'"', b"|", b">", b"%"]
PIECES += [
    b"#",
    b"?",
    b"~",
    b"null",
    b"0x",
    b"1e9",
    b".inf",
    b".nan",
    b"2026-99-99",
    b"<<: ",
    b"---\n",
    b"\x00",
    b"\xff",
]
PIECES += [b"\xc2\x85", b"\xe2\x80\xa8", b"9999-12-31", b"=", b"\\", b"@", b"`", b"!!binary ", b"!!set ", b"!!omap "]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A valid file with a few bytes put in, taken out or replaced."""
    data = bytearray(draw(st.sampled_from(STARTS)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 6))
        data[place : place + length] = draw(st.sampled_from(PIECES) | st.binary(max_size=4))
    return bytes(data)


@settings(max_examples=settings.default.max_examples * 4)  # type: ignore[union-attr]
@given(data=mutated(), suffix=st.sampled_from([".yaml", ".jsonl"]))
def test_a_mutated_file_gives_records_or_problems_never_an_exception(
    data: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"mutated{suffix}"
    path.write_bytes(data)
    model: Any = Company if b"Studio" in data else Call
    records, problems = read_file(path, model, path.name)
    assert records or problems or not data.strip()
    for problem in problems_from_json(problems_to_json(problems)):
        for language in ("fr", "en"):
            words = Wording(language)
            assert words.say(problem.what)
            assert problem.fix is None or words.say(problem.fix)


BIG = {
    "a whole number past 64 bits": "amounts: {ceiling: 99999999999999999999}\n",
    "an infinite share": "amounts: {intensity: .inf}\n",
    "a year past the calendar": "stages: []\n",
}


@pytest.mark.parametrize("name", BIG)
def test_numbers_beyond_reason_are_refused(name: str, run: Run, small: Workspace) -> None:
    text = call_text("cassee", more=BIG[name])
    if "year" in name:
        text = text.replace("read_on: 2026-10-01", "read_on: 9999-12-31").replace(
            "{kind: dated, closes: 2026-12-31}", "{kind: permanent}"
        )
    small.write("data/calls/cassee.yaml", text)
    done = run("rank", "studio", at=small)
    assert done.code == 3
    assert "cassee.yaml" in done.err


@pytest.mark.parametrize(
    "fact",
    ["headcount: .inf", "headcount: 1e999", "created: 9999-12-31", "created: 0001-01-01"],
)
def test_facts_beyond_reason_never_end_in_a_traceback(fact: str, run: Run, small: Workspace) -> None:
    small.company("cassee", f"id: cassee\nname: Cassée (fictif)\n{fact}\n")
    small.call("age", criteria="[{kind: age, min_years: 3}, {kind: headcount, max: 9}, {kind: age, under_years: 8}]")
    for words in (("rank", "cassee", "--all"), ("explain", "cassee", "age"), ("companies", "show", "cassee")):
        assert run(*words, at=small).code in (0, 2, 3)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1900-02-28"])
def test_any_day_may_be_asked(day: str, run: Run, small: Workspace) -> None:
    asked = [("rank", "studio", "--include-closed"), ("check",), ("match",), ("explain", "studio", "jeu-ferme")]
    asked += [("size", "studio"), ("worth", "studio", "a-confirmer"), ("aid", "headroom", "studio")]
    asked += [("aid", "list", "studio"), ("aid", "declaration", "studio")]
    for words in asked:
        assert run(*words, "--as-of", day, at=small).code in (0, 2)


def test_files_that_cannot_be_read_are_named(run: Run, small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    true_read = Path.read_bytes

    def read(self: Path) -> bytes:
        if self.name == "jeu-ouvert.yaml":
            raise PermissionError(13, "Permission denied")
        return true_read(self)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", read)
        done = run("calls", "list", at=small)
        assert done.code == 3
        assert "data/calls/jeu-ouvert.yaml" in done.err
    assert run("calls", "list", at=small).code == 0


BRACKETS = "[" * 200


@pytest.mark.parametrize(
    "more",
    [
        f"# {BRACKETS}\n",
        f'description: "{BRACKETS}"\n',
        f"description: '{BRACKETS}'\n",
        f"description: |\n  {BRACKETS}\n",
        f"description: a {BRACKETS}\n",
    ],
)
def test_brackets_that_hold_nothing_are_no_depth(more: str, run: Run, small: Workspace) -> None:
    small.call("crochets", more=more)
    done = run("check", at=small)
    assert "crochets" not in done.err


class TestImportedFiles:
    """A public file is kept once, and what was imported last stands."""

    SOURCE = Path(__file__).parent / "sources" / "mission-transition-ecologique" / "payload.json"
    FROM = ("--from", "mission-transition-ecologique")

    def kept(self, place: Workspace) -> list[str]:
        folder = place.path / ".aidmatch/imports/mission-transition-ecologique"
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    @pytest.mark.parametrize("content", ["{", "", "[1, 2]", '{"a": 1}', "\x00\x01"])
    def test_one_that_gives_nothing_is_not_kept(
        self, content: str, run: Run, workspace: Workspace, tmp_path: Path
    ) -> None:
        garbage = tmp_path / "garbage.json"
        garbage.write_text(content, "utf-8")
        done = run("calls", "import", garbage, *self.FROM, at=workspace)
        assert done.code == 4
        assert "garbage.json" in done.err
        assert "not kept" in done.err
        assert not self.kept(workspace)

    def test_garbage_leaves_the_former_one(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        file = tmp_path / "programs.json"
        file.write_bytes(self.SOURCE.read_bytes())
        run("calls", "import", file, *self.FROM, at=workspace)
        file.write_text("{", "utf-8")
        assert run("calls", "import", file, *self.FROM, at=workspace).code == 4
        (kept,) = (workspace.path / ".aidmatch/imports/mission-transition-ecologique").iterdir()
        assert kept.read_bytes() == self.SOURCE.read_bytes()

    def test_a_newer_one_under_another_name_stands(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        records = json.loads(self.SOURCE.read_text("utf-8"))
        old, new = tmp_path / "programs-2026-10.json", tmp_path / "a-new.json"
        old.write_text(json.dumps(records), "utf-8")
        first = run("calls", "import", old, *self.FROM, at=workspace)
        assert "replaces" not in first.out
        field = next(name for name in ("Titre", "titre", "title") if name in records[0])
        records[0][field] = "Un titre tout neuf"
        new.write_text(json.dumps(records[:-1]), "utf-8")
        for newest, former in ((new, old), (old, new)):
            done = run("calls", "import", newest, *self.FROM, at=workspace)
            assert f"replaces {former.name}" in done.out
            assert self.kept(workspace) == [newest.name]
            listed = run("calls", "list", "--all", "--format", "json", at=workspace)
            assert ("Un titre tout neuf" in listed.out) == (newest is new)

    def test_the_same_bytes_under_another_name_change_nothing(
        self, run: Run, workspace: Workspace, tmp_path: Path
    ) -> None:
        for name in ("b.json", "a.json", "c.json"):
            file = tmp_path / name
            file.write_bytes(self.SOURCE.read_bytes())
            done = run("calls", "import", file, *self.FROM, at=workspace)
            assert ("New or changed: 0" in done.err) == (name != "b.json")
            assert self.kept(workspace) == ["b.json"]


def test_a_workspace_is_made_whole_or_not_at_all(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    target = tmp_path / "aides"
    true_copy = shutil.copytree
    seen: list[Path] = []

    def cut_short(source: Path, destination: Path) -> None:
        if seen:
            raise OSError(28, "No space left on device")
        seen.append(true_copy(source, destination))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copytree", cut_short)
        assert run("init", target).code == 4
    assert list(target.iterdir()) == []
    (target / "data" / "companies").mkdir(parents=True)
    own = target / "data" / "companies" / "x.yaml"
    own.write_text("id: x\nname: X (fictif)\n", "utf-8")
    assert run("init", target).code == 0
    assert list(own.parent.iterdir()) == [own]
    assert {path.name for path in target.iterdir()} == {"data", "aidmatch.toml", ".gitignore"}
    assert run("check", at=Workspace(target)).code == 0
