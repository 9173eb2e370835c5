"""Gathering rules changes no verdict: for any rules of a kind, one judgement for all says what each would say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aidmatch.alike import Rule, gather
from aidmatch.company import Applicant
from aidmatch.criteria import SHELF
from aidmatch.match import tally
from aidmatch.verdict import Verdict
from tests.strategies import applicants, criteria

AS_OF = date(2026, 11, 22)

GATHERED = ("perimeter", "activity", "headcount", "age", "turnover", "balance")


@pytest.mark.parametrize("kind", GATHERED)
@settings(max_examples=40)
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


def _judge(rule: Rule, key: Any) -> Verdict:
    return rule.condition.judge(key)


def _marks(judged: Iterable[tuple[Verdict, int]]) -> dict[tuple[str, str], int]:
    marks: dict[tuple[str, str], int] = {}
    for verdict, calls in judged:
        for mark in tally((verdict,)).marks():
            marks[mark] = marks.get(mark, 0) | calls
    return marks
