"""Territoire concerné."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from aidmatch.criteria import Perimeter
from tests.criteria.asking import ask, shown

OCCITANIE: dict[str, Any] = {"within": ["REG-76"]}
PERPIGNAN, MARSEILLE, BARCELONA = {"commune": "66136"}, {"commune": "13055"}, {"country": "ES", "nuts": "ES511"}


@pytest.mark.parametrize(
    ("seat", "said"),
    [
        (PERPIGNAN, "met"),
        (MARSEILLE, "failed"),
        ({"region": "76"}, "met"),
        ({"department": "66"}, "met"),
        ({"country": "FR"}, "unknown"),
        (BARCELONA, "failed"),
        (None, "unknown"),
    ],
)
def test_the_seat_in_a_region(seat: dict[str, str] | None, said: str) -> None:
    assert shown(ask("perimeter", OCCITANIE, seat=seat)) == said


@pytest.mark.parametrize("area", ["REG-76", "DEP-66", "COM-66136", "EPCI-200027183"])
def test_france_alone_leaves_any_part_of_it_open(area: str) -> None:
    assert shown(ask("perimeter", {"within": [area]}, seat={"country": "FR"})) == "unknown"


@pytest.mark.parametrize("code", ["NUTS-FR", "NUTS-FRJ", "NUTS-FRJ15"])
@pytest.mark.parametrize("part", ["within", "except"])
def test_french_nuts_codes_hold_no_commune_so_they_are_refused(code: str, part: str) -> None:
    with pytest.raises(ValidationError, match="REG-76"):
        Perimeter.model_validate({"kind": "perimeter", part: [code]})


def test_an_exclusion_wins() -> None:
    rule = {**OCCITANIE, "except": ["COM-66136"]}
    assert shown(ask("perimeter", rule, seat=PERPIGNAN)) == "failed"
    assert shown(ask("perimeter", rule, seat={"department": "66"})) == "unknown"


def test_an_establishment_is_enough_once_it_is_open() -> None:
    def with_one(**fields: Any) -> str:
        return shown(ask("perimeter", OCCITANIE, seat=MARSEILLE, establishments=[{"place": PERPIGNAN, **fields}]))

    assert with_one() == "met"
    assert with_one(opened="2026-11-22") == "met"
    assert with_one(opened="2026-11-23") == "failed"


def test_establishments_not_listed_leave_it_open() -> None:
    assert shown(ask("perimeter", OCCITANIE, seat=MARSEILLE, establishments="unknown")) == "unknown"
    assert shown(ask("perimeter", OCCITANIE, seat=MARSEILLE, open_establishments=2)) == "unknown"
    assert shown(ask("perimeter", {**OCCITANIE, "places": ["seat"]}, seat=MARSEILLE, open_establishments=2)) == "failed"


def test_where_the_project_is_carried_out() -> None:
    rule = {**OCCITANIE, "places": ["project"]}
    assert shown(ask("perimeter", rule, seat=PERPIGNAN, project={"place": MARSEILLE})) == "failed"
    assert ask("perimeter", rule, seat=PERPIGNAN).missing == ("project.place",)


def test_across_the_border() -> None:
    assert shown(ask("perimeter", {"within": ["EU-27"]}, seat=BARCELONA)) == "met"
    assert shown(ask("perimeter", {"within": ["NUTS-ES5"]}, seat=BARCELONA)) == "met"
    assert shown(ask("perimeter", {"within": ["NUTS-ES5"]}, seat={"country": "ES"})) == "unknown"


def test_a_place_says_where_it_comes_from_and_is_confirmed_after_two_years() -> None:
    def told(on: str, **facts: Any) -> Any:
        source = {"seat": {"by": "register", "on": on}}
        return ask("perimeter", OCCITANIE, seat=PERPIGNAN, provenance=source, **facts)

    old = told("2024-11-21")
    assert (shown(old), shown(told("2024-11-22"))) == ("met c", "met")
    (fact,) = old.facts
    assert (fact.by, str(fact.on)) == ("register", "2024-11-21")
    assert shown(told("2024-11-21", establishments=[{"place": {"commune": "66195"}}])) == "met"
