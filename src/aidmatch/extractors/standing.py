"""Situation: tax and social debts paid; no undertaking in difficulty."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Mention
from aidmatch.extractors._passages import Passage

_PAID = re.compile(
    r"\b(?:(?:etre|est|soit|sont|a|en) )?(?:a jour|en regle|en regularite|regularite) (?:de|avec|au regard de"
    r"|vis-a-vis de) "
    r"(?:(?:ses|leurs?|vos|votre|l'ensemble de (?:ses|leurs|vos)|toutes (?:ses|leurs)|la|l') ?)?"
    r"(?:obligations?|cotisations?|declarations?(?: et paiements?)?|charges|dettes|situation|contributions?"
    r"|versements?|paiements?)"
    r"(?:(?: |,|/|-|et|legales?|comptables?|environnementales?|reglementaires?|declaratives?|des)*(?:fiscale?s?"
    r"|sociale?s?|fiscaux|sociaux|parafiscales?)){1,3}"
)
_DIFFICULTY = re.compile(
    r"\b(?:entreprises? )?en (?:procedure (?:collective|de (?:sauvegarde|redressement|liquidation))"
    r"(?:(?:,| ou| et|/)? ?(?:de )?(?:sauvegarde|redressement|liquidation))*(?: judiciaires?)?"
    r"|(?:redressement|liquidation)(?: ou (?:en )?(?:redressement|liquidation))? judiciaires?"
    r"|(?:situation de )?difficultes?(?: financieres?)?)\b(?:,? ?\(?(?:au sens"
    r"|selon)[^,.;)]{0,120}\)?)?"
)


def find(passage: Passage) -> Iterator[Mention]:
    """Good standing asked, or difficulty left out."""
    for read in _PAID.finditer(passage.text):
        yield Mention(read.start(), read.end(), "standing.debts", {"kind": "standing", "debts_paid": True}, about=True)
    for read in _DIFFICULTY.finditer(passage.text):
        yield Mention(
            read.start(), read.end(), "standing.difficulty", None, {"kind": "standing", "not_in_difficulty": True}
        )
