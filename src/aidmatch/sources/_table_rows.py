"""A list -> its rows, page after page: CSV, spreadsheets, JSON, and the two APIs of Opendatasoft portals.

A row is a mapping by the names of its columns, as JSON has it; a spreadsheet's dates become ISO dates. Opendatasoft
v2.1 gives 100 records a page and 10,000 in all; v1.0 leaves empty fields out of a record.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aidmatch.errors import Changed
from aidmatch.sheets import ROWS, Sheet, sheets
from aidmatch.sources._table_texts import key
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher
    from aidmatch.sheets import Cell
    from aidmatch.sources._table_settings import Form, Listing

PAGE = {"opendatasoft": 100, "opendatasoft-v1": 1000}
"""Records a page, at most."""
MOST = 10_000
"""Records one may page through: `offset + limit`, as the portals hold it."""
HEADINGS = 30
"""First lines of a sheet among which its headings are looked for."""

BEYOND = ""
"""Under which a row keeps the cells beyond the last heading."""

Row = dict[str, Any]


class Page(NamedTuple):
    """Some rows of a list."""

    rows: list[Row]
    expected: int | None = None


class Columns(NamedTuple):
    """How the columns of a list and those of its mapping meet."""

    empty: list[str]
    """Named by the mapping, and filled in no row."""
    left: list[str]
    """Filled in some row, and named by nothing."""


def columns(listing: Listing, rows: Sequence[Row]) -> Columns:
    """The columns that do not meet."""
    filled = dict.fromkeys(name for row in rows for name, cell in row.items() if cell not in (None, "", []))
    known, wanted = {key(name) for name in filled}, {key(name) for name in named(listing)}
    # A name with a dot looks inside a cell.
    empty = [name for name in named(listing) if not {key(name), key(name.split(".")[0])} & known]
    wanted |= {key(name.split(".")[0]) for name in named(listing)}
    return Columns(empty, [name for name in filled if key(name) not in wanted])


def pages(fetcher: Fetcher, listing: Listing, url: str) -> Iterator[Page]:
    """Every page of a list on the web."""
    from aidmatch.fetch import expect

    size = PAGE.get(listing.format)
    if size is None:
        yield page_of(listing, expect(fetcher.get(url)).content, url)
        return
    names = ("limit", "offset") if listing.format == "opendatasoft" else ("rows", "start")
    offset = 0
    while True:
        reply = expect(fetcher.get(_asked(url, dict(zip(names, (size, offset), strict=True)))))
        page = _portal(listing.format, reply.json(), reply.url.split("?")[0])
        yield page
        offset += len(page.rows)
        if not page.rows or offset >= (page.expected or 0):
            return
        if offset + size > MOST:
            raise Changed(
                say("the list has more than {most:number} records, and the portal gives no more", most=MOST),
                say("ask for a part of it: put a condition into the address"),
            )


def _asked(url: str, more: Mapping[str, int]) -> str:
    """The address with the page asked for; what it asked already (where=, order_by=) stays."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in more]
    return urlunsplit(parts._replace(query=urlencode([*kept, *more.items()])))


def page_of(listing: Listing, content: bytes, shown: str) -> Page:
    """The rows of a whole file, or of one page recorded from a portal."""
    if listing.format in ("csv", "xlsx"):
        return Page(_sheet_rows(listing, content, shown))
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Changed(say("{url:text} is not JSON", url=shown), say("look at it in a browser or an editor")) from error
    if listing.format == "json":
        return Page(_listed(found, listing.records, shown))
    return _portal(listing.format, found, shown)


def _portal(form: Form, found: Any, shown: str) -> Page:
    names = ("results", "total_count") if form == "opendatasoft" else ("records", "nhits")
    rows, total = (found.get(name) for name in names) if isinstance(found, dict) else (None, None)
    if not isinstance(rows, list) or not isinstance(total, int):
        raise Changed(
            say("{url:text} answers without {names:text}", url=shown, names=" · ".join(names)),
            say("look whether the portal still has this list, and under which form"),
        )
    if form == "opendatasoft-v1":
        rows = [_record_v1(row) for row in rows]
    return Page(rows, total)


