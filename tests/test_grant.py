"""What one may get: intensities by article, the sheet against the law, the interval and its reasoning."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.call import Aim, Call
from aidmatch.company import Company, Project
from aidmatch.grant import Asked, Grant, grant
from aidmatch.intensity import Case, Highest, among, highest
from aidmatch.plausible import doubt
from tests.conftest import Run, Workspace, call_text
from tests.strategies import AS_OF, Learning, learnings

DAY = date(2026, 11, 22)
NEXT_YEAR = date(2027, 3, 1)


def allowed(aim: Aim, *sizes: Any, day: date = DAY, **case: Any) -> Highest:
    facts: dict[str, Any] = {"collaboration": False, "zone": "none", "cross_border": False, "disadvantaged": False}
    return highest(aim, Case(frozenset(sizes), **{**facts, **case}), day)


class TestIntensity:
    """Regulation (EU) 651/2014, art. 25(6): the worked cases of research aid."""

    @pytest.mark.parametrize(
        ("aim", "size", "case", "rate"),
        [
            # A small firm with a laboratory, industrial research: 50 + 20 + 15 = 85, capped.
            ("industrial_research", "small", {"collaboration": True}, 0.80),
            ("experimental_development", "small", {"collaboration": True}, 0.60),
            ("experimental_development", "medium", {}, 0.35),
            # Collaboration and zone do not add up: the better one.
            ("experimental_development", "small", {"collaboration": True, "zone": "c"}, 0.60),
            ("experimental_development", "small", {"zone": "c"}, 0.50),
            ("experimental_development", "small", {"zone": "a", "cross_border": True}, 0.70),
            ("fundamental_research", "large", {}, 1.0),
            ("feasibility_study", "medium", {}, 0.60),
            ("sme_investment", "small", {}, 0.20),
            ("sme_investment", "medium", {}, 0.10),
            ("sme_investment", "large", {}, 0.0),
            ("process_innovation", "micro", {}, 0.50),
            ("process_innovation", "large", {}, 0.15),
            ("training", "small", {"disadvantaged": True}, 0.70),
            ("training", "medium", {"disadvantaged": True}, 0.70),
            ("energy_efficiency", "small", {"zone": "c"}, 0.55),
        ],
    )
    def test_the_cases(self, aim: Aim, size: str, case: dict[str, Any], rate: float) -> None:
        found = allowed(aim, size, **case)
        assert (round(found.low, 6), round(found.high, 6)) == (rate, rate)

    def test_what_is_not_known_leaves_an_interval(self) -> None:
        found = allowed("experimental_development", "small", "medium", collaboration=None)
        assert (found.low, found.high) == (0.35, 0.60)

    def test_a_start_up_has_an_amount_instead(self) -> None:
        assert allowed("start_up", "small", innovative=False).most == (500_000, 500_000)
        assert allowed("start_up", "small", innovative=True, zone="c").most == (1_500_000, 1_500_000)
        assert allowed("start_up", "small", zone=None).most == (500_000, 2_000_000)

    def test_an_unsure_row_and_an_ended_law_decide_nothing(self) -> None:
        assert allowed("environment", "small").is_rule is False
        assert allowed("industrial_research", "small").is_rule is True
        ended = allowed("industrial_research", "small", day=NEXT_YEAR)
        assert ended.is_rule is False
        assert any("30 June 2027" in str(step) or "tail" in str(step) for step in ended.steps)

    def test_an_article_of_several_aims_leaves_them_all_open(self) -> None:
        case = Case(frozenset({"small"}), collaboration=False, zone="none", cross_border=False)
        research: tuple[Aim, ...] = (
            "experimental_development",
            "feasibility_study",
            "fundamental_research",
            "industrial_research",
        )
        found = among(research, case, DAY)
        assert (found.low, found.high, found.is_rule) == (0.45, 1.0, True)
        for aim in research:
            told = highest(aim, case, DAY)
            assert found.low <= told.low <= told.high <= found.high
        # One that decides nothing leaves the article without effect.
        assert among(("sme_innovation", "innovation_advice"), case, DAY).is_rule is False

    @given(
        st.sampled_from(("industrial_research", "training", "energy_efficiency", "start_up", "sme_investment")),
        st.frozensets(st.sampled_from(("micro", "small", "medium", "midcap", "large")), min_size=1),
        st.fixed_dictionaries(
            {
                "collaboration": st.sampled_from((True, False, None)),
                "zone": st.sampled_from(("a", "c", "none", None)),
                "cross_border": st.sampled_from((True, False, None)),
                "disadvantaged": st.sampled_from((True, False, None)),
                "innovative": st.sampled_from((True, False, None)),
            }
        ),
        st.sampled_from(("collaboration", "zone", "cross_border", "disadvantaged", "innovative", "sizes")),
    )
    def test_learning_a_fact_narrows_it(self, aim: Aim, sizes: Any, case: dict[str, Any], hidden: str) -> None:
        known = Case(sizes, **case)
        wider: Any = frozenset(("micro", "small", "medium", "midcap", "large")) if hidden == "sizes" else None
        less = known._replace(**{hidden: wider})
        before, after = highest(aim, less, DAY), highest(aim, known, DAY)
        assert before.low <= after.low <= after.high <= before.high
        if before.most and after.most:
            assert before.most[0] <= after.most[0] <= after.most[1] <= before.most[1]


def call(**fields: Any) -> Call:
    made = {
        "id": "aide",
        "title": "Aide",
        "kind": "call_for_projects",
        "instrument": "grant",
        "window": {"kind": "permanent"},
        "origin": {"source": "Example"},
    }
    return Call.model_validate({**made, **fields})


def company(**facts: Any) -> Company:
    year = {"closed_on": "2025-12-31", "awu": 20, "turnover": 1_000_000, "balance_total": 900_000}
    made = {"id": "a", "name": "A", "holdings": [], "aid_received": [], "accounts": [year]}
    return Company.model_validate({**made, **facts})


def worth(amounts: dict[str, Any], costs: int | None = 100_000, day: date = DAY, **rest: Any) -> Grant:
    asked = rest.pop("asked", {})
    facts = rest.pop("facts", {})
    return grant(call(amounts=amounts, **rest), company(**facts), None, day, Asked(costs=costs, **asked))


def words(found: Grant) -> str:
    return " | ".join(step.what.id for step in (*found.steps, *found.warnings))


class TestTheInterval:
    def test_costs_times_rate_capped_and_no_less_than_the_floor(self) -> None:
        assert (worth({"intensity": 0.4}).low, worth({"intensity": 0.4}).high) == (0, 40_000)
        found = worth({"intensity": 0.4, "ceiling": 30_000, "floor": 10_000})
        assert (found.low, found.high, found.own) == (10_000, 30_000, (70_000, 90_000))

    def test_costs_are_counted_up_to_their_ceiling(self) -> None:
        assert worth({"intensity": 0.5, "costs_ceiling": 60_000}).high == 30_000
        assert worth({"intensity": 0.5, "costs_ceiling": 60_000}, None).high == 30_000

    def test_too_small_a_project_gets_nothing(self) -> None:
        assert worth({"intensity": 0.4, "costs_floor": 100_001}).is_refused
        assert worth({"intensity": 0.4, "floor": 40_001}).is_refused
        assert not worth({"intensity": 0.4, "floor": 40_000}).is_refused

    def test_without_costs_or_a_rate_nothing_is_a_bare_number(self) -> None:
        found = worth({}, None)
        assert found.high is None
        assert sum(step.is_doubt for step in found.steps) >= 2
        assert any(step.is_doubt for step in worth({}).steps)

    def test_the_sheet_wins_below_and_the_law_above(self) -> None:
        assert worth({"intensity": 0.4, "aim": "experimental_development"}).high == 40_000
        above = worth({"intensity": 0.9, "aim": "experimental_development"}, asked={"zone": "none"})
        assert above.high == 70_000  # 25 + 20, and 25 for a cross-border call nobody denied.
        sure = {"zone": "none", "cross_border": False, "collaboration": False}
        assert worth({"intensity": 0.9, "aim": "experimental_development"}, asked=sure).high == 45_000

    def test_next_year_the_old_law_limits_nothing_and_is_said_to_have_ended(self) -> None:
        sure = {"zone": "none", "cross_border": False, "collaboration": False}
        found = worth({"intensity": 0.9, "aim": "experimental_development"}, day=NEXT_YEAR, asked=sure)
        assert found.high == 90_000
        assert "the regulation ended on" in words(found)

    def test_an_own_share_is_told(self) -> None:
        assert "own share" in words(worth({"intensity": 0.5, "own_share": 0.3}))

    def test_own_funds_are_a_practice_that_limits_nothing(self) -> None:
        year = {"closed_on": "2025-12-31", "awu": 20, "turnover": 1, "balance_total": 1, "equity": 5_000}
        found = worth({"intensity": 0.4}, facts={"accounts": [year]})
        assert found.high == 40_000
        assert "many funders give no more" in words(found)


class TestDeMinimis:
    def received(self, amount: int) -> dict[str, Any]:
        return {"aid_received": [{"granted_on": "2025-01-01", "amount": amount, "de_minimis": "general"}]}

    def test_one_asks_for_no_more_than_what_is_left(self) -> None:
        found = worth({"intensity": 0.4}, aid_regime="de_minimis", facts=self.received(280_000))
        assert (found.low, found.high) == (0, 20_000)

    def test_an_aid_that_would_cross_the_ceiling_fails_whole(self) -> None:
        found = worth({"intensity": 0.4, "floor": 30_000}, aid_regime="de_minimis", facts=self.received(280_000))
        assert found.is_refused
        assert "would cross the ceiling" in words(found)

    def test_a_ledger_not_known_is_said(self) -> None:
        found = worth({"intensity": 0.4}, aid_regime="de_minimis", facts={"aid_received": None})
        assert found.high == 40_000
        assert "aid already received not all known" in words(found)


class TestOtherNatures:
    def test_a_loan_is_told_with_its_grant_equivalent(self) -> None:
        terms = {"years": 5, "secured": True}
        found = worth({"ceiling": 500_000, "intensity": 1.0}, 500_000, instrument="loan", asked=terms)
        assert (found.high, found.equivalent) == (500_000, (0, 100_000))

    def test_outside_the_safe_harbour_only_the_funder_knows(self) -> None:
        found = worth({"ceiling": 2_000_000, "intensity": 1.0}, 2_000_000, instrument="loan", asked={"years": 5})
        assert found.equivalent == (0, None)

    def test_a_tax_credit_of_right_is_one_number(self) -> None:
        found = worth({"intensity": 0.2, "ceiling": 80_000}, instrument="tax_credit", selection={"by": "of_right"})
        assert (found.low, found.high) == (20_000, 20_000)


class TestWarnings:
    def test_start_of_works_by_its_rule(self) -> None:
        rule = [{"kind": "works_start", "rule": "after_receipt"}]
        assert "before the funder has received" in words(worth({}, criteria=rule))
        assert "before applying" in words(worth({}, aid_regime="gber"))
        assert "sign or order" not in words(worth({}, aid_regime="de_minimis"))
        started = Project(id="p", title="P", state="started")
        found = grant(call(criteria=rule), company(), started, DAY)
        assert "already started" in words(found)

    def test_difficulty_is_a_warning(self) -> None:
        year = {"closed_on": "2025-12-31", "awu": 20, "turnover": 1, "balance_total": 1, "equity": 1, "capital": 50}
        found = worth({"intensity": 0.4}, aid_regime="gber", facts={"accounts": [year]})
        assert "in difficulty" in words(found)
        assert found.high == 40_000

    def test_who_may_fund_is_a_note(self) -> None:
        assert doubt(call(level="departmental"), DAY) is not None
        assert doubt(call(level="departmental", themes=["audiovisual"]), DAY) is None
        assert doubt(call(level="regional"), DAY) is None
        assert doubt(call(level="departmental", instrument="advice"), DAY) is None
        researchers = [{"kind": "audience", "within": ["research"]}]
        assert doubt(call(level="departmental", criteria=researchers), DAY) is None


_PARTS = st.fixed_dictionaries(
    {},
    optional={
        "intensity": st.sampled_from((0.2, 0.5, 1.0)),
        "ceiling": st.sampled_from((20_000, 90_000)),
        "costs_ceiling": st.sampled_from((50_000, 400_000)),
        "aim": st.sampled_from(("experimental_development", "sme_investment", "environment")),
    },
)


@given(_PARTS, st.integers(0, 500_000), st.sampled_from(("de_minimis", "gber", None)))
def test_learning_the_costs_narrows_it(amounts: dict[str, Any], costs: int, regime: str | None) -> None:
    less, more = worth(amounts, None, aid_regime=regime), worth(amounts, costs, aid_regime=regime)
    assert less.low <= more.low
    assert more.high is not None
    assert less.high is None or more.high <= less.high
    assert more.low <= more.high <= costs


@given(learnings(), _PARTS, st.sampled_from(("de_minimis", "gber", None)))
def test_learning_a_fact_of_the_company_narrows_it_or_refuses(
    pair: Learning, amounts: dict[str, Any], regime: str | None
) -> None:
    wanted = call(amounts={**amounts, "floor": 5_000}, aid_regime=regime)
    less, more = (grant(wanted, one.company, None, AS_OF, Asked(costs=300_000)) for one in (pair.less, pair.more))
    if not more.is_refused:
        assert more.high is not None
        assert less.high is not None
        assert less.low <= more.low <= more.high <= less.high


@given(_PARTS, st.integers(0, 300_000), st.integers(0, 300_000))
def test_more_past_aid_never_brings_more(amounts: dict[str, Any], first: int, second: int) -> None:
    def left(amount: int) -> int:
        facts = {"aid_received": [{"granted_on": "2025-01-01", "amount": amount, "de_minimis": "general"}]}
        high = worth(amounts, 200_000, aid_regime="de_minimis", facts=facts).high
        assert high is not None
        return high

    assert left(max(first, second)) <= left(min(first, second))


class TestTheCommand:
    def test_it_shows_the_lines_and_names_its_rows(self, run: Run, small: Workspace) -> None:
        done = run(
            "worth", "studio", "a-confirmer", "--costs", "50 000 €", "--aim", "experimental_development", at=small
        )
        assert done.code == 0
        for told in ("What one may get", "€50,000", "docs/law.md#gber-experimental-development-base-2023-07-01"):
            assert told in done.out

    def test_a_company_that_is_refused_is_told_so_beside_the_amount(self, run: Run, small: Workspace) -> None:
        criteria = "[{kind: perimeter, within: [REG-11]}]"
        small.call("ailleurs", closes="2027-03-31", criteria=criteria, more="amounts: {ceiling: 20000}\n")
        for command in ("worth", "explain"):
            told = run(command, "studio", "ailleurs", at=small).out
            assert "not eligible" in told
            assert "What one might get, were it eligible" in told
        assert "aidmatch explain studio ailleurs" in " ".join(run("worth", "studio", "ailleurs", at=small).out.split())
        assert (
            json.loads(run("worth", "studio", "ailleurs", "--format", "json", at=small).out)["answer"] == "ineligible"
        )
        assert "were it eligible" not in run("worth", "studio", "a-confirmer", at=small).out

    def test_a_funder_who_may_not_is_named(self, run: Run, small: Workspace) -> None:
        small.write("data/calls/dep.yaml", call_text("dep").replace("regional", "departmental"))
        assert "a department may not help companies directly" in run("check", at=small).out
        assert "a department may not help" in run("explain", "studio", "dep", at=small).out
        told = run("worth", "studio", "dep", at=small).out
        assert "docs/law.md#funding-department-direct-2015-08-08" in told

    def test_explain_has_one_line_of_it(self, run: Run, small: Workspace) -> None:
        assert "aidmatch worth studio a-confirmer" in " ".join(
            run("explain", "studio", "a-confirmer", at=small).out.split()
        )
        told = json.loads(run("explain", "studio", "a-confirmer", "--format", "json", at=small).out)
        assert set(told["worth"]) == {"low", "high", "text"}

    def test_a_shortlist_loads_none_of_it(self, small: Workspace) -> None:
        program = (
            "import sys; from aidmatch.cli import run; "
            f"code = run(['--workspace', {str(small.path)!r}, '--quiet', 'rank', 'studio']); "
            "own = ('grant', 'intensity', 'equivalent', 'difficulty', 'reckoning', 'cumulate._together', 'rulers'); "
            "sys.exit(code or repr([name for name in own if f'aidmatch.{name}' in sys.modules] or ''))"
        )
        for _ in range(2):
            done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True)
        assert done.stderr.strip() in ("", "''"), done.stderr

    def test_what_is_typed_wrong_is_named(self, run: Run, small: Workspace) -> None:
        for option, typed in (("--aim", "x"), ("--zone", "z"), ("--costs", "many"), ("--project", "none")):
            done = run("worth", "studio", "a-confirmer", option, typed, at=small)
            assert done.code == 2
            assert typed in done.err
