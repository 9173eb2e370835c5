"""Régime du micro-entrepreneur: left out, or the only ones to apply.

« Micro-entreprise » beside no word of size is the tax and social regime, as aid sheets use it; beside « petites et
moyennes », a headcount or a reference to the European definition it is the size class, which `sme` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._frame import SIZE
from aidmatch.extractors._mention import Mention
from aidmatch.extractors._passages import Passage

_REGIME = re.compile(
    r"\b(?:(?:le |du |sous le |au |en )?(?:regime|statut) (?:fiscal |social )?(?:de la |de |d'|du )?)?"
    r"(?:(?:micro|auto)[- ]?entrepreneure?s?(?:\(e\))?s?|(?P<firm>(?:micro|auto)[- ]?entreprises?))\b"
    r"(?: ?(?:/|et|ou|,) ?(?:les |aux |des )?(?:micro|auto)[- ]?entrepreneure?s?)*"
)
_ALONE = re.compile(r"\b(?:reservee?s?|uniquement|exclusivement|seuls?|seulement)\b")


def find(passage: Passage) -> Iterator[Mention]:
    """The regime, left out or alone."""
    for read in _REGIME.finditer(passage.text):
        if read["firm"] and read["firm"].startswith("micro") and SIZE.search(passage.text):
            continue
        alone = {"kind": "micro_entrepreneur", "accepted": True} if _ALONE.search(passage.text) else None
        barred = {"kind": "micro_entrepreneur", "accepted": False}
        yield Mention(read.start(), read.end(), "micro_entrepreneur.regime", alone, barred, noun=True)
