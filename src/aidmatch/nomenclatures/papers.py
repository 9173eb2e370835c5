"""Pièces usuelles: the papers that files are made of, where one gets each, and how long before a closing to do what.

Facts of usual practice, each with its source, the day it was noted and a mark: ``s`` long-standing but not read
again, ``S`` our own rule. What a call itself asks for stands in the call, and wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Literal, NamedTuple, get_args

from . import _tables

HeldBy = Literal["any", "company", "association", "french", "french_company", "abroad"]
"""Who has it: French ones come from a French office, those held abroad stand in their place."""
AskedBy = Literal["any", "french", "european"]


class Usual(NamedTuple):
    """A usual paper."""

    key: str
    held_by: HeldBy
    asked_by: AskedBy
    """Whose calls usually ask for it."""
    name: str
    name_en: str
    where: str
    where_en: str
    url: str | None
    months: int | None
    """How old it may usually be."""
    held: str | None
    """The fact on file it proves (a field of the company); ``kit``: it comes with the dossier."""
    words: tuple[str, ...]
    """Folded words by which a call names it."""
    source: str
    checked_on: date
    mark: str


class Notice(NamedTuple):
    """How many days before the closing something is to be done."""

    key: str
    days: int
    source: str
    checked_on: date
    mark: str


@cache
def usual() -> tuple[Usual, ...]:
    """Every usual paper, in the order a file holds them."""
    found = []
    for row in sorted(_tables.rows("papers"), key=_position):
        key, _, held_by, asked_by, name, name_en, where, where_en, url, months, held, words, *told = row
        source, checked, mark = told
        named = tuple(_tables.folded(word) for word in words.split("|") if word)
        age = int(months) if months else None
        day = date.fromisoformat(checked)
        whose: HeldBy = next(one for one in get_args(HeldBy) if one == held_by)
        by: AskedBy = next(one for one in get_args(AskedBy) if one == asked_by)
        texts = (name, name_en, where, where_en)
        found.append(Usual(key, whose, by, *texts, url or None, age, held or None, named, source, day, mark))
    return tuple(found)


def _position(row: tuple[str, ...]) -> int:
    return int(row[1])


@cache
def notices() -> tuple[Notice, ...]:
    """What is to be done before a closing, the earliest first."""
    rows = _tables.rows("milestones")
    found = (Notice(key, int(days), source, date.fromisoformat(on), mark) for key, days, source, on, mark in rows)
    return tuple(sorted(found, key=lambda one: -one.days))


def named_in(text: str, among: Sequence[Usual] | None = None) -> Usual | None:
    """The usual paper (of those) that a text or a file's name speaks of; the longest of its names wins."""
    folded = f" {_tables.folded(text)} "
    held = [
        (len(word), -place, paper)
        for place, paper in enumerate(usual() if among is None else among)
        for word in paper.words
        if re.search(rf" {re.escape(word)}s? ", folded)
    ]
    return max(held)[2] if held else None


def is_named(paper: str, text: str) -> bool:
    """Whether a text holds the words of a paper that is no usual one, those of four letters and more."""
    wanted = {word for word in _tables.folded(paper).split() if len(word) > 3}
    return bool(wanted) and wanted <= set(_tables.folded(text).split())
