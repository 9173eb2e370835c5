"""What if: facts supposed of a company change what is shown, and nothing that is kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.company import Company
from aidmatch.suppose import RefusedTerm, changes, supposed
from tests.conftest import Run, Workspace
from tests.strategies import companies

DAY = date(2026, 11, 22)
STUDIO = Company.model_validate(
    {
        "id": "studio",
        "name": "Studio Exemple (fictif)",
        "seat": {"commune": "66136"},
        "headcount": 12,
        "provenance": {"headcount": {"by": "head", "on": "2024-01-01"}},
    }
)


def told(*terms: str, of: Company = STUDIO) -> dict[str, Any]:
    return supposed(of, terms, DAY).model_dump(mode="json", exclude_defaults=True)


class TestTerms:
    def test_a_fact_supposed_was_said_by_nobody(self) -> None:
        assert told("headcount=10 à 19")["headcount"] == {"low": 10, "high": 19}
        assert told("headcount=60").get("provenance", {}) == {}

    def test_an_establishment_joins_the_others(self) -> None:
        two = told("establishment=REG-93", "establishment=Perpignan")
        assert [one["place"] for one in two["establishments"]] == [{"region": "93"}, {"commune": "66136"}]

    def test_establishments_nobody_listed_stay_not_listed(self) -> None:
        many = STUDIO.model_copy(update={"establishments": "unknown", "open_establishments": 4})
        made = supposed(many, ["establishment=DEP-13"], DAY)
        assert isinstance(made.establishments, tuple)
        assert (made.open_establishments or 0) > len(made.establishments) + 1

    def test_the_last_closed_year_gets_a_figure(self) -> None:
        assert told("turnover=1,2 M€")["accounts"] == [{"closed_on": "2025-12-31", "turnover": 1_200_000}]
        assert told("turnover.2025-06-30=250 000", "balance_total=80000")["accounts"] == [
            {"closed_on": "2025-06-30", "turnover": 250_000, "balance_total": 80_000}
        ]

    def test_a_project_is_made_where_there_is_none(self) -> None:
        (made,) = told("project.costs=80 000", "project.place=34172", "partner=ES", "partner=FR:recherche")["projects"]
        assert made == {
            "id": "projet",
            "title": "Projet",
            "costs": 80_000,
            "place": {"commune": "34172"},
            "partners": [{"country": "ES"}, {"audience": "research"}],
        }

    def test_one_of_several_projects_is_named(self) -> None:
        projects = [{"id": "un", "title": "Un"}, {"id": "deux.2", "title": "Deux"}]
        several = Company.model_validate({"id": "x", "name": "X", "projects": projects})
        assert told("project.deux.2.costs=5000", of=several)["projects"][1]["costs"] == 5_000
        for term in ("project.costs=5000", "project.trois.costs=5000", "partner=ES"):
            with pytest.raises(RefusedTerm):
                told(term, of=several)

    def test_none_is_an_answer(self) -> None:
        empty = supposed(STUDIO, ["holdings=aucune", "labels=none", "aid_received=aucune", "establishments=non"], DAY)
        assert (empty.holdings, empty.labels, empty.aid_received, empty.establishments) == ((), (), (), ())

    def test_french_dates(self) -> None:
        assert told("created=1er mars 2019")["created"] == "2019-03-01"

    @pytest.mark.parametrize(
        "term",
        [
            "headcount",
            "=12",
            "headcount=beaucoup",
            "nothing=1",
            "establishment=REG-999",
            "establishment=EU-27",
            "turnover=beaucoup",
            "turnover.demain=5",
            "seat.commune=99999",
            "project.costs=cher",
            "partner=Espagne",
            "id=",
        ],
    )
    def test_what_cannot_be_supposed_is_refused(self, term: str) -> None:
        with pytest.raises(RefusedTerm):
            told(term)

    @given(company=companies(), data=st.data())
    def test_any_company_can_be_supposed_otherwise_and_stays_whole(self, company: Company, data: st.DataObject) -> None:
        term = data.draw(st.sampled_from(("headcount=12", "establishment=REG-93", "turnover=5000", "debts_paid=oui")))
        made = supposed(company, [term], DAY)
        changed = {field.partition(".")[0] for field in changes(company, term, DAY)} | {"provenance"}
        for field in set(Company.model_fields) - changed:
            assert getattr(made, field) == getattr(company, field)


def files(at: Workspace) -> dict[str, bytes]:
    kept = [path for path in Path(at.path).rglob("*") if path.is_file() and "index" not in path.name]
    return {str(path.relative_to(at.path)): path.read_bytes() for path in kept}


class TestRank:
    def test_it_says_what_is_new_better_and_gone_and_writes_nothing(self, run: Run, small: Workspace) -> None:
        small.call("petite", criteria="[{kind: headcount, max: 20}]")
        small.call("bilan", criteria="[{kind: turnover, min: 100}]")
        before = files(small)
        done = run("rank", "studio", "--if", "headcount=60", "--if", "turnover=500", "--format", "json", at=small)
        found = json.loads(done.out)
        assert found["supposed"] == ["headcount=60", "turnover=500"]
        assert found["gone"] == ["petite"]
        marks = {one["call"]: one["changed"] for one in found["shortlist"]}
        assert (marks["trop-grand"], marks["bilan"], marks["jeu-ouvert"]) == ("new", "better", None)
        assert files(small) == before
        plain = json.loads(run("rank", "studio", "--format", "json", at=small).out)
        assert (plain["supposed"], plain["gone"]) == ([], [])
        assert {one["changed"] for one in plain["shortlist"]} == {None}

    def test_the_table_says_so_first(self, run: Run, small: Workspace) -> None:
        out = run("rank", "studio", "--if", "headcount=60", "--top", "1", at=small).out
        assert out.startswith("Supposed: headcount=60. Nothing is saved")
        assert "Against today: 1 new" in out
        assert out.count("trop-grand") == 1

    def test_a_term_that_cannot_be_read_is_wrong_usage(self, run: Run, small: Workspace) -> None:
        done = run("rank", "studio", "--if", "headcount=lots", at=small)
        assert done.code == 2
        assert "12, 10-19 or 250+" in done.err


class TestExplain:
    def test_the_answer_of_today_stands_beside_the_one_supposed(self, run: Run, small: Workspace) -> None:
        found = json.loads(
            run("explain", "studio", "trop-grand", "--if", "headcount=60", "--format", "json", at=small).out
        )
        assert (found["answer"], found["answer_today"], found["supposed"]) == (
            "eligible",
            "ineligible",
            ["headcount=60"],
        )
        out = run("explain", "studio", "trop-grand", "--if", "headcount=60", at=small).out
        assert "Today: not eligible: headcount" in out
