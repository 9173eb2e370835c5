"""What would open most calls: every change told was tried, opens what it names, and cheats no rule."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from aidmatch.ask import ask
from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.match import match
from aidmatch.sift import Sifter, sieve_of
from aidmatch.suppose import supposed
from aidmatch.unlock import Change, Day, unlock
from tests.call_strategies import catalogues
from tests.conftest import Run, Workspace
from tests.strategies import AS_OF, companies
from tests.test_ask import AT, card

ADVISED = re.compile(
    r"headcount=\d+|awu=\d+|establishment=[A-Z]+-\w+|project\.[\w.-]+\.place=[A-Z]+-\w+"
    r"|project\.[\w.-]+\.partner=[A-Z]{2}(:research)?|debts_paid=true"
)
"""All that may be advised; `hold` names what not to do."""

POSSIBLE = ("eligible", "to_confirm")


def changes_of(company: Company, held: list[Call]) -> tuple[Change, ...]:
    cards = {n: card(n, call) for n, call in enumerate(held)}
    sifter = Sifter(sieve_of(held, AT), AS_OF)

    def judge(ordinal: int, who: Company) -> Any:
        return match(held[ordinal], who, AT)

    def on_day(then: datetime) -> Day:
        return Day(Sifter(sieve_of(held, then), then.date()), cards)

    inquiry = ask(company, cards, sifter, judge, most=3)
    return unlock(company, cards, sifter, judge, on_day, inquiry, AT)


def moment(day: date | None) -> datetime:
    return AT if day is None else datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Paris"))


@given(held=catalogues(8), company=companies())
def test_each_change_opens_the_calls_it_names_and_cheats_no_rule(held: list[Call], company: Company) -> None:
    for change in changes_of(company, held):
        if change.kind in ("answer", "project"):
            assert not change.terms
            assert change.opens
            continue
        assert change.opens
        other, at = company, AT
        if change.kind == "wait":
            assert change.day is not None
            assert change.day > AS_OF
            assert not change.terms
            at = moment(change.day)
        else:
            other = supposed(company, change.terms, AS_OF)
        if change.kind == "pair":
            assert len(change.parts) == 2
            at = moment(change.day)
        for opened in change.opens:
            before, after = match(held[opened.ordinal], company, AT), match(held[opened.ordinal], other, at)
            if change.kind == "hold":
                assert before.answer in POSSIBLE
                assert after.answer not in POSSIBLE
                continue
            assert before.answer not in POSSIBLE
            assert after.answer in POSSIBLE
            assert all(ADVISED.fullmatch(term) for term in change.terms), change.terms
            for part in change.parts:
                # Neither would do alone.
                half = supposed(company, part.terms, AS_OF) if part.terms else company
                assert match(held[opened.ordinal], half, moment(part.day)).answer not in POSSIBLE
        for shut in change.shuts:
            assert match(held[shut.ordinal], other, at).answer not in POSSIBLE
        if change.kind == "hire":
            field, _, number = change.terms[0].partition("=")
            span = getattr(company, field)
            assert float(number) > span.high


YOUNG = """\
id: jeune
name: Jeune Pousse (fictive)
naf: 58.21Z
legal_form: SAS
seat: {commune: "66136"}
headcount: 3
created: 2024-06-01
first_closed_year: 2025-12-31
debts_paid: false
projects: [{id: jeu, title: Un jeu, state: not_started, partners: []}]
"""


@pytest.fixture
def young(workspace: Workspace) -> Workspace:
    workspace.company("jeune", YOUNG)
    workspace.call("ancienne", criteria="[{kind: age, min_years: 3}]", closes="2027-12-31")
    workspace.call("close-avant", criteria="[{kind: age, min_years: 3}]", closes="2027-03-31")
    workspace.call("deux-exercices", criteria="[{kind: age, min_closed_years: 2}]", closes="2027-12-31")
    workspace.call("effectif", criteria="[{kind: headcount, min: 5}]", more="amounts: {ceiling: 60000}\n")
    workspace.call("grand-effectif", criteria="[{kind: headcount, min: 200}]")
    workspace.call("tres-petite", criteria="[{kind: headcount, max: 4}]")
    workspace.call("sud", criteria="[{kind: perimeter, within: [REG-93]}]")
    workspace.call("europe", criteria="[{kind: consortium, min_partners: 3, min_countries: 2}]")
    workspace.call("dettes", criteria="[{kind: standing, debts_paid: true}]")
    workspace.call("association", criteria="[{kind: legal_form, within: [association]}]")
    workspace.call("avant", criteria="[{kind: works_start, rule: before_application}]")
    return workspace


def told(run: Run, at: Workspace, *more: str) -> list[dict[str, Any]]:
    found = json.loads(run("unlock", "jeune", *more, "--top", "30", "--format", "json", at=at).out)
    changes: list[dict[str, Any]] = found["changes"]
    return changes


class TestUnlock:
    def test_each_way_is_told_with_its_calls(self, run: Run, young: Workspace) -> None:
        found = {(one["kind"], tuple(one["if"]), one["on"]): one for one in told(run, young)}
        calls = {key: one["calls"] for key, one in found.items()}
        assert calls[("wait", (), "2026-12-31")] == ["deux-exercices"]
        assert calls[("wait", (), "2027-06-01")] == ["ancienne", "deux-exercices"]
        assert calls[("hire", ("headcount=5",), None)] == ["effectif"]
        assert calls[("establishment", ("establishment=REG-93",), None)] == ["sud"]
        assert calls[("debts", ("debts_paid=true",), None)] == ["dettes"]
        partners = [one for (kind, _, _), one in found.items() if kind == "partner"]
        assert [one["calls"] for one in partners] == [["europe"]]
        assert partners[0]["if"][0].startswith("project.jeu.partner=")
        assert calls[("hold", ("project.jeu.state=started",), None)] == ["avant"]
        assert not {call for one in calls.values() for call in one} & {"grand-effectif", "association", "close-avant"}

    def test_two_together_are_told_where_neither_would_do(self, run: Run, young: Workspace) -> None:
        both = "[{kind: headcount, min: 5}, {kind: age, min_years: 3}]"
        young.call("les-deux", criteria=both, closes="2027-12-31", more="amounts: {ceiling: 90000}\n")
        young.call("les-deux-close", criteria=both, closes="2027-03-31")
        young.call(
            "de-trois",
            criteria="[{kind: headcount, min: 5}, {kind: age, min_years: 3}, {kind: perimeter, within: [REG-93]}]",
        )
        young.call("jamais", criteria="[{kind: headcount, min: 5}, {kind: legal_form, within: [association]}]")
        young.call(
            "plus-petite", criteria="[{kind: headcount, max: 2}, {kind: age, min_years: 3}]", closes="2027-12-31"
        )
        young.call("ailleurs", criteria="[{kind: headcount, min: 6}, {kind: perimeter, within: [REG-93]}]")
        found = told(run, young)
        pairs = {tuple(one["if"]): one for one in found if one["kind"] == "pair"}
        one = pairs["headcount=5",]
        assert (one["on"], one["calls"]) == ("2027-06-01", ["les-deux"])
        assert [part["kind"] for part in one["parts"]] == ["hire", "wait"]
        assert one["what"] == "recruit 2 people more, and wait until 1 June 2027"
        assert pairs["establishment=REG-93", "headcount=6"]["on"] is None
        named = {call for one in found if one["kind"] != "answer" for call in one["calls"]}
        assert not named & {"de-trois", "les-deux-close", "jamais", "plus-petite"}
        # What one change opens is not told again with a second beside it.
        assert not {call for one in pairs.values() for call in one["calls"]} & {"effectif", "ancienne", "sud"}

    def test_two_to_wait_for_are_one_day(self, run: Run, workspace: Workspace) -> None:
        aid = "{granted_on: 2024-03-01, amount: 300000, de_minimis: general, funder: Ville fictive}"
        workspace.company("jeune", f"{YOUNG}holdings: []\naid_received: [{aid}]\n")
        criteria = "[{kind: age, min_years: 3}, {kind: de_minimis, largest: 50000}]"
        workspace.call("age-et-minimis", criteria=criteria, closes="2027-12-31")
        (one,) = [one for one in told(run, workspace) if "age-et-minimis" in one["calls"]]
        assert (one["kind"], one["on"], one["parts"]) == ("wait", "2027-06-01", [])

    def test_a_pair_is_seen_in_the_shortlist_of_its_day(self, run: Run, young: Workspace) -> None:
        both = "[{kind: headcount, min: 5}, {kind: age, min_years: 3}]"
        young.call("les-deux", criteria=both, closes="2027-12-31")
        out = " ".join(run("unlock", "jeune", "--top", "30", at=young).out.split())
        line = re.search(r"aidmatch rank jeune (--if headcount=5) (--as-of 2027-06-01)", out)
        assert line is not None
        ranked = run("rank", "jeune", "--if", "headcount=5", "--as-of", "2027-06-01", "--format", "json", at=young)
        assert "les-deux" in {one["call"] for one in json.loads(ranked.out)["shortlist"]}

    def test_what_a_change_would_shut_is_said(self, run: Run, young: Workspace) -> None:
        (hire,) = [one for one in told(run, young) if one["kind"] == "hire"]
        assert hire["shuts"] == ["tres-petite"]
        assert hire["amount"] == {"euros": 60_000, "lent": 0, "untold": 0}

    def test_rank_under_the_change_says_so_too(self, run: Run, young: Workspace) -> None:
        for one in told(run, young):
            if one["if"] and one["kind"] != "hold":
                terms = [word for term in one["if"] for word in ("--if", term)]
                ranked = json.loads(run("rank", "jeune", *terms, "--all", "--format", "json", at=young).out)
                marks = {item["call"]: item["changed"] for item in ranked["shortlist"]}
                assert {marks[call] for call in one["calls"]} <= {"new", "better"}

    def test_the_terminal_names_them(self, run: Run, young: Workspace) -> None:
        out = " ".join(run("unlock", "jeune", "--lang", "fr", "--top", "30", at=young).out.replace("\xa0", " ").split())
        assert "Attendre le 1er juin 2027" in out
        assert "Recruter 2 personnes de plus" in out
        assert "Mais 1 aide ne serait plus possible" in out
        assert "aidmatch rank jeune --if headcount=5" in out

    def test_an_answer_is_told_for_what_it_settles_alone(self, run: Run, workspace: Workspace) -> None:
        workspace.company("jeune", YOUNG.replace("headcount: 3\n", "").replace("legal_form: SAS\n", ""))
        workspace.call("effectif", criteria="[{kind: headcount, min: 5}]")
        workspace.call("les-deux", criteria="[{kind: headcount, min: 5}, {kind: legal_form, within: [SAS]}]")
        (answer,) = [one for one in told(run, workspace) if one["kind"] == "answer"]
        assert (answer["fact"], answer["calls"]) == ("headcount", ["effectif"])

    def test_a_project_to_describe_is_told_where_there_is_none(self, run: Run, workspace: Workspace) -> None:
        workspace.company("jeune", YOUNG.rpartition("projects:")[0])
        workspace.call("avant", criteria="[{kind: works_start, rule: before_application}]")
        workspace.call("a-trois", criteria="[{kind: consortium, min_partners: 3}]")
        found = {one["kind"]: one["calls"] for one in told(run, workspace)}
        assert found == {"project": ["a-trois", "avant"], "hold": ["avant"]}

    def test_where_nothing_near_would_do_it_says_so(self, run: Run, workspace: Workspace) -> None:
        workspace.company("jeune", YOUNG)
        workspace.call("association", criteria="[{kind: legal_form, within: [association]}]")
        done = run("unlock", "jeune", at=workspace)
        assert done.code == 0
        assert "no near change" in done.out

    def test_another_day_is_another_answer(self, run: Run, young: Workspace) -> None:
        later = told(run, young, "--as-of", date(2027, 6, 1).isoformat())
        assert not [one for one in later if one["kind"] == "wait"]
