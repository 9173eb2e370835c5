"""The questions worth asking: the fewest that settle the most, asked on a terminal, sent as a form, read back."""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from aidmatch.ask import DECIDES, FACTS, Need, ask, cover
from aidmatch.call import Call
from aidmatch.catalogue import Card
from aidmatch.company import Company, CostItem
from aidmatch.formats._split import split
from aidmatch.formats._wording import Wording
from aidmatch.formats._words import COST_ITEMS
from aidmatch.match import match
from aidmatch.sift import Sifter, sieve_of
from aidmatch.suppose import supposed
from aidmatch.worth import ITEMS, costs_told
from tests.call_strategies import catalogues
from tests.conftest import Run, Workspace
from tests.strategies import AS_OF, companies

AT = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 10, tzinfo=ZoneInfo("Europe/Paris"))

NAMES = ("age", "bilan", "chiffre", "effectif", "forme", "lieu")

NEEDS = st.lists(
    st.tuples(st.sets(st.sampled_from(NAMES), min_size=1, max_size=3), st.integers(1, 12)), min_size=1, max_size=6
).map(lambda drawn: [Need(n, frozenset(facts), weight) for n, (facts, weight) in enumerate(drawn)])


def gained(needs: list[Need], asked: frozenset[str]) -> int:
    return sum(one.weight for one in needs if one.facts <= asked)


def subsets() -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(NAMES) + 1) for some in combinations(NAMES, size)]


class TestCover:
    @given(needs=NEEDS)
    def test_all_is_settled_by_as_few_questions_as_can_be(self, needs: list[Need]) -> None:
        fewest = min(len(asked) for asked in subsets() if gained(needs, asked) == gained(needs, frozenset(NAMES)))
        assert len(cover(needs)) == len(set(cover(needs))) == fewest

    @given(needs=NEEDS)
    @example(needs=[Need(0, frozenset({"age"}), 5), Need(1, frozenset({"bilan", "chiffre"}), 6)])
    def test_no_call_settles_more_a_question_than_the_first_set_asked(self, needs: list[Need]) -> None:
        order = cover(needs)
        best = max(Fraction(gained(needs, one.facts), len(one.facts)) for one in needs)
        firsts = (frozenset(order[:size]) for size in range(1, 4))
        assert max(Fraction(gained(needs, first), len(first)) for first in firsts) >= best

    @given(needs=NEEDS, most=st.integers(1, 6))
    def test_where_each_call_lacks_one_fact_no_other_questions_settle_more(self, needs: list[Need], most: int) -> None:
        single = [Need(one.call, frozenset(sorted(one.facts)[:1]), one.weight) for one in needs]
        best = max(gained(single, asked) for asked in subsets() if len(asked) <= most)
        assert gained(single, frozenset(cover(single, most))) == best

    @given(needs=NEEDS, most=st.integers(1, 6))
    def test_it_asks_no_more_than_asked_and_never_beats_the_best(self, needs: list[Need], most: int) -> None:
        found = cover(needs, most)
        assert len(found) <= most
        assert gained(needs, frozenset(found)) <= max(gained(needs, one) for one in subsets() if len(one) <= most)
        if any(len(one.facts) <= most for one in needs):
            assert gained(needs, frozenset(found)) > 0

    @given(needs=NEEDS, answered=st.sampled_from(NAMES))
    def test_an_answer_leaves_one_question_less_and_adds_none(self, needs: list[Need], answered: str) -> None:
        left = [one._replace(facts=one.facts - {answered}) for one in needs]
        assert set(cover(left)) == set(cover(needs)) - {answered}

    @given(needs=NEEDS, data=st.data())
    def test_the_order_of_the_calls_counts_for_nothing(self, needs: list[Need], data: st.DataObject) -> None:
        assert cover(data.draw(st.permutations(needs))) == cover(needs)


def card(ordinal: int, call: Call) -> Card:
    """A card as the index makes it, of what is asked here."""
    blank = dict.fromkeys(Card._fields)
    return Card(**{**blank, "ordinal": ordinal, "id": call.id, "title": call.title, "instrument": "grant"})  # type: ignore[arg-type]


