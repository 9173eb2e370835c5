"""Text to terms: what is left of a word once accents, case, plurals and endings no longer matter.

- Accents fold and ligatures open ("œuvre" is "oeuvre"), so a text typed without accents finds the same calls.
- An apostrophe splits ("l'énergie"); a hyphen splits and joins ("éco-conception" is "éco", "conception" and
  "écoconception"), so both spellings meet.
- Endings go by the Snowball stemmer of the text's language; acronyms and numbers stay whole ("R&D", "PV", "3D", "CO2").
- Words of grammar are dropped, unless they are written as a known acronym ("AI", "EU").
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple, Protocol

import Stemmer  # type: ignore[import-not-found]  # a compiled module without stubs

from aidmatch.search._tables import text_of, words_of

Language = Literal["fr", "en"]

LONGEST_WORD = 40
"""Letters: beyond, a run of letters is an identifier or noise, no word."""

_MOST_JOINED = 4
"""Parts of a hyphenated word that are also joined: more is a list or the name of a place."""

_LETTERS = r"[\w\u0300-\u036f]+"
_TOKEN = re.compile(
    r"https?://\S+|www\.\S+"
    r"|(?<!\w)[A-Za-z]\s?&\s?[A-Za-z](?:\s?&\s?[A-Za-z])?(?!\w)"
    r"|(?<![\w.])(?:[A-Za-z]\.){2,9}(?!\w)"
    rf"|{_LETTERS}(?:[-\u2010\u2011'\u2019\u02bc\u00ad]{_LETTERS})*"
)
"""A web address (left out), single letters around "&", dotted letters, or a word with its hyphens and apostrophes."""

_READ_FOR_LANGUAGE = 2_000
"""Characters that are enough to tell a text's language."""

_SHORTEST_STEM = 3
"""Letters under which a stem is not cut any further."""

_APOSTROPHES = re.compile(r"['\u2019\u02bc]")
_HYPHENS = re.compile(r"[-_\u2010\u2011]")


class Term(NamedTuple):
    """A word as the index knows it, and as the text wrote it."""

    stem: str
    """Folded and stemmed: "photovoltaiqu"."""
    surface: str
    """The word in the text: "photovoltaïques"."""
    joined: bool = False
    """Whether it is a hyphenated word taken as one, beside its parts."""


class _Fold(dict[int, str]):
    """One character to its plain lower-case letters, worked out when first met.

    Character by character, since Unicode normalisation of a whole hostile text (long runs of combining marks) is
    quadratic.
    """

    def __missing__(self, code: int) -> str:
        opened = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o"}.get(chr(code))
        plain = opened or "".join(letter for letter in unicodedata.normalize("NFKD", chr(code)) if letter.isalnum())
        self[code] = plain = plain.lower()
        return plain


_FOLD = _Fold({ord("&"): "&"})


def fold(word: str) -> str:
    """The word in plain lower-case letters and digits: "Écoconçu" is "ecoconcu", "CO₂" is "co2"."""
    return word.translate(_FOLD)


@cache
def _tell_tales() -> tuple[frozenset[str], frozenset[str]]:
    """The words of grammar that only French has, and those that only English has."""
    french, english = words_of("stopwords_fr.txt"), words_of("stopwords_en.txt")
    return french - english, english - french


def language(text: str) -> Language:
    """The language a text is in, by its words of grammar; French in doubt, as the calls are."""
    french, english = _tell_tales()
    words = set(text[:_READ_FOR_LANGUAGE].lower().split())
    return "en" if len(words & english) > len(words & french) else "fr"


class _Snowball(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


@cache
def _stemmer(tongue: Language) -> _Snowball:
    made: _Snowball = Stemmer.Stemmer({"fr": "french", "en": "english"}[tongue])
    return made


@cache
def _singulars() -> dict[str, str]:
    """French plurals in -x that the stemmer leaves as they are, folded, with their singulars."""
    words = text_of("plurals_fr.txt").split("\n")
    return dict(line.split() for line in words if line and not line.startswith("#"))


@lru_cache(maxsize=1 << 17)
def stem(word: str, tongue: Language) -> str:
    """The stem of one folded word; an acronym, or anything with a digit or "&", stays as it is."""
    if word in words_of("acronyms.txt") or not word.isalpha():
        return word
    if tongue == "en":
        return _stemmer("en").stemWord(word)
    bare = _stemmer("fr").stemWord(_singulars().get(word, word))
    # Folding hides from the stemmer that the e of "rénovée" is a participle's: "renove" and "renov" are one.
    return bare.rstrip("e") if len(bare) > _SHORTEST_STEM else bare


def _is_grammar(word: str, surface: str, tongue: Language) -> bool:
    """Whether a folded word tells nothing: a single letter, or a word of grammar not written as an acronym."""
    if len(word) == 1:
        return not word.isdigit()
    if word not in words_of(f"stopwords_{tongue}.txt"):
        return False
    return not (surface.isupper() and word in words_of("acronyms.txt"))


def _of_part(part: str, tongue: Language) -> Iterator[Term]:
    """The terms of a word without apostrophe: each of its hyphenated parts, then the whole."""
    pieces = [piece for piece in _HYPHENS.split(part) if piece]
    folded = [fold(piece) for piece in pieces]
    for piece, word in zip(pieces, folded, strict=True):
        if word and len(word) <= LONGEST_WORD and not _is_grammar(word, piece, tongue):
            yield Term(stem(word, tongue), piece)
    if 1 < len(pieces) <= _MOST_JOINED and len(whole := "".join(folded)) <= LONGEST_WORD:
        yield Term(stem(whole, tongue), part, joined=True)


def _of_token(token: str, tongue: Language) -> tuple[Term, ...]:
    if token.startswith(("http://", "https://", "www.")):
        return ()
    if "&" in token or "." in token:
        word = fold(token)
        return (Term(stem(word, tongue), token),) if len(word) > 1 else ()
    whole = token.replace("\u00ad", "")
    return tuple(term for part in _APOSTROPHES.split(whole) if part for term in _of_part(part, tongue))


_of_known_token = lru_cache(maxsize=1 << 16)(_of_token)
"""Few words make most of a text. Only short tokens are kept, so that noise cannot fill the memory."""


def terms(text: str, tongue: Language | None = None) -> list[Term]:
    """The terms of a text in their order, repeats included, in time linear in its length."""
    spoken = tongue or language(text)
    found: list[Term] = []
    for token in _TOKEN.findall(text):
        found += _of_known_token(token, spoken) if len(token) <= LONGEST_WORD else _of_token(token, spoken)
    return found


def stems_in_row(found: Iterable[Term]) -> list[str]:
    """The stems a phrase is read from: every term but the joined ones, in order."""
    return [term.stem for term in found if not term.joined]
