"""The size of a company: the examples of the Commission's user guide to the SME definition, and other rulers.

The examples are those of « User guide to the SME Definition », Publications Office of the European Union, 2020
(ISBN 978-92-79-69902-3), examples 1 to 5. The guide gives shares and no figures: every firm has a number of its own
here, so that each total tells which firms were counted, and for how much.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import given

from aidmatch import rulers, sme_declaration
from aidmatch.company import Company
from aidmatch.difficulty import difficulty
from aidmatch.size import Sizing, possible_classes
from tests.conftest import Run, Workspace
from tests.strategies import AS_OF, Learning, learnings

DAY = date(2026, 11, 22)


def firm(awu: float, **rest: Any) -> dict[str, Any]:
    figures = {"awu": awu, "turnover": int(awu * 100_000), "balance_total": int(awu * 80_000)}
    return {"accounts": [{"closed_on": f"{year}-12-31", **figures} for year in (2025, 2024)], **rest}


def sized(awu: float, *holdings: dict[str, Any], day: date = DAY, **facts: Any) -> Sizing:
    return possible_classes(company(awu, *holdings, **facts), day)


def company(awu: float, *holdings: dict[str, Any], **facts: Any) -> Company:
    return Company.model_validate({"id": "a", "name": "A", "holdings": holdings, **firm(awu), **facts})


def staff(sizing: Sizing) -> float:
    (low, high) = sizing.lines[-1].awu
    assert low == high
    return round(low, 6)


class TestTheUserGuide:
    def test_example_1_partners_count_pro_rata(self) -> None:
        found = sized(
            10,
            firm(100, side="subsidiary", share=0.33, controls=False),
            firm(200, side="subsidiary", share=0.49, controls=False),
            firm(400, side="parent", share=0.25, controls=False),
        )
        assert staff(found) == 10 + 33 + 98 + 100
        assert [line.tie for line in found.lines] == ["own", "partner", "partner", "partner", "total"]

    def test_example_2_linked_firms_count_whole(self) -> None:
        found = sized(
            10,
            firm(100, side="subsidiary", share=0.51),
            firm(200, side="subsidiary", share=1.0),
            firm(400, side="parent", share=0.60),
        )
        assert staff(found) == 10 + 100 + 200 + 400

    def test_example_3_what_is_linked_to_a_partner_enters_its_pro_rata(self) -> None:
        # The partner's accounts hold those of the firms linked to it.
        found = sized(10, firm(100 + 60, share=0.38, controls=False))
        assert staff(found) == 10 + 0.38 * 160

    def test_example_4_a_university_and_an_institutional_investor_make_no_partner(self) -> None:
        found = sized(
            10,
            firm(1000, share=0.25, holder="exempt_investor"),
            firm(100, share=0.30, controls=False),
            firm(1000, share=0.25, holder="exempt_investor"),
        )
        assert staff(found) == 10 + 30

    def test_example_5_unless_they_pass_half_of_the_votes_together(self) -> None:
        held = [firm(1000, share=share, holder="exempt_investor") for share in (0.25, 0.30)]
        partner = firm(100, share=0.25, controls=False)
        unsaid = sized(10, *held, partner)
        assert unsaid.lines[-1].awu == (10 + 25, 10 + 25 + 2000)
        assert ("large" in unsaid.classes, "small" in unsaid.classes) == (True, True)
        assert staff(sized(10, *({**one, "controls": True} for one in held), partner)) == 10 + 25 + 2000
        assert staff(sized(10, *({**one, "controls": False} for one in held), partner)) == 10 + 25


def test_a_firm_of_the_same_persons_counts_on_an_adjacent_market_alone() -> None:
    sister = firm(300, side="sister", share=0.8)
    assert staff(sized(10, {**sister, "adjacent_market": True})) == 310
    assert staff(sized(10, {**sister, "adjacent_market": False})) == 10
    unsaid = sized(10, sister)
    assert unsaid.lines[-1].awu == (10, 310)
    assert [gap for gap, _ in unsaid.gaps] == ["holdings"]
    # Persons make no partner firms.
    assert staff(sized(10, firm(300, side="sister", share=0.3, controls=False, adjacent_market=True))) == 10


def test_a_quarter_in_public_hands_is_no_sme() -> None:
    assert sized(10, {"share": 0.25, "holder": "public_body"}).public
    assert sized(10, {"share": 0.25, "holder": "public_body"}).classes == {"midcap"}
    assert sized(10, {"share": 0.24, "holder": "public_body"}).classes == {"small"}


def test_a_class_changes_after_two_years_and_at_once_after_a_merger() -> None:
    years = [{"closed_on": "2025-12-31", "awu": 60, "turnover": 20_000_000, "balance_total": 20_000_000}]
    years.append({"closed_on": "2024-12-31", "awu": 40, "turnover": 5_000_000, "balance_total": 5_000_000})
    assert sized(0, accounts=years).classes == {"small"}
    assert sized(0, accounts=years, merged_on="2025-06-30").classes == {"medium"}


class TestTheForm:
    def test_its_boxes(self) -> None:
        one = company(10, firm(100, side="subsidiary", share=0.51), firm(100, share=0.3, controls=False))
        form = sme_declaration.form(one, possible_classes(one, DAY), DAY)
        assert (form.kind, form.line.awu, form.closed_on) == ("linked", (140, 140), date(2025, 12, 31))
        alone = company(10)
        assert sme_declaration.form(alone, possible_classes(alone, DAY), DAY).kind == "autonomous"
        untold = company(10, holdings=None)
        assert sme_declaration.form(untold, possible_classes(untold, DAY), DAY).kind == "unknown"

    def test_a_new_firm_gives_an_estimate(self) -> None:
        new = Company.model_validate({"id": "n", "name": "N", "created": "2026-06-01", "headcount": 3, "holdings": []})
        assert sme_declaration.form(new, possible_classes(new, DAY), DAY).is_estimate


class TestOtherRulers:
    def test_insee_knows_no_pro_rata_and_no_public_holder(self) -> None:
        found = sized(10, firm(1000, share=0.30, controls=False), {"share": 0.3, "holder": "public_body"})
        assert rulers.insee(found, DAY).classes == ("pme",)
        assert found.classes.isdisjoint({"micro", "small", "medium"})

    def test_accounts_want_two_rulers_of_three_by_the_day_the_year_began(self) -> None:
        def size(closed_on: str) -> tuple[str, ...]:
            year = {"closed_on": closed_on, "turnover": 14_000_000, "balance_total": 7_000_000, "awu": 60}
            one = company(0, accounts=[year])
            return rulers.accounting(one, possible_classes(one, DAY).lines[0], DAY).classes

        assert size("2025-12-31") == ("small",)
        assert size("2023-12-31") == ("medium",)

    def test_what_is_not_known_leaves_several(self) -> None:
        found = possible_classes(Company.model_validate({"id": "x", "name": "X"}), DAY)
        assert rulers.insee(found, DAY).classes == ("mic", "pme", "eti", "ge")


class TestDifficulty:
    def said(self, **year: Any) -> str:
        made = {"closed_on": "2025-12-31", "capital": 100_000, **year}
        return difficulty(
            Company.model_validate({"id": "d", "name": "D", "accounts": [made], "created": self.created}), DAY
        ).state

    created = "2015-01-01"

    def test_half_of_the_capital_lost_warns(self) -> None:
        assert self.said(equity=49_999) == "warned"
        assert self.said(equity=50_000) == "not_known"

    def test_a_young_sme_escapes_that(self) -> None:
        self.created = "2024-06-01"
        assert self.said(equity=-10_000) == "not_known"

    def test_unknown_is_never_no(self) -> None:
        assert self.said() == "not_known"
        assert difficulty(Company(id="x", name="X", in_difficulty=False), DAY).state == "told_free"


@given(learnings())
def test_learning_a_fact_never_widens_what_rulers_leave(pair: Learning) -> None:
    less, more = (possible_classes(one.company, AS_OF) for one in (pair.less, pair.more))
    assert more.classes <= less.classes


class TestTheCommand:
    def test_it_shows_lines_form_and_rulers(self, run: Run, workspace: Workspace) -> None:
        workspace.company("a", company(10, firm(100, side="subsidiary", share=0.51, name="B")).model_dump_json())
        done = run("size", "a", at=workspace)
        assert done.code == 0
        for words in ("medium enterprise", "B", "linked, whole", "110", "enterprise with linked firms", "INSEE"):
            assert words in done.out
        assert "docs/law.md#sme-linked-share-2005-01-01" in done.out

    def test_it_says_what_is_missing(self, run: Run, small: Workspace) -> None:
        told = json.loads(run("size", "mystere", "--format", "json", at=small).out)
        assert len(told["classes"]) > 1
        assert told["missing"]
        assert "holdings" in told["missing"]
        assert "Missing:" in run("size", "mystere", at=small).out
