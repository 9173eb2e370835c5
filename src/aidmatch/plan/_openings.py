"""Which aid gives another its first step: the step names it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aidmatch.search.stems import stems_in_row, terms


def openings(titles: Mapping[str, str], steps: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """By aid, the calls whose first step it gives: those whose step names it, word after word."""
    found: dict[str, frozenset[str]] = {}
    asked = {call: [_phrase(what) for what in told] for call, told in steps.items() if told}
    for giver, title in titles.items():
        # « Parcours CEDRE (Région Sud) – volet 2 » is named by what stands before the first aside.
        name = _phrase(_ASIDE.split(title, maxsplit=1)[0])
        if name.count(" ") < _SHORTEST:
            continue
        given = frozenset(call for call, told in asked.items() if call != giver and any(name in step for step in told))
        if given:
            found[giver] = given
    return found


_ASIDE = re.compile(r"\s[–—-]\s|[(:]")
_SHORTEST = 3
"""Blanks of a name of two words, with those around it: one word alone names too much."""


def _phrase(text: str) -> str:
    return f" {' '.join(stems_in_row(terms(text)))} "
