"""The coordinator's own watch list: a spreadsheet (.xlsx, .ods) or a CSV file that people keep by hand.

No standard holds it. The columns are recognised by their names (`_columns`), or as the person says; the line of
headings may stand below a title, and every visible sheet that has one is read. A cell is text: a formula is its last
value, markup is shown as it is typed. A date, an amount or a place that cannot be read for sure is kept in words, never
guessed: no date is not "open for ever", and no reading refuses anybody. A call's id is made from its title and
funder, so that the next version of the list finds it again.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from aidmatch import written
from aidmatch.call import Amounts, Body, Call, Instrument, Kind, Origin
from aidmatch.condition import Condition
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.errors import Problem
from aidmatch.sheets import Cell, Sheet, sheets
from aidmatch.sources import _cells
from aidmatch.sources._base import Aside, Column, Note, Reading, at_most, call_id, gather, kind_of
from aidmatch.sources._beside import kept_columns
from aidmatch.sources._columns import best_headings
from aidmatch.sources._prose import aimed_at, prose
from aidmatch.value import say
from aidmatch.window import Window

SOURCE = "watch-list"
PREFIX = "veille"

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv"})
"""Of the files that are read as a list when no source is named."""

_FIRST_ROWS = 30
"""Among which the line of headings is looked for."""


class Row(NamedTuple):
    """A line of the list."""

    sheet: str
    cells: Mapping[str, list[tuple[str, Cell]]]
    """Headings and filled cells by what the column holds; several columns may hold one thing."""

    def first(self, field: str) -> Cell:
        """The first cell; an empty text when there is none."""
        return next((cell for _, cell in self.cells.get(field, ())), "")

    def text(self, field: str) -> str:
        """The cells as a person sees them, one below the other."""
        return "\n".join(_cells.text(cell) for _, cell in self.cells.get(field, ()))

    def line(self, field: str) -> str:
        """The same on one line."""
        return " ".join(self.text(field).split())

    def lines(self, field: str) -> list[str]:
        """The same, a point a line, without the signs before them."""
        points = (line.strip().lstrip("•-–*·").strip() for line in self.text(field).splitlines())
        return list(dict.fromkeys(filter(None, points)))


def read(path: Path, shown: str, given: Mapping[str, str] | None = None) -> Reading:
    """Every row of the list as a call.

    `given` maps a heading to what its column holds; the one kept beside the file stands when none is given.
    """
    asked = kept_columns(path) if given is None else given
    found, trouble = sheets(path, shown)
    taken: list[Column] = []
    calls: dict[str, Call] = {}
    problems = [] if trouble is None else [trouble]
    count = 0
    for sheet in found:
        place, columns = best_headings(sheet.rows[:_FIRST_ROWS], sheet.name, asked)
        if not columns:
            continue
        taken.extend(columns)
        name = f"{shown} [{sheet.name}]" if len(found) > 1 else shown
        part = gather(name, _rows(sheet, place, columns), _call)
        count += part.read
        problems.extend(part.problems)
        for call in part.calls:
            if call.id in calls:
                what = say("the id {id:text} is given twice; the first record stands", id=call.origin.id)
                problems.append(Problem(name, None, "title", what, _TWICE))
            calls.setdefault(call.id, call)
    if not taken and trouble is None:
        what = say("no line of headings was recognised: a column of titles and another are needed")
        problems.append(Problem(shown, None, "", what, say("name a column yourself: --column 'HEADING=title'")))
    return Reading(list(calls.values()), problems, count, tuple(taken))


_TWICE = say("tell the two apart by their titles")


def _rows(sheet: Sheet, headings: int, columns: list[Column]) -> Iterator[tuple[int, Row]]:
    """Each filled row with its line in the sheet."""
    for line, row in enumerate(sheet.rows[headings + 1 :], start=headings + 2):
        cells: dict[str, list[tuple[str, Cell]]] = {}
        for column in columns:
            cell = row[column.place] if column.place < len(row) else ""
            if column.field and _cells.text(cell):
                cells.setdefault(column.field, []).append((column.heading, cell))
        if cells:
            yield line, Row(sheet.name, cells)


def _call(row: Row, note: Note) -> Call:
    title = row.line("title")
    if not title:
        note("title", say("this field is missing"))
        raise Aside
    if set(row.cells) == {"title"}:
        note("", say("a title alone: nothing is said of this call"), say("if it is a heading of the list, leave it"))
        raise Aside
    window = _window(row, note)
    territory, level, unplaced = _territory(row)
    read = prose((heading, [_cells.text(cell)]) for heading, cell in row.cells.get("conditions", ()))
    funders = tuple(Body(name=name) for name in _several(row.text("funder")))
    url = _address(row.line("url"), note)
    kind, instrument, guess = _nature(row, title, window)
    own = f"{title} – {row.line('funder')}" if funders else title
    return Call(
        id=_id(own),
        title=at_most(title, 300),
        description=row.text("description") or None,
        kind=kind,
        instrument=instrument,
        level=written.level(row.line("level")) or level,
        funders=funders,
        operator=Body(name=row.line("operator")) if row.line("operator") else None,
        contact=" ; ".join(row.lines("contact")) or None,
        window=window,
        amounts=_amounts(row),
        criteria=(*territory, *read.criteria),
        conditions=tuple(dict.fromkeys((*unplaced, *read.conditions))),
        targeting=aimed_at(read, _several(row.text("sectors"))),
        themes=tuple(dict.fromkeys(filter(None, map(written.theme, _themes(row))))),
        documents=tuple(row.lines("documents")),
        origin=Origin(
            source=SOURCE,
            id=own,
            url=url,
            read_on=_read_on(row, note),
            confidence="medium" if url else "low",
            note=guess,
        ),
    )


def _id(own: str) -> str:
    """The call's id; where a long one would be cut, a few signs of its hash tell it from its neighbours."""
    long = call_id(PREFIX, own)
    if len(long) <= _LONGEST_ID:
        return long
    return f"{long[:_LONGEST_ID].rstrip('-')}-{hashlib.sha256(_plain(own).encode()).hexdigest()[:8]}"


