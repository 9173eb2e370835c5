"""Nature du demandeur: associations, public bodies, persons, research, as a list of those who may apply.

Only a list all of whose members are known says anything, and « entreprises » alone says too little to be a condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Mention, runs
from aidmatch.extractors._passages import Passage

_NATURES = {
    "association": r"associations?(?: (?:(?:de (?:la )?)?loi (?:de )?1901|a but non lucratif))?",
    "public_body": (
        r"collectivites?(?: territoriales?| locales?)?(?: et leurs groupements)?"
        r"|etablissements? publics?(?: de cooperation intercommunale)?|epci|syndicats? mixtes?|organismes? publics?"
        r"|acteurs? publics?|communes"
    ),
    "person": r"particuliers?|personnes? physiques?|menages?",
    "research": (
        r"laboratoires? (?:publics?|de recherche)|organismes? de recherche|universites?"
        r"|etablissements? d'enseignement superieur"
    ),
    "cluster": r"poles? de competitivite|clusters?|grappes? d'entreprises",
    "company": r"(?:entreprises?|societes?)(?: privees?)?",
}
_NAME = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<{nature}>{words})" for nature, words in _NATURES.items())
    + r")\b(?! (?:sociale|solidaire))"
)
_SAID = re.compile(r"\b(?:reservee?s?|s'adresse|destinee?s?|exclusivement|uniquement|seuls?|seules?)\b")


def find(passage: Passage) -> Iterator[Mention]:
    """Natures of applicants, a list of them as one mention."""
    text = passage.text
    for run in runs(list(_NAME.finditer(text)), text):
        named = tuple(dict.fromkeys(word.lastgroup or "" for word in run))
        if named == ("company",) and (passage.scene != "who" or re.search(r"\b(?:pme|tpe|eti|sarl|sas)\b|\d", text)):
            continue
        # A list of applicants is hardly ever whole in one line: only a sentence that says whom it is for decides.
        asked = {"kind": "audience", "within": named} if _SAID.search(text) else None
        yield Mention(run[0].start(), run[-1].end(), "audience.nature", asked, noun=True, whole_only=True)
