"""One company, one call, one figure: worth, plan, explain and the budget of the kit never name two for a pair."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("ortools")

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.dossier import dossier
from aidmatch.formats.dossier._terms import aid, terms
from aidmatch.match import match
from aidmatch.nomenclatures.regional_areas import Area
from aidmatch.plan import Option, option
from aidmatch.worth import ITEMS, worth
from tests.conftest import ROOT, Run, Workspace, call_text

AT = datetime(2026, 11, 26, 9, tzinfo=ZoneInfo("Europe/Paris"))
ZONES = "Code INSEE;Zone;Début;Fin;Source;Vérifié le\nPAYS-99100;c;02/07/2022;31/12/2027;Liste imaginaire;26/11/2026\n"
REGIONAL = "amounts: {intensity: 0.9, aim: regional, costs: [salaires, matériel]}\naid_regime: gber\n"


def budget(path: Path) -> list[list[Any]]:
    from openpyxl import load_workbook

    page: Any = load_workbook(path, data_only=True).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


def said(run: Run, *words: str, at: Workspace) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--format", "json", at=at, day="2026-11-26").out)
    return found


@pytest.mark.parametrize("is_listed", [False, True], ids=["no list of areas", "a list of areas"])
@pytest.mark.parametrize("company", ["studio-brumequille", "automates-du-canal", "calque-et-boussole"])
def test_four_commands_say_one_figure(
    company: str, is_listed: bool, run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "data", workspace.path / "data", dirs_exist_ok=True)
    text = call_text("aide-regionale", criteria="[]", more=REGIONAL)
    workspace.write("data/calls/aide-regionale.yaml", text)
    if is_listed:
        workspace.write("data/zones.csv", ZONES)
    planned = said(run, "plan", company, "--files", "9", at=workspace)["plan"]
    assert planned
    for one in planned:
        asked = (company, one["call"])
        told = said(run, "worth", *asked, at=workspace)
        assert said(run, "explain", *asked, at=workspace)["worth"]["high"] == told["high"], one["call"]
        kit = tmp_path / one["call"]
        assert run("dossier", *asked, "-o", kit, at=workspace, day="2026-11-26").code == 0
        (row,) = (row for row in budget(kit / "budget.xlsx") if row[0] == "This aid, at most")
        assert row[2] in (None, told["high"]), one["call"]
        if one["sort"] == "support":
            continue
        assert one["sure"] <= told["low"]
        if one["lent"] is None and one["most"]:
            assert one["most"] == told["high"], one["call"]
        if one["project"] is not None:
            assert one["project"] == told["project"], one["call"]


COSTS = st.dictionaries(st.sampled_from(ITEMS), st.integers(1, 200_000), max_size=4)


@given(
    costs=COSTS,
    rest=st.integers(0, 100_000),
    place=st.sampled_from([None, {"commune": "66136"}, {"commune": "97105"}]),
    amounts=st.fixed_dictionaries(
        {},
        optional={
            "intensity": st.sampled_from([0.3, 0.5, 1.0]),
            "ceiling": st.integers(1_000, 100_000),
            "costs_ceiling": st.integers(50_000, 300_000),
            "aim": st.sampled_from(["regional", "training", "industrial_research", "sme_investment"]),
            "costs": st.lists(st.sampled_from(["salaires", "matériel", "on verra"]), max_size=2),
        },
    ),
    regime=st.sampled_from(["de_minimis", "gber"]),
    kind=st.sampled_from([None, "c", "none"]),
    day=st.sampled_from([AT, datetime(2027, 6, 1, 9, tzinfo=AT.tzinfo)]),
)
def test_what_a_plan_and_a_budget_count_with_is_what_is_said(
    costs: dict[str, int],
    rest: int,
    place: dict[str, str] | None,
    amounts: dict[str, Any],
    regime: str,
    kind: Any,
    day: datetime,
) -> None:
    whole = sum(costs.values()) + rest
    project = {
        "id": "essai",
        "title": "Un essai",
        "place": place,
        "costs_by": costs,
        "costs": whole,
    }
    call = Call.model_validate(
        {
            "id": "aide",
            "title": "Aide",
            "kind": "standing",
            "instrument": "grant",
            "aid_regime": regime,
            "window": {"kind": "permanent"},
            "origin": {"source": "essai"},
            "amounts": amounts,
        }
    )
    company = Company.model_validate(
        {"id": "x", "name": "X (fictif)", "headcount": 12, "holdings": [], "aid_received": [], "projects": [project]}
    )
    areas = [Area("COM-66136", kind, AT.date(), None, "Liste imaginaire", AT.date())] if kind else []
    found = worth(call, company, company.projects[0], areas, day.date())
    made = option(call, found, company.projects[0], 50, day)
    kit = dossier(company, call, match(call, company, day), found, day)
    counted = aid(terms(kit), found.pays.costs)
    assert counted in (None, found.grant.high)
    if isinstance(made, Option):
        assert not made.is_bounded or made.most == found.grant.high
        assert made.sure <= found.grant.low
    if "intensity" in amounts and found.pays.costs:
        assert counted == found.grant.high
    # What the aid does not pay for is left to be paid, and is in no sum of it.
    if found.grant.own is not None and not found.pays.is_apart:
        assert found.grant.own[0] == whole - (found.grant.high or 0)


@pytest.mark.parametrize(
    ("costs", "lines"),
    [
        # By item: one line each, and whether the call pays for it; what no item holds is not among them.
        (
            {"costs": 300_000, "costs_by": {"staff": 100_000, "equipment": 50_000, "travel": 30_000}},
            {
                "Staff": [100_000, "yes", 100_000],
                "Equipment": [50_000, "yes", 50_000],
                "Travel, fairs and publicity": [30_000, "no", 0],
                "Costs under no item": [120_000, "no", 0],
                "Total": [300_000, "", 150_000],
            },
        ),
        ({"costs": 300_000}, {"Costs expected (total)": [300_000, "yes", 300_000]}),
        (
            {"costs_by": {"travel": 30_000}},
            {"Travel, fairs and publicity": [30_000, "no", 0], "Total": [30_000, "", 0]},
        ),
    ],
)
def test_the_budget_has_a_line_an_item(
    costs: dict[str, Any], lines: dict[str, list[Any]], run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    project = {"id": "p", "title": "P", **costs}
    workspace.company("petite", json.dumps({"id": "petite", "name": "Petite (fictive)", "projects": [project]}))
    more = "amounts: {intensity: 0.5, costs: [salaires, matériel]}\n"
    workspace.write("data/calls/aide.yaml", call_text("aide", more=more))
    run("dossier", "petite", "aide", "-o", tmp_path / "kit", at=workspace)
    rows = budget(tmp_path / "kit" / "budget.xlsx")
    for label, told in lines.items():
        row = next(row for row in rows if row[0] == label)
        assert row[2:5] == told, label
    aided = next(row for row in rows if row[0] == "This aid, at most")[2]
    assert (aided or 0) == said(run, "worth", "petite", "aide", at=workspace)["high"] or aided is None


def test_which_costs_are_paid_for_is_a_blank_where_the_sheet_does_not_say(
    run: Run, workspace: Workspace, tmp_path: Path
) -> None:
    project = {"id": "p", "title": "P", "costs_by": {"staff": 1000}}
    workspace.company("petite", json.dumps({"id": "petite", "name": "Petite (fictive)", "projects": [project]}))
    workspace.write("data/calls/aide.yaml", call_text("aide", more="amounts: {intensity: 0.5}\n"))
    run("dossier", "petite", "aide", "-o", tmp_path / "kit", at=workspace)
    row = next(row for row in budget(tmp_path / "kit" / "budget.xlsx") if row[0] == "Staff")
    assert row[2:5] == [1000, "yes", 1000]
    assert "ask" in row[5] or "funder" in row[5]


def test_the_plan_follows_the_list_of_areas(run: Run, workspace: Workspace) -> None:
    project = {
        "id": "atelier",
        "title": "Un atelier",
        "place": {"commune": "66136"},
        "costs_by": {"staff": 100_000, "travel": 50_000},
        "state": "not_started",
    }
    facts = {"id": "petite", "name": "Petite (fictive)", "headcount": 12, "holdings": [], "aid_received": []}
    workspace.company("petite", json.dumps({**facts, "projects": [project]}))
    workspace.write("data/calls/aide.yaml", call_text("aide", more=REGIONAL))
    asked = ("worth", "petite", "aide")
    before = said(run, *asked, at=workspace)
    (planned,) = said(run, "plan", "petite", at=workspace)["plan"]
    # The highest rate the map may have there, on the staff alone.
    assert planned["most"] == before["high"] == 35_000
    workspace.write("data/zones.csv", ZONES.replace(";c;", ";none;"))
    assert said(run, *asked, at=workspace)["high"] == 0
    after = said(run, "plan", "petite", at=workspace)
    assert not after["plan"]
    assert "no regional aid outside the areas" in json.dumps(after["out"])
    # What a list says wrongly is told once, however many aids hang on it.
    workspace.write("data/calls/autre.yaml", call_text("autre", more=REGIONAL))
    workspace.write("data/zones.csv", f"{ZONES}99999;c;02/07/2022;;Liste;26/11/2026\n")
    done = run("plan", "petite", at=workspace)
    assert (done.code, done.err.count("data/zones.csv:3")) == (3, 1)
