"""Démarrage: what must not have begun, and until when.

Without a word on when, it is the application: whoever has begun is refused by every rule of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Mention
from aidmatch.extractors._passages import Passage

_BEGUN = (
    r"(?:(?:deja )?(?:commencee?s?|demarree?s?|debutee?s?|engagee?s?|(?:ete "
    r"|fait l'objet d'un )?(?:commencee?s?|"
    r"demarree?s?|engagee?s?)|donner? lieu a (?:des|un) (?:engagements? fermes?"
    r"|commencement[a-z' ]{0,20})|"
    r"fait l'objet d'un (?:debut|commencement) d'execution))"
)
_NOT_BEGUN = re.compile(
    rf"(?:\bne (?:doi(?:ven)?t|devra|devront|peut|peuvent) (?:pas|en aucun cas)|^ne pas) (?:avoir |etre |ont )?(?:ete "
    rf"|deja )*{_BEGUN}"
    rf"(?: ou ne (?:doi(?:ven)?t|devra|devront) pas avoir (?:donne lieu a des engagements fermes"
    rf"|{_BEGUN})(?: \([^)]{{0,200}}\)?)?)?"
    r"(?: avant (?:le |la |l'|tout )?(?P<when>depot|demande|accord|decision|notification|accuse|reception"
    r"|dossier)[a-z' ]{0,50})?"
)
_AFTER = re.compile(
    r"\b(?:aucune? )?(?:depenses?|travaux|operations?|investissements?|commandes?|engagements?) (?:ne (?:doit"
    r"|doivent|peut|peuvent|pourront) )?"
    r"(?:pas )?(?:etre |avoir ete )(?:engagee?s?|commencee?s?|demarree?s?|realisee?s?|passee?s?|signee?s?) avant "
    r"(?:le |la |l'|tout )?(?P<when>depot|demande|accord|decision|notification|accuse|reception|dossier)[a-z' ]{0,50}"
)
_MOMENTS = {
    "accord": "after_decision",
    "decision": "after_decision",
    "notification": "after_decision",
    "accuse": "after_receipt",
    "reception": "after_receipt",
}
_COSTS_ONLY = re.compile(r"\bdepenses?\b")


def find(passage: Passage) -> Iterator[Mention]:
    """The project not begun."""
    for pattern in (_NOT_BEGUN, _AFTER):
        for read in pattern.finditer(passage.text):
            if pattern is _AFTER and _COSTS_ONLY.search(read[0]):
                # Costs paid too early are left out of the count; the project is not refused for them.
                continue
            moment = _MOMENTS.get(read["when"] or "", "before_application")
            yield Mention(
                read.start(), read.end(), "works_start.not_begun", {"kind": "works_start", "rule": moment}, about=True
            )
