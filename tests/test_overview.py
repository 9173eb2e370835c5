"""The coordinator's letter: its counts are those of `match` and `members`, and it names whom to phone and why."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from aidmatch.catalogue import Card
from aidmatch.cli._session import PARIS
from aidmatch.company import Company
from aidmatch.compose import Now, Offer, Rules, Stance, ToPhone, Week, next_letter, to_phone
from aidmatch.journal import Seen
from aidmatch.journal.letters import Told
from tests.conftest import Run, Workspace, call_text

MONDAY = "2026-11-23T08:00"
AT = datetime(2026, 11, 23, 8, tzinfo=PARIS)

CLUSTERS = """\
[clusters.grappe]
name = "Grappe des Images (fictive)"
sender = "La coordination"
email = "coordination@grappe.example.org"
language = "en"

[clusters.voisine]
name = "Grappe voisine (fictive)"
language = "en"
"""


def member(name: str, more: str = "headcount: 12\n", reader: str | None = "direction") -> str:
    read = f"readers: [{{email: {reader}@{name}.example.org}}]\n" if reader else ""
    return (
        f"id: {name}\nname: {name.title()} (fictif)\nnaf: 58.21Z\nlegal_form: '5710'\nseat: {{commune: '66136'}}\n"
        f"created: 2018-03-01\nneeds: [financer un prototype de jeu vidéo]\n{more}{read}"
    )


def overview(run: Run, place: Workspace, *more: str, day: str = MONDAY) -> dict[str, Any]:
    done = run("digest", "overview", "--format", "json", *more, at=place, day=day)
    assert done.code == 0, done.err
    return cast("dict[str, Any]", json.loads(done.out))


def text_of(run: Run, place: Workspace, day: str = MONDAY) -> str:
    """The letter as text, on one line."""
    return " ".join(run("digest", "overview", at=place, day=day).out.split())


def the_one(run: Run, place: Workspace, day: str = MONDAY) -> dict[str, Any]:
    (one,) = overview(run, place, day=day)["overviews"]
    return cast("dict[str, Any]", one)


def drawn(place: Workspace, seed: int) -> None:
    """Members and calls of every sort."""
    die = random.Random(seed)  # noqa: S311 - no secrets
    for number in range(die.randint(3, 9)):
        people = die.choice(
            ["", "headcount: 3\n", "headcount: 12\n", "headcount: 80\n", "headcount: {low: 5, high: 20}\n"]
        )
        aged = "provenance: {headcount: {by: head, on: 2019-01-01}}\n" if people and die.random() < 0.3 else ""
        text = member(f"m{number}", people + aged, die.choice(["direction", None]))
        place.company(f"m{number}", text.replace("58.21Z", die.choice(["58.21Z", "10.71C"])))
    for number in range(die.randint(4, 14)):
        rules = [f"{{kind: headcount, {die.choice(['min', 'max'])}: {die.choice([5, 10, 50])}}}"]
        rules += ["{kind: age, min_months: 200}"] if die.random() < 0.2 else []
        rules += ["{kind: de_minimis, largest: 20000}"] if die.random() < 0.2 else []
        text = call_text(
            f"c{number}",
            title=f"Aide {number}",
            closes=die.choice(["2026-11-26", "2026-12-20", "2027-01-15", "2027-06-30", "2026-10-01"]),
            criteria=f"[{', '.join(rules)}]" if die.random() < 0.8 else "[]",
            more=die.choice(["open_to_all: true\n", "conditions: [Le projet est innovant.]\n"]),
        )
        if die.random() < 0.25:
            text = text.replace("window: {kind: dated", "window: {kind: unknown} #")
        if die.random() < 0.3:
            text += "targeting: {naf: ['58']}\n"
        place.write(f"data/calls/c{number}.yaml", text)


@pytest.mark.parametrize("seed", range(12))
def test_its_counts_are_those_of_match_and_members(seed: int, workspace: Workspace, run: Run) -> None:
    drawn(workspace, seed)
    told = the_one(run, workspace)
    pairs = json.loads(run("match", "--format", "json", at=workspace, day=MONDAY).out)["pairs"]
    fits, others, asking = Counter[str](), Counter[str](), Counter[str]()
    for pair in pairs:
        if pair["answer"] in ("eligible", "to_confirm"):
            (others if pair["targeted"] == "no" else fits)[pair["call"]] += 1
        asking[pair["call"]] += pair["answer"] == "to_complete"
    windows = {pair["call"]: pair["window"] for pair in pairs}
    checked = {one["call"] for one in told["to_check"]}
    for one in (*told["calls"], *told["to_check"]):
        call = one["call"]
        assert (one["members"], one["other_trades"], one["to_complete"]) == (fits[call], others[call], asking[call])
        members = json.loads(run("members", call, "--format", "json", at=workspace, day=MONDAY).out)["members"]
        circles = Counter(found["circle"] for found in members)
        assert (circles["in"], circles["other_trade"]) == (one["members"], one["other_trades"])
    open_ = {call for call, window in windows.items() if window in ("open", "upcoming")}
    many = {call for call in open_ if fits[call] >= 2} - checked
    assert {one["call"] for one in told["calls"]} == many
    assert checked == {call for call, window in windows.items() if window == "undated" and fits[call]}
    for one in told["closings"]:
        assert one["members"] == fits[one["call"]]
    fitted = {p["company"] for p in pairs if p["call"] in open_ and p["answer"] in ("eligible", "to_confirm")}
    assert {one["company"] for one in told["nothing_fits"]} == {p["company"] for p in pairs} - fitted
    closing = {
        (pair["call"], pair["closes"])
        for pair in pairs
        if pair["window"] == "open" and pair["closes"] <= "2027-01-22T08:00:00+01:00" and fits[pair["call"]]
    }
    assert {(one["call"], one["closes"]) for one in told["closings"]} == closing


def test_why_nothing_fits_is_the_question_or_the_rule(workspace: Workspace, run: Run) -> None:
    for number in range(3):
        workspace.call(f"grand-{number}", criteria="[{kind: headcount, min: 50}]")
    workspace.company("petit", member("petit"))
    workspace.company("muet", member("muet", ""))
    found = {one["company"]: one for one in the_one(run, workspace)["nothing_fits"]}
    assert found["petit"]["turned_away_by"] == {"headcount": 3}
    assert (found["muet"]["question"], found["muet"]["settles"]) == ("headcount", 3)
    text = text_of(run, workspace)
    assert "what turns it away most: headcount (3)" in text
    assert "its answer would settle 3 calls" in text


def test_whom_to_phone(workspace: Workspace, run: Run) -> None:
    workspace.call(
        "ferme-jeudi",
        title="Financer un prototype de jeu vidéo",
        closes="2026-11-26",
        criteria="[]",
        more="open_to_all: true\n",
    )
    workspace.company("studio", member("studio"))
    workspace.company("muet", member("muet", reader=None))
    refused = member("non").replace(".org}", ".org, consent: false}")
    workspace.company("non", refused)
    one = the_one(run, workspace)
    assert (one["members"], one["without_email"], one["no_letters_asked"]) == (3, 1, 1)
    assert [(ring["company"], ring["why"]) for ring in one["phone"]] == [("muet", "closes"), ("studio", "closes")]
    text = text_of(run, workspace)
    assert "closes before the next letter, to hand in by 26 November 2026 (D-3)" in text
    assert "direction@studio.example.org" in text
    assert "Non (fictif)" not in text.partition("Calls that fit")[0]


def test_at_most_ten_are_named(workspace: Workspace, run: Run) -> None:
    workspace.call(
        "ferme-jeudi",
        title="Financer un prototype de jeu vidéo",
        closes="2026-11-26",
        criteria="[]",
        more="open_to_all: true\n",
    )
    for number in range(13):
        workspace.company(f"m{number:02}", member(f"m{number:02}"))
    one = the_one(run, workspace)
    assert [ring["company"] for ring in one["phone"]] == [f"m{number:02}" for number in range(10)]
    assert one["phone_more"] == 3


def ring(
    name: str = "a",
    days: int | None = 40,
    score: int = 50,
    stance: Stance | None = None,
    told: Told | None = None,
    prepares: int = 0,
    *,
    is_read: bool = True,
    is_aimed: bool = True,
) -> ToPhone | None:
    blanks: dict[str, Any] = dict.fromkeys(Card._fields)
    card = Card(**{**blanks, "id": name, "title": name, "ordinal": 0})
    closings = () if days is None else (AT + timedelta(days=days),)
    offer = Offer(card, "open", closings, prepares, {}, "x", ())
    company = Company(id="studio", name="Studio (fictif)")
    week = Week("2026-W48", AT, next_letter(AT), Rules())
    stances = {name: stance} if stance else {}
    held = {name: told} if told else {}
    return to_phone(company, {name: Now(offer, "fits", score, is_aimed)}, held, stances, week, is_read=is_read)


def test_the_reasons_to_phone() -> None:
    def why(**facts: Any) -> str | None:
        one = ring(**facts)
        return one.why if one else None

    known = Told("2026-W47", "new", Seen("fits"), frozenset())
    assert why(days=3, score=50) == "closes"
    assert why(days=3, score=10) is None
    assert why(days=3, score=10, stance="followed") == "closes"
    assert why(days=3, stance="applied") is None
    assert why(days=3, stance="dismissed") is None
    assert why(days=3, is_aimed=False) is None
    assert why(days=40, score=90) == "best"
    assert why(days=40, score=90, told=known) is None
    assert why(days=40, score=90, told=known._replace(week="2026-W48")) == "best"
    assert why(days=40, score=10) is None
    assert why(days=40, score=10, is_read=False) == "unread"
    assert why(days=40, score=10, is_read=False, told=known) is None
    assert why(days=31, stance="followed", told=known) == "followed"
    reminded = known._replace(reminders=frozenset({((AT + timedelta(days=31)).isoformat(), 30)}))
    assert why(days=31, stance="followed", told=reminded) is None
    assert why(days=31, prepares=20, stance="followed", told=reminded) == "followed"
    assert why(days=300, stance="followed", told=known) is None
    late = ring(days=3, prepares=30)
    assert late is not None
    assert late.is_late


def test_new_is_what_no_earlier_letter_told(workspace: Workspace, run: Run) -> None:
    workspace.company("studio", member("studio"))
    workspace.company("atelier", member("atelier"))
    workspace.call("a", more="open_to_all: true\n")
    assert [one["new"] for one in the_one(run, workspace)["calls"]] == [True]
    run("digest", at=workspace, day=MONDAY)
    run("digest", "sent", at=workspace, day=MONDAY)
    assert [one["new"] for one in the_one(run, workspace)["calls"]] == [True]
    workspace.call("b", title="Une autre", more="open_to_all: true\n")
    later = the_one(run, workspace, day="2026-11-30T08:00")
    assert [(one["call"], one["new"]) for one in later["calls"]] == [("b", True), ("a", False)]


def test_answers_and_letters_are_awaited_until_they_come(workspace: Workspace, run: Run) -> None:
    workspace.call("grand", criteria="[{kind: headcount, min: 50}]")
    workspace.company("muet", member("muet", ""))
    run("digest", at=workspace, day=MONDAY)
    assert the_one(run, workspace)["awaited"] == []
    later = the_one(run, workspace, day="2026-11-30T08:00")
    assert (later["awaited"], later["unsent"]) == ([], [{"week": "2026-W48", "released": 0, "drafts": 1}])
    assert "aidmatch digest sent --week 2026-W48" in text_of(run, workspace, "2026-11-30T08:00")
    run("digest", "sent", "--week", "2026-W48", at=workspace, day="2026-11-30T08:00")
    later = the_one(run, workspace, day="2026-11-30T08:00")
    assert [(one["company"], one["since"], one["times"]) for one in later["awaited"]] == [("muet", "2026-11-23", 1)]
    assert later["unsent"] == []
    workspace.company("muet", member("muet", "headcount: 12\n"))
    assert the_one(run, workspace, day="2026-11-30T08:00")["awaited"] == []


def test_a_letter_for_each_cluster(workspace: Workspace, run: Run) -> None:
    workspace.write("aidmatch.toml", CLUSTERS)
    workspace.call(
        "ferme-jeudi",
        title="Financer un prototype de jeu vidéo",
        closes="2026-11-26",
        criteria="[]",
        more="open_to_all: true\n",
    )
    workspace.company("a", member("a", "clusters: [grappe]\n"))
    workspace.company("b", member("b", "clusters: [voisine, grappe]\n"))
    first, second = overview(run, workspace)["overviews"]
    assert (first["cluster"], first["members"], [one["company"] for one in first["phone"]]) == ("grappe", 2, ["a"])
    assert (second["cluster"], second["members"], [one["company"] for one in second["phone"]]) == ("voisine", 1, ["b"])
    (alone,) = overview(run, workspace, "--cluster", "voisine")["overviews"]
    assert alone == second
    assert run("digest", "overview", "--format", "html", at=workspace).code == 2
    assert run("digest", "overview", "--cluster", "autre", at=workspace).code == 2


def test_what_members_did_about_calls_counts(workspace: Workspace, run: Run) -> None:
    workspace.call("jeudi", title="Financer un prototype de jeu vidéo", closes="2026-11-26", criteria="[]")
    workspace.call("decembre", title="Une aide aux peintres", closes="2026-12-24", criteria="[]")
    workspace.company("studio", member("studio"))
    assert [(one["call"], one["why"]) for one in the_one(run, workspace)["phone"]] == [("jeudi", "closes")]
    assert run("dismiss", "studio", "jeudi", at=workspace, day=MONDAY).code == 0
    assert the_one(run, workspace)["phone"] == []
    assert run("follow", "studio", "decembre", at=workspace, day=MONDAY).code == 0
    (one,) = the_one(run, workspace)["phone"]
    assert (one["call"], one["why"], one["closes"]) == ("decembre", "followed", "2026-12-24T23:59:59+01:00")


def test_stale_data_is_counted(workspace: Workspace, run: Run) -> None:
    workspace.call("petites", criteria="[{kind: headcount, max: 50}]")
    aged = "headcount: 12\nprovenance: {headcount: {by: head, on: 2019-01-01}}\n"
    workspace.company("vieux", member("vieux", aged))
    workspace.company("neuf", member("neuf"))
    assert the_one(run, workspace)["stale"] == {"members": 1, "facts": {"headcount": 1}, "calls": 0}


HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) \\u202eabc *gras* \\x1b[31m"


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_nothing_in_a_title_acts(form: str, workspace: Workspace, run: Run) -> None:
    text = call_text("mauvais", title="TITRE", more="open_to_all: true\n")
    workspace.write("data/calls/mauvais.yaml", text.replace("TITRE", f'"{HOSTILE}"'))
    workspace.company("a", member("a"))
    workspace.company("b", member("b"))
    done = run("digest", "overview", "--format", form, at=workspace, day=MONDAY)
    assert done.code == 0
    assert "alert" in done.out
    assert not {"\u202e", "\x1b"} & set(done.out)
    if form == "html":
        assert "<script" not in done.out
        assert "default-src &#39;none&#39;" in done.out or "default-src 'none'" in done.out
    if form == "markdown":
        assert "\\<script\\>" in done.out
        assert "\\[x\\](" in done.out
