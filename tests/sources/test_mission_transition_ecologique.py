"""The programme file of Mission Transition écologique: a small payload of the same shape, its values invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aidmatch.call import Call
from aidmatch.sources import IMPORTERS
from aidmatch.sources._markdown import plain

HERE = Path(__file__).parent / "mission-transition-ecologique"
REAL = Path(__file__).parents[3] / "shared/sources/mission-transition-ecologique/samples/programs.json"

read = IMPORTERS["mission-transition-ecologique"]


@pytest.fixture(scope="module")
def calls() -> dict[str, Call]:
    return {call.id: call for call in read(HERE / "payload.json", "payload.json").calls}


def _criteria(call: Call) -> dict[str, str]:
    return {condition.kind: condition.rule() for condition in call.criteria}


def test_a_structured_rule_is_the_rule(calls: dict[str, Call]) -> None:
    call = calls["mte-diagnostic-des-ateliers"]
    assert _criteria(call) == {
        "perimeter": '{"kind":"perimeter","within":["DEP-40","REG-93","REG-978"]}',
        "headcount": '{"kind":"headcount","min":20,"max":249}',
        "micro_entrepreneur": '{"kind":"micro_entrepreneur","accepted":false}',
        "age": '{"kind":"age","min_years":3}',
        "turnover": '{"kind":"turnover","min":1000001}',
    }
    assert call.targeting.naf == ("B", "C")
    assert (call.window.kind, call.window.opens, call.window.closes) == ("dated", date(2024, 2, 5), date(2026, 12, 31))


def test_what_no_rule_holds_and_no_extractor_reads_stays_a_condition(calls: dict[str, Call]) -> None:
    call = calls["mte-diagnostic-des-ateliers"]
    assert call.conditions == (
        "Secteur d’activité : Industrie",
        "Si effectif >= 20 et effectif <= 49 : Eligibilité taille : Les PME seulement",
    )
    assert call.targeting.sectors == ("Industrie",)
    assert not call.open_to_all


def test_a_text_that_says_more_than_its_rule_is_a_condition_and_lowers_confidence(calls: dict[str, Call]) -> None:
    call = calls["mte-pret-du-fil"]
    assert call.conditions == (
        "Moins de 50 salariés",
        "Secteur géographique : Bouches-du-Rhône",
        "Secteur d’activité : Sont exclus les marchands de biens",
    )
    assert call.targeting.sectors == ()
    assert call.origin.confidence == "medium"
    assert calls["mte-diagnostic-des-ateliers"].origin.confidence == "high"


def test_open_to_all_is_what_the_texts_say(calls: dict[str, Call]) -> None:
    call = calls["mte-trophees-du-fil"]
    assert call.open_to_all
    assert (call.criteria, call.conditions, call.targeting.naf) == ((), (), ())
    assert (call.kind, call.level, call.window.kind) == ("contest", "regional", "permanent")


def test_an_aid_marked_unavailable_is_suspended(calls: dict[str, Call]) -> None:
    assert calls["mte-pret-du-fil"].window.kind == "suspended"


def test_origin_texts_and_amounts(calls: dict[str, Call]) -> None:
    call = calls["mte-diagnostic-des-ateliers"]
    assert (call.origin.id, call.url) == ("diagnostic-des-ateliers", "https://exemple.fr/diagnostic")
    assert call.contact == "bonjour@exemple.fr"
    assert call.operator is not None
    assert call.operator.name == "Agence des Ateliers"
    assert call.description == (
        "Un expert visite l’atelier :\n- relevé des consommations ;\n- plan d’action, voir le guide "
        "(https://exemple.fr/guide).\n\nDeux jours\nsur place.\n\nAutres opérateurs : Chambre des Tisserands.\n\n"
        "Si région = Corse : autres opérateurs : Atelier corse"
    )
    assert call.amounts.note == (
        "Coût de l’accompagnement : 1 200 € HT\nDurée de l’accompagnement : 2 jours\n"
        "Si région = Corse : Montant du dispositif : Gratuit"
    )
    assert call.steps[0].what == "Déposez votre demande. (Formulaire : https://exemple.fr/demande)"
    assert calls["mte-pret-du-fil"].instrument == "loan"
    assert calls["mte-trophees-du-fil"].url is not None
    assert calls["mte-trophees-du-fil"].url.endswith("/aides-entreprise/trophees-du-fil")


def test_each_refused_record_is_named_and_hides_no_other() -> None:
    reading = read(HERE / "payload.json", "payload.json")
    assert (reading.read, len(reading.calls)) == (8, 3)
    assert [problem.field for problem in reading.problems] == [
        "4.eligibilityData.company.allowedRegion",
        "5.fin de validité",
        "6.titre",
        "7",
        "8.id",
    ]


@pytest.mark.parametrize("text", ["", "{}", "[", "[1]", "[" * 100_000])
def test_a_file_that_is_none_is_a_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / "programs.json"
    path.write_text(text, "utf-8")
    reading = read(path, path.name)
    assert (reading.calls, len(reading.problems)) == ([], 1)


def test_reading_again_gives_the_same() -> None:
    assert read(HERE / "payload.json", "a").calls == read(HERE / "payload.json", "b").calls


def test_markdown_becomes_text() -> None:
    markdown = "# Titre\n\n1. un\n   - *deux*\n2. trois\n\n<b>gras</b> `x`"
    assert plain(markdown) == "Titre\n1. un\n  - deux\n2. trois\n<b>gras</b> x"


@pytest.mark.skipif(not REAL.is_file(), reason="the real programme file is not here")
def test_the_real_file_is_read_whole() -> None:
    reading = read(REAL, REAL.name)
    assert reading.problems == []
    assert len(reading.calls) == reading.read > 100
