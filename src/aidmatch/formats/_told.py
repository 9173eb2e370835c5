"""A dossier in words, before it is a Word file, a page or Markdown: sections of rows, and blanks that show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.formats._plain import plain

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording

LONGEST = 1_200
"""Signs of a cell: what a call brings may be a megabyte."""

_NO_XML = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Halves of a character, and codes that are none: no XML may hold them."""


_HELD = re.compile(r"(?<=\d) (?=\d{3}\b|h\b|[€%])|(?<=\S) (?=[:;?!»])|(?<=«) ")
"""Blanks where no line may end, in texts of portals too: « 45 000 € », « 17 h », and before the marks of French."""

_STRAIGHT = re.compile(r"(?<=\w)'(?=\w)")
"""The typewriter’s apostrophe inside a word, as nomenclatures and portals write it."""


class Blank(str):
    """Something nobody told: shown as a blank to fill, never guessed."""

    __slots__ = ()


class Section(NamedTuple):
    """A part of the dossier."""

    title: str
    intro: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """As many cells as headings; a `Blank` is to be filled."""
    notes: tuple[str, ...] = ()
    """Lines under the table."""


class Told(NamedTuple):
    """One document."""

    title: str
    subtitle: str
    sections: Mapping[str, Section]
    """By name, in the order they are shown; templates of a cluster pick them by it."""
    foot: str


def capital(text: str) -> str:
    """The same with a capital, where it begins a line."""
    made = f"{text[:1].upper()}{text[1:]}"
    return Blank(made) if isinstance(text, Blank) else made


def blank(words: Wording, what: str) -> Blank:
    """« [à compléter : le nom du contact] »"""
    return Blank(words.text("[to complete: {what:text}]", what=what))


def safe(text: str) -> str:
    """One line that XML may hold, of a length people read."""
    made = _HELD.sub("\u00a0", _NO_XML.sub("\ufffd", plain(text)))
    if "://" not in made:
        # An address may hold one, and is left as it is.
        made = _STRAIGHT.sub("’", made)
    made = made if len(made) <= LONGEST else f"{made[: LONGEST - 1]}…"
    return Blank(made) if isinstance(text, Blank) else made


def harmless(told: Told) -> Told:
    """Every text of a document made so, once, for all its forms."""
    sections = {
        name: Section(
            safe(one.title),
            tuple(map(safe, one.intro)),
            tuple(map(safe, one.headings)),
            tuple(tuple(map(safe, row)) for row in one.rows),
            tuple(map(safe, one.notes)),
        )
        for name, one in told.sections.items()
    }
    return Told(safe(told.title), safe(told.subtitle), sections, safe(told.foot))
