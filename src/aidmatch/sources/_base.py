"""What every reader of a public file shares: opening it, and one record after the other into calls."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from datetime import date
from pathlib import Path
from string import ascii_uppercase
from time import strptime
from typing import Any, NamedTuple, Protocol, TypeVar

from pydantic import ValidationError

from aidmatch.call import Call, Kind
from aidmatch.datafiles import LARGEST, Raw, problems_of
from aidmatch.errors import Problem
from aidmatch.nomenclatures import activities
from aidmatch.sources._resting import resting
from aidmatch.value import Message, Refusal, Value, say

Record = TypeVar("Record")


class Note(Protocol):
    """Names something wrong with the record at hand."""

    def __call__(self, field: str, what: Message, fix: Message | None = None) -> None:
        """Its field, what is wrong, what to do."""


class Column(NamedTuple):
    """A column of a list that people made, and what it was taken for."""

    sheet: str
    place: int
    """From 0."""
    heading: str
    field: str | None
    """None when it is left aside."""


class Reading(NamedTuple):
    """What a file gave."""

    calls: list[Call]
    problems: list[Problem]
    read: int
    """Records in the file, refused ones included."""
    columns: tuple[Column, ...] = ()
    """What each column was taken for, where no format says it."""


class Aside(Exception):
    """A record that is left aside; the reason has been noted."""


def text_of(path: Path, shown: str) -> tuple[str, Problem | None]:
    """The text of a file, its byte-order mark taken off; or why there is none."""
    size = path.stat().st_size
    if size > LARGEST:
        what = say("the file has {size:number} bytes; at most {largest:number} are read", size=size, largest=LARGEST)
        return "", Problem(shown, None, "", what, say("split it, or check that it is the right file"))
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", Problem(shown, line, "", say("not UTF-8 text"), say("save the file again as UTF-8"))
    if not text.strip():
        return "", Problem(shown, 1, "", say("the file is empty"), say("check that it is the right file"))
    return text, None


def json_list(text: str, shown: str) -> tuple[list[Any], Problem | None]:
    """The items of a JSON list, or why there are none."""
    import json

    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        return [], Problem(shown, error.lineno, "", say("not valid JSON: {error:text}", error=error.msg))
    except RecursionError:
        return [], Problem(shown, None, "", say("not valid JSON: {error:text}", error="nested too deep"))
    if not isinstance(content, list):
        return [], Problem(shown, 1, "", say("a list of records was expected"))
    return content, None


def gather(
    shown: str,
    records: Iterable[tuple[int | None, Record]],
    call_of: Callable[[Record, Note], Call],
    form: type[Value] = Call,
) -> Reading:
    """Turn each record into a call on its own: one that is refused never hides the others.

    `form` is the model of a record as published, where there is one.
    """
    calls: dict[str, Call] = {}
    problems: list[Problem] = []
    place = 0
    for place, (line, record) in enumerate(records, start=1):
        note = _noter(problems, shown, line, place)
        try:
            call = resting(call_of(record, note))
        except ValidationError as error:
            model = form if error.title == form.__name__ else Call
            for problem in problems_of(error, model, shown, Raw(record, line)):
                note(problem.field, problem.what, problem.fix)
        except Refusal as error:
            note(str(dict(error.message.values).get("field") or ""), error.message)
        except Aside:
            continue
        else:
            if call.id in calls:
                note("id", say("the id {id:text} is given twice; the first record stands", id=call.origin.id))
            calls.setdefault(call.id, call)
    return Reading(list(calls.values()), problems, place)


def _noter(problems: list[Problem], shown: str, line: int | None, place: int) -> Note:
    """Notes a problem under its line, or under the record's place in the list where lines mean nothing."""

    def note(field: str, what: Message, fix: Message | None = None) -> None:
        where = field if line is not None else f"{place}.{field}" if field else str(place)
        problems.append(Problem(shown, line, where, what, fix))

    return note


def call_id(prefix: str, own: str) -> str:
    """The call's id, made from the source's own with the source's short name before it."""
    plain = unicodedata.normalize("NFKD", own).encode("ascii", "ignore").decode().casefold()
    return f"{prefix}-{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')}"[:120].rstrip("-")


def alike(text: str) -> str:
    """A phrase as it is compared: one apostrophe, one blank, no case."""
    return " ".join(text.replace("’", "'").casefold().split())


KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"\bAMI\b|manifestations? d['’]int[ée]r[êe]t", re.ASCII), "expression_of_interest"),
    (re.compile(r"\bAAP\b|\b[Aa]ppels? à projets?"), "call_for_projects"),
    (re.compile(r"\b([Cc]oncours|[Tt]roph[ée]es?)\b"), "contest"),
)
"""The kind of call a title names."""


def kind_of(title: str) -> Kind:
    """The kind of call, as its title says; a standing scheme when it says nothing."""
    return next((kind for pattern, kind in KINDS if pattern.search(title)), "standing")


def is_every_section(codes: Collection[str], nomenclature: str = activities.REV2) -> bool:
    """Whether the codes name all the sections of the nomenclature, hence no trade in particular."""
    return all(letter in codes for letter in ascii_uppercase if activities.exists(letter, nomenclature))


def french_day(text: str) -> date:
    """The day written dd/mm/yyyy; ValueError when it is not."""
    day = strptime(text.strip(), "%d/%m/%Y")
    return date(day.tm_year, day.tm_mon, day.tm_mday)


def at_most(text: str, most: int) -> str:
    """A text cut at a word when it is too long for its field."""
    import textwrap

    return text if len(text) <= most else textwrap.shorten(text, most, placeholder=" …")