@given(held=catalogues(6), company=companies())
def test_a_call_told_settled_lacks_nothing_else_that_can_be_asked(held: list[Call], company: Company) -> None:
    sifter = Sifter(sieve_of(held, AT), AS_OF)
    cards = {n: card(n, call) for n, call in enumerate(held)}
    found = ask(company, cards, sifter, lambda n, who: match(held[n], who, AT))
    asked = {one.fact for one in found.questions}
    told = [call for one in found.questions for call in one.settles]
    assert len(told) == len(set(told))
    for ordinal in told:
        lacking = {
            fact
            for _, verdict in match(held[ordinal], company, AT).verdicts
            for fact in verdict.missing
            if fact in FACTS and (verdict.strength == 2 or match(held[ordinal], company, AT).answer == "to_confirm")
        }
        for fact in lacking - asked:
            assert any(one.endswith(fact.rpartition(".")[2]) for one in asked), fact
    for number, one in enumerate(found.questions):
        before = {known.fact for known in found.questions[:number]}
        assert one.fact not in before
        assert set(one.settles) <= set(one.waiting) | {
            call for known in found.questions[:number] for call in known.waiting
        }


SAID = {
    "headcount": "12",
    "place": "66136",
    "created": "2019-04-30",
    "first_closed_year": "2019-12-31",
    "naf": "58.21Z",
    "micro_entrepreneur": "non",
    "turnover": "250 000",
}
"""Answers after which no rule asks for more."""


@given(held=catalogues(6), company=companies(), data=st.data())
def test_a_true_answer_never_makes_more_questions(held: list[Call], company: Company, data: st.DataObject) -> None:
    sifter = Sifter(sieve_of(held, AT), AS_OF)
    cards = {n: card(n, call) for n, call in enumerate(held)}

    def questions(who: Company) -> set[str]:
        return {one.fact for one in ask(who, cards, sifter, lambda n, one: match(held[n], one, AT)).questions}

    before = questions(company)
    known = sorted(before & SAID.keys())
    if not known:
        return
    fact = data.draw(st.sampled_from(known))
    after = questions(supposed(company, [f"{FACTS[fact].field}={SAID[fact]}"], AS_OF))
    assert len(after) <= len(before)


LACKING = """\
id: studio
name: Studio <b>Exemple</b> (fictif)
siren: "732829320"
seat: {commune: "66136"}
# Ce qu’on nous a dit au téléphone.
needs: [financer un prototype]
"""


@pytest.fixture
def lacking(workspace: Workspace) -> Workspace:
    """A member of whom the headcount, the turnover and the form are not known."""
    workspace.company("studio", LACKING)
    amount = "amounts: {ceiling: 60000}\n"
    workspace.call("effectif", criteria="[{kind: headcount, min: 5}]", more=amount)
    workspace.call("pme", criteria="[{kind: headcount, max: 249}, {kind: turnover, max: 50000000}]")
    workspace.call("forme", criteria="[{kind: legal_form, within: [SAS]}]", more="amounts: {ceiling: 5000}\n")
    workspace.call("ferme", criteria="[{kind: age, min_years: 3}]", closes="2026-06-30")
    workspace.call("refuse", criteria="[{kind: perimeter, within: [REG-11]}, {kind: tax_regime, within: [micro]}]")
    return workspace


def record(at: Workspace, company: str = "studio") -> dict[str, Any]:
    from ruamel.yaml import YAML

    held: dict[str, Any] = YAML(typ="safe").load((at.path / f"data/companies/{company}.yaml").read_text("utf-8"))
    return held


