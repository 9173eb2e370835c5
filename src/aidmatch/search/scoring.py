"""From asked words to scored calls: a sum of prepared impacts by rarity, and the words that met.

A call's score is, over the asked words, the weight asked times what the call answers it with: the nearest of the
word's alternatives it holds (factor, times information, times impact). The nearest and not the sum of them: a call
that says one thing in five ways does not say it five times. Where gists are given, likeness to the best calls
(`feedback`) makes a part of it.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from heapq import nlargest
from itertools import chain, repeat
from math import exp, sqrt
from typing import NamedTuple

from aidmatch.search.asking import Alternative, Asked, Query
from aidmatch.search.feedback import Gists, likeness
from aidmatch.search.postings import Posting, information
from aidmatch.search.settings import Weights, weights
from aidmatch.search.spelling import nearest

Lookup = Callable[[Sequence[str]], Mapping[str, Posting]]
"""Gives the postings of the wanted terms that exist."""

Vocabulary = Callable[[], Sequence[str]]
"""Gives every term of the index, sorted; called only when a word is in none of the calls."""


class Source(NamedTuple):
    """One posting an asked word is answered from."""

    alternative: Alternative
    factor: float
    """What one unit of impact is worth: weight asked, factor and information together."""
    posting: Posting


class Plan(NamedTuple):
    """One asked word with the postings that answer it."""

    asked: Asked
    information: float
    """Weight asked times the word's information: what meeting it fully is worth, for one unit of impact."""
    sources: tuple[Source, ...]


class Scores(NamedTuple):
    """What came of a query."""

    totals: Sequence[float]
    """The score of each call, at its ordinal; 0 when nothing met. Calls past the end met nothing."""
    plan: tuple[Plan, ...]
    """The words scored, the most telling first."""
    mass: float
    """Root of the sum of squares of the asked words' information, also of words that no call holds."""

    def of(self, ordinal: int) -> float:
        """The score of one call."""
        return self.totals[ordinal] if ordinal < len(self.totals) else 0.0

    def best(self, most: int) -> list[tuple[int, float]]:
        """The best calls of those with a score, with it; equal scores by ordinal."""
        least = min(nlargest(most, self.totals), default=0.0)
        met = [(ordinal, total) for ordinal, total in enumerate(self.totals) if total >= least and total > 0]
        return sorted(met, key=lambda item: (-item[1], item[0]))[:most]


class Met(NamedTuple):
    """One asked word that a call answers."""

    asked: str
    """As the need wrote it."""
    word: str
    """What answered: the word itself, a synonym or a translation as the thesaurus writes it, or a near word's stem.
    """
    gain: float
    """What it added to the score."""


def _may_be_near(word: Asked, settings: Weights) -> bool:
    """Whether an unknown word may be taken for a known one.

    Short words and numbers have too many neighbours; a word of the thesaurus is no slip of the keyboard.
    """
    stem = word.alternatives[0].stem
    is_word = any(one.surface != word.surface and one.factor < 1 for one in word.alternatives)
    return not word.compound and not is_word and stem.isalpha() and len(stem) >= settings.asking.near_least_letters


def _with_near_words(
    query: Query, found: dict[str, Posting], lookup: Lookup, known: Vocabulary, settings: Weights
) -> Query:
    """The same query, its unknown words given the known words that are spelt nearly so."""
    unknown = dict.fromkeys(
        word.alternatives[0].stem
        for word in query.asked
        if _may_be_near(word, settings) and not any(one.stem in found for one in word.alternatives)
    )
    if not unknown:
        return query
    vocabulary = [term for term in known() if term.isalpha()]
    asking = settings.asking
    near = {
        stem: [Alternative(term, term, asking.near * likeness) for term, likeness in found_near]
        for stem, found_near in nearest(list(unknown)[: asking.near_most_words], vocabulary, settings).items()
    }
    found.update(lookup(sorted({one.stem for group in near.values() for one in group})))
    return Query(
        tuple(
            word._replace(alternatives=(*word.alternatives, *near.get(word.alternatives[0].stem, ())))
            for word in query.asked
        )
    )


def _plan(word: Asked, found: Mapping[str, Posting], count: int, settings: Weights) -> Plan:
    """What answers one word. An alternative is never worth more than the word itself.

    A word that no call holds is worth what a word of one call would be: what is asked and not there lowers every
    relevance.
    """
    known = [(one, found[one.stem]) for one in word.alternatives if one.stem in found]
    if not known:
        return Plan(word, word.weight * information(1, count, settings.scoring), ())
    telling = [information(len(posting.ordinals), count, settings.scoring) for _, posting in known]
    itself = telling[0] if known[0][0].factor == 1.0 else max(telling)
    sources = [
        Source(one, word.weight * one.factor * min(itself, information_there), posting)
        for (one, posting), information_there in zip(known, telling, strict=True)
    ]
    sources.sort(key=lambda source: -source.factor)
    return Plan(word, word.weight * itself, tuple(sources))


