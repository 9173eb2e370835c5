"""Forme juridique: forms admitted or left out, by the usual names of aid texts.

Names of two letters (SA, SE, EI) are common words once case is put aside: they are read beside another form only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from aidmatch.extractors._mention import Mention, runs
from aidmatch.extractors._passages import Passage
from aidmatch.extractors._text import fold
from aidmatch.nomenclatures import legal_forms

_ELSEWHERE = frozenset(
    {"micro-entrepreneur", "auto-entrepreneur", "association", "association loi 1901", "esus", "fondation"}
)
"""Regimes, approvals and natures of other rules."""
_LONG = {
    "societes civiles immobilieres": "SCI",
    "societe civile immobiliere": "SCI",
    "societes civiles": "société civile",
    "societes commerciales": "société commerciale",
    "entreprises individuelles": "entreprise individuelle",
    "entrepreneurs individuels": "entrepreneur individuel",
    "cooperatives": "coopérative",
    "societes anonymes": "SA",
    "societes par actions simplifiees": "SAS",
    "societes a responsabilite limitee": "SARL",
    "mutuelles": "mutuelle",
}


def find(passage: Passage) -> Iterator[Mention]:
    """Legal forms, a list of them as one mention."""
    names, pattern = _names()
    text = passage.text
    for run in runs(list(pattern.finditer(text)), text):
        written = [word[0] for word in run]
        if all(len(word) <= 2 for word in written):
            continue
        forms = tuple(dict.fromkeys(names[word] for word in written))
        behind = re.compile(r" \((?:sci|sarl|sas|sa|scop|scic|ei)\)").match(text, run[-1].end())
        end = behind.end() if behind else run[-1].end()
        asked, barred = {"kind": "legal_form", "within": forms}, {"kind": "legal_form", "except": forms}
        yield Mention(run[0].start(), end, "legal_form.name", asked, barred, noun=True)


@cache
def _names() -> tuple[dict[str, str], re.Pattern[str]]:
    found = dict(_LONG)
    for short in legal_forms.short_names():
        plain = fold(short.name).text
        if plain not in _ELSEWHERE:
            found.setdefault(plain, short.name)
            if len(plain) > 3 and not plain.endswith("s") and " " not in plain:
                found.setdefault(f"{plain}s", short.name)
    ordered = sorted(found, key=lambda own: (-len(own), own))
    return found, re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])")
