"""YAML and JSONL files <-> calls, companies and overlays, with the file, line and field of whatever is wrong.

One wrong record never hides the others: each file is read on its own, each record validated on its own,
and trouble comes back as `Problem`s beside the good values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import chain, count
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.contact import Contact
from aidmatch.datafiles._raw import LARGEST as LARGEST
from aidmatch.datafiles._raw import Raw as Raw
from aidmatch.datafiles._raw import line_at
from aidmatch.datafiles._raw import raw_records as raw_records
from aidmatch.datafiles._trouble import brief
from aidmatch.datafiles._trouble import problems_of as problems_of
from aidmatch.errors import Problem
from aidmatch.overlay import Overlay
from aidmatch.value import say

Record = TypeVar("Record", Call, Company, Overlay, Contact)


def id_of(name: str, taken: Iterable[str], otherwise: str = "company") -> str:
    """An id made from a name: "Studio Éclair SARL" is studio-eclair-sarl; a number follows when it is taken.

    `otherwise` stands for a name without a letter.
    """
    letters = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or otherwise
    used = taken if isinstance(taken, AbstractSet) else set(taken)
    return next(one for one in chain([base], (f"{base}-{number}" for number in count(2))) if one not in used)


def read_file(path: Path, model: type[Record], name: str) -> tuple[list[Record], list[Problem]]:
    """The valid records of one file, and its problems."""
    raws, problems = raw_records(path, name)
    values: list[Record] = []
    seen: set[str] = set()
    for raw in raws:
        if not isinstance(raw.content, dict):
            what = say("a record with fields was expected, not {given:text}", given=brief(raw.content))
            problems.append(Problem(name, raw.line or line_at(raw.node, ()), "", what))
            continue
        try:
            value = model.model_validate(raw.content)
        except ValidationError as error:
            problems.extend(problems_of(error, model, name, raw))
            continue
        if value.id in seen:
            problems.append(twin(name, raw.line or line_at(raw.node, ("id",)), value.id, name))
            continue
        seen.add(value.id)
        values.append(value)
    return values, problems


def problems_in(error: ValidationError, path: Path, name: str, record: str) -> list[Problem]:
    """What is wrong with the call that an overlay makes, on the overlay's lines."""
    raws, _ = raw_records(path, name)
    own = next(
        (raw for raw in raws if isinstance(raw.content, dict) and raw.content.get("id") == record), Raw({}, None)
    )
    return list(problems_of(error, Call, name, own))


def twin(name: str, line: int | None, record: str, home: str) -> Problem:
    """An id used twice: the record read first, in its home, stands."""
    what = say("the id {id:text} is already used in {home:text}", id=record, home=home)
    return Problem(name, line, "id", what, say("give one of the two another id, or delete it"))


def line_of_id(path: Path, record: str) -> int | None:
    """The line on which a file gives a record its id."""
    written = re.compile(rf"""\s*(-\s+)?{{?\s*["']?id["']?\s*:\s*["']?{re.escape(record)}["']?\s*(#|,|}}|$)""")
    for number, line in enumerate(path.read_text("utf-8-sig", errors="replace").split("\n"), start=1):
        if written.match(line):
            return number
    return None
