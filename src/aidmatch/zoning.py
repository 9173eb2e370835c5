"""The list of regional-aid areas a coordinator gives: ``data/zones.csv`` (or .xlsx, .ods) of the workspace.

A row for each place: its code, its zone, the days it holds, its source and the day somebody looked at it. A row without
source or check date is refused: an area nobody can trace is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from aidmatch.days import moment
from aidmatch.errors import Problem
from aidmatch.nomenclatures import territories
from aidmatch.nomenclatures.regional_areas import Area, Kind
from aidmatch.sheets import Cell, sheets
from aidmatch.sheets import text as seen
from aidmatch.sheets.headings import Names, words_of
from aidmatch.value import Message, say

FILES = ("data/zones.csv", "data/zones.xlsx", "data/zones.ods")
"""Of a workspace; the first that is there is read."""

NAMES: Mapping[str, Sequence[str]] = {
    "code": ("code", "code INSEE", "commune", "territoire"),
    "zone": ("zone", "zonage", "AFR"),
    "valid_from": ("valid from", "début", "depuis", "valable du"),
    "valid_to": ("valid to", "fin", "jusqu'au", "valable jusqu'au"),
    "source": ("source", "texte", "référence"),
    "checked_on": ("checked on", "vérifié le", "relu le", "checked"),
}
_ZONES: Mapping[str, Kind] = {
    "a": "a", "zone a": "a", "c": "c", "zone c": "c", "none": "none", "hors zone": "none", "aucune": "none",
    "non": "none", "part": "part", "partielle": "part", "partiel": "part", "en partie": "part",
}  # fmt: skip


def zones(workspace: Path) -> tuple[list[Area], list[Problem]]:
    """The areas of the workspace's list, and what is wrong in it; nothing where there is none."""
    for name in FILES:
        path = workspace / name
        if path.is_file():
            read, problem = sheets(path, name, _MOST)
            found: list[Area] = []
            problems = [problem] if problem else []
            wrong = 0
            for sheet in read:
                if len(sheet.rows) >= _MOST:
                    what = say("only the first {most:number} rows are read", most=_MOST)
                    problems.append(Problem(name, _MOST, "", what))
                for line, told in _records(sheet.rows):
                    # A nearest place is looked for in all of them: for a list that is wrong throughout, not each time.
                    area = _area(told, is_looked_for=wrong < _SHOWN)
                    if isinstance(area, Area):
                        found.append(area)
                        continue
                    wrong += 1
                    if wrong <= _SHOWN:
                        problems.append(Problem(name, line, *area))
            if wrong > _SHOWN:
                what = say("{count:number} other rows cannot be read either", count=wrong - _SHOWN)
                problems.append(Problem(name, None, "", what))
            if read and not found and not problems:
                what = say("no row names a place and its zone")
                problems.append(Problem(name, 1, "", what, say("name the columns, as in docs/state-aid.md")))
            return found, problems
    return [], []


_MOST = 100_000
"""Rows that are read: there are 35 000 communes."""

_SHOWN = 20
"""Rows that cannot be read and are told one by one."""


def _brief(cell: Cell) -> str:
    """What a cell says, in a few words."""
    told = seen(cell)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


_LONGEST = 60


@cache
def _columns() -> Names:
    return Names(NAMES, small=("de", "du", "des", "la", "le", "les", "l", "d", "au", "of", "the"))


def _records(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Each row with its line, by the first line of headings that names a code and a zone."""
    taken: dict[int, str] = {}
    for line, row in enumerate(rows, start=1):
        if not taken:
            met = {place: one.field for place, one in _columns().take(row, {}).items() if one.field}
            taken = met if {"code", "zone"} <= set(met.values()) else {}
            continue
        told = {field: row[place] for place, field in taken.items() if place < len(row)}
        if any(seen(cell) for cell in told.values()):
            yield line, told


def _area(told: Mapping[str, Cell], *, is_looked_for: bool) -> Area | tuple[str, Message, Message | None]:
    """A row's area; or its field, what is wrong with it and what to do."""
    for field in ("code", "zone", "valid_from", "source", "checked_on"):
        if not seen(told.get(field, "")):
            return field, say("this field is missing"), None
    code = _code(seen(told["code"]))
    if code is None:
        near = territories.nearest(_brief(told["code"])) if is_looked_for else None
        fix = say("did you mean {near} ({label:text})?", near=near, label=territories.label(near)) if near else None
        return "code", say("no such code: {given:text}", given=_brief(told["code"])), fix
    kind = _ZONES.get(" ".join(words_of(seen(told["zone"]))))
    if kind is None:
        return "zone", say("not a zone: {given:text}", given=_brief(told["zone"])), say("there are: a, c, none, part")
    days: dict[str, date | None] = {}
    for field in ("valid_from", "valid_to", "checked_on"):
        cell = told.get(field, "")
        days[field] = _day(cell)
        if seen(cell) and days[field] is None:
            return field, say("not a date: {given:text}", given=_brief(cell)), say("write it as 2026-12-31")
    since, until, checked = days["valid_from"], days["valid_to"], days["checked_on"]
    if since is None or checked is None:
        return "valid_from", say("this field is missing"), None
    if until is not None and until < since:
        return "valid_to", say("it ends before it begins"), None
    return Area(code, kind, since, until, seen(told["source"]), checked)


def _code(written: str) -> str | None:
    """« 66136 », « COM-66136 », « 200027183 », « 973 » -> a code of ours; a name of one place alone too."""
    plain = written.replace(" ", "").upper()
    if re.fullmatch(r"\d{4}", plain):
        # A spreadsheet has eaten the zero before it.
        plain = f"0{plain}"
    sized = {5: "COM", 9: "EPCI", 2: "DEP", 3: "DEP"}
    for code in (plain, f"{sized.get(len(plain), 'COM')}-{plain}"):
        if code.partition("-")[1] and territories.exists(code):
            return code
    named = territories.find(written)
    return named[0] if len(named) == 1 else None


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    read = moment(seen(cell)) if seen(cell) else None
    return read.date() if isinstance(read, datetime) else read
