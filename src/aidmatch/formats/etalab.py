"""Calls -> the national standard *dispositif-aide-professionnels* (Etalab, v0.2.0 of 8 June 2026), as CSV or JSON.

Strict: the 26 columns in the schema's order, UTF-8, required columns never empty, every closing a date-time with its
offset, over-long text cut at a sentence. The published patterns for territories refuse the departments of Corsica
and their communes: both departments together are written as their region, REG-94; otherwise such a call is left out
and named, as a wider area would be untrue. Written `as_is`, it goes out all the same, under `patched_schema`, which
differs from the published one by those two patterns alone. EU-27 is no code of the COG, but the pattern takes it and
no list of codes says the same: the 27 countries would add New Caledonia, say, which is France but not the Union.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from aidmatch.errors import Problem
from aidmatch.formats._etalab_columns import row_of
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.call import Call

TERRITORIES = ("eligibilite_geographique", "eligibilite_geographique_exclusions")
"""The columns whose pattern is too narrow."""

_TERRITORY = r"[A-Z]+-(\d+|2[AB](\d{3})?|[A-Z]{2}[0-9A-Z]{0,3})"
PATCHED_PATTERN = rf"^{_TERRITORY}(\|{_TERRITORY})*$"
"""The published pattern, with the departments and communes of Corsica and the NUTS codes abroad besides."""


class Export(NamedTuple):
    """What goes into the file, and what does not."""

    rows: list[dict[str, str]]
    left_out: list[Problem]
    """A problem for each call left out, under its id."""
    lost: Counter[str]
    """How many calls have something the columns cannot hold, by its name."""


def export(calls: Iterable[Call], as_of: datetime, *, as_is: bool = False) -> Export:
    """The calls as rows; `as_of` stands for the day of update where a call has none."""
    done = Export([], [], Counter())
    for call in calls:
        cells, lost = row_of(call, as_of)
        row = {column: cells.get(column, "") for column in columns()}
        refused = [] if as_is else [code for column in TERRITORIES for code in _refused(column, row[column])]
        if refused:
            what = say("the published schema refuses these territories: {codes:text}", codes=", ".join(refused))
            fix = say("--as-is writes the call, with a patched schema beside the file")
            done.left_out.append(Problem(call.id, None, "perimeter", what, fix))
            continue
        done.rows.append(row)
        done.lost.update(lost)
    return done


def to_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The rows as CSV: UTF-8, commas, lines ended by CR LF as in the published examples."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def to_json(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The rows as a JSON list: whole numbers as numbers, empty cells as null."""
    numbers = {field["name"] for field in _fields(schema()) if field["type"] == "integer"}
    records = [
        {column: int(cell) if cell and column in numbers else cell or None for column, cell in row.items()}
        for row in rows
    ]
    return json.dumps(records, ensure_ascii=False, indent=1).encode() + b"\n"


@cache
def columns() -> tuple[str, ...]:
    """The columns, in the schema's order."""
    return tuple(field["name"] for field in _fields(schema()))


def schema() -> dict[str, Any]:
    """The published schema."""
    return cast("dict[str, Any]", json.loads(_published()))


def patched_schema() -> dict[str, Any]:
    """The published schema with the two patterns for territories widened, and nothing else."""
    patched = schema()
    for field in _fields(patched):
        if field["name"] in TERRITORIES:
            field["constraints"]["pattern"] = PATCHED_PATTERN
    return patched


def _fields(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", schema["fields"])


@cache
def _published() -> bytes:
    found = get_data("aidmatch.formats", "data/dispositif-aide-professionnels.schema.json")
    if found is None:
        raise LookupError("the published schema is missing from the package")
    return found


@cache
def _pattern(column: str) -> re.Pattern[str]:
    pattern = next(field["constraints"]["pattern"] for field in _fields(schema()) if field["name"] == column)
    return re.compile(pattern)


def _refused(column: str, cell: str) -> list[str]:
    return [code for code in cell.split("|") if cell and not _pattern(column).fullmatch(code)]