def _within(plans: Sequence[Plan], most: int) -> list[Plan]:
    """The plans with the sources that tell most, as far as the bound on postings read allows; at least one source."""
    telling = sorted((source for plan in plans for source in plan.sources), key=lambda source: -source.factor)
    read, least = 0, 0.0
    for source in telling:
        read += len(source.posting.ordinals)
        if read > most and least:
            break
        least = source.factor
    cut = [plan._replace(sources=tuple(one for one in plan.sources if one.factor >= least)) for plan in plans]
    return [plan for plan in cut if plan.sources]


def _add(plan: Plan, totals: list[float]) -> None:
    """Add to each call what it answers one word with."""
    answered: set[int] = set()
    for _, factor, posting in plan.sources:
        if answered:
            for ordinal, impact in zip(posting.ordinals, posting.impacts, strict=True):
                if ordinal not in answered:
                    totals[ordinal] += factor * impact
        else:
            for ordinal, impact in zip(posting.ordinals, posting.impacts, strict=True):
                totals[ordinal] += factor * impact
        if posting is not plan.sources[-1].posting:
            answered.update(posting.ordinals)


def _met(plan: Plan, ordinal: int) -> Met | None:
    """What one call answers one word with, as the call writes it."""
    held = [(source, impact) for source in plan.sources if (impact := _impact(source.posting, ordinal))]
    if not held:
        return None
    (nearest, factor, _), impact = held[0]
    # An English call is indexed under the French of its words too: what it holds is the English.
    written = next((source.alternative for source, _ in held if source.alternative.english), nearest)
    return Met(plan.asked.surface, written.surface, factor * impact)


def _impact(posting: Posting, ordinal: int) -> float:
    """How strongly one call speaks of a term; 0 where it does not hold it."""
    place = bisect_left(posting.ordinals, ordinal)
    there = place < len(posting.ordinals) and posting.ordinals[place] == ordinal
    return posting.impacts[place] if there else 0.0


def score(
    query: Query,
    lookup: Lookup,
    count: int,
    vocabulary: Vocabulary | None = None,
    settings: Weights | None = None,
    gists: Gists | None = None,
) -> Scores:
    """Score the calls that answer a query, out of `count` prepared calls.

    With `gists`, a part of the score is likeness to the calls whose words answer best; so a call may score that holds
    none of the words asked, and the gains of `matched` no longer add up to the score.

    `lookup` is asked once for the query's own terms, and once more for near words when `vocabulary` is given and a
    word is unknown. The postings read are bounded (`most_postings`), the most telling first: for a long need over a
    large catalogue, the commonest words and the loosest synonyms, which tell least and cost most, are left out.
    """
    used = settings or weights()
    found = dict(lookup(sorted({one.stem for word in query.asked for one in word.alternatives})))
    if vocabulary is not None:
        query = _with_near_words(query, found, lookup, vocabulary, used)
    plans = [_plan(word, found, count, used) for word in query.asked]
    plans.sort(key=lambda plan: -plan.information)
    missing = [plan for plan in plans if not plan.sources and not plan.asked.compound]
    telling = [plan for plan in plans if plan.sources][: used.asking.most_scored]
    kept = _within(telling, used.asking.most_postings)
    highest = max((source.posting.ordinals[-1] for plan in kept for source in plan.sources), default=-1)
    totals = [0.0] * (highest + 1)
    for plan in kept:
        _add(plan, totals)
    scores = Scores(totals, tuple(kept), sqrt(sum(plan.information**2 for plan in (*telling, *missing))))
    return scores if gists is None else _with_likeness(scores, lookup, gists, count, used)


def _with_likeness(scores: Scores, lookup: Lookup, gists: Gists, count: int, settings: Weights) -> Scores:
    """The same scores, a share of each made of likeness to the best; the likest gets what the best had."""
    share = settings.feedback.share
    best = scores.best(settings.feedback.calls)
    if not best or not share:
        return scores
    alike = likeness(best, gists, lookup, count, settings)
    if not (highest := max(alike)):
        return scores
    worth = share * best[0][1] / highest
    own = chain(scores.totals, repeat(0.0))
    return scores._replace(totals=[(1 - share) * total + worth * like for total, like in zip(own, alike, strict=False)])


def relevance(scores: Scores, ordinal: int, settings: Weights | None = None) -> float:
    """How well a call answers, from 0 (no word met) towards 1 (never reached).

    The score is set against the asked words' information and not against the other calls: 1 - exp(-score / mass).
    The mass grows as the root of the number of words, since a call can answer all of a two-word need but never all
    of a profile of forty: a one-word need met in a title comes near 0.8, one word met of two near 0.6, eight of
    forty near 0.75. Words that no call holds count in the mass, so that a call does not look like an answer to a
    need it mostly misses.
    """
    if not scores.mass:
        return 0.0
    scale = (settings or weights()).relevance_scale
    return 1 - exp(-scores.of(ordinal) / (scale * scores.mass))


def matched(scores: Scores, ordinal: int) -> tuple[Met, ...]:
    """The words that met for one call, the ones that added most first."""
    met = [found for plan in scores.plan if (found := _met(plan, ordinal)) is not None]
    return tuple(sorted(met, key=lambda one: -one.gain))
