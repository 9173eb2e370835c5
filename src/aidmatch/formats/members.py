"""Lists of members going out: the whole of them, the rows an import refused, the facts it left as they were."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aidmatch.formats import _portrait, _words
from aidmatch.formats.sheet import Sheet, csv_text, xlsx
from aidmatch.roster import outgoing, reading
from aidmatch.sheets import decoded, separator_of, text

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.errors import Problem
    from aidmatch.formats._wording import Wording
    from aidmatch.roster.comparing import Kept
    from aidmatch.roster.reading import Listing
    from aidmatch.roster.rows import Taken


def kept(words: Wording, one: Kept) -> str:
    """« Studio Exemple : effectif : 12 (à la main), la liste dit 15 »"""
    by = words.term(_words.SAID_BY, one.by) if one.by not in (None, "list") else words.text("by hand")
    return words.text(
        "{name:text}: {field}: kept {held:text} ({by}); the list says {listed:text}",
        name=one.name,
        field=words.term(_words.MEMBERS, one.field),
        held=_value(words, one.field, one.held),
        by=by,
        listed=_value(words, one.field, one.listed),
    )


def _value(words: Wording, field: str, value: Any) -> str:
    return str(value) if field in ("name", "siren", "siret") else _portrait.written(words, field, value)


def reason(words: Wording, problems: Sequence[Problem]) -> str:
    """Why a row was refused, in a sentence a problem."""
    told = []
    for problem in problems:
        field = f"{problem.field} : " if problem.field and words.language == "fr" else f"{problem.field}: "
        fix = f" ({words.say(problem.fix)})" if problem.fix else ""
        told.append(f"{field if problem.field else ''}{words.say(problem.what)}{fix}")
    return " ; ".join(told)


def refused(
    words: Wording, listing: Listing, rows: Sequence[tuple[Taken, tuple[Problem, ...]]], source: Path
) -> tuple[str, bytes]:
    """The suffix and the bytes of a file of the rows an import refused, their reasons first; CSV stays CSV."""
    heading = words.text("Reason")
    told = [(reason(words, problems), one.row) for one, problems in rows]
    if listing.form == "json":
        lines = (reading.as_json(heading, why, row, listing.headings) for why, row in told)
        return ".jsonl", "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    names = list(listing.headings)
    again = [place for place, name in enumerate(names) if name == heading]
    headings = [heading, *(name for place, name in enumerate(names) if place not in again)]
    cells = []
    for why, row in told:
        own = [*(row.cells or ()), *([""] * len(names))][: max(len(names), len(row.cells or ()))]
        cells.append([why, *(_cell(cell) for place, cell in enumerate(own) if place not in again)])
    if listing.form == "csv":
        return ".csv", csv_text(headings, cells, separator_of(decoded(source.read_bytes())))
    return ".xlsx", xlsx([Sheet(words.text("To correct"), headings, cells, widths={0: 48}, wrapped=frozenset({0}))])


def _cell(cell: Any) -> Any:
    """A cell as it was: a number stays one."""
    if isinstance(cell, list | dict):
        return json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, bool) or not isinstance(cell, int | float | date):
        told = text(cell)
        # The apostrophe that kept it at rest is put again by the writer.
        return told[1:] if told[:1] == "'" and told[1:2] in ("=", "+", "-", "@") else told
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def exported(words: Wording, companies: Iterable[Company]) -> tuple[list[str], list[list[Any]]]:
    """The headings and rows of all members, as the import reads them back; a column that nobody fills is left out."""
    yes, no = words.text("yes"), words.text("no")
    rows = [outgoing.row(company, yes, no) for company in companies]
    used = [field for field in outgoing.FIELDS if field in ("id", "name") or any(field in row for row in rows)]
    labels = [words.term(_words.MEMBERS, field) for field in used]
    return [f"{label[:1].upper()}{label[1:]}" for label in labels], [[row.get(field) for field in used] for row in rows]


def as_xlsx(words: Wording, companies: Iterable[Company]) -> bytes:
    """The members in a workbook."""
    headings, rows = exported(words, companies)
    # In a workbook texts are at rest: only an apostrophe of their own is doubled, which the import takes away.
    quiet = [[f"'{cell}" if isinstance(cell, str) and _ACTS.match(cell) else cell for cell in row] for row in rows]
    return xlsx([Sheet(words.text("Members"), headings, quiet)])


_ACTS = re.compile(r"'[=+\-@\t\r']")


def as_csv(words: Wording, companies: Iterable[Company]) -> bytes:
    """The members as CSV that Excel opens."""
    return csv_text(*exported(words, companies))


def as_json_lines(companies: Iterable[Company]) -> bytes:
    """The members as our own data files write them, one a line."""
    told = (company.model_dump(mode="json", exclude_defaults=True, by_alias=True) for company in companies)
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in told).encode("utf-8", "replace")


def longest(companies: Iterable[Company]) -> int:
    """Signs of the longest text of the members: a workbook's cell holds so many only."""
    rows = (outgoing.row(company, "", "") for company in companies)
    return max((len(cell) for row in rows for cell in row.values() if isinstance(cell, str)), default=0)
