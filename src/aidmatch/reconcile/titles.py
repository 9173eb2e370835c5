"""Whether two titles say the same: which words one has and the other lacks, once what both know is put aside."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from aidmatch.nomenclatures import territories
from aidmatch.search.stems import fold

Nearness = Literal["equal", "within", "apart"]
"""The same words; all words of one in the other; each has words of its own, or other numbers."""


@cache
def table() -> Mapping[str, Any]:
    """The words of `words.toml`."""
    import tomllib
    from importlib.resources import files

    told: dict[str, Any] = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    return told


@cache
def words_of(name: str) -> frozenset[str]:
    """One of its lists."""
    return frozenset(table()[name].split())


ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7"}

CLOSE = 90
"""Likeness, out of 100, from which two long words are one with a slip of the keyboard."""

LONG = 6
"""Letters from which a word may hold such a slip; « small » is none for « smell »."""


class Title(NamedTuple):
    """A title as it is compared."""

    words: tuple[str, ...]
    """Stems in the title's order, without the small words and the numbers."""
    numbers: frozenset[str]
    """Years, editions, strands."""

    @property
    def stems(self) -> frozenset[str]:
        """The words, each once."""
        return frozenset(self.words)


@lru_cache(maxsize=100_000)
def title(text: str) -> Title:
    """A title's words and numbers."""
    small = words_of("small")
    words = [ROMAN.get(word, word) for word in plain_words(text) if word not in small]
    numbers = frozenset(re.sub(r"\D+", "", word).lstrip("0") or "0" for word in words if word[0].isdigit())
    return Title(tuple(stems(word for word in words if not word[0].isdigit())), numbers)


def plain_words(text: str) -> list[str]:
    """The words of a text in plain small letters; hyphens and apostrophes part them."""
    return [folded for folded in map(fold, _WORD.findall(text)) if folded]


_WORD = re.compile(r"[^\W_]+")


def stems(words: Iterable[str]) -> list[str]:
    """French stems of folded words."""
    stemmed: list[str] = _stemmer().stemWords(list(words))
    return stemmed


@cache
def _stemmer() -> Any:
    from importlib import import_module

    return import_module("Stemmer").Stemmer("french")


@cache
def place_words() -> frozenset[str]:
    """Stems of the names of regions and departments, and their short names."""
    names = {
        word
        for kind in ("REG", "DEP")
        for code in territories.codes(kind)
        for word in plain_words(territories.label(f"{kind}-{code}"))
        if len(word) > 1 and word not in words_of("small")
    }
    return frozenset(stems(names)) | words_of("places")


def nearness(one: Title, other: Title, known: Collection[str]) -> Nearness:
    """How two titles stand; `known` are words that both calls say elsewhere: their funder, their territory.

    A place in one title alone makes a local variant of a wider scheme, hence another call.
    """
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return "apart"
    if not (one.stems and other.stems):
        return "apart"
    left, right = _without_joined(one.words, other.stems), _without_joined(other.words, one.stems)
    mine, theirs = left - right - set(known), right - left - set(known)
    for word in sorted(mine):
        twin = next((near for near in sorted(theirs) if _slip(word, near)), None)
        if twin is not None:
            mine.discard(word)
            theirs.discard(twin)
    if (mine and theirs) or not (left & right):
        return "apart"
    if (mine | theirs) & place_words():
        return "apart"
    return "within" if mine or theirs or one.numbers != other.numbers else "equal"


def _without_joined(words: tuple[str, ...], others: frozenset[str]) -> set[str]:
    """The words, two in a row made one where the other title has them as one: « éco-conception »."""
    found: list[str] = []
    for word in words:
        if found and found[-1] + word in others:
            found[-1] += word
        else:
            found.append(word)
    return set(found)


def _slip(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return min(len(one), len(other)) >= LONG and one[0] == other[0] and fuzz.ratio(one, other) >= CLOSE