_LONGEST_ID = 80


def _plain(own: str) -> str:
    letters = unicodedata.normalize("NFKD", own.casefold())
    return " ".join("".join(sign if sign.isalnum() else " " for sign in letters).split())


def _themes(row: Row) -> list[str]:
    """Themes are short: a comma stands between two of them."""
    return [part for said in _several(row.text("themes")) for part in said.split(",")]


def _several(said: str) -> list[str]:
    """The names in a cell; a comma or « et » may be part of one."""
    return list(dict.fromkeys(filter(None, (" ".join(part.split()) for part in re.split(r"[;/|\n•]", said)))))


def _window(row: Row, note: Note) -> Window:
    found, is_read = written.window(
        _cells.when(row.first("opens")), _cells.when(row.first("closes")), row.line("status")
    )
    if not is_read:
        note("closes", say("the dates cannot be read for sure: {given:text}; they stay words", given=found.note or ""))
    return found


def _territory(row: Row) -> tuple[tuple[Condition, ...], Any, list[str]]:
    """The territories as a criterion, their level, and what names no territory for sure as a sentence."""
    said = row.text("territory")
    if not said:
        return (), None, []
    codes = written.places(said)
    words = " ".join(said.split())
    if codes:
        return (Perimeter(kind="perimeter", within=codes, words=words),), written.level_of(codes), []
    found = prose([("Territoire", [said])])
    areas = [one for one in found.criteria if isinstance(one, Perimeter)]
    if areas and not found.conditions and len(areas) == len(found.criteria):
        return found.criteria, written.level_of(tuple(code for one in areas for code in one.within)), []
    return (), written.level(said), [f"Territoire : {words}"]


def _nature(row: Row, title: str, window: Window) -> tuple[Kind, Instrument, str | None]:
    """The kind and the nature of the aid, by the column that tells them, else by the title and the sheet's name."""
    said = row.line("type")
    has_dates = window.kind in ("dated", "cut_offs")
    kind = written.kind(said) or written.kind(title) or written.kind(row.sheet)
    instrument = written.instrument(said) or written.instrument(title)
    return (
        kind or ("call_for_projects" if has_dates else kind_of(title)),
        instrument or ("prize" if kind == "contest" else "grant"),
        None
        if instrument or kind == "contest"
        else "Nature de l’aide non précisée dans la liste : subvention supposée.",
    )


def _amounts(row: Row) -> Amounts:
    """Amount and rate where each is one figure; else the words."""
    amount, rate = row.first("amount"), row.first("rate")
    ceiling, intensity = _cells.euros(amount), _cells.share(rate)
    if ceiling is None and intensity is None and isinstance(amount, str) and not _cells.text(rate):
        intensity = _cells.share(amount)
        if intensity is not None:
            return Amounts(intensity=intensity, costs=tuple(row.lines("costs")))
    lost = [_cells.text(cell) for cell, known in ((amount, ceiling), (rate, intensity)) if known is None]
    note = " ; ".join(" ".join(cell.split()) for cell in lost if cell) or None
    return Amounts(ceiling=ceiling, intensity=intensity, costs=tuple(row.lines("costs")), note=note)


def _address(said: str, note: Note) -> str | None:
    if not said:
        return None
    found = re.search(r"https?://[^\s<>\"]+", said)
    if found:
        return found[0].rstrip(".,;)")
    if re.fullmatch(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", said):
        return f"https://{said}"
    note("url", say("an address beginning with http was expected, not {given:text}", given=said))
    return None


def _read_on(row: Row, note: Note) -> date | None:
    cell = row.first("read_on")
    day = written.moment(_cells.when(cell))
    if day is None and _cells.text(cell):
        note("read_on", say("a date such as 2026-12-31 was expected, not {given:text}", given=_cells.text(cell)))
    return day.date() if isinstance(day, datetime) else day