def _record_v1(record: Any) -> Any:
    if not isinstance(record, dict) or not isinstance(record.get("fields"), dict):
        return record
    return {"recordid": record.get("recordid"), **record["fields"]}


def _listed(found: Any, where: str | None, shown: str) -> list[Row]:
    for step in where.split(".") if where else ():
        found = found.get(step) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise Changed(
            say("{url:text} has no list of records at {where:text}", url=shown, where=where or "."),
            say("say where it stands with the setting: records"),
        )
    return found


def _sheet_rows(listing: Listing, content: bytes, shown: str) -> list[Row]:
    found = _csv(listing, content) if listing.format == "csv" else _book(listing, content, shown)
    best = max(found, key=lambda sheet: _headings(listing, sheet)[0], default=None)
    _, headings, start = _headings(listing, best) if best else (0, [], 0)
    here = {key(heading) for heading in headings}
    missing = [name for name in named(listing) if key(name) not in here]
    if best is None or missing:
        what = say("no such column: {names:text}", names=", ".join(missing or named(listing)))
        raise Changed(what, say("there are: {known:text}", known=", ".join(filter(None, headings)) or "–"))
    rows = best.rows[start + 1 :]
    if len(best.rows) >= ROWS:
        what = say("{url:text} has more than {most:number} lines", url=shown, most=ROWS)
        raise Changed(what, say("split it, or check that it is the right file"))
    return [_row(headings, row) for row in rows if any(cell not in ("", None) for cell in row)]


def _book(listing: Listing, content: bytes, shown: str) -> list[Sheet]:
    # The reader of sheets opens files: it tells a spreadsheet by its first bytes, whatever the address was called.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(content)
        found, problem = sheets(path, shown)
    if problem is not None:
        raise Changed(problem.what, problem.fix)
    return [sheet for sheet in found if listing.sheet in (None, sheet.name)]


def _csv(listing: Listing, content: bytes) -> list[Sheet]:
    """The rows by the separator that finds most columns: prose has more commas than a list has semicolons."""
    try:
        told = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        told = content.decode("cp1252", errors="replace")

    def cut(text: str, separator: str) -> Sheet:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return Sheet("", list(islice(reader, ROWS)))

    try:
        head = "".join(told.splitlines(keepends=True)[:HEADINGS])
        separator = max(";,\t|", key=lambda one: _headings(listing, cut(head, one))[0])
        return [cut(told, separator)]
    except csv.Error as error:
        what = say("the rest of the file cannot be read: {error:text}", error=str(error))
        raise Changed(what, say("look for a quote that is not closed")) from error


def _row(headings: Sequence[str], cells: Sequence[Cell]) -> Row:
    """A row by its headings; of two columns of one name the first. What stands under no heading has none."""
    row: Row = {}
    for name, cell in zip(headings, cells, strict=False):
        if name:
            row.setdefault(name, _cell(cell))
    beyond = [_cell(cell) for cell in cells[len(headings) :] if cell not in ("", None)]
    return {**row, BEYOND: beyond} if beyond else row


def _headings(listing: Listing, sheet: Sheet) -> tuple[int, list[str], int]:
    """How many of the columns wanted a sheet has, its headings, and the line they stand on."""
    wanted = {key(name) for name in named(listing)}
    best: tuple[int, list[str], int] = (-1, [], 0)
    for place, row in enumerate(sheet.rows[:HEADINGS]):
        names = [str(cell).strip() if isinstance(cell, str) else "" for cell in row]
        met = len(wanted & {key(name) for name in names})
        if met > best[0]:
            best = met, names, place
    return best


def named(listing: Listing) -> list[str]:
    """The columns the settings name, each once."""
    return list(dict.fromkeys(name for names in listing.columns.model_dump().values() for name in names))


def _cell(cell: Cell) -> str | float | bool | None:
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell
