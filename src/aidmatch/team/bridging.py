"""Bridges between trades: an offer of one that meets a need of another, by the words and what they also mean.

The need asks as it would ask the catalogue (stems, synonyms, translations); each word counts by its rarity among the
calls, and never among the members: who else is there changes no bridge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from aidmatch.search import query, terms
from aidmatch.search.stems import stems_in_row
from aidmatch.search.thesaurus import Thesaurus, thesaurus

if TYPE_CHECKING:
    from aidmatch.search.asking import Asked
    from aidmatch.team.candidates import Candidate

Telling = Callable[[Sequence[str]], Mapping[str, float]]
"""By term, what it tells by its rarity among the calls; every term asked is in the answer."""


@cache
def weights() -> Mapping[str, Mapping[str, Any]]:
    """What makes a team or a bridge better, explained in `weights.toml`."""
    import tomllib

    told: dict[str, Any] = tomllib.loads(files("aidmatch.team").joinpath("weights.toml").read_text("utf-8"))
    return told


@cache
def _listed(name: str) -> frozenset[str]:
    """The stems of a list of words, in either language."""
    told = " ".join(str(weights()["words"][name]).split())
    return frozenset(term.stem for tongue in ("fr", "en") for term in terms(told, tongue))


def asks_for_money(need: str) -> bool:
    """Whether a need is for a call rather than for a partner."""
    return any(term.stem in _listed("money") for term in terms(need))


class Bridge(NamedTuple):
    """An offer that meets a need."""

    giver: str
    taker: str
    offer: str
    need: str
    strength: int
    """1 to 1000."""
    words: tuple[str, ...]
    """Of the need, those the offer answers, the most telling first."""
    across: bool
    """Between two trades (NAF divisions); trades that cannot be compared count as two."""


def bridges(candidates: Sequence[Candidate], telling: Telling, table: Thesaurus | None = None) -> tuple[Bridge, ...]:
    """Every offer that meets a need of another, the strongest first."""
    meanings = table or thesaurus()
    offers = [(one, offer) for one in candidates for offer in dict.fromkeys(one.offers)]
    holders: dict[str, list[int]] = {}
    for place, (_, offer) in enumerate(offers):
        for stem in _stems(offer, meanings):
            holders.setdefault(stem, []).append(place)
    asked = {need: _asked(need, meanings) for one in candidates for need in one.needs}
    told = telling(
        sorted({alternative.stem for words in asked.values() for word in words for alternative in word.alternatives})
    )
    found = []
    for taker in candidates:
        for need in dict.fromkeys(taker.needs):
            share = weights()["bridge"]["money"] if asks_for_money(need) else 1.0
            for place, strength, words in _answers(asked[need], holders, told, share):
                giver, offer = offers[place]
                if giver.key != taker.key:
                    across = giver.trade != taker.trade or giver.trade is None
                    found.append(Bridge(giver.key, taker.key, offer, need, strength, words, across))
    return tuple(sorted(found, key=lambda one: (-one.strength, one.giver, one.taker, one.offer, one.need)))


def _stems(text: str, meanings: Thesaurus) -> set[str]:
    found = terms(text)
    return {term.stem for term in found} | {phrase for _, phrase in meanings.phrases_in(stems_in_row(found))}


def _asked(need: str, meanings: Thesaurus) -> tuple[Asked, ...]:
    """What a need asks, without the words that only say that it asks."""
    words = query(need, table=meanings).asked
    return tuple(word for word in words if word.alternatives[0].stem not in _listed("asking"))


def _answers(
    asked: Sequence[Asked], holders: Mapping[str, Sequence[int]], told: Mapping[str, float], share: float
) -> list[tuple[int, int, tuple[str, ...]]]:
    """The offers that answer a need, by their place: how strongly, and which of its words."""
    gains: dict[int, list[tuple[float, str]]] = {}
    mass = 0.0
    for word in asked:
        worth = word.weight * told[word.alternatives[0].stem]
        mass += 0.0 if word.compound else worth * worth
        answered: set[int] = set()
        for alternative in sorted(word.alternatives, key=lambda one: -one.factor):
            for place in holders.get(alternative.stem, ()):
                if place not in answered:
                    answered.add(place)
                    gains.setdefault(place, []).append((alternative.factor * worth, word.surface))
    if not mass:
        return []
    least, scale = weights()["bridge"]["least"], sqrt(mass)
    met = []
    for place, parts in sorted(gains.items()):
        strength = round(1000 * share * (1 - exp(-sum(gain for gain, _ in parts) / scale)))
        if strength >= least:
            met.append((place, strength, tuple(word for _, word in sorted(parts, key=lambda one: (-one[0], one[1])))))
    return met
