"""The contract other programs rely on: JSON by its schemas, exit codes, streams, files, options, workspaces."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from aidmatch import config, prepare
from aidmatch.formats.rows import PAIR
from tests.conftest import DAY, ROOT, STUDIO, Run, Workspace

SCHEMAS = ROOT / "docs" / "schemas"

DOCUMENTS: dict[str, tuple[str, ...]] = {
    "match": ("match",),
    "rank": ("rank", "studio", "--all", "--include-closed"),
    "search": ("search", "prototype de jeu vidéo"),
    "calls": ("calls", "list", "--all"),
    "companies": ("companies", "list"),
    "history": ("calls", "history", "jeu-ouvert"),
    "explain": ("explain", "studio", "a-confirmer"),
    "members": ("members", "trop-grand"),
    "reach": ("reach", "jeu-ouvert"),
    "ask": ("ask", "studio"),
    "unlock": ("unlock", "mystere"),
    "sources": ("sources", "list"),
    "changes": ("changes", "--within", "60"),
    "digest": ("digest", "--preview"),
    "overview": ("digest", "overview"),
    "size": ("size", "studio"),
    "worth": ("worth", "studio", "a-confirmer"),
    "plan": ("plan", "studio"),
    "plan-stages": ("plan", "studio", "--stages"),
    "aid-headroom": ("aid", "headroom", "studio"),
}
"""A command whose JSON each schema describes."""


@cache
def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))


def check(name: str, document: Any) -> None:
    Draft202012Validator.check_schema(schema(name))
    errors = list(Draft202012Validator(schema(name)).iter_errors(document))
    assert not errors, [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors[:5]]


def test_every_schema_is_checked() -> None:
    assert {path.name.removesuffix(".schema.json") for path in SCHEMAS.iterdir()} == {
        *DOCUMENTS,
        "aid-list",
        "bridges",
        "gaps",
        "match-line",
        "partnering",
        "read",
        "report",
        "states",
        "sync",
        "team",
        "try",
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_json_follows_its_schema_and_its_order_of_keys(name: str, run: Run, small: Workspace) -> None:
    done = run(*DOCUMENTS[name], "--format", "json", at=small)
    assert (done.code, done.err) == (0, "")
    document = json.loads(done.out)
    check(name, document)
    assert list(document)[:2] == ["schema_version", "as_of"]
    assert list(document) == list(schema(name)["properties"])
    (items,) = [
        value for value in document.values() if isinstance(value, list) and value and isinstance(value[0], dict)
    ]
    for item in items:
        assert list(item) == list(items[0])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_starter_data_follow_the_schemas(name: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDMATCH_WORKSPACE", str(ROOT))
    own = {"studio": "studio-brumequille", "a-confirmer": "contrat-innovation-occitanie"}
    own |= {"mystere": "pixel-des-causses"}
    own |= {"trop-grand": "media-devvgim-2027", "jeu-ouvert": "cnc-fajv-production"}
    done = run(*(own.get(word, word) for word in DOCUMENTS[name]), "--format", "json")
    assert done.code == 0, done.err
    check(name, json.loads(done.out))


class TestMatch:
    def test_it_holds_every_pair_sorted_closed_calls_included(self, run: Run, small: Workspace) -> None:
        lines = [json.loads(line) for line in run("match", "--format", "ndjson", at=small).out.splitlines()]
        calls = ["a-confirmer", "annonce", "jeu-ferme", "jeu-ouvert", "sans-date", "trop-grand"]
        assert [(line["company"], line["call"]) for line in lines] == [
            (company, call) for company in ("mystere", "studio") for call in calls
        ]
        for line in lines:
            assert tuple(line) == PAIR
            check("match-line", line)

    def test_answers_windows_and_closings(self, run: Run, small: Workspace) -> None:
        out = run("match", "--company", "studio", "--format", "ndjson", at=small).out
        pairs = {pair["call"]: pair for pair in map(json.loads, out.splitlines())}
        assert {call: (pair["answer"], pair["window"], pair["closes"]) for call, pair in pairs.items()} == {
            "a-confirmer": ("to_confirm", "open", "2026-12-31T23:59:59+01:00"),
            "annonce": ("eligible", "upcoming", None),
            "jeu-ferme": ("to_confirm", "closed", None),
            "jeu-ouvert": ("eligible", "open", "2026-12-31T23:59:59+01:00"),
            "sans-date": ("eligible", "undated", None),
            "trop-grand": ("ineligible", "open", "2026-12-31T23:59:59+01:00"),
        }
        assert pairs["trop-grand"]["score"] is None
        assert pairs["trop-grand"]["failed"] == ["headcount"]
        assert pairs["a-confirmer"]["reserves"] == ["de_minimis"]
        assert pairs["a-confirmer"]["points"] == 2
        assert pairs["jeu-ouvert"]["closes_time_given"] is False

    def test_lists_are_sorted_and_name_every_kind(self, run: Run, workspace: Workspace) -> None:
        workspace.company("studio", STUDIO)
        rules = "[{kind: turnover, max: 5}, {kind: perimeter, within: [REG-11]}, {kind: headcount, min: 99}"
        workspace.call("dur", criteria=f"{rules}, {{kind: legal_form, within: [association]}}]")
        (line,) = map(json.loads, run("match", "--format", "ndjson", at=workspace).out.splitlines())
        assert line["failed"] == ["headcount", "legal_form", "perimeter"]
        assert line["unknown"] == ["turnover"]

    @pytest.mark.parametrize(
        ("options", "kept"),
        [
            (("--company", "mystere"), 6),
            (("--call", "jeu-ouvert"), 2),
            (("--call", "jeu-ouvert", "--call", "annonce", "--company", "studio"), 2),
            (("--answer", "ineligible"), 1),
            (("--answer", "eligible", "--answer", "to_confirm"), 6),
            (("--window", "closed"), 2),
            (("--window", "open", "--answer", "eligible"), 1),
        ],
    )
    def test_filters(self, options: tuple[str, ...], kept: int, run: Run, small: Workspace) -> None:
        assert len(run("match", *options, "--format", "ndjson", at=small).out.splitlines()) == kept

    @pytest.mark.parametrize("option", ["--answer", "--window", "--company", "--call"])
    def test_a_filter_that_names_nothing_is_wrong_usage(self, option: str, run: Run, small: Workspace) -> None:
        done = run("match", option, "zzz", at=small)
        assert (done.code, done.out) == (2, "")
        assert "zzz" in done.err

    def test_its_lines_are_those_of_rank_and_explain(self, run: Run, small: Workspace) -> None:
        lines = [
            json.loads(line)
            for line in run("match", "--company", "studio", "--format", "ndjson", at=small).out.splitlines()
        ]
        ranked = json.loads(run("rank", "studio", "--all", "--include-closed", "--format", "json", at=small).out)
        by_call = {item["call"]: item for item in ranked["shortlist"]}
        for line in lines:
            told = json.loads(run("explain", "studio", line["call"], "--format", "json", at=small).out)
            for key in PAIR:
                assert by_call[line["call"]][key] == line[key] == told[key], key


class TestExitCodes:
    def test_an_empty_result_is_done(self, run: Run, workspace: Workspace) -> None:
        workspace.company("studio", STUDIO)
        for words in (("rank", "studio"), ("match",), ("search", "rien"), ("calls", "list"), ("check",)):
            assert run(*words, at=workspace).code == 0, words

    @pytest.mark.parametrize(
        "words",
        [
            ("rank",),
            ("rank", "personne-du-tout"),
            ("explain", "studio", "zzzzzzzz"),
            ("rank", "studio", "--bogus"),
            ("bogus",),
            ("rank", "studio", "--format", "xml"),
            ("rank", "studio", "--theme", "zzz"),
            ("rank", "studio", "--as-of", "hier"),
            ("rank", "studio", "--as-of", "9999-12-31"),
            ("rank", "studio", "--as-of", "0001-01-01"),
            ("--workspace", "/no/such/folder", "rank", "studio"),
            ("match", "-o", "no-such-folder/pairs.csv"),
            ("match", "-o", "pairs.docx"),
            ("--lang", "de", "rank", "studio"),
            ("companies", "set", "studio", "headcount"),
            ("companies", "set", "studio", "headcount=douze"),
            ("companies", "add", "Nouveau", "--naf", "99.99Z"),
            ("companies", "add", "Nouveau", "--id", "studio"),
        ],
    )
    def test_wrong_usage(self, words: tuple[str, ...], run: Run, small: Workspace) -> None:
        done = run(*words, at=small)
        assert done.code == 2, done
        assert done.out == ""
        assert done.err.strip()

    def test_wrong_settings(self, run: Run, small: Workspace) -> None:
        small.write("aidmatch.toml", "[rank.weights]\nrelevence = 3\n")
        done = run("rank", "studio", at=small)
        assert done.code == 2
        assert "aidmatch.toml" in done.err
        assert "relevance" in done.err

    def test_done_in_part_when_a_data_file_is_wrong(self, run: Run, small: Workspace) -> None:
        small.write("data/calls/cassee.yaml", "id: cassee\n")
        # The sources are not the data files' affair.
        for name, words in (pair for pair in DOCUMENTS.items() if pair[0] != "sources"):
            done = run(*words, "--format", "json", at=small)
            assert done.code == 3, name
            check(name, json.loads(done.out))
            assert "data/calls/cassee.yaml" in done.err
        assert run("companies", "set", "studio", "headcount=13", at=small).code == 3
        assert run(at=small).code == 3

    def test_not_done_when_the_file_cannot_be_written(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        folder = tmp_path / "pairs.csv"
        folder.mkdir()
        done = run("match", "-o", folder, at=small)
        assert (done.code, done.out) == (4, "")
        assert "pairs.csv" in done.err

    def test_check_alone_says_that_data_files_are_wrong(self, run: Run, small: Workspace) -> None:
        assert run("check", at=small).code == 0
        small.write("data/calls/cassee.yaml", "id: cassee\n")
        assert run("check", at=small).code == 5
        assert run("calls", "check", at=small).code == 5
        assert run("companies", "check", at=small).code == 0

    def test_interrupted(self, run: Run, small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(prepare, "open_catalogue", interrupted)
        assert run("rank", "studio", at=small).code == 130


class TestStreams:
    @pytest.mark.parametrize("command", [("match", "--format", "ndjson"), ("match",), ("calls", "list"), ("--help",)])
    def test_a_reader_that_closes_the_pipe_is_no_error(self, command: tuple[str, ...]) -> None:
        program = [sys.executable, "-m", "aidmatch", *command]
        environment = {**os.environ, "AIDMATCH_WORKSPACE": str(ROOT)}
        with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as running:
            assert running.stdout is not None
            assert running.stderr is not None
            running.stdout.read(10)
            running.stdout.close()
            said = running.stderr.read()
            assert running.wait() == 0, said
        assert said == b""

    @pytest.mark.parametrize(
        "command", [("rank", "studio"), ("explain", "studio", "a-confirmer"), ("match",), ("--help",)]
    )
    def test_no_colour_in_a_pipe(self, command: tuple[str, ...], run: Run, small: Workspace) -> None:
        done = run(*command, at=small)
        assert done.code == 0
        assert "\x1b" not in done.out + done.err

    @pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX")
    @pytest.mark.parametrize(("variable", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
    def test_colour_on_a_terminal_unless_no_color(
        self, variable: dict[str, str], coloured: bool, small: Workspace
    ) -> None:
        import pty

        outer, inner = pty.openpty()
        environment = {**os.environ, "TERM": "xterm-256color", "AIDMATCH_WORKSPACE": str(small.path), **variable}
        program = [sys.executable, "-m", "aidmatch", "rank", "studio", "--as-of", DAY]
        with subprocess.Popen(program, stdout=inner, stdin=subprocess.DEVNULL, env=environment) as running:
            os.close(inner)
            said = b""
            while True:
                try:
                    part = os.read(outer, 65536)
                except OSError:
                    break
                if not part:
                    break
                said += part
            assert running.wait() == 0
        os.close(outer)
        colours = [code for code in (b"\x1b[32m", b"\x1b[36m", b"\x1b[94m") if code in said]
        assert bool(colours) is coloured

    def test_data_and_errors_do_not_mix(self, run: Run, small: Workspace) -> None:
        small.write("data/calls/cassee.yaml", "id: cassee\n")
        done = run("match", "--format", "ndjson", at=small)
        for line in done.out.splitlines():
            json.loads(line)
        assert "cassee.yaml" in done.err
        assert "cassee.yaml" not in done.out

    def test_quiet_says_nothing_but_the_result(self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.chdir(tmp_path)
        loud, quiet = run("calls", "list"), run("--quiet", "calls", "list")
        assert loud.out == quiet.out
        assert loud.err
        assert quiet.err == ""

    def test_no_question_when_not_a_terminal(self, run: Run, small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("1\n"))
        near = run("rank", "studyo exempl fictiv quelconque", at=small)
        assert near.code in (0, 2)
        added = run("companies", "add", "Nouvelle Venue", at=small)
        assert added.code == 0
        assert (small.path / "data/companies/nouvelle-venue.yaml").is_file()

    def test_did_you_mean(self, run: Run, small: Workspace) -> None:
        small.company("studio-deux", "id: studio-deux\nname: Studio Exemplaire (fictif)\n")
        done = run("rank", "studio exempl", at=small)
        assert done.code == 2
        assert "studio-deux" in done.err


class TestFiles:
    @pytest.mark.parametrize("suffix", ["json", "ndjson", "jsonl", "csv", "md", "parquet"])
    def test_a_file_takes_the_form_of_its_name(self, suffix: str, run: Run, small: Workspace, tmp_path: Path) -> None:
        target = tmp_path / f"pairs.{suffix}"
        done = run("match", "-o", target, at=small)
        assert (done.code, done.out) == (0, ""), done.err
        if suffix == "parquet":
            import pyarrow.parquet as pq

            held = pq.read_table(target)
            assert tuple(held.column_names) == PAIR
            rows = held.to_pylist()
        elif suffix == "json":
            rows = json.loads(target.read_text("utf-8"))["pairs"]
        elif suffix in ("ndjson", "jsonl"):
            rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
        elif suffix == "csv":
            with target.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            assert tuple(rows[0]) == PAIR
        else:
            lines = target.read_text("utf-8").splitlines()
            rows = lines[2:]
            assert [cell.strip().replace("\\", "") for cell in lines[0].strip("|").split("|")] == list(PAIR)
        assert len(rows) == 12
        assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [target.name]

    def test_parquet_says_the_same_as_json_even_of_nothing(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        import pyarrow.parquet as pq

        full, none = tmp_path / "a.parquet", tmp_path / "b.parquet"
        assert run("match", "-o", full, at=small).code == 0
        assert (
            run(
                "match", "--answer", "to_complete", "--window", "closed", "--company", "studio", "-o", none, at=small
            ).code
            == 0
        )
        told = [json.loads(line) for line in run("match", "--format", "ndjson", at=small).out.splitlines()]
        assert pq.read_table(full).to_pylist() == told
        assert pq.read_schema(full) == pq.read_schema(none)
        assert pq.read_table(none).num_rows == 0
        calls = tmp_path / "calls.parquet"
        assert run("calls", "list", "--all", "-o", calls, at=small).code == 0
        assert pq.read_table(calls)["origin_source"].to_pylist() == ["Example portal"] * 6

    def test_a_format_wins_over_the_name(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        target = tmp_path / "pairs.txt"
        assert run("match", "--format", "csv", "-o", target, at=small).code == 0
        assert target.read_text("utf-8").startswith("company,call,")

    @pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX")
    def test_a_file_keeps_its_rights_and_its_link(self, run: Run, small: Workspace, tmp_path: Path) -> None:
        fresh = tmp_path / "fresh.csv"
        assert run("match", "-o", fresh, at=small).code == 0
        plain = tmp_path / "plain"
        plain.touch()
        assert fresh.stat().st_mode == plain.stat().st_mode
        fresh.chmod(0o640)
        link = tmp_path / "link.csv"
        link.symlink_to(fresh)
        assert run("match", "-o", link, at=small).code == 0
        assert link.is_symlink()
        assert fresh.stat().st_mode & 0o777 == 0o640

    @pytest.mark.skipif(sys.platform == "win32", reason="a named pipe is POSIX")
    def test_what_is_no_file_is_written_to_and_stays(self, small: Workspace, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe.csv"
        os.mkfifo(pipe)
        program = [sys.executable, "-m", "aidmatch", "match", "-o", str(pipe), "--workspace", str(small.path)]
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        with subprocess.Popen(program) as running:
            assert running.wait(timeout=30) == 0
        assert os.read(reader, 13) == b"company,call,"
        os.close(reader)
        assert pipe.is_fifo()

    def test_csv_and_markdown_of_every_list(self, run: Run, small: Workspace) -> None:
        for name, words in DOCUMENTS.items():
            if name == "overview":
                # A letter, no list.
                continue
            rows = list(csv.reader(io.StringIO(run(*words, "--format", "csv", at=small).out)))
            assert len({len(row) for row in rows}) == 1, name
            if name in ("digest", "plan"):
                # In Markdown letters are letters, and a plan is a page.
                continue
            marks = run(*words, "--format", "markdown", at=small).out.splitlines()
            assert len(marks) == len(rows) + 1, name


class TestOptions:
    @pytest.mark.parametrize(
        "words",
        [
            ("--workspace", "{w}", "--as-of", DAY, "--lang", "en", "rank", "studio"),
            ("rank", "--workspace", "{w}", "--as-of", DAY, "--lang", "en", "studio"),
            ("rank", "studio", "-w", "{w}", f"--as-of={DAY}", "--lang=en"),
            ("--lang", "en", "rank", "studio", "--as-of", DAY, "--workspace={w}"),
        ],
    )
    def test_before_and_after_the_command(self, words: tuple[str, ...], run: Run, small: Workspace) -> None:
        told = run(*(word.format(w=small.path) for word in words), "--format", "json", day=None)
        assert told.code == 0, told.err
        assert json.loads(told.out)["as_of"] == f"{DAY}T00:00:00+01:00"

    def test_inside_a_group(self, run: Run, small: Workspace) -> None:
        before = run("--workspace", str(small.path), "calls", "list", "--format", "json")
        after = run("calls", "list", "--format", "json", "--workspace", str(small.path))
        assert before == after

    def test_an_instant(self, run: Run, small: Workspace) -> None:
        told = run("calls", "list", "--format", "json", "--as-of", "2026-12-31T22:00:00+00:00", at=small)
        assert json.loads(told.out)["as_of"] == "2026-12-31T23:00:00+01:00"

    @pytest.mark.parametrize(
        ("environment", "words", "word"),
        [
            ({"LANG": "en_GB.UTF-8"}, (), "Every Monday"),
            ({"LANG": "fr_FR.UTF-8"}, (), "Chaque lundi"),
            ({"LANG": "de_DE.UTF-8"}, (), "Chaque lundi"),
            ({"LANG": "C"}, (), "Chaque lundi"),
            ({"LANG": "fr_FR.UTF-8"}, ("--lang", "en"), "Every Monday"),
            ({"LANG": "fr_FR.UTF-8", "AIDMATCH_LANG": "en"}, (), "Every Monday"),
            ({"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, (), "Chaque lundi"),
        ],
    )
    def test_language(self, environment: dict[str, str], words: tuple[str, ...], word: str) -> None:
        told = subprocess.run(
            [sys.executable, "-m", "aidmatch", *words, "--help"],
            capture_output=True,
            check=True,
            env={**{key: value for key, value in os.environ.items() if key != "LANGUAGE"}, **environment},
        )
        assert word in told.stdout.decode()

    def test_version(self, run: Run) -> None:
        from aidmatch import __version__

        assert run("--version", day=None).out.strip() == f"aidmatch {__version__}"

    def test_help_is_grouped_by_moment(self, run: Run) -> None:
        told = run("--help", day=None).out
        places = [told.index(words) for words in ("A member calls", "A call comes out", "Every Monday", "For machines")]
        assert len(set(places)) == 4

    def test_alone_it_says_where_one_stands(self, run: Run, small: Workspace) -> None:
        told = run(at=small)
        assert told.code == 0
        assert str(small.path) in told.out.replace("\n", "")
        assert told.out.count("aidmatch ") >= 3


class TestWorkspace:
    """--workspace, the variable, the nearest folder upward, the user's data folder, the starter data."""

    @pytest.fixture
    def four(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
        places = {}
        for name in ("option", "variable", "upward", "user"):
            place = Workspace(tmp_path / name)
            place.company("x", f"id: seen-by-{name}\nname: {name} (fictif)\n")
            place.write("aidmatch.toml", "")
            places[name] = place.path
        inner = places["upward"] / "a" / "b"
        inner.mkdir(parents=True)
        monkeypatch.chdir(inner)
        monkeypatch.setattr(config, "user_workspace", lambda: places["user"])
        return places

    def seen(self, run: Run, *words: str) -> list[str]:
        done = run("companies", "list", "--format", "json", *words)
        assert done.code == 0, done.err
        return [company["id"] for company in json.loads(done.out)["companies"]]

    def test_order(self, four: dict[str, Path], run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("AIDMATCH_WORKSPACE", str(four["variable"]))
        assert self.seen(run, "--workspace", str(four["option"])) == ["seen-by-option"]
        assert self.seen(run) == ["seen-by-variable"]
        monkeypatch.delenv("AIDMATCH_WORKSPACE")
        assert self.seen(run) == ["seen-by-upward"]
        monkeypatch.chdir(tmp_path)
        assert self.seen(run) == ["seen-by-user"]

    def test_upward_by_data_calls(self, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        place = Workspace(tmp_path / "w")
        place.call("un")
        (place.path / "deep").mkdir()
        monkeypatch.chdir(place.path / "deep")
        calls = json.loads(run("calls", "list", "--format", "json").out)["calls"]
        assert [call["id"] for call in calls] == ["un"]

    def test_starter_data_are_read_in_place_and_init_is_named(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.chdir(tmp_path)
        done = run("calls", "list", "--format", "json")
        assert done.code == 0
        assert "aidmatch init" in done.err
        assert len(json.loads(done.out)["calls"]) > 50
        assert list(tmp_path.iterdir()) == []
        assert run("companies", "add", "Nouveau").code == 2

    def test_an_empty_workspace_is_never_filled(self, run: Run, workspace: Workspace) -> None:
        done = run("calls", "list", "--format", "json", at=workspace)
        assert json.loads(done.out)["calls"] == []
        assert list((workspace.path / "data" / "calls").iterdir()) == []

    def test_init_makes_one_that_works_and_is_left_alone(self, run: Run, tmp_path: Path) -> None:
        target = tmp_path / "aides"
        done = run("init", target)
        assert done.code == 0, done.err
        own = Workspace(target)
        assert run("check", at=own).code == 0
        assert len(json.loads(run("companies", "list", "--format", "json", at=own).out)["companies"]) >= 24
        before = sorted(path.name for path in target.rglob("*"))
        again = run("init", target)
        assert again.code == 2
        assert sorted(path.name for path in target.rglob("*")) == before

    def test_a_read_only_one_has_its_index_in_the_cache(
        self, small: Workspace, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import platformdirs

        cache_folder = tmp_path / "cache"
        monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: cache_folder)
        true_access = os.access
        monkeypatch.setattr(
            os,
            "access",
            lambda path, mode, **rest: (
                not (mode == os.W_OK and str(path).startswith(str(small.path))) and true_access(path, mode, **rest)
            ),
        )
        assert run("rank", "studio", at=small).code == 0
        assert not (small.path / ".aidmatch").exists()
        (index,) = cache_folder.iterdir()
        before = index.stat().st_mtime_ns
        assert run("rank", "studio", at=small).code == 0
        assert index.stat().st_mtime_ns == before
