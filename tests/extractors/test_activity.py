"""Trades read from prose, and words that are no condition."""

from __future__ import annotations

from typing import Any

import pytest

from aidmatch.extractors import read
from tests.extractors.asking import asked

READ: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Réservé aux seuls codes NAF 58.21Z et 62.01Z", {"within": ["58.21Z", "62.01Z"]}),
)
LEFT = (
    "Codes NAF concernés : 56.10A | 56.21Z",
    "Industrie",
)


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_condition_is_read(text: str, fields: dict[str, Any]) -> None:
    found = [condition for condition in asked(text) if condition["kind"] == "activity"]
    assert found == [{"kind": "activity", **fields}]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_condition_stays_prose(text: str) -> None:
    assert [condition for condition in asked(text) if condition["kind"] == "activity"] == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Hôtellerie & restauration", {"55", "56"}),
        ("Activité de transport de marchandises ou de voyageurs", {"H"}),
        ("Activité agricole ou industries agro-alimentaires", {"01", "10", "11"}),
        ("Secteur du tourisme", {"55", "56", "79", "91", "93"}),
        ("Structures du tourisme social et familial", {"55.10Z", "55.20Z", "55.90Z"}),
        ("Restauration, hôtellerie de plein air", {"56", "55.3"}),
        ("A|C|E", {"A", "C", "E"}),
        ("J", {"J"}),
        ("Acteurs économiques non agricoles", set()),
        ("Tous secteurs, sauf les industries du tabac", set()),
    ],
)
def test_every_trade_of_a_line_is_aimed_at_and_none_that_is_left_out(text: str, codes: set[str]) -> None:
    reading = read(text, heading="Secteur d’activité")
    assert {code for one in reading.targeting if one.kind == "activity" for code in one.within} == codes
    assert reading.criteria == ()


def test_a_list_of_every_section_is_no_trade_and_no_condition() -> None:
    reading = read("Secteurs concernés : A|B|C|D|E|F|G|H|I|J|K|L|M|N|O|P|Q|R|S|T|U")
    assert (reading.targeting, reading.conditions) == ((), ())
    assert [quote.text for quote in reading.nothing] == ["A|B|C|D|E|F|G|H|I|J|K|L|M|N|O|P|Q|R|S|T|U"]
