"""The prepared side: for each term, the calls that hold it and its impact there.

An impact is BM25F, all but the rarity: field weights, field lengths and saturation are folded into one number, so
that a question is a sum. It depends on the call's own text alone (the usual lengths are data), hence a call's
impacts stay as they are whatever joins or leaves the catalogue. The rarity (`scoring.information`) is applied when
asked, from the number of calls with the term and the number of calls in all. Only a call's *gist*, the terms it
lends to a need it answers well, is chosen by rarity here, once the whole catalogue is known.

To store: one row a term, with `ordinals.tobytes()` (unsigned 32 bits) and `impacts.tobytes()` (32-bit floats), both
in the machine's byte order; and the number of calls, once.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from math import log, sqrt
from typing import NamedTuple

from aidmatch.search.settings import Scoring, Weights, weights
from aidmatch.search.stems import language, stems_in_row, terms
from aidmatch.search.thesaurus import Thesaurus, french, thesaurus

_SHARED = 2
"""Calls that hold a term before it can lead from one to another."""


class Posting(NamedTuple):
    """One term over the catalogue."""

    term: str
    """Stem, or the stems of a phrase joined by spaces."""
    ordinals: "array[int]"
    """The calls that hold it, increasing; type code `I`."""
    impacts: "array[float]"
    """Beside each ordinal, how strongly the call speaks of it: above 0, at most saturation + 1; type code `f`."""


class Gist(NamedTuple):
    """What one call is about: its most telling terms."""

    terms: tuple[str, ...]
    """The most telling first."""
    weights: "array[float]"
    """Beside each term, impact times information, over the length of them all; type code `f`."""


class Postings(NamedTuple):
    """A whole catalogue, prepared."""

    calls: int
    """Calls indexed, those without a word included."""
    by_term: Mapping[str, Posting]
    """In the terms' order."""

    def lookup(self, wanted: Sequence[str]) -> dict[str, Posting]:
        """The postings of the wanted terms that exist: what a database gives, for catalogues held in memory."""
        return {term: self.by_term[term] for term in wanted if term in self.by_term}

    def gists(self, settings: Weights | None = None) -> dict[int, Gist]:
        """The gist of every call that holds a word, by ordinal.

        A term that no other call holds is left out: it leads to no other call.
        """
        used = settings or weights()
        held: dict[int, list[tuple[float, str]]] = {}
        for term, posting in self.by_term.items():
            holding = len(posting.ordinals)
            if holding < _SHARED:
                continue
            telling = information(holding, self.calls, used.scoring)
            for ordinal, impact in zip(posting.ordinals, posting.impacts, strict=True):
                held.setdefault(ordinal, []).append((telling * impact, term))
        return {ordinal: _gist(found, used.feedback.gist) for ordinal, found in sorted(held.items())}


def _gist(found: list[tuple[float, str]], most: int) -> Gist:
    best = nsmallest(most, found, key=lambda one: (-one[0], one[1]))
    length = sqrt(sum(weight * weight for weight, _ in best))
    return Gist(tuple(term for _, term in best), array("f", (weight / length for weight, _ in best)))


def information(holding: int, count: int, settings: Scoring) -> float:
    """What a term tells that `holding` of `count` calls hold: its rarity, fading for words that most calls hold."""
    rarity = log(1 + (count - holding + 0.5) / (holding + 0.5))
    if count < settings.common_least_calls:
        return rarity
    span = settings.common_to - settings.common_from
    left = (settings.common_to - holding / count) / span
    return rarity * max(settings.faded, min(1.0, left))


def _impacts(fields: Mapping[str, str], settings: Weights, table: Thesaurus) -> dict[str, float]:
    """Each term of one call with its impact there."""
    scoring = settings.scoring
    spoken = language(" ".join(fields.values()))
    strength: dict[str, float] = {}
    for name, text in fields.items():
        field = settings.fields.get(name)
        if field is None or not text:
            continue
        found = terms(text, spoken)
        row = stems_in_row(found)
        worth = field.weight / (1 - field.length + field.length * len(row) / field.usual)
        for stem, times in Counter(row).items():
            strength[stem] = strength.get(stem, 0.0) + worth * times
        joined = [term.stem for term in found if term.joined] if len(row) < len(found) else ()
        for stem in joined:
            strength[stem] = strength.get(stem, 0.0) + worth * scoring.joined
        for _, phrase in table.phrases_in(row):
            strength[phrase] = strength.get(phrase, 0.0) + worth * scoring.phrase
    if spoken == "en":
        for english, value in list(strength.items()):
            for word, weight in french().get(english, ()):
                strength[word] = max(strength.get(word, 0.0), value * weight * scoring.translated)
    most = scoring.saturation + 1
    return {stem: most * value / (scoring.saturation + value) for stem, value in strength.items()}


def build(documents: Iterable[tuple[int, Mapping[str, str]]], settings: Weights | None = None) -> Postings:
    """Prepare the calls, each given as its ordinal and its text by field.

    An ordinal is the call's place in the catalogue: increasing, and dense, as scores are kept in a list by ordinal.
    The fields are those of `data/weights.toml`: title, summary, themes, description, sectors, costs, conditions,
    funder.
    """
    used, table = settings or weights(), thesaurus()
    ordinals: dict[str, array[int]] = {}
    impacts: dict[str, array[float]] = {}
    count, last = 0, -1
    for ordinal, fields in documents:
        if ordinal <= last:
            message = f"ordinal {ordinal} after {last}: calls are given in increasing order"
            raise ValueError(message)
        count, last = count + 1, ordinal
        for stem, impact in _impacts(fields, used, table).items():
            if stem not in ordinals:
                ordinals[stem], impacts[stem] = array("I"), array("f")
            ordinals[stem].append(ordinal)
            impacts[stem].append(impact)
    return Postings(count, {stem: Posting(stem, ordinals[stem], impacts[stem]) for stem in sorted(ordinals)})