class TestList:
    def test_a_fact_asked_once_counts_for_every_call_that_lacks_it(self, run: Run, lacking: Workspace) -> None:
        found = json.loads(run("ask", "studio", "--format", "json", at=lacking).out)
        told = {one["fact"]: (one["settles"], one["waiting"]) for one in found["questions"]}
        assert told == {
            "headcount": (["effectif"], ["effectif", "pme"]),
            "legal_form": (["forme"], ["forme"]),
            "turnover": (["pme"], ["pme"]),
        }
        assert found["questions"][0]["fact"] == "headcount"
        assert found["settled"] == 3
        assert found["amount"] == {"euros": 65_000, "lent": 0, "untold": 1}

    def test_no_more_than_asked(self, run: Run, lacking: Workspace) -> None:
        found = json.loads(run("ask", "studio", "--top", "1", "--format", "json", at=lacking).out)
        assert ([one["fact"] for one in found["questions"]], found["more"]) == (["headcount"], 2)

    def test_closed_and_refused_calls_ask_nothing(self, run: Run, lacking: Workspace) -> None:
        out = run("ask", "studio", "--top", "9", "--format", "json", at=lacking).out
        assert "created" not in out
        assert "tax_regime" not in out

    def test_what_a_member_is_done_with_asks_nothing(self, run: Run, lacking: Workspace) -> None:
        assert run("dismiss", "studio", "forme", at=lacking).code == 0
        assert "legal_form" not in run("ask", "studio", "--format", "json", at=lacking).out

    def test_the_table_says_why(self, run: Run, lacking: Workspace) -> None:
        done = run("ask", "studio", "--lang", "fr", at=lacking)
        told = done.out.replace("\xa0", " ").replace("\u202f", " ")
        assert "3 réponses règlent 3 aides, jusqu’à 65 000 €, 1 sans montant connu" in " ".join(told.split())
        assert "règle 1 aide" in told

    def test_a_known_company_is_asked_nothing(self, run: Run, lacking: Workspace) -> None:
        facts = ("headcount=12", "legal_form=SAS", "accounts=[{closed_on: 2025-12-31, turnover: 5}]")
        assert run("companies", "set", "studio", *facts, at=lacking).code == 0
        assert "nothing to ask" in run("ask", "studio", at=lacking).out

    def test_who_said_it_must_be_known(self, run: Run, lacking: Workspace) -> None:
        assert run("ask", "studio", "--by", "rumour", at=lacking).code == 2

    def test_what_stays_with_a_person_is_not_waited_for(self, run: Run, small: Workspace) -> None:
        found = json.loads(run("ask", "studio", "--format", "json", at=small).out)
        assert {one["fact"]: one["settles"] for one in found["questions"]} == {
            "aid_received": [],
            "holdings": ["a-confirmer"],
        }


class TestPage:
    def test_nothing_of_it_acts(self, run: Run, lacking: Workspace, tmp_path: Path) -> None:
        page = tmp_path / "questions.html"
        assert run("ask", "studio", "-o", page, at=lacking).code == 0
        text = page.read_text("utf-8")
        assert "Studio &lt;b&gt;Exemple&lt;/b&gt;" in text
        assert text.count("<script") == 1
        assert "default-src 'none'" in text
        assert "script-src &#39;sha256-" in text


class TestSheet:
    def test_the_sheet_filled_in_is_read_back_with_who_said_it(
        self, run: Run, lacking: Workspace, tmp_path: Path
    ) -> None:
        for language in ("fr", "en"):
            lacking.company("studio", LACKING)
            form = tmp_path / f"questions-{language}.xlsx"
            assert run("ask", "studio", "-o", form, "--lang", language, at=lacking).code == 0
            book = load_workbook(form)
            page = book.worksheets[0]
            assert page.column_dimensions["A"].hidden
            places = {
                fact: 4 + place
                for place, fact in enumerate(
                    one["fact"]
                    for one in json.loads(run("ask", "studio", "--format", "json", at=lacking).out)["questions"]
                )
            }
            page.cell(2, places["headcount"]).value = 12
            page.cell(2, places["turnover"]).value = "250 000"
            assert '"SAS,' in str(page.data_validations.dataValidation[0].formula1)
            page.cell(2, places["legal_form"]).value = "SAS"
            book.save(form)
            assert run("companies", "import", form, "--yes", at=lacking).code == 0
            held = record(lacking)
            assert held["headcount"] == 12
            assert held["legal_form"] == "SAS"
            assert held["accounts"] == [{"closed_on": "2025-12-31", "turnover": 250_000}]
            assert held["provenance"]["headcount"]["by"] == "list"
            assert "Ce qu’on nous a dit" in (lacking.path / "data/companies/studio.yaml").read_text("utf-8")

    def test_every_column_is_one_the_import_knows(self, run: Run, workspace: Workspace, tmp_path: Path) -> None:
        from aidmatch.formats._wording import Wording
        from aidmatch.formats.ask_form import COLUMNS, ONE_CELL, _heading
        from aidmatch.roster.columns import columns

        del run, workspace, tmp_path
        fields = sorted(COLUMNS.get(fact, fact) for fact in ONE_CELL)
        for language in ("fr", "en"):
            headings = [_heading(Wording(language), field) for field in ("name", *fields, "closed_on")]
            assert [one.field for one in columns(headings, {})] == ["name", *fields, "closed_on"]


