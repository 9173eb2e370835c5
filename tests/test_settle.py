"""Answers of persons settle what no machine decides, and nothing else; the fast path says so too."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aidmatch.call import Call
from aidmatch.company import Company, applicants
from aidmatch.criteria import Prose
from aidmatch.match import Match, match, match_applicant, match_terms, terms_of
from aidmatch.settle import Replies, Reply, Settler, match_settled, point_of, points_of, settled, void
from aidmatch.sift import ordinals, sieve_of
from aidmatch.verdict import Outcome
from tests.call_strategies import calls, catalogues
from tests.strategies import AS_OF, companies

AT = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 10, tzinfo=ZoneInfo("Europe/Paris"))

SLOW_TO_DRAW = settings(suppress_health_check=list(HealthCheck), deadline=None)

SAID = ("answer", "failed", "unknown", "reserves", "aged", "points", "targeted", "project")


def reply(*, is_yes: bool = True) -> Reply:
    return Reply(is_yes, "Région Exemple", date(2026, 11, 12), "Le projet est innovant.")


@st.composite
def answered(draw: st.DrawFn, call: Call) -> Replies:
    """Answers on some conditions of a call, open or not, and on words that it does not bear."""
    prose = [Prose(kind="prose", text=text) for text in call.conditions]
    asked = [*(point_of(one) for one in (*call.criteria, *prose)), "0" * 64]
    chosen = draw(st.lists(st.sampled_from(asked), max_size=4, unique=True))
    return {point: reply(is_yes=draw(st.booleans())) for point in chosen}


def paired(found: Match) -> dict[str, Outcome]:
    return {point_of(condition): verdict.outcome for condition, verdict in found.verdicts}


@SLOW_TO_DRAW
@given(data=st.data(), held=catalogues(5), members=st.lists(companies(), min_size=1, max_size=3))
def test_sift_says_what_match_says_with_answers(data: st.DataObject, held: list[Call], members: list[Company]) -> None:
    said = {
        company: {n: found for n, call in enumerate(held) if (found := data.draw(answered(call)))}
        for company in range(len(members))
    }
    numbered = [one.model_copy(update={"id": f"member-{n}"}) for n, one in enumerate(members)]
    replies = {f"member-{n}": found for n, found in said.items()}
    sifter = Settler(sieve_of(held, AT), AT, replies.__getitem__, lambda n: terms_of(held[n], AT))
    for company in numbered:
        slow = [
            match_settled(terms_of(call, AT), company, AT, replies[company.id].get(n, {}))
            for n, call in enumerate(held)
        ]
        for row, whole in zip(sifter.rows(company), slow, strict=True):
            assert {name: getattr(row, name) for name in SAID} == {name: getattr(whole, name) for name in SAID}
        every = sifter.answers(company)
        assert set(ordinals(every.ineligible)) == {n for n, one in enumerate(slow) if one.answer == "ineligible"}
        assert set(ordinals(every.to_complete)) == {n for n, one in enumerate(slow) if one.answer == "to_complete"}


@SLOW_TO_DRAW
@given(data=st.data(), call=calls(), company=companies())
def test_an_answer_settles_its_point_and_no_other(data: st.DataObject, call: Call, company: Company) -> None:
    replies = data.draw(answered(call))
    for applicant in applicants(company):
        before = match_applicant(terms_of(call, AT), applicant, AT)
        after = settled(before, replies)
        was = paired(before)
        for point, outcome in paired(after).items():
            if was[point] is Outcome.UNKNOWN and point in replies:
                assert outcome is (Outcome.MET if replies[point].is_yes else Outcome.FAILED)
            else:
                assert outcome is was[point]
        assert [one.number for one in points_of(after)] == [one.number for one in points_of(before)]
        assert [point_of(one.condition) for one in points_of(after)] == [
            point_of(one.condition) for one in points_of(before)
        ]


@SLOW_TO_DRAW
@given(data=st.data(), call=calls(), company=companies())
def test_the_lists_are_those_of_the_verdicts(data: st.DataObject, call: Call, company: Company) -> None:
    found = match_settled(terms_of(call, AT), company, AT, data.draw(answered(call)))
    outcomes = [verdict.outcome for _, verdict in found.verdicts]
    assert (found.answer == "ineligible") == (Outcome.FAILED in outcomes) == bool(found.failed)
    is_open = any(verdict.outcome is Outcome.UNKNOWN for _, verdict in found.verdicts)
    assert is_open == bool(found.unknown or found.reserves or found.points > len(found.aged) + len(found.doubts))


@SLOW_TO_DRAW
@given(call=calls(), company=companies())
def test_all_answered_yes_leaves_no_point_but_aged_facts_and_doubts(call: Call, company: Company) -> None:
    everything = {
        point_of(condition): reply()
        for applicant in applicants(company)
        for condition, _ in match_applicant(terms_of(call, AT), applicant, AT).verdicts
    }
    found = match_settled(terms_of(call, AT), company, AT, everything)
    assert (found.unknown, found.reserves) == ((), ())
    assert found.points == len(found.aged) + len(found.doubts)


@SLOW_TO_DRAW
@given(call=calls(), company=companies())
def test_without_answers_nothing_changes(call: Call, company: Company) -> None:
    terms = terms_of(call, AT)
    assert match_settled(terms, company, AT, {}) == match_terms(terms, company, AT)
    elsewhere = {"f" * 64: reply()}
    found = match_settled(terms, company, AT, elsewhere)
    assert found == match(call, company, AT)
    assert void(found, elsewhere) == (reply(),)
    assert not any(verdict.is_settled for _, verdict in found.verdicts)
