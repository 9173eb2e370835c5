"""What the best calls also say: a need borrows their words, so that a call that names the thing otherwise is found.

"Frigo" stands in two calls; these also say "froid", "réfrigérant", "fluide"; so do ten others. This is relevance
feedback without a judge (Rocchio 1971; RM3 of Lavrenko and Croft 2001): the best calls are taken for right, each by
its share of their scores, and the terms that their gists share are asked in turn.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from heapq import nsmallest

from aidmatch.search.postings import Gist, Posting, information
from aidmatch.search.settings import Weights

Gists = Callable[[Sequence[int]], Mapping[int, Gist]]
"""Gives the gists of the wanted calls."""


def borrowed(best: Sequence[tuple[int, float]], gists: Gists, settings: Weights) -> list[tuple[str, float]]:
    """The terms that the best calls lend, the strongest first, each with its weight."""
    lent: dict[str, float] = {}
    known = gists(sorted(ordinal for ordinal, _ in best))
    for ordinal, total in best:
        if (gist := known.get(ordinal)) is not None:
            for term, weight in zip(gist.terms, gist.weights, strict=True):
                lent[term] = lent.get(term, 0.0) + total * weight
    return nsmallest(settings.feedback.words, lent.items(), key=lambda one: (-one[1], one[0]))


def likeness(
    best: Sequence[tuple[int, float]],
    gists: Gists,
    lookup: Callable[[Sequence[str]], Mapping[str, Posting]],
    count: int,
    settings: Weights,
) -> array[float]:
    """How much each of `count` calls speaks as the best ones do, at its ordinal; any scale.

    The postings read are bounded (`most_postings`), the strongest terms first.
    """
    found = array("d", bytes(8 * count))
    terms = borrowed(best, gists, settings)
    held = lookup(sorted(term for term, _ in terms))
    left = settings.asking.most_postings
    for term, weight in terms:
        posting = held[term]
        left -= len(posting.ordinals)
        if left < 0:
            break
        factor = weight * information(len(posting.ordinals), count, settings.scoring)
        for ordinal, impact in zip(posting.ordinals, posting.impacts, strict=True):
            found[ordinal] += factor * impact
    return found
