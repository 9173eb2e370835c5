"""The words that call each other: synonyms, narrower words, acronyms, French and English, from `data/thesaurus.csv`.

A row says: who asks for `term` also means `related`, this much (`weight`, 0 to 1). Synonyms, acronyms and
translations (`fr-en`: French, then English) go both ways; a narrower word answers the broader one, not the reverse
("renewable energy" finds solar panels; "solar panels" does not find wind). An ambiguous acronym has a low weight: it
adds, never excludes. What an acronym or a translation stands for is reached in a second step ("EnR" finds
"renewable energy").

A term of several words is a *phrase*: it is found where its words follow each other, grammar left out, and its stems
joined by a space are a term of the index like any other.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from aidmatch.search._tables import text_of
from aidmatch.search.stems import Language, stems_in_row, terms

_SAME_THING = ("acronym", "fr-en")
"""The kinds that a second step follows: "EnR" means "énergie renouvelable", hence "renewable energy"."""

_FAINTEST = 0.3
"""Weight under which a meaning reached in two steps is left out."""


class Thesaurus(NamedTuple):
    """The table with its words already stemmed, ready to look words up."""

    related: Mapping[str, Sequence[tuple[str, str, float, bool]]]
    """From a stem or phrase to what it also means, the strongest first: as indexed, as written, weight (0 to 1), and
    whether it is the English of a French word.
    """
    phrases: Mapping[str, Sequence[Sequence[str]]]
    """From a phrase's first stem to the stems of the phrases that begin with it, French and English together."""

    def phrases_in(self, stems: Sequence[str]) -> list[tuple[int, str]]:
        """The phrases in a row of stems, each with the place of its first stem, repeats included."""
        return [
            (place, " ".join(phrase))
            for place, stem in enumerate(stems)
            if stem in self.phrases
            for phrase in self.phrases[stem]
            if list(stems[place : place + len(phrase)]) == list(phrase)
        ]


def _rows() -> Iterator[tuple[str, str, str, float]]:
    lines = (line for line in text_of("thesaurus.csv").splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines):
        yield row["term"], row["related"], row["kind"], float(row["weight"])


@cache
def _key(text: str, tongue: Language) -> tuple[str, ...]:
    """The stems of one entry, grammar left out."""
    return tuple(stems_in_row(terms(text, tongue)))


_Links = dict[str, dict[str, tuple[str, float, bool]]]


def _link(table: _Links, asked: str, meant: str, written: str, weight: float, *, english: bool = False) -> None:
    """Note that who asks for one also means the other; the strongest of several ways stands."""
    known = table.setdefault(asked, {})
    if asked != meant and weight > known.get(meant, ("", 0.0, False))[1]:
        known[meant] = written, weight, english


@cache
def french() -> Mapping[str, Sequence[tuple[str, float]]]:
    """From an English stem or phrase to the French ones it translates, each with its weight (0 to 1).

    What an English call is indexed under besides its own words.
    """
    found: dict[str, dict[str, float]] = {}
    for term, other, kind, weight in _rows():
        if kind == "fr-en":
            known = found.setdefault(" ".join(_key(other, "en")), {})
            meant = " ".join(_key(term, "fr"))
            known[meant] = max(weight, known.get(meant, 0.0))
    return {english: sorted(known.items()) for english, known in found.items()}


@cache
def thesaurus() -> Thesaurus:
    """The thesaurus that ships with the package."""
    related: _Links = {}
    same: _Links = {}
    phrases: dict[str, set[tuple[str, ...]]] = {}
    for term, other, kind, weight in _rows():
        asked, meant = _key(term, "fr"), _key(other, "en" if kind == "fr-en" else "fr")
        for key in (asked, meant):
            if len(key) > 1:
                phrases.setdefault(key[0], set()).add(key)
        for table in (related, same) if kind in _SAME_THING else (related,):
            _link(table, " ".join(asked), " ".join(meant), other, weight, english=kind == "fr-en")
            if kind != "narrower":
                _link(table, " ".join(meant), " ".join(asked), term, weight)
    for asked_for, found in related.items():
        for between, (_, weight, _) in list(found.items()):
            for end, (written, further, english) in same.get(between, {}).items():
                if weight * further >= _FAINTEST:
                    _link(related, asked_for, end, written, weight * further, english=english)
    return Thesaurus(
        related={
            stem: sorted(((meant, *told) for meant, told in found.items()), key=lambda one: (-one[2], one[0]))
            for stem, found in related.items()
        },
        phrases={first: sorted(group) for first, group in phrases.items()},
    )
