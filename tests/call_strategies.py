"""Calls for property tests: every kind of rule, alternatives, prose, targeting, and records that leave doubts."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from aidmatch.call import Call
from aidmatch.condition import AnyOf, Condition
from aidmatch.criteria import SHELF
from tests.strategies import NAF_2025_RULES, NAF_RULES, criteria


def alternatives() -> st.SearchStrategy[AnyOf]:
    """An alternative of two or three branches, each of one or two rules, prose among them."""
    branch = st.lists(criteria(), min_size=1, max_size=2).map(tuple)
    return st.lists(branch, min_size=2, max_size=3).map(lambda held: AnyOf(kind="any_of", branches=tuple(held)))


def conditions() -> st.SearchStrategy[Condition]:
    """A rule, or one time in four an alternative."""
    rules: tuple[st.SearchStrategy[Any], ...] = (criteria(), criteria(), criteria(), alternatives())
    return st.sampled_from(rules).flatmap(lambda drawn: drawn)


@st.composite
def _twice(draw: st.DrawFn) -> list[Any]:
    """Two rules of one kind in one call."""
    kind = draw(st.sampled_from(sorted(SHELF)))
    return [draw(criteria(kind)), draw(criteria(kind))]


def _targeting() -> st.SearchStrategy[dict[str, Any]]:
    def some(pool: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
        return st.lists(st.sampled_from(pool), max_size=2, unique=True)

    old = st.fixed_dictionaries({"naf": some(NAF_RULES), "naf_excluding": some(NAF_RULES)})
    new = st.fixed_dictionaries({"naf": some(NAF_2025_RULES), "nomenclature": st.just("naf-2025")})
    return st.just({}) | old | new


@st.composite
def calls(draw: st.DrawFn, number: int = 0) -> Call:
    """A call of any conditions, from none to six."""
    held = draw(st.lists(conditions(), max_size=4)) + draw(st.just([]) | _twice())
    return Call.model_validate(
        {
            "id": f"call-{number:03}",
            "title": draw(st.sampled_from(("Aide au jeu vidéo", "Prêt pour l’export", "Fonds"))),
            "kind": "standing",
            "instrument": "grant",
            "language": draw(st.sampled_from(("fr", "fr", "en", "other"))),
            "window": {"kind": "permanent"},
            "criteria": tuple(held),
            "conditions": tuple(draw(st.lists(st.sampled_from(("Être adhérent.", "Convaincre le jury.")), max_size=2))),
            "open_to_all": draw(st.booleans()),
            "targeting": draw(_targeting()),
            "origin": {
                "source": "exemple",
                "confidence": draw(st.sampled_from(("high", "medium", "low"))),
                "read_on": draw(st.sampled_from((None, date(2024, 1, 1), date(2026, 10, 1)))),
            },
        }
    )


def catalogues(most: int = 8) -> st.SearchStrategy[list[Call]]:
    """Several calls, in the order of their ids."""
    return st.integers(1, most).flatmap(lambda count: st.tuples(*(calls(number) for number in range(count))).map(list))
