"""What a list says of a member, beside what is on file: the same, news, or against what a person wrote by hand.

Each fact that an import writes keeps its provenance: `by: list`, the day, and a mark of the value. A fact of anybody
else, and one whose value no longer bears its mark, was corrected by hand: it stays, and what the list says is told.
A cell that is empty takes nothing away; a refusal to receive letters is never lifted by a list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from aidmatch.company import Company, SaidBy
from aidmatch.nomenclatures import activities, territories
from aidmatch.roster.alike import folded
from aidmatch.value import Value

LIST = "list"


class Kept(NamedTuple):
    """A fact on file that stays, against what the list says."""

    id: str
    name: str
    field: str
    held: Any
    by: SaidBy | None
    """Who said it, when that is known; a list when somebody changed since what a list had said."""
    listed: Any


class Compared(NamedTuple):
    """What a row changes of a company on file."""

    changes: Mapping[str, Any]
    """By dotted name, as `amend.change_all` takes them; the provenance of each included."""
    kept: tuple[Kept, ...]


SILENT = frozenset({"id", "provenance"})
"""No facts about the company."""

JOINED = frozenset({"clusters", "groups"})
"""What several lists may each give a part of."""


def plain(value: Any) -> Any:
    """A value of a company as JSON writes it."""
    if isinstance(value, Value):
        return value.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def mark(value: Any) -> str:
    """A few signs that another value has not."""
    written = json.dumps(plain(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:8]


def said(value: Any, as_of: date) -> dict[str, str]:
    """The provenance of a fact that a list gives."""
    return {"by": LIST, "on": as_of.isoformat(), "mark": mark(value)}


def compare(
    held: Company, row: Company, facts: Mapping[str, Any], as_of: date, *, overwrite: bool, fill: bool = False
) -> Compared:
    """What a row changes; `facts` are the fields it gives. With `fill`, only what nobody said is written."""
    changes: dict[str, Any] = {}
    kept: list[Kept] = []
    for field in facts:
        if field in SILENT:
            continue
        ours, listed = getattr(held, field), getattr(row, field)
        if field in JOINED:
            new = [one for one in listed if one not in ours]
            if new:
                changes[field] = [*ours, *new]
            continue
        wanted = _readers(ours, listed) if field == "readers" else plain(facts[field])
        if ours == listed or wanted == plain(ours):
            continue
        if field == "projects" and _fills(ours, listed):
            # What a person wrote stays as it was: the list tells what was not told.
            changes[field] = wanted
        elif ours in (None, ()) or (is_of_list(held, field) and not fill) or overwrite:
            changes[field] = wanted
            changes[f"provenance.{field}"] = _told(facts, field) or _said_of(field, wanted, as_of)
        elif not agree(field, ours, listed):
            kept.append(Kept(held.id, held.name, field, ours, held.said(field)[0], listed))
    return Compared(changes, tuple(kept))


def _fills(ours: Sequence[Value], listed: Sequence[Value]) -> bool:
    """Whether a list repeats each project on file, and only adds what nobody told of them."""
    if not ours or len(ours) != len(listed):
        return False
    return all(plain(one).items() <= plain(other).items() for one, other in zip(ours, listed, strict=True))


def _told(facts: Mapping[str, Any], field: str) -> Any:
    """Who said it, as the list itself tells."""
    told = facts.get("provenance")
    return told.get(field) if isinstance(told, dict) else None


def _said_of(field: str, wanted: Any, as_of: date) -> dict[str, str]:
    """The provenance of a value before it is validated: its mark is of what it becomes."""
    made = Company.model_validate({"id": "x", "name": "x", field: wanted})
    return said(getattr(made, field), as_of)


def is_of_list(company: Company, field: str) -> bool:
    """Whether a list said this fact, and nobody changed it since."""
    told = company.provenance.get(field)
    return told is not None and told.by == LIST and told.mark in (None, mark(getattr(company, field)))


def _readers(ours: Any, listed: Any) -> list[Any]:
    """The list's readers, each with what is known of that address; whoever refused letters stays, and refuses still."""
    known = {reader.email.casefold(): reader for reader in ours}
    found = []
    for reader in listed:
        mine = known.pop(reader.email.casefold(), None)
        record = {**(plain(mine) if mine else {}), **plain(reader)}
        if mine is not None:
            record["email"] = mine.email
            if mine.consent is False:
                record["consent"] = False
        found.append(record)
    return [*found, *(plain(reader) for reader in known.values() if reader.consent is False)]


def agree(field: str, held: Any, listed: Any) -> bool:
    """Whether what is on file says at least as much as the list, and nothing else."""
    if field == "name":
        return folded(held) == folded(listed)
    if field in ("naf", "naf_2025"):
        nomenclature = activities.REV2 if field == "naf" else activities.NAF_2025
        return listed in activities.ancestors(held, nomenclature)
    if field == "legal_form":
        return str(held).startswith(listed)
    if field == "seat":
        return listed.code in territories.ancestors(held.code)
    if field in ("headcount", "awu"):
        within = held.low >= listed.low and (
            listed.high is None or (held.high is not None and held.high <= listed.high)
        )
        return within and listed.year in (None, held.year)
    if field == "readers":
        return _all_in(listed, held, lambda one: one.email.casefold())
    if field == "website":
        return _bare(held) == _bare(listed)
    if isinstance(held, tuple) and isinstance(listed, tuple):
        return _all_in(listed, held, None)
    return bool(held == listed)


def _bare(address: str) -> str:
    return address.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _all_in(listed: tuple[Any, ...], held: tuple[Any, ...], key: Any) -> bool:
    """Whether each item of the list is on file, whatever the file adds to it."""
    for one in listed:
        wanted = plain(one)
        same = [plain(other) for other in held if key is None or key(other) == key(one)]
        if isinstance(wanted, dict):
            told = {name: value for name, value in wanted.items() if name != "email"}
            found = any(all(other.get(name) == value for name, value in told.items()) for other in same)
            if key is None:
                found = any(all(other.get(name) == value for name, value in wanted.items()) for other in same)
        else:
            found = wanted in same
        if not found:
            return False
    return True
