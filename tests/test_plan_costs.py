"""What an aid of a plan pays for, costs that are supposed, and what is handed in."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("ortools")

from aidmatch.call import Amounts, Call
from aidmatch.company import Project
from aidmatch.plan import Limits, Option, reserved
from aidmatch.worth import ITEMS, REST, items_in, items_of, paid
from tests.conftest import Run, Workspace
from tests.plan_strategies import WHOLE, ceiling
from tests.test_plan import told

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
aid_received: []
projects:
  - id: jeu
    title: Un jeu
    costs_by: {staff: 160000, equipment: 40000}
    nature: project
    stage: development
    state: not_started
"""
RATE = "amounts: {{ceiling: 90000, intensity: 0.5, costs: [{costs}]}}\naid_regime: gber\n"
SMALL = "amounts: {ceiling: 200000, intensity: 1, costs: [salaires]}\naid_regime: de_minimis\n"


def call(*costs: str, nature: tuple[Any, ...] = ()) -> Call:
    return Call.model_validate(
        {
            "id": "aide",
            "title": "Aide",
            "kind": "standing",
            "instrument": "grant",
            "window": {"kind": "permanent"},
            "origin": {"source": "essai"},
            "amounts": Amounts(costs=costs, nature=nature).model_dump(),
        }
    )


class TestWords:
    @pytest.mark.parametrize(
        ("line", "items"),
        [
            ("salaires et charges de l’équipe affectée au jeu", {"staff"}),
            ("amortissement du matériel", {"equipment"}),
            ("frais de brevets, de dessins et de modèles", {"intangible"}),
            ("personnel de R&D", {"staff"}),
            ("recherche et développement", {"staff", "equipment", "services", "intangible"}),
            ("équipements et autres investissements", {"equipment", "premises", "intangible"}),
            ("sous-traitance (en Europe), jusqu’à 2 M€ par exercice", {"services"}),
            ("Travel and subcontracting", {"travel", "services"}),
        ],
    )
    def test_a_line_names_its_items(self, line: str, items: set[str]) -> None:
        assert set(items_in(line) or ()) == items

    @pytest.mark.parametrize("line", ["prototypes et maquettes", "matériel et design", "", "…", "salaires et tests"])
    def test_one_part_that_names_none_and_nothing_is_known(self, line: str) -> None:
        assert items_in(line) is None

    def test_the_words_of_a_sheet_go_before_its_nature(self) -> None:
        assert items_of(call("salaires", nature=("investment",))) == frozenset({"staff"})
        assert items_of(call("on ne sait", nature=("investment",))) is None
        assert items_of(call(nature=("investment",))) == frozenset({"equipment", "premises", "intangible"})
        assert items_of(call(nature=("project",))) is None


class TestPaid:
    SPLIT = Project(id="jeu", title="Un jeu", costs=250, costs_by={"staff": 160, "equipment": 40})

    def test_costs_by_item_alone_come_to_their_sum(self) -> None:
        assert Project(id="jeu", title="Un jeu", costs_by={"staff": 160, "equipment": 40}).costs == 200

    def test_items_above_the_costs_are_refused(self) -> None:
        with pytest.raises(ValueError, match="more than the costs"):
            Project(id="jeu", title="Un jeu", costs=100, costs_by={"staff": 160})

    def test_an_aid_is_counted_on_what_it_pays_for(self) -> None:
        assert paid(call("salaires"), self.SPLIT)[:2] == (160, frozenset({"staff"}))
        assert paid(call("salaires", "matériel"), self.SPLIT)[:2] == (200, frozenset({"staff", "equipment"}))
        assert paid(call("on ne sait"), self.SPLIT)[:2] == (250, None)
        assert paid(call("fonctionnement", "investissement"), self.SPLIT)[:2] == (
            250,
            frozenset({"staff", "equipment", REST}),
        )

    def test_an_aid_for_none_of_them_stands_apart(self) -> None:
        assert paid(call("formation"), self.SPLIT) == (None, None, True)
        works = Project(id="murs", title="Des murs", costs=100, nature="investment")
        assert paid(call("salaires"), works).is_apart
        assert paid(call("salaires", "locaux"), works) == (100, None, False)


class TestReserve:
    LIMITS = Limits({"jeu": 100}, {}, WHOLE, True, (ceiling(50, "general"),), 3, None)

    def test_what_is_handed_in_is_held_whole(self) -> None:
        one = Option("un", "money", least=40, most=40, project="jeu", regime="de_minimis")
        (held,) = reserved([one], self.LIMITS).held
        assert (held.least, held.most, held.project, held.sort) == (40, 40, "jeu", "chance")

    def test_more_than_is_left_fills_the_ledger_and_no_more(self) -> None:
        ones = [Option(name, "money", most=40, project="jeu", regime="de_minimis") for name in ("a", "b")]
        found = reserved(ones, self.LIMITS)
        assert [one.most for one in found.held] == [40, 10]
        assert found.beside == ("b",)

    def test_without_an_amount_nothing_is_held_and_it_is_named(self) -> None:
        assert reserved([Option("a", "money", is_bounded=False)], self.LIMITS) == ((), ("a",), ())


