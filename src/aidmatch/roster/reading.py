"""A list of members as people keep it -> its headings and rows: CSV, XLSX, ODS or JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from aidmatch.datafiles import LARGEST
from aidmatch.errors import DataError, Problem
from aidmatch.roster.columns import Column, best_headings, columns
from aidmatch.roster.filing import object_of
from aidmatch.sheets import ROWS, Sheet, decoded, sheets, text
from aidmatch.value import say

Form = Literal["csv", "sheet", "json"]

_FIRST_ROWS = 30
"""Among which the line of headings is looked for."""


class Row(NamedTuple):
    """A row that holds something."""

    line: int
    cells: Sequence[Any] | None
    """None for a line of JSON that holds no object."""
    whole: str = ""
    """The line as it stands, where there are no cells."""


class Listing(NamedTuple):
    """A list of members."""

    form: Form
    sheet: str
    """Empty when the file has none, or one only."""
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    others: tuple[str, ...] = ()
    """Sheets that are left aside."""
    problems: tuple[Problem, ...] = ()


def read(path: Path, given: Mapping[str, str], wanted: str | None = None) -> Listing:
    """The list a file holds; `given` maps a heading to its field, `wanted` names the sheet."""
    try:
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            return _json_lines(path, given)
        found, trouble = sheets(path, path.name)
    except PermissionError as error:
        raise DataError(
            say("{file:text} cannot be read: another program holds it", file=path.name),
            say("close it in Excel or LibreOffice, then import again"),
        ) from error
    except OSError as error:
        raise DataError(
            say("{file:text} cannot be read: {error:text}", file=path.name, error=error.strerror or str(error)),
            say("if it lies in a synced or network folder, copy it here first"),
        ) from error
    if trouble and not found:
        raise DataError(trouble.what, trouble.fix)
    return _best(path.name, found, given, wanted, trouble)


def _best(
    name: str, found: Sequence[Sheet], given: Mapping[str, str], wanted: str | None, trouble: Problem | None
) -> Listing:
    """The sheet asked for, else the one most of whose headings are known."""
    if wanted is not None and wanted not in [sheet.name for sheet in found]:
        known = ", ".join(sheet.name for sheet in found if sheet.name)
        what = say("{file:text} has no sheet {sheet:text}", file=name, sheet=wanted)
        raise DataError(what, say("there are: {known:text}", known=known) if known else None)
    tried = [
        (sheet, *best_headings(sheet.rows[:_FIRST_ROWS], given)) for sheet in found if wanted in (None, sheet.name)
    ]
    known_ones = [one for one in tried if one[2]]
    if not known_ones:
        first = next((row for sheet in found for row in sheet.rows if any(text(cell) for cell in row)), ())
        headings = ", ".join(filter(None, map(text, first)))[:200]
        if not headings:
            raise DataError(say("{file:text} is empty", file=name), say("check that it is the right file"))
        raise DataError(
            say("{file:text}: no column with the names of companies was recognised", file=name),
            say("name it yourself: --column 'HEADING=name'; the first line says: {headings:text}", headings=headings),
        )
    sheet, place, taken = max(known_ones, key=lambda one: len({column.field for column in one[2] if column.field}))
    rows = tuple(
        Row(line, row)
        for line, row in enumerate(sheet.rows[place + 1 :], start=place + 2)
        if any(text(cell) for cell in row)
    )
    problems = [trouble] if trouble else []
    if len(sheet.rows) >= ROWS:
        what = say("only the first {most:number} rows are read", most=ROWS)
        problems.append(Problem(name, None, "", what, say("split the file")))
    width = max((len(sheet.rows[place]), *(column.place + 1 for column in taken)))
    headings_read = tuple(text(cell) for cell in sheet.rows[place])[:width]
    others = tuple(one.name for one in found if one.name != sheet.name)
    form: Form = "csv" if not sheet.name else "sheet"
    shown = sheet.name if others else ""
    return Listing(form, shown, headings_read, tuple(taken), rows, others, tuple(problems))


def _json_lines(path: Path, given: Mapping[str, str]) -> Listing:
    size = path.stat().st_size
    if size > LARGEST:
        raise DataError(say("{file:text} is larger than {most:number} bytes", file=path.name, most=LARGEST))
    read_text = decoded(path.read_bytes())
    records = [(number, line, object_of(line)) for number, line in enumerate(read_text.split("\n"), start=1)]
    records = [one for one in records if one[1].strip()]
    if not records:
        raise DataError(say("{file:text} is empty", file=path.name), say("check that it is the right file"))
    headings = tuple(dict.fromkeys(str(key).strip() for _, _, record in records for key in record or ()))
    rows = []
    for number, line, record in records:
        held = {str(key).strip(): value for key, value in (record or {}).items()}
        cells = [held.get(heading, "") for heading in headings]
        rows.append(Row(number, None if record is None else cells, line.strip()))
    return Listing("json", "", headings, tuple(columns(headings, given)), tuple(rows))


def as_json(heading: str, reason: str, row: Row, headings: Sequence[str]) -> str:
    """A row of JSON with its reason first, ready to correct."""
    if row.cells is None:
        return json.dumps({heading: reason, "line": row.whole}, ensure_ascii=False)
    held = {name: cell for name, cell in zip(headings, row.cells, strict=False) if cell not in ("", None)}
    return json.dumps({heading: reason, **held}, ensure_ascii=False, default=str)
