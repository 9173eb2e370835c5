"""Letters as a sheet for a mail merge, by XlsxWriter: one line a member, for a mailbox no program may send from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.formats.letter._shown import line_of, shown
from aidmatch.formats.letter._text import text
from aidmatch.worded import WordedLetter

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording

LONGEST_CELL = 32_000
"""Signs; a cell of Excel holds 32 767."""

WIDTHS = (32, 32, 48, 80, 32)


class Addressed(NamedTuple):
    """A letter and where it goes."""

    letter: WordedLetter
    address: str
    file: str
    """The draft of the same letter."""


def sheet(words: Wording, letters: Iterable[Addressed], at: datetime) -> bytes:
    """Name, address, subject, text and file of each; every cell is text, whatever it begins with."""
    from xlsxwriter import Workbook

    whole = BytesIO()
    book = Workbook(
        whole,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    # The file says when the letters are from, and not when it was written.
    book.set_properties({"created": at.replace(tzinfo=None)})
    page = book.add_worksheet(words.text("letters"))
    heads, cells = book.add_format({"bold": True}), book.add_format({"num_format": "@", "valign": "top"})
    # One word each, without accents in doubt: a mail merge takes them for the names of its fields.
    names = (words.text("name"), words.text("address"), words.text("subject"), words.text("text"), words.text("file"))
    for column, (name, width) in enumerate(zip(names, WIDTHS, strict=True)):
        page.set_column(column, column, width, cells)
        page.write_string(0, column, name, heads)
    count = 0
    for count, one in enumerate(letters, 1):
        seen = shown(one.letter)
        row = (seen.name, line_of(one.address), seen.subject, text(one.letter)[:LONGEST_CELL], line_of(one.file))
        page.set_row(count, 15)
        for column, value in enumerate(row):
            page.write_string(count, column, value, cells)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, count, len(names) - 1)
    book.close()
    return whole.getvalue()
