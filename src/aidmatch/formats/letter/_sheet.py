"""Letters as a sheet for a mail merge: one line a member, for a mailbox that no program may send from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.formats.letter._shown import line_of, shown
from aidmatch.formats.letter._text import text
from aidmatch.formats.sheet import Sheet, xlsx
from aidmatch.worded import WordedLetter

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording


class Addressed(NamedTuple):
    """A letter and where it goes."""

    letter: WordedLetter
    address: str
    file: str
    """The draft of the same letter."""


def sheet(words: Wording, letters: Iterable[Addressed]) -> bytes:
    """Name, address, subject, text and file of each; every cell is text, whatever it begins with."""
    # One word each: a mail merge takes them for the names of its fields.
    names = (words.text("name"), words.text("address"), words.text("subject"), words.text("text"), words.text("file"))
    return xlsx([Sheet(words.text("letters"), names, map(_row, letters))])


def _row(one: Addressed) -> tuple[str, ...]:
    seen = shown(one.letter)
    return seen.name, line_of(one.address), seen.subject, text(one.letter), line_of(one.file)
