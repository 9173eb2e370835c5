"""Columns of a list that people made, recognised by their names in French or in English.

A name is met when each of its words is in the heading, but for an ending or a slip of the keyboard (rapidfuzz), and
when it makes a good part of the heading. Where several columns could hold one thing, or one column several, the name
that makes most of its heading wins, then the more usual one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from aidmatch.sheets import Cell


class Met(NamedTuple):
    """What a heading was taken for."""

    field: str | None
    """None when the column is left aside."""
    part: float
    """Share of the heading's letters that the field's name makes, from 0 to 1; 1 when a person said it."""


class Names:
    """The names under which people write each field, the most usual first."""

    def __init__(
        self,
        names: Mapping[str, Sequence[str]],
        *,
        small: Collection[str],
        remarks: Collection[str] = (),
        several: Collection[str] = (),
    ) -> None:
        self.several = frozenset(several)
        """Fields that several columns may hold together."""
        self._small = frozenset(small)
        self._remarks = frozenset(remarks)
        self._names = {
            field: tuple(dict.fromkeys(self._words(name) for name in (*usual, field.replace("_", " "))))
            for field, usual in names.items()
        }

    def take(self, headings: Sequence[Cell], given: Mapping[str, str]) -> dict[int, Met]:
        """What each heading that says something was taken for, by its place; those given by a person first.

        `given` maps a heading to what it holds, or to nothing to leave it aside.
        """
        said = {
            place: " ".join(cell.split())
            for place, cell in enumerate(headings)
            if isinstance(cell, str) and cell.strip()
        }
        wanted = {self._key(heading): field for heading, field in given.items()}
        taken: dict[int, Met] = {
            place: Met(wanted[self._key(heading)] or None, 1)
            for place, heading in said.items()
            if self._key(heading) in wanted
        }
        held = {met.field for met in taken.values()}
        scores = [
            (-part, usual, place, field)
            for place, heading in said.items()
            if place not in taken and not self._remarks.intersection(self._words(heading))
            for field in self._names
            for part, usual in [self._met(field, self._words(heading))]
            if part
        ]
        for part, _, place, field in sorted(scores):
            if place not in taken and (field not in held or field in self.several):
                taken[place] = Met(field, -part)
                held.add(field)
        return {place: taken.get(place, Met(None, 0)) for place in said}

    def _key(self, heading: str) -> str:
        return " ".join(words_of(heading))

    def _words(self, heading: str) -> tuple[str, ...]:
        return tuple(word for word in words_of(heading) if word not in self._small)

    def _met(self, field: str, heading: tuple[str, ...]) -> tuple[float, int]:
        """The part of the heading that the best name of a field makes, and the place of this name among its names."""
        parts = [_part(name, heading) for name in self._names[field]]
        best = max(parts)
        return best, parts.index(best)


def words_of(heading: str) -> tuple[str, ...]:
    """The words of a heading, accents, case and signs aside."""
    plain = unicodedata.normalize("NFKD", heading.casefold().replace("œ", "oe"))
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return tuple(letters.split())


_SAME_WORD = 84
"""Ratio from 0 to 100 from which two words differ by an ending or a slip."""

_GOOD_PART = 0.4
"""Share of a heading's letters that the name must make."""


def _part(name: tuple[str, ...], heading: tuple[str, ...]) -> float:
    """The share of a heading's letters that a name makes, from 0 to 1; 0 when it is not met."""
    from rapidfuzz import fuzz

    left = list(heading)
    met = 0.0
    for word in name:
        ratio, best = max(((fuzz.ratio(word, one), one) for one in left), default=(0, ""))
        if ratio < _SAME_WORD:
            return 0
        left.remove(best)
        met += len(best) * ratio / 100
    part = met / sum(map(len, heading)) if heading else 0
    return part if part >= _GOOD_PART else 0
