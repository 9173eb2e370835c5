"""What holds of any text: no traceback, exact quotations, the same reading twice, and under any typing."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.extractors import Reading, read
from tests.conftest import SHARED

PIECES = (
    "Entreprises de 20 à 250 salariés",
    "PME implantées en Bretagne",
    "moins de 8 ans d'existence",
    "chiffre d'affaires inférieur à 1,5 M€",
    "à jour de ses obligations fiscales et sociales",
    "Ne sont pas éligibles :",
    "Bénéficiaires :",
    "Dépenses éligibles :",
    "Conditions :",
    "hors micro-entreprises",
    "les SCI",
    "sauf Corse",
    "ou",
    "et",
    "si",
    "l'opération ne doit pas avoir commencé",
    "départements 09, 31 et 2A",
    "Toulouse Métropole",
    "au moins 3 ans d'activité ou deux bilans",
    "tous secteurs d'activité",
    "10 000 000 000 000 salariés",
    "régime de minimis",
    ". ",
    " ; ",
    "\n",
    "\n\n",
    "- ",
    "• ",
    "(",
    ")",
    " : ",
    "\u00a0",
    "\u0301",
    "\u200b",
    "€",
    "%",
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))


def asked(reading: Reading) -> set[str]:
    return {condition.rule() for condition in reading.criteria}


@given(TEXTS, st.sampled_from((None, "Taille de l'entreprise", "Secteur géographique", "Ne sont pas éligibles :")))
def test_any_text_is_read_twice_the_same_and_quoted_exactly(text: str, heading: str | None) -> None:
    reading = read(text, heading=heading)
    assert reading == read(text, heading=heading)
    assert reading.text == text
    for found in reading.found:
        assert found.condition.words == text[found.start : found.end].strip()
    for quote in (*reading.prose, *reading.nothing):
        assert quote.text == text[quote.start : quote.end]
        assert quote.text.strip()


SAMPLE = """Conditions :
- Être une PME de moins de 250 salariés
- Siège situé en Île-de-France
- Plus de 3 ans d'activité
- Chiffre d'affaires inférieur à 2 M€

Ne sont pas éligibles :
- les SCI
- les auto-entrepreneurs
"""


@pytest.mark.parametrize(
    "typed",
    [
        SAMPLE.upper(),
        SAMPLE.replace("'", "’").replace("-", "\u2011").replace("\u2011 ", "– "),
        SAMPLE.replace(" de ", "\u00a0de ").replace(" M€", "\u202fM€"),
        unicodedata.normalize("NFD", SAMPLE),
        SAMPLE.replace("Ê", "E").replace("é", "e").replace("Î", "I"),
        SAMPLE.replace(" de ", "  de\t"),
    ],
    ids=["case", "signs", "blanks", "decomposed", "accents", "runs"],
)
def test_how_it_is_typed_does_not_matter(typed: str) -> None:
    assert asked(read(typed)) == asked(read(SAMPLE))
    assert len(read(SAMPLE).criteria) == 7


@given(st.permutations(SAMPLE.splitlines()[1:5]))
def test_the_order_of_independent_conditions_does_not_matter(lines: list[str]) -> None:
    text = "\n".join(["Conditions :", *lines, *SAMPLE.splitlines()[5:]])
    assert asked(read(text)) == asked(read(SAMPLE))


def test_a_list_moves_with_its_heading() -> None:
    first, second = SAMPLE.split("\n\n")
    assert asked(read(f"{second}\n\n{first}")) == asked(read(SAMPLE))


WORST = {
    "one word": "a" * 200_000,
    "blanks": " " * 200_000,
    "articles": "de " * 66_000,
    "numbers": "1 000 " * 33_000,
    "places": "Bretagne, " * 20_000,
    "open bounds": "entre 1 et " * 18_000,
    "open amounts": "chiffre d'affaires de " * 9_000,
    "seats": "siège ou établissement " * 8_000,
    "brackets": "(" * 200_000,
    "empty items": "\n- " * 66_000,
    "negations": "ne pas " * 28_000,
    "sorts": "PME et " * 28_000,
    "exceptions": "hors " * 40_000,
    "headings": "Ne sont pas éligibles : " * 8_000,
    "colons": "x : " * 50_000,
    "conditions at odds": "".join(f"moins de {number} salariés.\n" for number in range(1, 8_000)),
    "items at odds": "Bénéficiaires :\n" + "".join(f"- PME de moins de {n} salariés\n" for n in range(1, 6_000)),
    "a long list": "PME de moins de 250 salariés " * 7_000,
}


@pytest.mark.parametrize("name", WORST)
def test_the_worst_texts_end_in_seconds(name: str) -> None:
    start = time.process_time()
    read(WORST[name])
    assert time.process_time() - start < 20


@pytest.mark.shared
def test_every_prose_of_the_real_payloads_is_read() -> None:
    for path in sorted(SHARED.glob("sources/*/samples/*")):
        text = path.read_text("utf-8", errors="replace")[:200_000]
        reading = read(text)
        assert all(text[quote.start : quote.end] == quote.text for quote in reading.prose)
