"""`aidmatch plan`: what it tells, of which costs, and what it assumes."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import pytest

pytest.importorskip("ortools")

from tests.conftest import Run, Workspace

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
        assert all("1 files at once" in why for call, why in found["out"].items() if call not in ("trop-long", "jury"))
        assert "a jury decides" in found["out"]["jury"]

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

    def test_ceilings_are_no_amount_to_count_on(self, run: Run, table: Workspace) -> None:
        table.company("studio", MAKER.replace("costs: 200000, ", ""))
        told = " ".join(run("plan", "studio", at=table).out.split())
        assert "Ceilings of the sheets added up" in told
        assert "--costs 80000" in told
        assert "At most, if every funder gives what is asked" not in told
        told = " ".join(run("plan", "studio", "--costs", "90000", at=table).out.split())
        assert "Ceilings of the sheets added up" not in told

    def test_an_aid_for_a_recruit_makes_no_project_of_unknown_costs(self, run: Run, table: Workspace) -> None:
        table.company("studio", MAKER.replace("nature: project", "nature: investment"))
        hire = "amounts: {ceiling: 6000, nature: [running_costs]}\n"
        table.call("apprenti", closes="2027-03-31", title="Aide à l’embauche, jeu vidéo", more=hire)
        found = told(run, table, "--files", "9")
        assert {one["call"]: one["project"] for one in found["plan"]}["apprenti"] is None
        page = " ".join(run("plan", "studio", "--files", "9", at=table).out.split())
        assert "At most, if every funder gives what is asked" in page
        assert "Ceilings of the sheets added up" not in page

    def test_a_trade_not_known_counts_no_aid_of_a_trade(self, run: Run, table: Workspace) -> None:
        table.call("disques", closes="2027-03-31", more=GRANT + "targeting: {naf: ['59.20Z']}\n")
        table.company("studio", MAKER.replace("naf: 58.21Z\n", ""))
        page = run("plan", "studio", at=table).out
        assert "aidmatch companies set studio naf=" in " ".join(page.split())
        found = told(run, table, "--files", "9")
        assert "disques" not in {one["call"] for one in found["plan"]}
        assert "trade" in found["out"]["disques"]

    def test_no_funder_is_asked_for_all_of_the_costs_for_want_of_a_rate(self, run: Run, workspace: Workspace) -> None:
        workspace.company("studio", MAKER)
        workspace.call("moitie", closes="2027-03-31", more="amounts: {intensity: 0.5}\n")
        workspace.call("sans-taux", closes="2027-03-31", more="amounts: {ceiling: 500000}\n")
        found = told(run, workspace)
        assert {one["call"]: one["ask"] for one in found["plan"]} == {"moitie": 100_000, "sans-taux": None}
        assert (found["possible"], found["bounded"]) == (100_000, False)
        workspace.call("sans-taux", closes="2027-03-31", more="amounts: {ceiling: 30000}\n")
        assert {one["call"] for one in told(run, workspace)["plan"] if one["ask"]} == {"moitie", "sans-taux"}

    def test_little_in_common_is_better_than_no_euro(self, run: Run, workspace: Workspace) -> None:
        aimed = "targeting: {naf: ['58.21Z']}\nthemes: [video-games]\n"
        workspace.company("studio", MAKER)
        workspace.call("loin", closes="2027-03-31", title="Autre chose", more=GRANT)
        workspace.call("pres", closes="2027-03-31", title="Financer un prototype de jeu vidéo", more=aimed)
        file = workspace.path / "data/calls/pres.yaml"
        workspace.write(
            "data/calls/pres.yaml", file.read_text("utf-8").replace("instrument: grant", "instrument: advice")
        )
        found = told(run, workspace)
        assert {one["call"] for one in found["plan"]} == {"loin", "pres"}
        assert any("low relevance" in one for one in found["assumes"])
        workspace.call(
            "pres-aussi", closes="2027-03-31", title="Financer un prototype de jeu vidéo", more=aimed + GRANT
        )
        found = told(run, workspace)
        assert "loin" not in {one["call"] for one in found["plan"]}
        assert found["low_relevance"] == 1

    def test_a_company_of_which_nothing_is_known_is_told_what_to_ask(self, run: Run, workspace: Workspace) -> None:
        workspace.company("studio", "id: studio\nname: Studio Exemple (fictif)\n")
        workspace.call("ici", closes="2027-03-31", criteria="[{kind: perimeter, within: [DEP-66]}]")
        told = " ".join(run("plan", "studio", at=workspace).out.split())
        assert "1 aid waits for an answer of the company: aidmatch ask studio" in told

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
