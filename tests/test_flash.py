"""A flash: the day a call comes out, one letter to each member it is for, reviewed and told as the others are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import Run, Workspace, call_text
from tests.mailserver import mail_server
from tests.test_overview import member

MONDAY, WEDNESDAY, NEXT = "2026-11-23T08:00", "2026-11-25T15:00", "2026-11-30T08:00"


@pytest.fixture
def place(workspace: Workspace) -> Workspace:
    """A call that fits two of five members, one of them by another trade."""
    workspace.call(
        "appel", title="Prototype", criteria="[{kind: headcount, min: 5}]", more="targeting: {naf: ['58']}\n"
    )
    workspace.company("studio", member("studio"))
    workspace.company("petit", member("petit", "headcount: 2\n"))
    workspace.company("muet", member("muet", ""))
    workspace.company("boulanger", member("boulanger").replace("58.21Z", "10.71C"))
    workspace.company("non", member("non").replace(".org}", ".org, consent: false}"))
    return workspace


def letters(run: Run, place: Workspace, day: str = WEDNESDAY) -> dict[str, list[str]]:
    """The letters to come, and the calls each shows."""
    told = json.loads(run("digest", "--preview", "--format", "json", at=place, day=day).out)["letters"]
    return {one["company"]: [item["call"] for item in (*one["items"], *one["lines"])] for one in told}


def test_one_letter_to_each_member_it_is_for(place: Workspace, run: Run) -> None:
    done = run("flash", "appel", at=place, day=WEDNESDAY)
    assert done.code == 0, done.err
    assert "2 members concerned, 1 one answer away, 1 one condition away, 1 of another trade." in done.out
    assert "Not written to: 1 asked for no letters." in done.out
    assert "1 letter" in done.out
    assert "Une nouvelle aide pour Studio (fictif) : Prototype" in " ".join(done.out.split())
    circles = json.loads(run("members", "appel", "--format", "json", at=place, day=WEDNESDAY).out)["members"]
    assert sum(one["circle"] == "in" for one in circles) == 2


def test_it_counts_as_told_once_it_left(place: Workspace, run: Run) -> None:
    run("flash", "appel", at=place, day=WEDNESDAY)
    assert "appel" in letters(run, place, NEXT)["studio"]
    assert run("digest", "sent", at=place, day=WEDNESDAY).out == "1 letter noted as sent\n"
    assert "appel" not in letters(run, place, NEXT)["studio"]
    # It stands as it left this week, and is not written again the next.
    assert "sent" in run("flash", "appel", at=place, day=WEDNESDAY).out
    again = run("flash", "appel", at=place, day=NEXT)
    assert "1 was told already" in again.out
    assert "letter" not in again.out.replace("no letters", "")


def test_who_was_told_on_monday_is_not_told_twice(place: Workspace, run: Run) -> None:
    run("digest", at=place, day=MONDAY)
    run("digest", "sent", at=place, day=MONDAY)
    assert "1 was told already" in run("flash", "appel", at=place, day=WEDNESDAY).out


def test_a_look_keeps_nothing(place: Workspace, run: Run) -> None:
    done = run("flash", "appel", "--preview", at=place, day=WEDNESDAY)
    assert "Studio (fictif)" in done.out
    assert not (place.path / ".aidmatch/journal.sqlite").exists()


def test_another_trade_is_written_to_when_named(place: Workspace, run: Run) -> None:
    done = run("flash", "appel", "--member", "boulanger", at=place, day=WEDNESDAY)
    assert "Une nouvelle aide pour Boulanger" in " ".join(done.out.split())


def test_drafts_follow_the_review_and_the_facts(place: Workspace, run: Run) -> None:
    run("flash", "appel", at=place, day=WEDNESDAY)
    run("digest", "drop", "appel", "--member", "studio", at=place, day=WEDNESDAY)
    done = run("flash", "appel", at=place, day=WEDNESDAY)
    assert "you took the call out for 1" in done.out
    assert run("digest", "release", at=place, day=WEDNESDAY).code == 2
    run("digest", "drop", "appel", "--member", "studio", "--back", at=place, day=WEDNESDAY)
    run("flash", "appel", at=place, day=WEDNESDAY)
    place.company("studio", member("studio", "headcount: 2\n"))
    run("flash", "appel", at=place, day=WEDNESDAY)
    assert run("digest", "release", at=place, day=WEDNESDAY).code == 2


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "undated": ({"replace": ("kind: dated, closes: 2026-12-31", "kind: unknown")}, "no date known"),
    "low": ({"replace": ("confidence: high", "confidence: low")}, "record of low confidence"),
    "stale": (
        {"replace": ("kind: dated, closes: 2026-12-31", "kind: permanent"), "read": "2023-01-01"},
        "record not checked for a long time",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_letters_would_not_tell_is_refused_unless_a_person_vouches(name: str, place: Workspace, run: Run) -> None:
    changes, why = CASES[name]
    text = call_text("doute", title="Doute").replace(*changes["replace"])
    place.write("data/calls/doute.yaml", text.replace("2026-10-01", changes.get("read", "2026-10-01")))
    refused = run("flash", "doute", at=place, day=WEDNESDAY)
    assert refused.code == 2
    assert why in refused.err
    assert "--anyway" in refused.err
    assert (
        not (place.path / ".aidmatch/journal.sqlite").exists() or "no letter" in run("digest", "release", at=place).err
    )
    done = run("flash", "doute", "--anyway", at=place, day=WEDNESDAY)
    assert done.code == 0, done.err
    assert "Une nouvelle aide pour Studio (fictif) : Doute" in " ".join(done.out.split())


def test_a_closed_call_is_refused_whoever_vouches(place: Workspace, run: Run) -> None:
    place.call("ferme", closes="2026-06-30")
    for more in ((), ("--anyway",)):
        done = run("flash", "ferme", *more, at=place, day=WEDNESDAY)
        assert done.code == 2
        assert "data/overlays/ferme.yaml" in done.err


def test_nobody_concerned_is_said(place: Workspace, run: Run) -> None:
    place.call("grand", criteria="[{kind: headcount, min: 500}]")
    done = run("flash", "grand", at=place, day=WEDNESDAY)
    assert (done.code, done.out.split(",")[0]) == (0, "0 members concerned")
    assert "aidmatch members" in done.err


def test_it_is_reviewed_with_the_others_and_no_letter_repeats_it(place: Workspace, run: Run, tmp_path: Path) -> None:
    run("digest", at=place, day=MONDAY)
    assert "appel" in letters(run, place, MONDAY)["studio"]
    run("flash", "appel", at=place, day=WEDNESDAY)
    assert "appel" not in letters(run, place)["studio"]
    done = run("digest", "review", "--out", tmp_path, at=place, day=WEDNESDAY)
    assert done.code == 0, done.err
    page, sheet = (Path(line) for line in done.out.split())
    assert "Une nouvelle aide pour Studio (fictif)" in page.read_text("utf-8")
    rows = CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python()
    assert [row[8] for row in rows if row[7] == "studio" and row[8] == "appel"] == ["appel"]


def test_it_leaves_with_the_letters_that_were_released(place: Workspace, run: Run) -> None:
    run("flash", "appel", at=place, day=WEDNESDAY)
    run("digest", "release", at=place, day=WEDNESDAY)
    with mail_server() as server:
        place.write(
            "aidmatch.toml",
            f'[mail]\nhost = "localhost"\nport = {server.port}\nsecurity = "none"\nsender = "a@b.example"\n',
        )
        done = run("digest", "--send", at=place, day=WEDNESDAY)
        assert (done.code, "1 letter sent" in done.out) == (0, True), done.err
        assert "Prototype" in str(server.arrived[0].mail["Subject"])
        run("digest", "--send", at=place, day=WEDNESDAY)
        assert len(server.arrived) == 1
