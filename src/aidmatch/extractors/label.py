"""Labels et agréments: those a text asks by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Mention, runs
from aidmatch.extractors._passages import Passage

_NAMES = {
    "jei": r"jei|jeunes? entreprises? innovantes?(?: \(jei\))?",
    "jeu": r"jeu|jeunes? entreprises? universitaires?(?: \(jeu\))?",
    "esus": r"esus|entreprises? solidaires? d'utilite sociale(?: \(esus\))?",
    "qualiopi": r"qualiopi",
    "rge": r"rge|reconnue?s? garante?s? de l'environnement",
    "epv": r"epv|entreprises? du patrimoine vivant(?: \(epv\))?",
}
_NAME = re.compile(r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _NAMES.items()) + r")\b")
_HELD = re.compile(
    r"\b(?:statuts?|labels?|labellisee?s?|agrements?|agreee?s?|certifiee?s?|certifications?|titulaires?"
    r"|qualifications?|"
    r"qualifiee?s?|mentions?)\b[a-z' ]{0,25}$"
)


def find(passage: Passage) -> Iterator[Mention]:
    """Labels held by whoever applies."""
    text = passage.text
    for run in runs(list(_NAME.finditer(text)), text):
        held = _HELD.search(text, max(0, run[0].start() - 60), run[0].start())
        if held is None:
            continue
        names = tuple(dict.fromkeys(word.lastgroup or "" for word in run))
        asked, barred = {"kind": "label", "any_of": names}, {"kind": "label", "none_of": names}
        yield Mention(held.start(), run[-1].end(), "label.held", asked, barred)
