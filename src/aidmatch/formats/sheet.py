"""Rows -> XLSX, or CSV as Excel reads it: no cell acts, and the same rows are the same bytes.

XLSX is written by XlsxWriter, which stamps nothing of its own into the file once the day of its making is given. A text
is written as a text whatever it begins with; CSV, which has no types, puts an apostrophe before what would act.
"""

from __future__ import annotations

import csv
import io
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

Cell = str | float | int | bool | date | None


class Sheet(NamedTuple):
    """One sheet."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Mapping[int, int] = {}
    """In signs, by place; the others are as wide as what they hold, within reason."""
    wrapped: frozenset[int] = frozenset()
    """Columns whose texts run over several lines."""
    choices: Mapping[int, Sequence[str]] = {}
    """By place, what a drop-down list offers."""
    links: frozenset[int] = frozenset()
    """Columns of web addresses, to be clicked on."""
    hidden: frozenset[int] = frozenset()
    """Columns that the program reads back and nobody needs to see."""


LONGEST = 32_767
"""Signs in a cell of XLSX; the program refuses a file that has more."""

_WIDEST, _NARROWEST = 48, 8
_FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets count their days wrongly: an older day is a text."""
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML may hold."""
_NO_NAME = re.compile(r"[\[\]:*?/\\']")
_LINE = 15
"""Points."""
_TALLEST, _READ = 8, 2_000


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook: a bold heading that stays in sight, filters, columns as wide as they need."""
    out = io.BytesIO()
    book = workbook(out)
    forms = {
        "heading": book.add_format(
            {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "top", "text_wrap": True}
        ),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "wrapped": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0.##", "valign": "top"}),
        "count": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "link": book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"}),
    }
    taken: set[str] = set()
    for sheet in sheets:
        _write(book.add_worksheet(_name(sheet.name, taken)), sheet, forms)
    book.close()
    return out.getvalue()


def workbook(out: io.BytesIO) -> Any:
    """An empty workbook in which no text acts, and whose making says nothing of the day."""
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": _MADE.replace(tzinfo=None), "author": "aidmatch"})
    return book


def _name(wanted: str, taken: set[str]) -> str:
    """A name that spreadsheets take, once in the book."""
    base = _NO_NAME.sub(" ", wanted).strip()[:31] or "1"
    found = next(one for one in (base, *(f"{base[:28]} {n}" for n in range(2, 100))) if one.casefold() not in taken)
    taken.add(found.casefold())
    return found


def _write(page: object, sheet: Sheet, forms: Mapping[str, object]) -> None:
    page_: Any = page
    widths = [len(heading) + 3 for heading in sheet.headings]
    for place, heading in enumerate(sheet.headings):
        page_.write_string(0, place, clean(heading), forms["heading"])
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(row):
            if place in sheet.links and _link(page_, last, place, cell, forms):
                continue
            shown = _put(page_, last, place, cell, forms, wrapped=place in sheet.wrapped)
            if place < len(widths):
                widths[place] = max(widths[place], shown)
        lines = max((_lines(cell, sheet.widths.get(place, _WIDEST)) for place, cell in _runs(sheet, row)), default=1)
        if lines > 1:
            # Left to itself, LibreOffice prints one line over the other.
            page_.set_row(last, _LINE * lines)
    for place, width in enumerate(widths):
        wide = sheet.widths.get(place, min(max(width, _NARROWEST), _WIDEST))
        page_.set_column(place, place, wide, forms["text"], {"hidden": 1} if place in sheet.hidden else {})
    page_.freeze_panes(1, 0)
    # On paper: A4 on its side, all columns on one page, the headings on each.
    page_.set_paper(9)
    page_.set_landscape()
    page_.fit_to_pages(1, 0)
    page_.repeat_rows(0)
    if sheet.headings:
        page_.autofilter(0, 0, max(last, 1), len(sheet.headings) - 1)
    for place, offered in sheet.choices.items():
        page_.data_validation(1, place, max(last, 1), place, {"validate": "list", "source": list(offered)})


def _runs(sheet: Sheet, row: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """The cells of a row that run over several lines."""
    return ((place, cell) for place in sheet.wrapped if place < len(row) and isinstance(cell := row[place], str))


def _lines(told: str, width: int) -> int:
    """How many lines a text takes in a column, as far as a row grows."""
    return min(_TALLEST, sum(max(1, len(textwrap.wrap(one, width))) for one in told[:_READ].split("\n")))


def _put(page: Any, row: int, place: int, cell: Cell, forms: Mapping[str, object], *, wrapped: bool) -> int:
    """Write a cell by its type; how many signs it shows."""
    if cell is None or cell == "":
        return 0
    if isinstance(cell, bool):
        cell = str(cell)
    if isinstance(cell, int | float):
        page.write_number(row, place, cell, forms["count" if float(cell).is_integer() else "number"])
        return len(f"{cell:,}")
    if isinstance(cell, date) and not isinstance(cell, datetime) and cell >= _FIRST_DAY:
        page.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), forms["day"])  # noqa: DTZ001 - a day
        return 11
    told = clean(cell if isinstance(cell, str) else cell.isoformat())
    page.write_string(row, place, told, forms["wrapped" if wrapped else "text"])
    return max(map(len, told.split("\n"))) + 1


def _link(page: Any, row: int, place: int, cell: Cell, forms: Mapping[str, object]) -> bool:
    """Write a web address that leads somewhere; another one, or one too long, is a text."""
    if not isinstance(cell, str) or not cell.startswith(("https://", "http://")):
        return False
    return bool(page.write_url(row, place, clean(cell), forms["link"]) == 0)


def clean(told: str) -> str:
    """What a cell may hold: the end of a text that is too long is cut, and shows it."""
    bare = _NO_XML.sub("\ufffd", told)
    return bare if len(bare) <= LONGEST else f"{bare[: LONGEST - 1]}…"


SIGNS = "=+-@\t\r"
"""With one of these at its beginning, a text acts as a formula."""


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[Cell]], separator: str = ";") -> bytes:
    """CSV that Excel opens with its accents, its cells apart and its texts at rest."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([_at_rest(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _at_rest(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(cell)
    told = str(cell).replace("\x00", "\ufffd")
    acts = told[:1] and (told[0] in SIGNS or (told[0] == "'" and told[1:2] and told[1:2] in f"{SIGNS}'"))
    return f"'{told}" if acts else told
