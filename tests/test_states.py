"""What members did about calls, and what was answered on their points: noted, respected, taken back."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aidmatch.cli._session import PARIS
from aidmatch.company import Company
from aidmatch.datafiles import read_file
from aidmatch.journal import Journal
from aidmatch.journal.stances import STATES, Stance, note, of_companies, of_company, standing
from tests.conftest import ROOT, STUDIO, Done, Run, Workspace

CALL, MEMBER = "a-confirmer", "studio"
"""Open to the studio, with a condition in prose and one on aid received."""


def _read(done: Done) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(done.out)
    return document


def ranked(run: Run, at: Workspace, *more: str) -> dict[str, Any]:
    return _read(run("rank", MEMBER, *more, "--format", "json", at=at))


def states(shortlist: dict[str, Any]) -> dict[str, str | None]:
    return {item["call"]: item["state"] for item in shortlist["shortlist"]}


def explained(run: Run, at: Workspace, call: str = CALL, member: str = MEMBER) -> dict[str, Any]:
    return _read(run("explain", member, call, "--format", "json", at=at))


def award(small: Workspace) -> list[dict[str, Any]] | None:
    (company,), problems = read_file(small.path / "data/companies/studio.yaml", Company, "studio.yaml")
    assert not problems
    held = company.aid_received
    return None if held is None else [one.model_dump(mode="json", exclude_none=True) for one in held]


class TestStates:
    @pytest.mark.parametrize(("command", "state"), [("dismiss", "dismissed"), ("refused",) * 2, ("dropped",) * 2])
    def test_a_call_one_is_done_with_is_set_aside_and_counted(
        self, command: str, state: str, run: Run, small: Workspace
    ) -> None:
        assert run(command, MEMBER, CALL, at=small).code == 0
        short = ranked(run, small)
        assert CALL not in states(short)
        assert (short["dismissed"], short["found"]) == (1, len(short["shortlist"]))
        assert states(ranked(run, small, "--all"))[CALL] == state
        assert "1 put aside by you (--all)" in " ".join(run("rank", MEMBER, at=small).out.split())
        assert "put aside by you" not in " ".join(run("rank", MEMBER, "--all", at=small).out.split())

    @pytest.mark.parametrize(("command", "state"), [("follow", "followed"), ("applied",) * 2, ("won",) * 2])
    def test_a_call_on_its_way_is_marked_everywhere(self, command: str, state: str, run: Run, small: Workspace) -> None:
        assert run(command, MEMBER, CALL, "--note", "à relancer", "--on", "2026-11-20", at=small).code == 0
        assert states(ranked(run, small))[CALL] == state
        told = explained(run, small)
        assert told["state"] == state
        assert told["stance"] == {
            "state": state,
            "on": "2026-11-20",
            "amount": None,
            "note": "à relancer",
            "talks": False,
        }
        members = json.loads(run("members", CALL, "--format", "json", at=small).out)["members"]
        assert {one["company"]: one["state"] for one in members} == {MEMBER: state, "mystere": None}
        lines = map(json.loads, run("match", "--call", CALL, "--format", "ndjson", at=small).out.splitlines())
        assert {one["company"]: one["state"] for one in lines} == {MEMBER: state, "mystere": None}

    def test_the_last_word_stands_and_can_be_taken_back(self, run: Run, small: Workspace) -> None:
        for command in ("follow", "dismiss", "applied"):
            run(command, MEMBER, CALL, at=small)
        assert states(ranked(run, small))[CALL] == "applied"
        assert run("clear", MEMBER, CALL, at=small).code == 0
        assert states(ranked(run, small))[CALL] is None
        again = run("clear", MEMBER, CALL, at=small)
        assert (again.code, "(as before)" in again.out) == (0, True)

    def test_the_list_follows_its_schema(self, run: Run, small: Workspace) -> None:
        run("won", MEMBER, CALL, "--amount", "40 000 €", "--talks", at=small)
        run("follow", "mystere", "jeu-ouvert", at=small)
        document = json.loads(run("states", "list", "--format", "json", at=small).out)
        schema = json.loads((ROOT / "docs/schemas/states.schema.json").read_text("utf-8"))
        Draft202012Validator(schema).validate(document)
        held = [(one["company"], one["call"], one["state"], one["amount"], one["talks"]) for one in document["states"]]
        assert held == [("mystere", "jeu-ouvert", "followed", None, False), (MEMBER, CALL, "won", 40_000, True)]
        one = json.loads(run("states", "list", "--company", "mystere", "--format", "json", at=small).out)
        assert [line["company"] for line in one["states"]] == ["mystere"]
        assert "willing to talk about it" in run("members", CALL, at=small).out

    @pytest.mark.parametrize(
        "words",
        [
            ("follow", "personne-du-tout", CALL),
            ("follow", MEMBER, "zzzzzzzz"),
            ("follow", MEMBER, CALL, "--on", "hier"),
            ("follow", MEMBER, CALL, "--on", "2027-01-01"),
            ("applied", MEMBER, CALL, "--amount", "beaucoup"),
        ],
    )
    def test_wrong_usage_notes_nothing(self, words: tuple[str, ...], run: Run, small: Workspace) -> None:
        done = run(*words, at=small)
        assert (done.code, done.out) == (2, "")
        assert json.loads(run("states", "list", "--format", "json", at=small).out)["states"] == []

    def test_the_starter_data_are_not_written_to(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.chdir(tmp_path)
        done = run("follow", "brumequille", "credit-impot-innovation")
        assert done.code == 2
        assert "aidmatch init" in done.err

    def test_a_journal_that_cannot_be_read_is_said(self, run: Run, small: Workspace) -> None:
        run("dismiss", MEMBER, CALL, at=small)
        (small.path / ".aidmatch/journal.sqlite").write_bytes(b"no database" * 1000)
        for name in ("journal.sqlite-wal", "journal.sqlite-shm"):
            (small.path / ".aidmatch" / name).unlink(missing_ok=True)
        done = run("rank", MEMBER, at=small)
        assert done.code == 4
        assert "journal.sqlite" in done.err


class TestAwards:
    def test_without_a_terminal_the_command_is_told(self, run: Run, small: Workspace) -> None:
        done = run("won", MEMBER, CALL, "--amount", "40000", "--on", "2026-10-03", at=small)
        assert f"aidmatch won {MEMBER} {CALL} --on 2026-10-03 --amount 40000 --record" in done.err
        assert award(small) is None

    def test_a_list_that_is_not_known_is_not_made_known_by_one_aid(self, run: Run, small: Workspace) -> None:
        done = run("won", MEMBER, CALL, "--amount", "40000", "--record", at=small)
        assert (done.code, award(small)) == (3, None)
        assert "--nothing-else" in done.err
        assert run("won", MEMBER, CALL, "--amount", "40000", "--record", "--nothing-else", at=small).code == 0
        assert award(small) == [{"granted_on": "2026-11-22", "amount": 40_000, "de_minimis": "general", "call": CALL}]

    @pytest.mark.parametrize(
        ("typed", "written"),
        [("40 000\ny\ny\n", True), ("40000\ny\nn\n", False), ("40000\nn\n", False), ("\n", False)],
    )
    def test_on_a_terminal_it_is_asked(
        self, typed: str, written: bool, run: Run, small: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("aidmatch.cli._award.is_interactive", lambda: True)
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        done = run("won", MEMBER, CALL, at=small)
        assert (done.code, award(small) is not None) == (0, written), done.err
        (noted,) = json.loads(run("states", "list", "--format", "json", at=small).out)["states"]
        assert noted["amount"] == (40_000 if "4" in typed else None)
        assert (f"--amount {'40000' if '4' in typed else 'AMOUNT'} --record" in done.err) is not written

    def test_it_is_added_once_to_those_known(self, run: Run, small: Workspace) -> None:
        small.company("studio", STUDIO + "# kept\naid_received:\n- {granted_on: 2025-01-02, amount: 1000}\n")
        for _ in range(2):
            done = run("won", MEMBER, "jeu-ouvert", "--amount", "40 k€", "--record", at=small)
            assert done.code == 0, done.err
        held = [{"granted_on": "2025-01-02", "amount": 1000}]
        assert award(small) == [*held, {"granted_on": "2026-11-22", "amount": 40_000, "call": "jeu-ouvert"}]
        assert "# kept" in (small.path / "data/companies/studio.yaml").read_text("utf-8")


def confirm(run: Run, at: Workspace, *more: str, by: str = "Région Exemple") -> Any:
    return run("confirm", MEMBER, CALL, *more, *(("--by", by) if by else ()), at=at)


class TestAnswers:
    def test_the_points_have_numbers(self, run: Run, small: Workspace) -> None:
        found = [(one["kind"], one["outcome"], one["point"]) for one in explained(run, small)["verdicts"]]
        assert found == [("de_minimis", "unknown", 1), ("prose", "unknown", 2)]
        assert "Le projet est innovant. [2]" in run("explain", MEMBER, CALL, at=small).out

    def test_yes_settles_a_point_with_its_proof(self, run: Run, small: Workspace) -> None:
        assert confirm(run, small, "2", "oui", "--on", "2026-11-12").code == 0
        told = explained(run, small)
        assert (told["answer"], told["points"], told["reserves"]) == ("to_confirm", 1, ["de_minimis"])
        prose = told["verdicts"][1]
        assert (prose["outcome"], prose["point"], prose["question"]) == ("met", 2, None)
        assert prose["facts"] == [{"name": "answer", "value": "yes", "by": "Région Exemple", "on": "2026-11-12"}]
        assert confirm(run, small, "1", "yes").code == 0
        assert explained(run, small)["answer"] == "eligible"

    def test_it_is_told_in_french(self, run: Run, small: Workspace) -> None:
        confirm(run, small, "2", "oui", "--on", "2026-11-12", by="Région Occitanie")
        told = " ".join(run("--lang", "fr", "explain", MEMBER, CALL, at=small).out.split())
        assert "oui, selon Région Occitanie, le 12 novembre 2026 [2]" in told

    def test_no_turns_the_pair_down_everywhere(self, run: Run, small: Workspace) -> None:
        confirm(run, small, "innovant", "no")
        told = explained(run, small)
        assert (told["answer"], told["failed"], told["score"]) == ("ineligible", ["prose"], None)
        short = ranked(run, small)
        assert (CALL in states(short), short["ineligible"]) == (False, 2)
        members = json.loads(run("members", CALL, "--format", "json", at=small).out)["members"]
        assert {one["company"]: one["answer"] for one in members} == {MEMBER: "ineligible", "mystere": "to_confirm"}
        (line,) = map(
            json.loads,
            run("match", "--company", MEMBER, "--call", CALL, "--format", "ndjson", at=small).out.splitlines(),
        )
        assert (line["answer"], line["failed"]) == ("ineligible", ["prose"])
        assert "not eligible: an answer received" in run("explain", MEMBER, CALL, at=small).out

    def test_for_all_holds_for_every_member_and_reach(self, run: Run, small: Workspace) -> None:
        for number in range(5):
            small.company(f"autre-{number}", f"id: autre-{number}\nname: Autre {number} (fictif)\n")
        confirm(run, small, "2", "no", "--for-all")
        reached = json.loads(run("reach", CALL, "--format", "json", at=small).out)
        assert reached["answers"]["ineligible"] == 7
        # What was said of one member goes before what was said for all.
        confirm(run, small, "2", "yes")
        assert explained(run, small)["failed"] == []
        assert explained(run, small, member="mystere")["failed"] == ["prose"]
        assert confirm(run, small, "2", "--withdraw", by="").code == 0
        assert explained(run, small)["failed"] == ["prose"]
        assert confirm(run, small, "2", "--withdraw", by="").code == 2
        assert confirm(run, small, "2", "--withdraw", "--for-all", by="").code == 0
        assert explained(run, small)["answer"] == "to_confirm"

    def test_it_is_void_and_said_to_be_when_the_words_change(self, run: Run, small: Workspace) -> None:
        confirm(run, small, "2", "yes", "--on", "2026-11-12")
        small.call(
            CALL, criteria="[{kind: de_minimis, largest: 20000}]", more="conditions: [Le projet est très innovant.]\n"
        )
        told = explained(run, small)
        assert [one["outcome"] for one in told["verdicts"]] == ["unknown", "unknown"]
        assert told["void"] == [
            {"quote": "Le projet est innovant.", "answer": "yes", "by": "Région Exemple", "on": "2026-11-12"}
        ]
        assert "No longer valid" in run("explain", MEMBER, CALL, at=small).out

    def test_a_verdict_of_the_machine_stands(self, run: Run, small: Workspace) -> None:
        done = run("confirm", MEMBER, "trop-grand", "1", "yes", "--by", "Région Exemple", at=small)
        assert done.code == 2
        # A fact that comes later decides, whatever was answered.
        confirm(run, small, "1", "yes")
        small.company(
            "studio",
            STUDIO + "holdings: []\naid_received: [{granted_on: 2026-01-02, amount: 300000, de_minimis: general}]\n",
        )
        told = explained(run, small)
        assert (told["answer"], told["failed"]) == ("ineligible", ["de_minimis"])

    @pytest.mark.parametrize(
        "words", [("9", "yes"), ("zzz", "yes"), ("2", "maybe"), ("2",), ("2", "yes", "--on", "2027-05-01"), ("e", "no")]
    )
    def test_wrong_usage(self, words: tuple[str, ...], run: Run, small: Workspace) -> None:
        done = confirm(run, small, *words)
        assert (done.code, done.out) == (2, "")
        assert explained(run, small)["points"] == 2

    def test_it_says_who(self, run: Run, small: Workspace) -> None:
        assert confirm(run, small, "2", "yes", by="").code == 2


NAMES = st.sampled_from(["a", "b"])
NOTED = st.tuples(NAMES, NAMES, st.sampled_from([*STATES, None]), st.integers(1, 3))


@given(noted=st.lists(NOTED, max_size=12))
def test_the_last_word_wins(noted: list[Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    from datetime import date, datetime

    home = tmp_path_factory.mktemp("journal") / "journal.sqlite"
    last: dict[tuple[str, str], str] = {}
    with Journal(home, write=True) as journal:
        for company, call, state, day in noted:
            stance = Stance(company, call, state, date(2026, 11, day))
            at = datetime(2026, 11, 23, tzinfo=PARIS)
            note(journal, stance, at)
            assert not note(journal, stance, at)
            last[company, call] = state
        found = standing(of_companies(journal))
        assert {pair: one.state for pair, one in found.items()} == {
            pair: state for pair, state in last.items() if state
        }
        of_a = {one.call: one.state for one in of_company(journal, "a") if one.state}
        assert of_a == {call: state for (company, call), state in last.items() if company == "a" and state}
        count = journal.connection.execute("SELECT count(*) FROM stances").fetchone()[0]
        assert count <= len(noted)


def test_a_journal_just_begun_says_nothing(run: Run, small: Workspace) -> None:
    assert run("rank", MEMBER, at=small).code == 0
    sqlite3.connect(small.path / ".aidmatch/journal.sqlite").close()
    assert run("rank", MEMBER, at=small).code == 0
