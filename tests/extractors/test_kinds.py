"""What each reader of the shelf reads, and what it leaves to a person."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aidmatch.extractors import read


def asked(text: str, heading: str | None = None) -> list[dict[str, Any]]:
    return [json.loads(found.condition.rule()) for found in read(text, heading=heading).found if found.hard]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moins de 50 salariés", {"kind": "headcount", "max": 49}),
        ("Plus de 50 salariés", {"kind": "headcount", "min": 51}),
        ("Entre 20 et 250 salariés", {"kind": "headcount", "min": 20, "max": 250}),
        ("Jusqu'à 10 ETP", {"kind": "headcount", "max": 10, "ruler": "awu"}),
        ("Au moins 3 ans d'activité", {"kind": "age", "min_years": 3}),
        ("Entreprises créées depuis moins de 8 ans", {"kind": "age", "under_years": 8}),
        ("Disposer d'au moins deux bilans clos", {"kind": "age", "min_closed_years": 2}),
        ("Chiffre d'affaires inférieur à 2 M€", {"kind": "turnover", "max": 1_999_999}),
        ("Un chiffre d'affaires supérieur à 500 k€ HT", {"kind": "turnover", "min": 500_001}),
        ("Non éligible aux micro-entreprises", {"kind": "micro_entrepreneur", "accepted": False}),
        ("Les auto-entrepreneurs ne sont pas éligibles.", {"kind": "micro_entrepreneur", "accepted": False}),
        ("Entreprises implantées en Occitanie", {"kind": "perimeter", "within": ["REG-76"]}),
        ("À jour de ses obligations fiscales et sociales", {"kind": "standing", "debts_paid": True}),
        ("Les entreprises en difficulté sont exclues.", {"kind": "standing", "not_in_difficulty": True}),
        ("Le projet ne doit pas avoir débuté.", {"kind": "works_start", "rule": "before_application"}),
        ("Être une PME", {"kind": "sme"}),
    ],
)
def test_a_condition_is_read(text: str, expected: dict[str, Any]) -> None:
    assert asked(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Prêt d'une durée de plus de 3 ans",
        "Avoir réalisé un bilan carbone datant de moins de 2 ans",
        "Si l'entreprise emploie moins de 50 salariés, le taux est de 40 %",
        "Dispositif prioritairement destiné aux entreprises de moins de 50 salariés.",
        "Entreprises de moins de 50 salariés ou coopératives",
        "Donc l'effectif est supérieur à 5 personnes.",
        "Le projet doit être situé en Bretagne",
        "Entreprises implantées en Bretagne, Pays imaginaire",
        "Créer au moins 3 emplois et former 20 salariés",
        "Grandes entreprises, ETI et PME",
        "Entreprises implantées en QPV",
    ],
)
def test_what_may_be_read_two_ways_stays_prose(text: str) -> None:
    reading = read(text)
    assert [found.condition.rule() for found in reading.found if found.hard] == []
    assert reading.prose


def test_turnover_or_balance_is_an_alternative() -> None:
    text = "Avoir un chiffre d'affaires inférieur à 50 M€ ou un total de bilan inférieur à 43 M€"
    assert asked(text) == [
        {
            "kind": "any_of",
            "branches": [
                [{"kind": "turnover", "max": 49_999_999}],
                [{"kind": "balance", "max": 42_999_999}],
            ],
        }
    ]


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("Bretagne, Normandie, Pays de la Loire", ["REG-53", "REG-28", "REG-52"]),
        ("Landes, Occitanie", ["DEP-40", "REG-76"]),
        ("Bouches-du-Rhône", ["DEP-13"]),
        ("Languedoc-Roussillon", ["DEP-11", "DEP-30", "DEP-34", "DEP-48", "DEP-66"]),
    ],
)
def test_bare_names_under_a_heading_on_the_area(text: str, within: list[str]) -> None:
    assert asked(text, "Secteur géographique") == [{"kind": "perimeter", "within": within}]


def test_a_heading_turns_every_line_under_it() -> None:
    text = "Ne sont pas éligibles :\n- les micro-entreprises\n- les entreprises de moins de 10 salariés\n"
    assert asked(text) == [{"kind": "micro_entrepreneur", "accepted": False}, {"kind": "headcount", "min": 10}]


@pytest.mark.parametrize(
    "text", ["Tous secteurs d’activité", "Toutes tailles", "France entière", "Éligible à toutes les entreprises"]
)
def test_no_condition_is_recognised(text: str) -> None:
    reading = read(text)
    assert (reading.found, reading.prose) == ((), ())
    assert [quote.text for quote in reading.nothing] == [text]


def test_naf_codes_are_targeting() -> None:
    found = read("Codes NAF concernés : 56.10A, 55.10Z").found
    assert not any(one.hard for one in found)
    assert [one.condition.rule() for one in found] == [
        '{"kind":"activity","within":["56.10A"]}',
        '{"kind":"activity","within":["55.10Z"]}',
    ]


def test_facts_of_the_call() -> None:
    facts = read("Subvention plafonnée à 10 000 €. Dépôt jusqu'au 31 mars 2027.").facts
    assert [fact.values for fact in facts] == [(("ceiling", 10_000),), (("closes", "2027-03-31"),)]


@pytest.mark.parametrize("text", ["Avoir un an d’existence.", "Être installé depuis un an.", "Avoir un projet"])
def test_a_sentence_of_small_words_alone_is_quoted(text: str) -> None:
    assert read(text).conditions == (text.rstrip("."),) or read(text).conditions == (text,)


@pytest.mark.parametrize("text", ["Conditions", "Les entreprises", "Toutes les entreprises"])
def test_a_title_or_a_bare_name_asks_nothing(text: str) -> None:
    assert read(text).conditions == ()
