"""The sheets of a spreadsheet or of a CSV file, cell by cell, whatever program wrote it.

python-calamine reads .xlsx, .xls and .ods in compiled code, formulas by the value they last had and dates as dates;
the standard library reads CSV.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from aidmatch.datafiles import LARGEST
from aidmatch.documents import visible
from aidmatch.errors import Problem
from aidmatch.sheets._reach import farthest
from aidmatch.value import Message, say

Cell = str | float | int | bool | date | datetime | time | timedelta
"""What a cell holds; an empty one is an empty text."""

UNFOLDED = 10 * LARGEST
"""Bytes a spreadsheet may unfold to."""

ROWS = 20_000
"""Rows of a sheet that are read."""


class Sheet(NamedTuple):
    """One sheet."""

    name: str
    """Empty in a CSV file."""
    rows: Sequence[Sequence[Cell]]
    """Its rows from the first line of the sheet on."""


def sheets(path: Path, shown: str, most: int = ROWS) -> tuple[list[Sheet], Problem | None]:
    """Every visible sheet of a file, at most so many rows of each, or why there is none."""
    size = path.stat().st_size
    if size > LARGEST:
        return _none(shown, *_too_large(size))
    data = path.read_bytes()
    if not data.strip():
        return _none(shown, say("the file is empty"), say("check that it is the right file"))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _spreadsheet(data, shown, most)
    return _csv(data, shown, most)


def _none(shown: str, what: Message, fix: Message) -> tuple[list[Sheet], Problem]:
    return [], Problem(shown, None, "", what, fix)


def _too_large(size: int) -> tuple[Message, Message]:
    what = say("the file has {size:number} bytes; at most {largest:number} are read", size=size, largest=LARGEST)
    return what, say("split it, or check that it is the right file")


def _spreadsheet(data: bytes, shown: str, most: int) -> tuple[list[Sheet], Problem | None]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                unfolded = sum(part.file_size for part in parts.infolist())
                if unfolded > UNFOLDED:
                    return _none(shown, *_too_large(unfolded))
                far = farthest(parts)
            if far:
                return _none(
                    shown,
                    say("a cell stands far from the others, at {place:text}", place=far),
                    say("copy the columns that count into a new sheet, and save that"),
                )
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = [
            Sheet(about.name, book.get_sheet_by_name(about.name).to_python(skip_empty_area=False, nrows=most))
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
        ]
    except PasswordError:
        return _none(shown, say("the file is under a password"), say("save it again without a password"))
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        what = say("no spreadsheet that can be read: {error:text}", error=str(error) or type(error).__name__)
        return _none(shown, what, say("save it again as .xlsx, .ods or .csv"))
    return found, None


def _csv(data: bytes, shown: str, most: int) -> tuple[list[Sheet], Problem | None]:
    """Rows by the separator that the file names, else by the one that cuts the first lines best."""
    text = decoded(data)
    if "\x00" in text:
        return _none(shown, say("no spreadsheet and no text"), say("save it again as .xlsx, .ods or .csv"))
    said = _SAID.match(text)
    separator = said["sign"] if said else separator_of(text)
    rows: list[list[str]] = []
    csv.field_size_limit(LARGEST)
    # The line that names the separator is no row, and keeps its place.
    reader = csv.reader(io.StringIO(text[said.end() - 1 :] if said else text, newline=""), delimiter=separator)
    try:
        for row in reader:
            # A row over several lines stands on its first, the others are empty: a row's place is its line.
            rows.append(row)
            rows.extend([] for _ in range(reader.line_num - len(rows)))
            if len(rows) > most:
                break
    except csv.Error as error:
        what = say("the rest of the file cannot be read: {error:text}", error=str(error))
        fix = say("look for a quote that is not closed")
        return [Sheet("", rows)], Problem(shown, reader.line_num, "", what, fix)
    return [Sheet("", rows)], None


def decoded(data: bytes) -> str:
    """A text in the encoding it says or shows: UTF-8, UTF-16 (Excel's « Unicode text »), else old French Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


_SAID = re.compile(r"sep=(?P<sign>[;,\t|])\r?\n", re.IGNORECASE)
"""What Excel writes on the first line for itself."""

SEPARATORS = ";,\t|"


def separator_of(text: str) -> str:
    """The sign that cuts the first lines most evenly: a comma inside texts cuts some of them, not their headings."""

    def evenness(sign: str) -> tuple[bool, float, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(beginning, newline=""), delimiter=sign) if row]
        except csv.Error:
            return False, 0, 0
        width, times = max(Counter(widths).items(), key=lambda one: (one[1], one[0]), default=(1, 0))
        if width == 1:
            return False, 0, 0
        return widths[0] == width, times / len(widths) * min(width - 1, 5), (width - 1) * times

    beginning = text[:8192]
    return max(SEPARATORS, key=evenness)


def text(cell: Cell) -> str:
    """A cell as a person sees it; a whole number without its decimals."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return visible(str(cell)).strip()
