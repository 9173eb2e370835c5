"""The article of the block exemption an aid rests on, read where a text names it and nowhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.call import Call
from aidmatch.extractors import basis, read
from aidmatch.nomenclatures import articles
from aidmatch.sources._resting import resting
from tests.conftest import Run, Workspace

NAMED = (
    ("L'aide est attribuée au titre de l'article 17 du RGEC.", ("17",), "sme_investment"),
    ("Base juridique : RGEC, article 31", ("31",), "training"),
    ("Aide exemptée sur la base de l’article 38 bis du règlement (UE) n° 651/2014.", ("38 bis",), "energy_efficiency"),
    ("L'aide relève de l'article 25 du RGEC (recherche industrielle).", ("25",), "industrial_research"),
    ("Régime exempté n° SA.99999 relatif aux aides à finalité régionale (AFR) pour la période", ("14",), "regional"),
    ("L'aide est fondée sur le régime d'aides exempté SA.99999 relatif aux aides à la formation.", ("31",), "training"),
    ("Régime exempté relatif aux aides en faveur de la culture et du patrimoine", ("53",), "culture"),
)
SEVERAL = (
    ("L'aide est exemptée au titre de l'article 54 du RGEC.", ("54",)),
    ("Conformément à l'article 25 du RGEC : recherche industrielle et développement expérimental.", ("25",)),
    ("Les aides respectent les articles 17 à 19 du règlement (UE) n° 651/2014.", ("17", "18", "19")),
)
NOTHING = (
    # A regime of several articles, a theme, a zone.
    "Régime cadre exempté n° SA.99999 relatif aux aides en faveur des PME",
    "Aides à la R&D&I SA.99999",
    "Régime cadre exempté n° SA.99999 relatif aux aides à la protection de l'environnement",
    "Aide à la formation des salariés des PME",
    "Entreprises situées en zone d'aide à finalité régionale (AFR).",
    "Régimes SA.99998 relatif aux aides à la formation, SA.99999 relatif aux aides en faveur des PME",
    "Régime SA.99999 relatif aux aides à finalité régionale et aux aides en faveur des PME",
    # An article that is spoken of, and no basis.
    "PME au sens de l'annexe I du RGEC",
    "Entreprise en difficulté au sens de l'article 2 du RGEC",
    "Investissement initial au sens de l'article 14 du RGEC",
    "Conformément à l'article 6 du RGEC, la demande précède les travaux.",
    "Hors aides de l'article 14 du RGEC",
    "Règlement d'exemption n° 651/2014 (articles 36 à 49)",
    "Conformément à l'article 17 du règlement d'intervention de la Région",
    # One basis of several.
    "L'aide pourra être attribuée au titre de l'article 17 du RGEC.",
    "L'aide relève de l'article 17 du RGEC ou du règlement de minimis.",
    "Lorsque le projet est une étude, l'article 18 du RGEC s'applique au taux.",
)


@pytest.mark.parametrize(("text", "cited", "aim"), NAMED)
def test_an_article_tells_the_aim(text: str, cited: tuple[str, ...], aim: str) -> None:
    assert basis([text]) == (cited, aim)
    [fact] = [fact for fact in read(text).facts if fact.kind == "regime"]
    assert text[fact.start : fact.end] == fact.words


@pytest.mark.parametrize(("text", "cited"), SEVERAL)
def test_an_article_of_several_aims_tells_none(text: str, cited: tuple[str, ...]) -> None:
    assert basis([text]) == (cited, None)


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_guessed(text: str) -> None:
    assert basis([text]) == ((), None)


def test_texts_that_disagree_name_several_articles_and_no_aim() -> None:
    assert basis([NAMED[0][0], NAMED[1][0]]) == (("17", "31"), None)


def test_de_minimis_anywhere_leaves_the_basis_open() -> None:
    assert basis([NAMED[0][0], "À défaut, règlement de minimis."]) == ((), None)


@given(st.integers(1, 99), st.sampled_from(["au titre de l'article {} du RGEC", "RGEC, article {}"]))
def test_only_articles_on_file_are_read(number: int, form: str) -> None:
    found = basis([f"Aide versée {form.format(number)}."])
    assert found.articles == ((str(number),) if articles.is_known(str(number)) else ())
    if found.aim is not None:
        assert articles.aims_of(str(number)) == (found.aim,)


def test_a_call_of_a_portal_keeps_what_it_says_itself() -> None:
    told = {"description": "L'aide relève de l'article 28 du RGEC.", "conditions": ["Être une PME."]}
    read_in = resting(_call(**told))
    assert (read_in.amounts.articles, read_in.amounts.aim, read_in.aid_regime) == (("28",), None, "gber")
    assert resting(_call(**told, aid_regime="de_minimis")).amounts.articles == ()
    assert resting(_call(**told, amounts={"aim": "training"})).amounts.articles == ()


def _call(**fields: Any) -> Call:
    record = {
        "id": "imaginaire",
        "title": "Aide imaginaire",
        "kind": "standing",
        "instrument": "grant",
        "window": {"kind": "permanent"},
        "origin": {"source": "Portail imaginaire"},
    }
    return Call.model_validate({**record, **fields})


def test_an_added_call_gets_its_aim_and_the_amount_is_checked(run: Run, workspace: Workspace) -> None:
    text = """\
        Aide à l'investissement des PME imaginaires
        Conditions : être une PME.
        L'aide est attribuée au titre de l'article 17 du RGEC.
        Subvention au taux maximum de 40 %.
        """
    page = str(workspace.write("reglement.txt", text))
    given_ = ("--title", "Aide imaginaire", "--funder", "Région Imaginaire", "--instrument", "subvention")
    added = run("calls", "add", page, *given_, at=workspace)
    assert added.code == 0, added.err
    assert "aim: sme_investment" in (workspace.path / "data/calls/aide-imaginaire.yaml").read_text("utf-8")
    workspace.company("petite", "id: petite\nname: Petite (fictive)\nheadcount: 12\n")
    done = run("worth", "petite", "aide-imaginaire", "--costs", "100000", "--format", "json", at=workspace)
    assert done.code == 0, done.err
    assert json.loads(done.out)["high"] == 20_000
