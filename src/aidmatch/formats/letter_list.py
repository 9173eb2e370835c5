"""The letters of a week in a terminal: one line a member, or one letter whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from rich.box import SIMPLE_HEAD
from rich.table import Table

from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text
from aidmatch.formats.rows import Document, head
from aidmatch.worded import to_record

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.formats._wording import Wording
    from aidmatch.worded import WordedLetter

COLUMNS = ("company", "name", "kind", "subject", "aids", "released")


class Listed(Protocol):
    """A letter and whether it may still change."""

    @property
    def letter(self) -> WordedLetter:
        """Its words."""

    @property
    def is_released(self) -> bool:
        """Whether it stands."""

    @property
    def has_left(self) -> bool:
        """Whether it is known to have left, by the program or by hand."""


def document(week: str, written: Sequence[Listed], at: datetime) -> Document:
    """`digest --format json`."""
    items = [
        {**to_record(one.letter), "released": one.is_released, "aids": len(one.letter.items) + len(one.letter.lines)}
        for one in written
    ]
    return Document(head(at, week=week), "letters", items, COLUMNS, ("table", "json", "ndjson", "csv", "markdown"))


def state_of(words: Wording, one: Listed) -> str:
    """Draft, released or sent."""
    return words.text("sent") if one.has_left else words.text("released") if one.is_released else words.text("draft")


def table(out: Console, words: Wording, week: str, written: Sequence[Listed]) -> None:
    """One line a member, and what to do next."""
    counted = words.plural("{n} letter", "{n} letters", len(written))
    out.print(Text.assemble((words.text("Week {week}", week=week), "bold"), "  ", (counted, "dim")))
    if not written:
        return
    shown = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    shown.add_column(words.text("Member"), overflow="fold", ratio=2)
    shown.add_column(words.text("Subject"), overflow="fold", ratio=5)
    shown.add_column(words.text("Aids"), justify="right", no_wrap=True)
    shown.add_column(words.text("State"), no_wrap=True)
    for one in written:
        letter = one.letter
        count = len(letter.items) + len(letter.lines)
        state = state_of(words, one)
        subject = letter.subject
        shown.add_row(Text(plain(letter.name), "bold"), Text(plain(subject)), str(count), Text(state, "dim"))
    out.print(shown)
    if any(not one.is_released for one in written):
        told = words.text("Look at them with: aidmatch digest review; let them go with: aidmatch digest release")
        out.print(Text(told, style="dim"))
