"""Aucune condition: what a text says by « tous secteurs », « toutes tailles », « France entière »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._passages import Passage

_NOTHING = re.compile(
    r"\b(?:(?:de |pour |les entreprises de )?toutes? (?:les )?tailles?(?: d'entreprises?)?"
    r"|(?:entreprises? de |ouverte?s? aux entreprises de )?tous (?:les )?(?:secteurs?(?: d'activites?"
    r"| economiques?)?|types? d'entreprises?)(?: d'activites?| confondus)?"
    r"|tous secteurs? d'activites?"
    r"|(?:eligible a |ouvert a |accessible a )?toutes les entreprises(?: sont eligibles)?"
    r"|quelles? que soi(?:t|ent) (?:la|leur|sa|le|leurs) (?:taille|secteur(?: d'activite)?|forme juridique"
    r"|statut(?: juridique)?|activite|anciennete|age)"
    r"|quels? que soi(?:t|ent) (?:la|leur|sa|le|leurs) (?:taille|secteur(?: d'activite)?|forme juridique"
    r"|statut(?: juridique)?|activite|anciennete|age)"
    r"|(?:sans|aucune|pas de) (?:condition|critere|limite|restriction)s? (?:de|d'|liee?s? a la |sur la "
    r"|sur le )(?:taille|secteur(?: d'activite)?|effectif|anciennete|age|chiffre d'affaires|forme juridique"
    r"|territoire|localisation)"
    r"(?:(?:,| et| ou| ni) (?:de |d')?(?:taille|secteur(?: d'activite)?|effectif|anciennete|age|chiffre d'affaires"
    r"|forme juridique))*"
    r"|(?:toute la |l'ensemble de la )?france (?:entiere|et territoires d'outre-mer"
    r"|metropolitaine et (?:d')?outre-mer|metropolitaine et drom(?:-com)?)"
    r"|(?:toute la|l'ensemble de la) france"
    r"|(?:sur )?(?:l'ensemble du|tout le) territoire (?:national|francais)"
    r"|territoire national|tout le territoire)\b"
)
_WHOLE = re.compile(
    r"(?:eligible|ouvert|accessible)e?s? (?:aux|a) (?:les )?(?:micro-? ?entreprises?|micro-? ?entrepreneurs?"
    r"|auto-? ?entrepreneurs?)\.?"
    r"|(?:les )?(?:micro-? ?entreprises?|micro-? ?entrepreneurs?|auto-? ?entrepreneurs?) (?:sont )?eligibles?\.?"
    r"|a(?: ?[|,;/] ?[b-u]){20}\.?"
    r"|(?:france|nationale?|national)\.?|aucune?(?: condition)?\.?|neant\.?|sans objet\.?|non precisee?s?\.?"
)
"""Alone in a sentence; the 21 letters are all the sections of NAF rév. 2, hence no trade."""


def find(passage: Passage) -> Iterator[tuple[int, int]]:
    """Stretches that say that something does not matter."""
    if _WHOLE.fullmatch(passage.text):
        yield 0, len(passage.text)
        return
    for read in _NOTHING.finditer(passage.text):
        yield read.start(), read.end()
