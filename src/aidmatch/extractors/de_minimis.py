"""De minimis: the aid is given, or must fit, under that regulation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Mention
from aidmatch.extractors._passages import Passage

_REGIME = re.compile(
    r"\b(?:(?:cette |l')?aide (?:est |s'inscrit |eligible |relevant |accordee |attribuee |octroyee )*(?:au"
    r"|dans le cadre du|sous le|du|au titre du) "
    r"|(?:relevant |relever |au titre |dans le cadre |en vertu |sous le couvert )(?:du|de la) |(?:au |du |le )?)?"
    r"(?:(?:regime|reglement|regle|plafond)s? (?:europeen |general |d'aides? )?(?:dit )?(?:de "
    r"|des )?(?:aides? )?)?\"?\bde ?minimis\b\"?"
    r"(?: (?:general|n ?° ?\d{4}/\d+|\(?(?:ue|ce)\)? ?(?:n ?° ?)?\d{4}/\d+|du \d+ \w+ \d{4}))*"
)
_ASKED = re.compile(
    r"(?:relev|regime|eligible au|au titre|dans le cadre|en mesure de recevoir|respect|soumis|moins de|inferieur"
    r"|plus de|reglement|plafond)"
)
_OTHERS = re.compile(
    r"\b(?:ou|agricole|agriculture|peche|sieg|pourra|peut|selon|hors"
    r"|rgec|exempt\w*|regimes?)\b(?! de ?minimis|s? d'aides? de)"
)


def find(passage: Passage) -> Iterator[Mention]:
    """The regulation, when the text names it alone."""
    text = passage.text
    if "minimis" not in text or _OTHERS.search(text) or not _ASKED.search(text):
        return
    read = _REGIME.search(text)
    if read is not None:
        condition = {"kind": "de_minimis"}
        yield Mention(read.start(), read.end(), "de_minimis.regime", condition, condition, about=True, partial=True)
