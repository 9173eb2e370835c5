"""How far the cells of an .xlsx reach: the reader makes room for all between the first and the last.

One cell in the last corner of a sheet, left there by a slip, would ask for hundreds of gigabytes and end the program.
"""

from __future__ import annotations

import re
import zipfile

CELLS = 1 << 24
"""Most cells that room is made for: 16 columns down to the last row."""

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row\b(?:[^>]*?\sr=[\"'](\d{1,9}))?")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Za-z]{1,4})(\d{1,9})")


def farthest(parts: zipfile.ZipFile) -> str:
    """The corner of a sheet that reaches too far, as spreadsheets name it; empty where none does."""
    for part in parts.infolist():
        if _SHEET.fullmatch(part.filename):
            content = parts.read(part)
            told = _ROW.findall(content)
            rows = [int(row) for row in told if row]
            column, cell_rows = "A", set[bytes]()
            for letters, row in set(_CELL.findall(content)) if _may_be_wide(content) else ():
                cell_rows.add(row)
                column = max(column, letters.decode().upper(), key=_number)
            last = max((len(told), *rows, *map(int, cell_rows)))
            if last * _number(column) > CELLS:
                return f"{column}{last}"
    return ""


def _may_be_wide(content: bytes) -> bool:
    """Whether a sheet names a column of two letters or a row of six figures: most do not."""
    return re.search(rb"\br=[\"'](?:[A-Za-z]{2,4}\d|[A-Za-z]\d{6})", content) is not None


def _number(letters: str) -> int:
    """A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
