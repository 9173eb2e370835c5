"""The plan: exact, never past a limit, the same each time; a chance is never money."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("ortools")

from aidmatch.cumulate import Aid, Ceiling, Regime, together
from aidmatch.nomenclatures import figures
from aidmatch.plan import Limits, Option, Sort, best, obstacle, order, totals
from tests.conftest import Run, Workspace

DAY = date(2026, 11, 26)
COST = 100
ROW = figures.figure("de_minimis.general", DAY)
assert ROW is not None
SORTS: tuple[Sort, ...] = ("money", "money", "credit", "chance", "lent", "support")
REGIMES: tuple[Regime | None, ...] = (None, "de_minimis", "gber", "none")
PROJECTS = ("atelier", "jeu")


def ceiling(left: int, *counted: str) -> Ceiling:
    assert ROW is not None
    return Ceiling("general", frozenset(counted), left, left, ROW)  # type: ignore[arg-type]


@st.composite
def options(draw: st.DrawFn, most: int = 6) -> list[Option]:
    made = []
    for number in range(draw(st.integers(1, most))):
        sort = draw(st.sampled_from(SORTS))
        regime = draw(st.sampled_from(REGIMES))
        top = 0 if sort == "support" else draw(st.integers(0, 80))
        least = top if sort == "credit" else draw(st.integers(0, top))
        made.append(
            Option(
                call=f"aide-{number}",
                sort=sort,
                sure=draw(st.integers(0, least)) if sort in ("money", "credit") else 0,
                least=least,
                most=top,
                is_bounded=top > 0,
                project=draw(st.sampled_from([None, *PROJECTS])) if top else None,
                regime=regime,
                regulation=draw(st.sampled_from(["general", "agriculture"])),
                intensity=draw(st.sampled_from([None, 3_000, 5_000, 8_000])),
                own=draw(st.sampled_from([0, 0, 40])),
                days=draw(st.integers(0, 5)),
                is_file=draw(st.booleans()),
                time=draw(st.sampled_from([None, 3, 7])),
                score=draw(st.integers(0, 3)),
                opens_for=frozenset(draw(st.sets(st.sampled_from([f"aide-{one}" for one in range(most)]), max_size=1))),
            )
        )
    return made


limits_drawn = st.builds(
    Limits,
    costs=st.fixed_dictionaries({name: st.just(COST) for name in PROJECTS}),
    public=st.fixed_dictionaries({name: st.sampled_from([COST, 90]) for name in PROJECTS}),
    is_shared=st.booleans(),
    ceilings=st.tuples(
        st.builds(ceiling, st.integers(0, 120), st.just("general"), st.just("agriculture")),
        st.builds(ceiling, st.integers(0, 60), st.just("agriculture")),
    ),
    files=st.integers(0, 4),
    days=st.one_of(st.none(), st.integers(0, 12)),
)


def stands(chosen: tuple[Option, ...], asks: dict[str, int], limits: Limits) -> bool:  # noqa: C901 - every limit in one place, to be read at once
    """An independent, plain reading of every limit."""
    for one in chosen:
        if not one.least <= asks[one.call] <= one.most:
            return False
    if len([one for one in chosen if one.is_file]) > limits.files:
        return False
    if limits.days is not None and sum(one.days for one in chosen) > limits.days:
        return False
    # Files one after the other, the first to close first.
    spent = 0
    for one in sorted((one for one in chosen if one.time is not None), key=lambda one: one.time or 0):
        spent += one.days
        if spent > (one.time or 0):
            return False
    for project, cost in limits.costs.items():
        held = [one for one in chosen if one.project == project]
        public = sum(asks[one.call] for one in held)
        if held and (public > limits.public[project] or any(one.own and public + one.own > cost for one in held)):
            return False
        state = [one for one in held if one.regime in (None, "gber", "notified") and one.intensity is not None]
        if limits.is_shared and state:
            top = max(one.intensity or 0 for one in state)
            if sum(asks[one.call] for one in held if one.regime != "none") * 10_000 > top * cost:
                return False
    for room in limits.ceilings:
        small = [one for one in chosen if one.regime == "de_minimis" and one.regulation in room.counted]
        if sum(asks[one.call] for one in small) > room.high:
            return False
    return True


def most_of(  # noqa: C901 - one network, one walk
    chosen: tuple[Option, ...], limits: Limits, first: set[str], then: set[str]
) -> tuple[int, int]:
    """The most that some aids of a set may come to, then some others: one euro after the other, by augmenting paths.

    De minimis ceilings nest, and so do the limits on costs: an aid's money flows through both, as through pipes.
    """
    room: dict[tuple[str, str], int] = {}

    def pipe(start: str, end: str, size: int) -> None:
        room[start, end] = room.get((start, end), 0) + size
        room.setdefault((end, start), 0)

    wide, narrow = limits.ceilings
    pipe("source", "dm", wide.high)
    pipe("dm", "farm", narrow.high)
    for project, cost in limits.costs.items():
        held = [one for one in chosen if one.project == project]
        own = max((one.own for one in held), default=0)
        pipe(f"all {project}", "sink", min(limits.public[project], cost - own) if held else 0)
        state = [one.intensity for one in held if one.regime in (None, "gber", "notified")]
        top = cost
        known = [one for one in state if one is not None]
        if limits.is_shared and known:
            top = max(known) * cost // 10_000
        pipe(f"counted {project}", f"all {project}", top)
    paths: dict[str, list[str]] = {}
    for one in chosen:
        way = ["source"]
        if one.regime == "de_minimis":
            way += ["dm", *(["farm"] if one.regulation == "agriculture" else [])]
        way.append(one.call)
        if one.project:
            way += [*([f"counted {one.project}"] if one.regime != "none" else []), f"all {one.project}"]
        way.append("sink")
        paths[one.call] = way
        for start, end in pairwise(way):
            if one.call in (start, end):
                pipe(start, end, one.most)
        for start, end in pairwise(way):
            room[start, end] -= one.least
            room[end, start] += 0

    def push(allowed: set[str]) -> bool:
        seen, ways = {"source"}, [["source"]]
        while ways:
            way = ways.pop()
            if way[-1] == "sink":
                for start, end in pairwise(way):
                    room[start, end] -= 1
                    room[end, start] += 1
                return True
            for (start, end), left in sorted(room.items()):
                enters = end in paths and start in ("source", "dm", "farm")
                blocked = enters and end not in allowed
                if start == way[-1] and left > 0 and end not in seen and not blocked and end != "source":
                    seen.add(end)
                    ways.append([*way, end])
        return False

    found = [0, 0]
    for turn, allowed in enumerate((first, first | then)):
        while push(allowed):
            found[turn] += 1
    return found[0], found[1]


def worth(chosen: tuple[Option, ...], limits: Limits) -> tuple[object, ...]:
    """What a set is worth, as the plan orders sets; tax credits are fixed sums here."""
    money = {one.call for one in chosen if one.sort in ("money", "credit")}
    lent = {one.call for one in chosen if one.sort == "lent"}
    more, more_lent = most_of(chosen, limits, money, lent)
    names = {one.call for one in chosen}
    return (
        sum(one.sure for one in chosen if one.sort in ("money", "credit")),
        sum(one.least for one in chosen if one.call in money) + more,
        sum(1 + one.score for one in chosen if one.sort == "chance" and one.is_bounded),
        sum(one.least for one in chosen if one.call in lent) + more_lent,
        sum(len((one.opens_for & names) - {one.call}) for one in chosen),
        sum(1 + one.score for one in chosen),
    )


def sets(held: list[Option], limits: Limits) -> list[tuple[Option, ...]]:
    every = (one for size in range(len(held) + 1) for one in combinations(held, size))
    return [one for one in every if stands(one, {option.call: option.least for option in one}, limits)]


class TestExact:
    @given(held=options(), limits=limits_drawn)
    def test_it_equals_trying_every_set(self, held: list[Option], limits: Limits) -> None:
        held = [one._replace(opens_for=one.opens_for - {one.call}) for one in held]

        def rank(one: tuple[Option, ...]) -> tuple[object, ...]:
            return (*worth(one, limits), tuple(option in one for option in held))

        top = max(sets(held, limits), key=rank)
        found = best(held, limits)
        assert {one.call for one in found.options} == {one.call for one in top}
        assert (found.totals.sure, found.totals.possible) == worth(top, limits)[:2]

    @given(held=options(10), limits=limits_drawn)
    def test_it_passes_no_limit_and_is_never_worse_than_one_aid(self, held: list[Option], limits: Limits) -> None:
        found = best(held, limits)
        assert stands(found.options, dict(found.asks), limits)
        assert obstacle(found.options, limits) is None
        for one in held:
            if stands((one,), {one.call: one.least}, limits):
                alone = worth((one,), limits)
                assert (found.totals.sure, found.totals.possible) >= alone[:2]

    @given(held=options(8), limits=limits_drawn)
    def test_an_aid_more_never_lowers_it(self, held: list[Option], limits: Limits) -> None:
        less, more = best(held[1:], limits), best(held, limits)
        assert (more.totals.sure, more.totals.possible) >= (less.totals.sure, less.totals.possible)

    @given(held=options(8), limits=limits_drawn)
    def test_it_is_the_same_whatever_the_order_of_the_calls(self, held: list[Option], limits: Limits) -> None:
        assert best(held, limits) == best(held[::-1], limits)

    @given(held=options(6), limits=limits_drawn)
    def test_the_next_best_lacks_one_of_them_and_is_no_better(self, held: list[Option], limits: Limits) -> None:
        first = best(held, limits)
        if not first.core:
            return
        second = best(held, limits, without=first.core)
        assert not first.core <= {one.call for one in second.options}
        assert (second.totals.sure, second.totals.possible) <= (first.totals.sure, first.totals.possible)

    @given(held=options(6), limits=limits_drawn)
    def test_a_chance_is_in_no_sum(self, held: list[Option], limits: Limits) -> None:
        found = best(held, limits)
        bets = [one for one in found.options if one.sort == "chance"]
        rest = tuple(one for one in found.options if one.sort != "chance")
        assert found.totals == totals(rest, found.asks)._replace(chances=len(bets))

    @given(held=options(6), limits=limits_drawn)
    def test_a_set_can_stand_exactly_when_it_does_with_the_least(self, held: list[Option], limits: Limits) -> None:
        chosen = tuple(held)
        assert (obstacle(chosen, limits) is None) is stands(chosen, {one.call: one.least for one in chosen}, limits)


@given(held=options(6))
def test_the_rule_of_cumulation_finds_nothing_against_it(held: list[Option]) -> None:
    limits = Limits(dict.fromkeys(PROJECTS, COST), dict.fromkeys(PROJECTS, COST), True, (), 6, None)
    found = best(held, limits)
    aids = [
        Aid(
            one.call,
            found.asks[one.call],
            frozenset({one.project}) if one.project else frozenset(),
            one.regime,
            one.regulation,
            None if one.intensity is None else one.intensity / 10_000,
        )
        for one in found.options
    ]
    assert together(aids, limits.costs, DAY).holds is not False


class TestCredits:
    LIMITS = Limits({"jeu": 100}, {"jeu": 100}, True, (), 3, None)

    def test_a_grant_shrinks_the_credit_on_the_same_costs(self) -> None:
        credit = Option("credit", "credit", 30, 30, 30, project="jeu", base=100, rate=3_000, cap=30, is_file=False)
        grant = Option("grant", "money", 0, 1, 40, project="jeu")
        found = best([credit, grant], self.LIMITS)
        assert found.asks == {"credit": 30, "grant": 40}
        assert found.totals.sure == 30
        assert found.totals.possible == 40 + 18

    def test_a_chance_does_not_shrink_it_in_the_sum(self) -> None:
        credit = Option("credit", "credit", 30, 30, 30, project="jeu", base=100, rate=3_000, cap=30, is_file=False)
        bet = Option("bet", "chance", 0, 1, 40, project="jeu")
        found = best([credit, bet], self.LIMITS)
        assert found.totals.possible == 30
        assert found.totals.chances == 1


def test_the_order_is_that_of_the_closings() -> None:
    soon, late = (datetime(2026, 12, day, tzinfo=UTC) for day in (1, 20))
    held = [Option("a", "money"), Option("b", "money", closes=late), Option("c", "money", closes=soon, score=1)]
    assert [one.call for one in order(held)] == ["c", "b", "a"]
    assert timedelta(0) < late - soon


GRANT = "amounts: {ceiling: 20000, intensity: 0.5}\n"
MAKER = """\
id: studio
name: Studio Exemple (fictif)
naf: 58.21Z
legal_form: "5710"
seat: {commune: "66136"}
headcount: 12
created: 2020-03-01
stages: [development]
needs: [financer un prototype de jeu vidéo]
holdings: []
aid_received:
  - {granted_on: 2025-06-01, amount: 290000, de_minimis: general}
