"""Columns of a list that people made, recognised by their names in French or in English.

A name is met when each of its words is in the heading, but for an ending or a slip of the keyboard (rapidfuzz), and
when it makes a good part of the heading. Where several columns could hold one thing, or one column several, the name
that makes most of its heading wins, then the more usual one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from aidmatch.sources._base import Column
from aidmatch.sources._sheets import Cell


@cache
def _table() -> Mapping[str, Any]:
    import tomllib

    return tomllib.loads(files("aidmatch.sources").joinpath("columns.toml").read_text("utf-8"))


def names() -> Mapping[str, list[str]]:
    """The usual names of a column, the most usual first, by what it holds."""
    found: Mapping[str, list[str]] = _table()["names"]
    return found


SEVERAL = frozenset({"conditions", "description", "themes", "sectors", "contact", "costs", "documents"})
"""What several columns may hold together."""

_SAME_WORD = 84
"""Ratio from 0 to 100 from which two words differ by an ending or a slip."""

_GOOD_PART = 0.4
"""Share of a heading's letters that the name must make."""


def columns(sheet: str, headings: Sequence[Cell], given: Mapping[str, str]) -> list[Column]:
    """The columns of a line of headings; those given by the person first, then the names best met.

    `given` maps a heading to what it holds, or to nothing to leave it aside.
    """
    said = {
        place: " ".join(cell.split()) for place, cell in enumerate(headings) if isinstance(cell, str) and cell.strip()
    }
    wanted = {_key(heading): field for heading, field in given.items()}
    taken: dict[int, str | None] = {
        place: wanted[_key(heading)] or None for place, heading in said.items() if _key(heading) in wanted
    }
    held = set(taken.values())
    scores = [
        (-part, usual, place, field)
        for place, heading in said.items()
        if place not in taken and not _remarks().intersection(_words(heading))
        for field in names()
        for part, usual in [_met(field, _words(heading))]
        if part
    ]
    for _, _, place, field in sorted(scores):
        if place not in taken and (field not in held or field in SEVERAL):
            taken[place] = field
            held.add(field)
    return [Column(sheet, place, heading, taken.get(place)) for place, heading in said.items()]


def _key(heading: str) -> str:
    return " ".join(_words(heading, small=True))


def _words(heading: str, *, small: bool = False) -> tuple[str, ...]:
    """The words of a heading, accents, case and signs aside."""
    plain = unicodedata.normalize("NFKD", heading.casefold().replace("œ", "oe"))
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return tuple(word for word in letters.split() if small or word not in _small())


@cache
def _small() -> frozenset[str]:
    return frozenset(_table()["small"])


@cache
def _remarks() -> frozenset[str]:
    return frozenset(_table()["remarks"])


@cache
def _names(field: str) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(_words(name) for name in (*names()[field], field.replace("_", " "))))


def _met(field: str, heading: tuple[str, ...]) -> tuple[float, int]:
    """The part of the heading that the best name of a field makes, and the place of this name among its names."""
    parts = [_part(name, heading) for name in _names(field)]
    best = max(parts)
    return best, parts.index(best)


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
    part = met / sum(map(len, heading))
    return part if part >= _GOOD_PART else 0


def best_headings(rows: Iterable[Sequence[Cell]], sheet: str, given: Mapping[str, str]) -> tuple[int, list[Column]]:
    """The line of headings among the first rows: the one most of whose names are met, a title among them.

    No column when there is none.
    """
    best: tuple[int, list[Column]] = (-1, [])
    most = 1
    for place, row in enumerate(rows):
        found = columns(sheet, row, given)
        held = {column.field for column in found if column.field}
        if "title" in held and len(held) > most:
            best, most = (place, found), len(held)
    return best
