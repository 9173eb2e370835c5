"""Two records of one firm -> one: what the first says stands, what it lacks comes from the second.

Clusters stay in order, so that the first of them signs the letters; groups are all kept; whoever refused letters in
either list gets none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from aidmatch.company import Company
from aidmatch.roster.comparing import SILENT, agree, plain
from aidmatch.roster.pairing import Pair


class Differing(NamedTuple):
    """A fact of which the two lists say different things."""

    field: str
    kept: Any
    dropped: Any


class Joined(NamedTuple):
    """What joining two records changes."""

    first: Company
    second: Company
    """Its record goes."""
    changes: Mapping[str, Any]
    """Of the first, by dotted name."""
    differing: tuple[Differing, ...]


def order(pairs: Sequence[Pair]) -> list[tuple[Company, list[Company]]]:
    """Each record that stays, with those that join it: a firm that is in three records becomes one."""
    stays: dict[str, str] = {}
    records: dict[str, Company] = {}
    found: dict[str, list[Company]] = {}
    for pair in pairs:
        records.setdefault(pair.first.id, pair.first)
        records.setdefault(pair.second.id, pair.second)
        one, other = _root(stays, pair.first.id), _root(stays, pair.second.id)
        if one == other:
            continue
        stays[other] = one
        found.setdefault(one, []).extend([records[other], *found.pop(other, [])])
    return [(records[first], joining) for first, joining in found.items()]


def _root(stays: Mapping[str, str], one: str) -> str:
    while one in stays:
        one = stays[one]
    return one


def join(first: Company, second: Company) -> Joined:
    """Put the second record into the first."""
    changes: dict[str, Any] = {}
    differing: list[Differing] = []
    for field in Company.model_fields:
        ours, theirs = getattr(first, field), getattr(second, field)
        if field in SILENT or theirs in (None, ()) or ours == theirs:
            continue
        if field in ("clusters", "groups", "needs", "offers", "themes", "stages", "roles"):
            changes[field] = [*ours, *(one for one in theirs if one not in ours)]
        elif field == "readers":
            changes[field] = _readers(ours, theirs)
        elif ours in (None, ()):
            changes[field] = plain(theirs)
            told = second.provenance.get(field)
            if told is not None:
                changes[f"provenance.{field}"] = plain(told)
        elif not agree(field, ours, theirs) and not agree(field, theirs, ours):
            differing.append(Differing(field, ours, theirs))
    changes = {name: value for name, value in changes.items() if value != plain(getattr(first, name, None))}
    return Joined(first, second, changes, tuple(differing))


def _readers(ours: Sequence[Any], theirs: Sequence[Any]) -> list[dict[str, Any]]:
    """The readers of both, each address once; one refusal of letters is enough, wherever it stands."""
    found: dict[str, dict[str, Any]] = {}
    for reader in (*ours, *theirs):
        told = plain(reader)
        mine = found.setdefault(reader.email.casefold(), dict(told))
        for name, value in told.items():
            mine.setdefault(name, value)
        if reader.consent is False:
            mine["consent"] = False
    return list(found.values())


def after(joined: Joined) -> Company:
    """The first record as it becomes."""
    given = joined.first.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    for name, value in joined.changes.items():
        field, _, inner = name.partition(".")
        if inner:
            given.setdefault(field, {})[inner] = value
        else:
            given[field] = value
    return Company.model_validate(given)