accounts:
  - {closed_on: 2025-12-31, turnover: 500000, balance_total: 300000, equity: 40000}
projects:
  - {id: jeu, title: Un jeu, costs: 200000, nature: project, stage: development, state: not_started}
"""


@pytest.fixture
def table(workspace: Workspace) -> Workspace:
    workspace.company("studio", MAKER)
    workspace.call("subvention", closes="2027-03-31", more=GRANT)
    workspace.call("jury", closes="2027-03-31", more=GRANT + "selection: {by: jury, success_rate: 0.25}\n")
    workspace.call("petite", closes="2027-03-31", more=GRANT + "aid_regime: de_minimis\n")
    workspace.call("diag", closes="2027-03-31", title="Diag jeu vidéo", more="steps: [{what: Parcours Autre chose}]\n")
    workspace.write(
        "data/calls/diag.yaml",
        (workspace.path / "data/calls/diag.yaml").read_text("utf-8").replace("instrument: grant", "instrument: advice"),
    )
    workspace.call(
        "apres",
        closes="2027-03-31",
        more=GRANT + "steps: [{what: Le rapport du Diag jeu vidéo, days: 10}]\nstages: [growth]\n",
    )
    workspace.call(
        "trop-long",
        closes="2026-12-01",
        more=GRANT + "steps: [{what: Un agrément, days: 60}]\n",
    )
    return workspace


def told(run: Run, table: Workspace, *more: str) -> dict[str, Any]:
    done = run("plan", "studio", "--format", "json", *more, at=table)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


class TestCommand:
    def test_a_chance_is_apart_and_its_average_is_told(self, run: Run, table: Workspace) -> None:
        found = told(run, table, "--files", "9")
        (bet,) = (one for one in found["plan"] if one["call"] == "jury")
        assert found["chances"] == ["jury"]
        assert bet["sort"] == "chance"
        assert "25%" in bet["why"]
        asked = sum(one["ask"] for one in found["plan"] if one["sort"] == "money")
        assert found["possible"] == asked
        # All of them together stay within the highest rate on the same costs.
        assert asked + bet["ask"] <= 100_000

    def test_what_is_left_of_de_minimis_bounds_what_is_asked(self, run: Run, table: Workspace) -> None:
        found = told(run, table, "--files", "9")
        (small,) = (one for one in found["plan"] if one["call"] == "petite")
        assert small["ask"] <= 10_000

    def test_each_aid_left_out_has_its_reason(self, run: Run, table: Workspace) -> None:
        found = told(run, table, "--files", "1")
        names = {one["call"] for one in found["plan"]}
        assert len(names) == 1
        assert "60 days" in found["out"]["trop-long"]
        assert found["out"].keys() | names == {"subvention", "jury", "petite", "diag", "apres", "trop-long"}
        assert all("1 files at once" in why for call, why in found["out"].items() if call != "trop-long")

    def test_the_effort_bounds_the_days(self, run: Run, table: Workspace) -> None:
        found = told(run, table, "--effort", "12")
        assert sum(one["days"] for one in found["plan"]) <= 12
        assert told(run, table, "--effort", "0")["plan"] == []

    def test_advice_counts_for_what_it_opens(self, run: Run, table: Workspace) -> None:
        found = told(run, table, "--files", "9")
        (advice,) = (one for one in found["plan"] if one["call"] == "diag")
        assert advice["opens_for"] == ["apres"]
        assert advice["ask"] is None
        assert "first step" in advice["why"]

    def test_the_calendar_says_it_in_a_file_that_calendars_read(self, run: Run, table: Workspace) -> None:
        from icalendar import Calendar

        file = table.path / "plan.ics"
        assert run("plan", "studio", "-o", file, at=table).code == 0
        entries = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
        closings = [one for one in entries if str(one["summary"]).startswith("Closing")]
        assert closings
        assert {one.decoded("dtstart") for one in closings} == {date(2027, 3, 31)}
        again = run("plan", "studio", "--format", "ics", at=table)
        assert again.out.encode().replace(b"\r\n", b"\n") == file.read_bytes().replace(b"\r\n", b"\n")

    def test_a_call_already_won_is_not_planned(self, run: Run, table: Workspace) -> None:
        assert run("applied", "studio", "subvention", at=table).code == 0
        assert "already under way" in told(run, table)["out"]["subvention"]

    def test_without_the_solver_it_says_how_to_get_it(
        self, run: Run, table: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
        done = run("plan", "studio", at=table)
        assert done.code == 2
        assert "aidmatch[plan]" in done.err
        assert run("plan", "studio", "--stages", at=table).code == 0

    def test_an_aid_of_unknown_rate_does_not_open_the_way_to_others(self) -> None:
        limits = Limits({"jeu": 100}, {"jeu": 100}, True, (), 3, None)
        known = [Option(name, "money", 0, 1, 40, project="jeu", intensity=5_000) for name in ("a", "b")]
        unknown = Option("c", "money", project="jeu", is_bounded=False)
        assert best(known, limits).totals.possible == best([*known, unknown], limits).totals.possible == 50

    def test_money_is_served_before_a_chance_on_the_same_costs(self) -> None:
        limits = Limits({"jeu": 100}, {"jeu": 100}, True, (), 3, None)
        bet = Option("a-bet", "chance", 0, 1, 90, project="jeu", intensity=5_000, score=90)
        grant = Option("grant", "money", 0, 1, 45, project="jeu", intensity=5_000)
        found = best([bet, grant], limits)
        assert found.asks == {"a-bet": 5, "grant": 45}
        assert (found.totals.possible, found.totals.chances) == (45, 1)

    def test_the_highest_rate_is_reached_and_not_passed(self) -> None:
        limits = Limits({"jeu": 101}, {"jeu": 101}, True, (), 3, None)
        held = [Option(name, "money", 0, 1, 60, project="jeu", intensity=5_000) for name in ("a", "b")]
        assert best(held, limits).totals.possible == 50

    def test_no_such_project(self, run: Run, table: Workspace) -> None:
        done = run("plan", "studio", "--project", "autre", at=table)
        assert done.code == 2
        assert "jeu" in done.err

    def test_stages_name_the_missing_links(self, run: Run, table: Workspace) -> None:
        found = told(run, table, "--stages")
        by_stage = {one["stage"]: one for one in found["stages"]}
        assert "transmission" in found["missing"]
        assert not by_stage["growth"]["missing"]
        assert by_stage["development"]["here"]
        page = run("plan", "studio", "--stages", at=table).out
        assert "missing link" in page

    def test_text_from_a_call_does_not_act_on_the_terminal(self, run: Run, table: Workspace) -> None:
        table.call("mal", title='"Aide \\e[31mrouge"', more=GRANT)
        for form in ("table", "ics", "markdown"):
            assert "\x1b" not in run("plan", "studio", "--files", "9", "--format", form, at=table).out
