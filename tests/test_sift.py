"""The fast path is no second opinion: it says what `match` says, in memory and through the index."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aidmatch.call import Call
from aidmatch.catalogue import Catalogue
from aidmatch.catalogue.writing import Source, write
from aidmatch.company import Company, applicants
from aidmatch.match import ANSWERS, Match, match, match_terms
from aidmatch.sift import Row, Sieve, Sifter, answers, bitset, ordinals, sieve_of
from tests.call_strategies import catalogues
from tests.strategies import AS_OF, companies

AT = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 10, tzinfo=ZoneInfo("Europe/Paris"))

SLOW_TO_DRAW = settings(suppress_health_check=list(HealthCheck), deadline=None)

FEWER = settings(SLOW_TO_DRAW, max_examples=max(8, settings.default.max_examples // 3))  # type: ignore[union-attr]

SAID = ("answer", "failed", "unknown", "reserves", "aged", "points", "targeted", "project")


def told(one: Row | Match) -> dict[str, object]:
    return {name: getattr(one, name) for name in SAID}


def agree(sieve: Sieve, calls: list[Call], members: list[Company]) -> None:
    """One sifter for all companies, as its verdicts are kept from one to the next."""
    sifter = Sifter(sieve, AT.date())
    for company in members:
        rows = list(sifter.rows(company))
        assert [row.ordinal for row in rows] == list(range(len(calls)))
        slow = [match(call, company, AT) for call in calls]
        for row, whole, call in zip(rows, slow, calls, strict=True):
            assert told(row) == told(whole), call.criteria
        every = answers(map(sifter.judged, applicants(company)))
        assert set(ordinals(every.ineligible)) == {n for n, one in enumerate(slow) if one.answer == "ineligible"}
        assert set(ordinals(every.to_complete)) == {n for n, one in enumerate(slow) if one.answer == "to_complete"}


CLUSTERS = st.lists(companies(), min_size=1, max_size=4)


@SLOW_TO_DRAW
@given(calls=catalogues(), members=CLUSTERS)
def test_sift_says_what_match_says(calls: list[Call], members: list[Company]) -> None:
    agree(sieve_of(calls, AT), calls, members)


def written(path: Path, calls: list[Call]) -> Catalogue:
    source = Source("data/calls/all.yaml", "calls", 0, 0, "", tuple(calls), "[]")
    write(path, [source], "test", lambda _: ("", ""))
    return Catalogue(path)


@FEWER
@given(calls=catalogues(), members=CLUSTERS)
def test_and_so_through_the_index(
    calls: list[Call], members: list[Company], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with written(tmp_path_factory.getbasetemp() / "sift.sqlite", calls) as catalogue:
        agree(catalogue.sieve(AT), calls, members)
        assert list(catalogue.calls()) == calls
        for ordinal, call in enumerate(calls):
            terms = catalogue.brief(ordinal, AT).terms
            for company in members:
                assert match_terms(terms, company, AT) == match(call, company, AT)


@FEWER
@given(calls=catalogues(), company=companies(), chosen=st.sets(st.integers(0, 7)))
def test_only_the_wanted_calls(calls: list[Call], company: Company, chosen: set[int]) -> None:
    sifter = Sifter(sieve_of(calls, AT), AT.date())
    whole = {row.ordinal: row for row in sifter.rows(company)}
    assert list(sifter.rows(company, bitset(chosen))) == [whole[one] for one in sorted(chosen) if one in whole]


@FEWER
@given(calls=catalogues(3), company=companies())
def test_the_best_project_stands(calls: list[Call], company: Company) -> None:
    for call in calls:
        best = match(call, company, AT)
        apart = [match(call, company.model_copy(update={"projects": (one,)}), AT) for one in company.projects]
        for one in apart:
            assert ANSWERS.index(best.answer) <= ANSWERS.index(one.answer)
        assert best.project in {project.id for project in company.projects} or not company.projects


@given(members=st.sets(st.integers(0, 5_000)))
def test_a_bitset_holds_its_members(members: set[int]) -> None:
    assert list(ordinals(bitset(members))) == sorted(members)
