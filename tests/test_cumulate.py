"""The de minimis counter, day by day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aidmatch.company import Company, Regulation
from aidmatch.cumulate import Headroom, headroom

DAY = date(2026, 11, 22)


def room(
    *awards: tuple[str, int, str | None], day: date = DAY, under: Regulation = "general", **facts: Any
) -> Headroom:
    given = [{"granted_on": on, "amount": amount, "de_minimis": regulation} for on, amount, regulation in awards]
    company = Company.model_validate({"id": "a", "name": "A", "aid_received": given, "holdings": [], **facts})
    found = headroom(company, day, under)
    assert found is not None
    return found


def test_an_aid_counts_until_the_same_day_three_years_later() -> None:
    award = ("2023-11-22", 100_000, "general")
    assert room(award, day=date(2026, 11, 22)).high == 200_000
    assert room(award, day=date(2026, 11, 23)).high == 300_000


def test_an_aid_of_29_february_leaves_on_1_march() -> None:
    award = ("2024-02-29", 100_000, "general")
    assert [room(award, day=date(2027, month, day)).high for month, day in ((2, 28), (3, 1))] == [200_000, 300_000]


def test_the_counter_says_when_it_grows() -> None:
    found = room(("2024-01-10", 100_000, "general"), ("2024-06-01", 150_000, "general"))
    assert (found.grows_on, found.grows_to) == (date(2027, 1, 11), 150_000)
    assert found.holds_on(200_000) == date(2027, 6, 2)
    assert found.holds_on(300_001) is None


def test_the_day_it_says_is_the_day_it_holds() -> None:
    awards = (("2024-02-29", 100_000, "general"), ("2024-06-01", 150_000, "general"))
    for day, left in room(*awards).growth:
        assert room(*awards, day=day).high == left


def test_other_aid_and_aid_to_come_are_not_counted() -> None:
    assert room(("2025-01-01", 900_000, None), ("2026-12-01", 50_000, "general")).high == 300_000


@pytest.mark.parametrize(
    ("under", "left"), [("general", 230_000), ("sgei", 430_000), ("agriculture", 10_000), ("fisheries", 10_000)]
)
def test_each_regulation_weighs_on_the_wider_ones(under: Regulation, left: int) -> None:
    found = room(
        ("2025-01-01", 40_000, "agriculture"),
        ("2025-01-01", 30_000, "fisheries"),
        ("2025-01-01", 250_000, "sgei"),
        under=under,
    )
    assert found.high == left


def test_ceilings_are_dated() -> None:
    assert room(day=date(2023, 12, 31)).ceiling == 200_000
    assert room(day=date(2024, 1, 1)).ceiling == 300_000


def test_nothing_is_sure_while_a_linked_firm_is_silent() -> None:
    found = room(("2025-01-01", 100_000, "general"), holdings=[{"share": 0.8}])
    assert (found.low, found.high, found.known, found.missing) == (0, 200_000, False, ("holdings",))
    told = room(holdings=[{"share": 0.8, "aid_received": []}])
    assert (told.low, told.known) == (300_000, True)


def test_a_company_that_told_nothing() -> None:
    found = room(aid_received=None, holdings=None)
    assert (found.low, found.high, found.missing) == (0, 300_000, ("aid_received", "holdings"))


def test_nobody_holds_a_share_in_a_sole_trader() -> None:
    found = room(holdings=None, legal_form="1000")
    assert (found.low, found.known) == (300_000, True)
    assert room(holdings=None, legal_form="5499").missing == ("holdings",)
