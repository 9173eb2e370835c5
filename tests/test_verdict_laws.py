"""The logic of verdicts as laws: conjunction, alternative, and learning a fact."""

from __future__ import annotations

from itertools import permutations
from string import Formatter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aidmatch.criteria import SHELF, Criterion
from aidmatch.match import tally
from aidmatch.verdict import Outcome, Verdict, all_of, any_of, say, strongest
from tests.strategies import AS_OF, FIELDS, Learning, criteria, learnings

VERDICTS = st.sampled_from(
    (
        Verdict("a", Outcome.MET, say("met")),
        Verdict("e", Outcome.MET, say("met once"), confirm=say("still so?")),
        Verdict("prose", Outcome.UNKNOWN, say("quoted"), missing=("prose",)),
        Verdict("b", Outcome.FAILED, say("failed")),
        Verdict("c", Outcome.UNKNOWN, say("unknown"), missing=("headcount",)),
        Verdict("d", Outcome.UNKNOWN, say("reserve"), missing=("holdings",)),
    )
)
BRANCHES = st.lists(st.lists(VERDICTS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=4)


def test_every_kind_is_drawn() -> None:
    assert set(FIELDS) == set(SHELF)


@given(st.lists(VERDICTS, max_size=4))
def test_a_conjunction_does_not_look_at_the_order_or_at_repeats(verdicts: list[Verdict]) -> None:
    assert {all_of(order) for order in permutations(verdicts)} == {all_of(verdicts)}
    assert all_of(verdicts * 2) is all_of(verdicts)


@given(st.lists(VERDICTS), st.lists(VERDICTS))
def test_a_conjunction_may_be_taken_in_parts(left: list[Verdict], right: list[Verdict]) -> None:
    assert strongest([*left, *right]) == max(strongest(left), strongest(right))


@given(BRANCHES)
def test_an_alternative_does_not_look_at_the_order_or_at_repeats(branches: list[tuple[Verdict, ...]]) -> None:
    said = any_of(branches)
    assert {(v.outcome, v.strength) for v in map(any_of, permutations(branches))} == {(said.outcome, said.strength)}
    assert any_of(branches * 2).strength == said.strength
    assert {repr(tally((any_of(order),))) for order in permutations(branches)} == {repr(tally((said,)))}


def test_a_branch_met_on_lasting_facts_speaks_before_one_to_confirm() -> None:
    sure = Verdict("a", Outcome.MET, say("met"))
    old = Verdict("e", Outcome.MET, say("met once"), confirm=say("still so?"))
    for branches in ([(sure,), (old,)], [(old,), (sure,)]):
        assert any_of(branches).confirm is None
        assert tally((any_of(branches),)).aged == []
    assert tally((any_of([(sure, old)]),)).aged == ["e"]


@given(BRANCHES, BRANCHES)
def test_an_alternative_may_be_taken_in_parts(
    left: list[tuple[Verdict, ...]], right: list[tuple[Verdict, ...]]
) -> None:
    assert any_of([*left, *right]).strength == any_of([(any_of(left),), (any_of(right),)]).strength


@given(VERDICTS)
def test_an_alternative_of_one_is_that_one(verdict: Verdict) -> None:
    said = any_of([(verdict,)])
    assert (said.outcome, said.reason, said.missing) == (verdict.outcome, verdict.reason, verdict.missing)


RULES = st.tuples(*(criteria(kind) for kind in sorted(SHELF)))
"""A rule of every kind."""

SLOW_TO_DRAW = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A whole company takes a while to draw, and each is put before a rule of every kind."""


@SLOW_TO_DRAW
@given(RULES, learnings())
def test_learning_a_fact_changes_only_unknown_verdicts(rules: tuple[Criterion, ...], learning: Learning) -> None:
    for rule in rules:
        before, after = (rule.check(applicant, AS_OF) for applicant in learning)
        assert before.outcome in (Outcome.UNKNOWN, after.outcome), rule


@SLOW_TO_DRAW
@given(RULES, learnings())
def test_a_verdict_is_complete(rules: tuple[Criterion, ...], learning: Learning) -> None:
    """It has a hashable key, a reason, a question when unknown, and values for every word it shows."""
    for rule in rules:
        key = rule.read(learning.less, AS_OF)
        verdict = rule.judge(key)
        assert isinstance(hash(key), int)
        assert verdict.kind == rule.kind
        unknown = verdict.outcome is Outcome.UNKNOWN
        assert unknown == bool(verdict.missing) == (verdict.question is not None), rule
        assert verdict.remedy is None or verdict.outcome is Outcome.FAILED, rule
        for message in (verdict.reason, verdict.question, verdict.remedy, verdict.confirm):
            if message is not None:
                named = {name for name, _ in message.values}
                assert {name for _, name, _, _ in Formatter().parse(message.id) if name} <= named, rule


@SLOW_TO_DRAW
@given(RULES)
def test_a_rule_survives_being_written_and_read(rules: tuple[Criterion, ...]) -> None:
    for rule in rules:
        assert type(rule).model_validate_json(rule.rule()) == rule
