"""A need, or the weighted parts of a company's profile, as the words asked and what else would answer them."""

from collections.abc import Iterable
from typing import NamedTuple

from aidmatch.search.settings import Weights, weights
from aidmatch.search.stems import Language, fold, language, stem, terms
from aidmatch.search.thesaurus import Thesaurus, thesaurus


class Alternative(NamedTuple):
    """One indexed term that answers an asked word."""

    stem: str
    surface: str
    """As people write it."""
    factor: float
    """0 to 1: 1 is the word itself."""
    english: bool = False
    """Whether it is the English of a French word. An English call holds both: it is indexed under the French too."""


class Asked(NamedTuple):
    """One word, or phrase of the thesaurus, of a need."""

    surface: str
    """As the need wrote it, where first met."""
    weight: float
    """Times it was asked, by the weight of the parts it was asked in."""
    alternatives: tuple[Alternative, ...]
    """The word itself first, then its synonyms and translations."""
    compound: bool
    """Whether it is a phrase, or a hyphenated word taken whole, whose words are asked beside it."""


class Query(NamedTuple):
    """What is asked: each word once, in the order first met."""

    asked: tuple[Asked, ...]


def _alternatives(
    asked: str, surface: str, spoken: Language, settings: Weights, table: Thesaurus
) -> tuple[Alternative, ...]:
    """The word itself, what the thesaurus says it also means, and the stem it would have in the other language."""
    found = {asked: Alternative(asked, surface, 1.0)}
    abroad = asked if " " in asked else _abroad(surface, spoken)
    for known in dict.fromkeys((asked, abroad)):
        for meant, written, likely, english in table.related.get(known, ()):
            found.setdefault(meant, Alternative(meant, written, likely * settings.asking.thesaurus, english))
    found.setdefault(abroad, Alternative(abroad, surface, settings.asking.other_language))
    return tuple(found.values())


def _abroad(surface: str, spoken: Language) -> str:
    """The stem the word would have if the need were in the other language: a few words are often in either."""
    return stem(fold(surface), "fr" if spoken == "en" else "en")


def query(
    need: str | Iterable[tuple[str, float]],
    settings: Weights | None = None,
    table: Thesaurus | None = None,
) -> Query:
    """The words of a need, or of texts each with its weight; a word asked several times counts each time.

    `table` is the thesaurus as an index kept it; without, it is read from the package's data and stemmed.
    """
    used, meanings = settings or weights(), table or thesaurus()
    parts = [(need, 1.0)] if isinstance(need, str) else list(need)
    weight: dict[str, float] = {}
    first: dict[str, tuple[str, Language]] = {}
    compounds: set[str] = set()

    def ask(asked: str, surface: str, spoken: Language, worth: float) -> None:
        weight[asked] = weight.get(asked, 0.0) + worth
        first.setdefault(asked, (surface, spoken))

    for text, worth in parts:
        if worth <= 0:
            continue
        spoken = language(text)
        found = terms(text, spoken)
        for term in found:
            if term.joined:
                compounds.add(term.stem)
            ask(term.stem, term.surface, spoken, worth * (used.scoring.joined if term.joined else 1.0))
        row = [term for term in found if not term.joined]
        native = meanings.phrases_in([term.stem for term in row])
        foreign = meanings.phrases_in([_abroad(term.surface, spoken) for term in row])
        for place, phrase in dict.fromkeys((*native, *foreign)):
            compounds.add(phrase)
            words = row[place : place + phrase.count(" ") + 1]
            ask(phrase, " ".join(term.surface for term in words), spoken, worth * used.asking.phrase)
    kept = set(sorted(weight, key=lambda asked: -weight[asked])[: used.asking.most_looked_up])
    return Query(
        tuple(
            Asked(
                surface=first[asked][0],
                weight=weight[asked],
                alternatives=_alternatives(asked, *first[asked], used, meanings),
                compound=asked in compounds,
            )
            for asked in weight
            if asked in kept
        )
    )
