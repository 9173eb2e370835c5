"""Words typed wrong: the known words written nearly so, or that sound the same in French.

Two measures, the better of them counts: the letters (dropped, doubled, wrong or swapped), and the sound, since people
write as they hear ("apranti" for "apprenti", "fotovoltaique", "subvansion"). The rules of the sound stand in
`data/sounds_fr.csv`; they are rough on purpose, and are used to compare words, never to index them.
"""

import csv
import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from aidmatch.search._tables import text_of
from aidmatch.search.settings import Asking, Weights


class Near(NamedTuple):
    """A known term that an unknown one may stand for."""

    term: str
    likeness: float
    """0 to 1."""


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    lines = (line for line in text_of("sounds_fr.csv").splitlines() if not line.startswith("#"))
    return tuple((re.compile(row["letters"], re.MULTILINE), row["sound"]) for row in csv.DictReader(lines))


def sounds(terms: Sequence[str]) -> list[str]:
    """How folded words sound in French, roughly: "apranti" and "apprenti" are one.

    All words at once, as one text: a vocabulary of tens of thousands takes milliseconds.
    """
    text = "\n".join(terms)
    for letters, sound in _rules():
        text = letters.sub(sound, text)
    return text.split("\n")


def nearest(stems: Sequence[str], known: Sequence[str], settings: Weights) -> dict[str, list[Near]]:
    """For each stem, the known terms that it is nearest to, in spelling or in sound, the likest first."""
    heard = sounds(known)
    return {stem: _nearest(stem, known, heard, settings.asking) for stem in stems}


def _nearest(stem: str, known: Sequence[str], heard: Sequence[str], asking: Asking) -> list[Near]:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    measure, most = OSA.normalized_similarity, asking.near_most
    spelt = extract(stem, known, scorer=measure, score_cutoff=asking.near_least_likeness, limit=most)
    sound = sounds([stem])[0]
    sounded = extract(sound, heard, scorer=measure, score_cutoff=asking.near_least_likeness_sound, limit=most)
    found = {term: likeness for term, likeness, _ in spelt}
    for _, likeness, place in sounded:
        found[known[place]] = max(likeness * asking.near_sound, found.get(known[place], 0.0))
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [Near(term, likeness) for term, likeness in ordered[:most]]