@pytest.fixture
def table(workspace: Workspace) -> Workspace:
    workspace.company("studio", MAKER)
    workspace.call("equipe", closes="2027-03-31", more=RATE.format(costs="salaires"))
    workspace.call("outils", closes="2027-03-31", more=RATE.format(costs="matériel"))
    return workspace


class TestCommand:
    def test_aids_on_different_costs_add_up(self, run: Run, table: Workspace) -> None:
        found = told(run, table)
        assert {one["call"]: (one["ask"], one["items"]) for one in found["plan"]} == {
            "equipe": (80_000, ["staff"]),
            "outils": (20_000, ["equipment"]),
        }

    def test_one_sum_is_the_same_costs_and_said(self, run: Run, table: Workspace) -> None:
        found = told(run, table, "--costs", "100 000 €")
        assert found["supposed"] == ["100 000 €"]
        assert found["possible"] == 50_000
        assert any("how its costs split" in one for one in found["assumes"])

    def test_costs_are_supposed_by_item_and_not_saved(self, run: Run, table: Workspace) -> None:
        before = (table.path / "data/companies/studio.yaml").read_text("utf-8")
        found = told(run, table, "--costs", "personnel=100000", "--costs", "equipment=10k€")
        assert {one["call"]: one["ask"] for one in found["plan"]} == {"equipe": 50_000, "outils": 5_000}
        assert (table.path / "data/companies/studio.yaml").read_text("utf-8") == before

    @pytest.mark.parametrize("costs", ["beaucoup", "staff=peu", "rien=10", "matériel et personnel=10"])
    def test_costs_that_cannot_be_read_are_refused(self, run: Run, table: Workspace, costs: str) -> None:
        assert run("plan", "studio", "--costs", costs, at=table).code == 2

    def test_of_several_projects_one_is_to_be_named(self, run: Run, table: Workspace) -> None:
        table.company("studio", MAKER + "  - {id: autre, title: Un autre}\n")
        assert run("plan", "studio", "--costs", "1000", at=table).code == 2
        assert told(run, table, "--project", "autre", "--costs", "100000")["possible"] == 50_000

    def test_an_aid_whose_costs_nobody_told_counts_on_each_and_is_named(self, run: Run, table: Workspace) -> None:
        vague = RATE.format(costs="tout ce qu’il faut").replace("{ceiling", "{floor: 30000, ceiling")
        table.call("vague", closes="2027-03-31", more=vague)
        found = told(run, table)
        # On the wages it leaves none to the other: together they would pass the rate on the tools.
        asks = {one["call"]: one["ask"] for one in found["plan"]}
        assert asks.keys() == {"equipe", "outils"}
        assert "not told" in found["out"]["vague"]
        assert [one["call"] for one in told(run, table, "--files", "1")["plan"]] == ["vague"]
        assert any("costs are paid for is not told of" in one for one in told(run, table, "--files", "1")["assumes"])

    def test_room_is_kept_for_what_is_handed_in(self, run: Run, table: Workspace) -> None:
        for name in ("une", "deux"):
            table.call(name, closes="2027-03-31", more=SMALL)
        table.company(
            "studio",
            MAKER.replace(
                "aid_received: []", "aid_received: [{granted_on: 2025-01-01, amount: 250000, de_minimis: general}]"
            ),
        )
        assert run("applied", "studio", "une", "--amount", "30000", at=table).code == 0
        found = told(run, table, "--files", "9")
        assert found["reserved"] == {"une": 30_000}
        assert sum(one["ask"] for one in found["plan"] if one["call"] == "deux") <= 20_000
        assert any("as if it were" in one and "30,000" in one for one in found["assumes"])

    def test_what_is_won_and_on_the_ledger_is_not_held_twice(self, run: Run, table: Workspace) -> None:
        table.call("une", closes="2027-03-31", more=SMALL)
        assert run("won", "studio", "une", "--amount", "30000", "--record", at=table).code == 0
        assert told(run, table)["reserved"] == {}

    def test_the_page_holds_the_whole_plan(self, run: Run, table: Workspace) -> None:
        table.call("jury", closes="2027-03-31", more="selection: {by: jury}\n" + RATE.format(costs="salaires"))
        page = run("plan", "studio", "--files", "2", "--format", "markdown", at=table).out
        for title in ("What it brings", "What to ask for, in this order", "What to do when", "Left out, and why"):
            assert f"## {title}" in page
        assert "staff" in page
        assert "A jury decides" in page
        assert "31 March 2027" in page or "March 31, 2027" in page
        assert "## Rules" in page
        file = table.path / "plan.md"
        assert run("plan", "studio", "--files", "2", "-o", file, at=table).code == 0
        assert file.read_text("utf-8") == page


def test_every_item_has_words(run: Run, table: Workspace) -> None:
    for item in ITEMS:
        assert told(run, table, "--costs", f"{item}=1000")["supposed"] == [f"{item}=1000"]