class TestInterview:
    @pytest.fixture(autouse=True)
    def _on_a_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("aidmatch.cli.ask.is_interactive", lambda: True)

    def answers(self, monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    def test_each_answer_is_checked_and_saved_with_its_day(
        self, run: Run, lacking: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.answers(monkeypatch, "une douzaine", "10 à 19", "SAS", "1,2 M€")
        done = run("ask", "studio", "--by", "accounts", at=lacking)
        assert done.code == 0, done.err
        held = record(lacking)
        assert (held["headcount"], held["legal_form"]) == ("10-19", "SAS")
        assert held["accounts"] == [{"closed_on": date(2025, 12, 31), "turnover": 1_200_000}]
        said = {"by": "accounts", "on": date(2026, 11, 22)}
        assert held["provenance"] == {"headcount": said, "legal_form": said, "accounts": said}
        assert "une douzaine" not in str(held)
        assert "Ce qu’on nous a dit" in (lacking.path / "data/companies/studio.yaml").read_text("utf-8")
        assert "nothing to ask" in run("ask", "studio", "--format", "table", at=lacking).out

    def test_what_was_answered_before_a_kill_is_kept(
        self, run: Run, lacking: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.answers(monkeypatch, "12")
        assert run("ask", "studio", at=lacking).code != 0
        assert record(lacking)["headcount"] == 12

    def test_enter_leaves_it_unknown_and_q_stops(
        self, run: Run, lacking: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = (lacking.path / "data/companies/studio.yaml").read_bytes()
        self.answers(monkeypatch, "", "q")
        done = run("ask", "studio", at=lacking)
        assert done.code == 0
        assert (lacking.path / "data/companies/studio.yaml").read_bytes() == before
        assert done.out.count("How many people") == 1

    def test_an_answer_is_asked_no_more(self, run: Run, lacking: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers(monkeypatch, "200-300", "q")
        done = run("ask", "studio", at=lacking)
        assert done.out.count("How many people") == 1
        assert record(lacking)["headcount"] == "200-300"

    def test_a_project_is_named_with_its_first_fact(
        self, run: Run, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        workspace.company("studio", LACKING)
        workspace.call("travaux", criteria="[{kind: works_start, rule: before_application}]")
        self.answers(monkeypatch, "not started", "Le grand jeu: suite")
        assert run("ask", "studio", at=workspace).code == 0
        assert record(workspace)["projects"] == [
            {"id": "projet", "title": "Le grand jeu: suite", "state": "not_started"}
        ]

    def test_a_choice_is_checked_before_its_project_is_named(
        self, run: Run, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        workspace.company("studio", LACKING)
        workspace.call("travaux", criteria="[{kind: works_start, rule: before_application}]")
        self.answers(monkeypatch, "bof", "non", "Le grand jeu")
        done = run("ask", "studio", "--lang", "fr", at=workspace)
        assert done.code == 0
        told = done.err.replace("\xa0", " ")
        assert "non démarré, démarré, terminé" in told
        assert "not_started" not in told
        assert "?:" not in told
        assert record(workspace)["projects"] == [{"id": "projet", "title": "Le grand jeu", "state": "not_started"}]

    @pytest.mark.parametrize("typed", ["IS", "impôt sur les sociétés", "corporate_tax"])
    def test_a_tax_regime_is_read_as_a_sheet_reads_it(
        self, run: Run, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, typed: str
    ) -> None:
        workspace.company("studio", LACKING)
        workspace.call("impot", criteria="[{kind: tax_regime, within: [corporate_tax]}]")
        self.answers(monkeypatch, typed, "q")
        done = run("ask", "studio", "--lang", "fr", at=workspace)
        assert record(workspace)["tax_regime"] == "corporate_tax", done.err
        assert "microentreprise" not in done.err


class TestNewcomer:
    def test_a_slip_loses_no_answer(self, run: Run, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("aidmatch.cli.companies.is_interactive", lambda: True)
        lines = ("Perpinya", "Perpignan", "une douzaine", "10 à 19", "SAS", "", "30/04/2020", "", "des jeux: en bois")
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        done = run("companies", "add", "Chez Tramuntana (fictif)", "--offline", at=workspace)
        assert done.code == 0, done.err
        held = record(workspace, "chez-tramuntana-fictif")
        assert held["seat"] == {"commune": "66136"}
        assert (held["headcount"], held["created"], held["legal_form"]) == ("10-19", date(2020, 4, 30), "SAS")
        assert held["description"] == "des jeux: en bois"
        assert "naf" not in held


class TestSaved:
    def test_what_was_supposed_is_saved_by_the_same_words(self, run: Run, lacking: Workspace) -> None:
        facts = (
            "turnover=1,2 M€",
            "balance_total=900000",
            "project.title=Un jeu",
            "project.costs_by={staff: 60000, travel: 20000}",
            "seat=Perpignan",
            "headcount=12",
            "holdings=aucune",
        )
        done = run("companies", "set", "studio", *facts, at=lacking)
        assert done.code == 0, done.err
        held = record(lacking)
        assert held["accounts"] == [{"closed_on": date(2025, 12, 31), "turnover": 1_200_000, "balance_total": 900_000}]
        assert held["projects"] == [
            {"id": "projet", "title": "Un jeu", "costs_by": {"staff": 60_000, "travel": 20_000}}
        ]
        assert held["holdings"] == []
        assert (held["seat"], held["headcount"]) == ({"commune": "66136"}, 12)

    def test_what_cannot_be_is_not_written(self, run: Run, lacking: Workspace) -> None:
        before = (lacking.path / "data/companies/studio.yaml").read_bytes()
        done = run("companies", "set", "studio", "project.costs=beaucoup", at=lacking)
        assert (done.code, (lacking.path / "data/companies/studio.yaml").read_bytes()) == (2, before)
        assert "project.costs" in done.err


def test_a_sheet_reads_each_choice_as_it_is_shown() -> None:
    from aidmatch.formats import _words
    from aidmatch.formats._wording import Wording
    from aidmatch.roster.cells import READ

    for field, labels in (("tax_regime", _words.TAX_REGIMES), ("stages", _words.STAGES)):
        for value in labels:
            for language in ("fr", "en"):
                assert READ[field](Wording(language).term(labels, value)) in (value, [value])


def test_the_answer_weighs_more_than_what_is_left_to_confirm() -> None:
    needs = [Need(0, frozenset({"forme"}), DECIDES), Need(1, frozenset({"age"}), 1), Need(2, frozenset({"age"}), 1)]
    assert cover(needs) == ("forme", "age")


SPLIT = """\
id: studio
name: Studio Exemple (fictif)
siren: "732829320"
legal_form: "5710"
headcount: 12
seat: {commune: "66136"}
needs: [financer un prototype]
projects:
  - {id: jeu, title: Un jeu, costs: 200000}
"""


class TestCosts:
    @pytest.fixture
    def hanging(self, workspace: Workspace) -> Workspace:
        """A project of one sum; a call that pays for a part of it, one whose sheet does not say, one that refuses."""
        workspace.company("studio", SPLIT)
        workspace.call("part", more="amounts: {intensity: 0.5, costs: [salaires]}\n")
        workspace.call("tout", more="amounts: {intensity: 0.5}\n")
        more = "amounts: {intensity: 1, costs: [salaires]}\n"
        workspace.call("refuse", criteria="[{kind: headcount, min: 50}]", more=more)
        return workspace

    def test_how_costs_split_is_asked_where_a_sum_hangs_on_it(self, run: Run, hanging: Workspace) -> None:
        found = json.loads(run("ask", "studio", "--format", "json", at=hanging).out)
        (asked,) = found["questions"]
        assert (asked["fact"], asked["reply"], asked["sums"]) == ("project.costs_by", "costs", ["part"])
        assert (asked["settles"], asked["waiting"], found["settled"], found["more"]) == ([], [], 0, 0)
        told = run("ask", "studio", "--lang", "fr", at=hanging).out.replace("\xa0", " ")
        assert "une réponse précise le montant de 1 aide" in told

    @pytest.mark.parametrize("answer", ["personnel 60 000, matériel 20 k€", "staff: 60000; equipment = 20000"])
    def test_the_sheet_comes_back(self, answer: str, run: Run, hanging: Workspace, tmp_path: Path) -> None:
        form = tmp_path / "form.xlsx"
        assert run("ask", "studio", "-o", form, at=hanging).code == 0
        book: Any = load_workbook(form)
        page = book.worksheets[0]
        headings = [cell.value for cell in page[1]]
        place = headings.index("Costs of the project by item") + 1
        assert page.column_dimensions[page.cell(1, headings.index("Projects") + 1).column_letter].hidden
        page.cell(2, place).value = answer
        book.save(form)
        before = json.loads(run("worth", "studio", "part", "--format", "json", at=hanging).out)["high"]
        assert run("companies", "import", form, at=hanging).code == 0
        assert record(hanging)["projects"] == [
            {"id": "jeu", "title": "Un jeu", "costs": 200000, "costs_by": {"staff": 60000, "equipment": 20000}}
        ]
        after = json.loads(run("worth", "studio", "part", "--format", "json", at=hanging).out)["high"]
        assert (before, after) == (100_000, 30_000)
        assert not json.loads(run("ask", "studio", "--format", "json", at=hanging).out)["questions"]
        shown = run("companies", "show", "studio", "--lang", "fr", at=hanging).out
        assert "non réparti" in " ".join(shown.replace("\xa0", " ").split())

    @pytest.mark.parametrize("answer", ["beaucoup", "personnel", "60000", "licornes 5", "personnel 1 à 2", "=1+1"])
    def test_what_cannot_be_read_changes_nothing(
        self, answer: str, run: Run, hanging: Workspace, tmp_path: Path
    ) -> None:
        listing = tmp_path / "liste.csv"
        project = '"[{""id"": ""jeu"", ""title"": ""Un jeu"", ""costs"": 200000}]"'
        listing.write_text(f"nom;projets;dépenses par poste\nStudio Exemple;{project};{answer}\n", "utf-8")
        before = record(hanging)
        done = run("companies", "import", listing, at=hanging)
        assert "not an amount for each item" in done.err + done.out
        assert record(hanging) == before

    def test_costs_of_no_project_are_told_not_lost(self, run: Run, hanging: Workspace, tmp_path: Path) -> None:
        listing = tmp_path / "liste.csv"
        listing.write_text("nom;dépenses par poste\nStudio Exemple;personnel 5 000\n", "utf-8")
        before = record(hanging)
        done = run("companies", "import", listing, at=hanging)
        assert "of which project?" in done.err + done.out
        assert record(hanging) == before

    def test_what_a_person_wrote_of_a_project_stays(self, run: Run, hanging: Workspace, tmp_path: Path) -> None:
        listing = tmp_path / "liste.jsonl"
        project = {"id": "jeu", "title": "Un autre jeu", "costs": 200000, "costs_by": {"staff": 5}}
        row = {"name": "Studio Exemple (fictif)", "projects": [project]}
        listing.write_text(json.dumps(row) + "\n", "utf-8")
        before = record(hanging)["projects"]
        run("companies", "import", listing, at=hanging)
        assert record(hanging)["projects"] == before


@given(st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 10**9), min_size=1))
def test_costs_by_item_are_read_as_they_are_shown(by: dict[CostItem, int]) -> None:
    for language in ("fr", "en"):
        told = [f"{Wording(language).term(COST_ITEMS, item)} {euros}" for item, euros in by.items()]
        assert costs_told(", ".join(told)) == by
    assert costs_told(split(Wording("fr"), sum(by.values()), by)) == by
    assert costs_told("; ".join(f"{item} {euros}" for item, euros in by.items())) == by
