"""Pièces: documents asked for with the application."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Told
from aidmatch.extractors._passages import Passage

_DOCUMENT = re.compile(
    r"\b(?:kbis|extrait k-?bis|rib|releve d'identite bancaire|devis|business plan|plan de financement"
    r"|statuts(?: signes| de la structure)?|"
    r"liasses? fiscales?|attestations? (?:de regularite )?(?:fiscale?s?|sociale?s?|de vigilance|sur l'honneur)"
    r"|bilans? comptables?|"
    r"comptes? de resultat|previsionnels?|lettre d'intention|note de presentation|budget previsionnel|cv"
    r"|curriculum vitae)\b"
)
_ASKED = re.compile(
    r"\b(?:fournir|joindre|transmettre|pieces?|documents?|dossier|produire|presenter|deposer|accompagnee?)\b"
)


def find(passage: Passage) -> Iterator[Told]:
    """Each document, in the words of the text."""
    if _ASKED.search(passage.text) is None:
        return
    for read in _DOCUMENT.finditer(passage.text):
        yield Told(read.start(), read.end(), "documents.named", (("document", read[0]),))
