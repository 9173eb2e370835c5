"""Gathering rules changes no verdict: for any rules of a kind, one judgement for all says what each would say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.alike import gather
from aidmatch.company import Applicant, Company
from aidmatch.condition import Rule
from aidmatch.criteria import SHELF
from aidmatch.criteria.headcount import Headcount
from aidmatch.match import tally
from aidmatch.verdict import Verdict
from tests.strategies import applicants, criteria

AS_OF = date(2026, 11, 22)

GATHERED = ("perimeter", "activity", "headcount", "age", "turnover", "balance")


@pytest.mark.parametrize("kind", GATHERED)
@given(data=st.data())
def test_one_speaks_for_all(kind: str, data: st.DataObject) -> None:
    held: list[Any] = data.draw(st.lists(criteria(kind), min_size=1, max_size=12))
    asked: list[Applicant] = data.draw(st.lists(applicants(), min_size=1, max_size=4))
    # A call may hold two rules: each call holds one, and its neighbour's.
    rules = [Rule(rule, 0b11 << number) for number, rule in enumerate(held)]
    gathered = gather(kind, rules)
    seen_by: dict[object, dict[tuple[str, str], int]] = {}
    for applicant in asked:
        key = SHELF[kind].read(applicant, AS_OF)
        alone = _marks([(_judge(rule, key), rule.calls) for rule in rules])
        seen = gathered.seen(key)
        together = _marks([(_judge(rule, key), rule.calls) for rule in gathered.rules(seen)])
        assert together == alone
        # Keys told apart by no rule have the same verdicts, so the first one met may speak.
        assert seen_by.setdefault(seen, alone) == alone


DENSE: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "headcount": st.integers(1, 400).flatmap(
        lambda bound: st.sampled_from(
            ({"min": bound}, {"max": bound}, {"min": bound, "ruler": "awu"}, {"max": bound, "ruler": "awu"})
        )
    ),
    "age": st.integers(1, 180).flatmap(lambda bound: st.sampled_from(({"min_months": bound}, {"under_months": bound}))),
    "turnover": st.integers(1, 60).map(lambda bound: {"max": bound * 1_000_000}),
    "balance": st.integers(1, 60).map(lambda bound: {"min": bound * 1_000_000}),
}
"""Bounds so close together that one stands between any two numbers a key tells apart."""


@pytest.mark.parametrize("kind", sorted(DENSE))
@given(data=st.data())
def test_one_speaks_for_all_among_dense_bounds(kind: str, data: st.DataObject) -> None:
    drawn = data.draw(st.lists(DENSE[kind], min_size=20, max_size=60))
    rules = [Rule(SHELF[kind](kind=kind, **fields), 1 << number) for number, fields in enumerate(drawn)]  # type: ignore[arg-type]
    gathered = gather(kind, rules)
    for applicant in data.draw(st.lists(applicants(), min_size=1, max_size=4)):
        key = SHELF[kind].read(applicant, AS_OF)
        alone = _marks([(_judge(rule, key), rule.calls) for rule in rules])
        assert _marks([(_judge(rule, key), rule.calls) for rule in gathered.rules(gathered.seen(key))]) == alone


@pytest.mark.parametrize("heads", ["12", "10-19", "41-49", "250+", "100-208"])
def test_every_bound_in_work_units_against_people(heads: str) -> None:
    """All bounds at once, about 20 % around the people told included."""
    rules = [
        Rule(Headcount(kind="headcount", ruler="awu", **{side: bound}), 1 << 2 * bound + (side == "max"))
        for bound in range(1, 320)
        for side in ("min", "max")
    ]
    gathered = gather("headcount", rules)
    company = Company.model_validate({"id": "studio", "name": "Studio", "headcount": heads})
    key = Headcount.read(Applicant(company), AS_OF)
    alone = _marks([(_judge(rule, key), rule.calls) for rule in rules])
    assert _marks([(_judge(rule, key), rule.calls) for rule in gathered.rules(gathered.seen(key))]) == alone


def _judge(rule: Rule, key: Any) -> Verdict:
    return rule.condition.judge(key)


def _marks(judged: Iterable[tuple[Verdict, int]]) -> dict[tuple[str, str], int]:
    marks: dict[tuple[str, str], int] = {}
    for verdict, calls in judged:
        for mark in tally((verdict,)).marks():
            marks[mark] = marks.get(mark, 0) | calls
    return marks
