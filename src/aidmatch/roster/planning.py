"""A list, and the members on file -> what an import would write, and what it tells. Nothing is written here.

A row is a member on file when it has its SIREN; else when the names are the same, legal forms aside, and no town or
SIREN says otherwise. Rows of one company are put together, unless they contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from aidmatch.company import Company
from aidmatch.errors import Problem
from aidmatch.roster.alike import commune_of, folded, siren_of
from aidmatch.roster.comparing import JOINED, SILENT, Kept, compare, plain, said
from aidmatch.roster.rows import Taken, named
from aidmatch.value import Message, say


class Update(NamedTuple):
    """A member on file that the list changes."""

    id: str
    name: str
    home: str
    """Its data file."""
    changes: Mapping[str, Any]


class Plan(NamedTuple):
    """What an import would do."""

    read: int
    new: tuple[Mapping[str, Any], ...]
    """Members to add, as a data file writes them."""
    updates: tuple[Update, ...]
    same: int
    """Members of whom the list says nothing new."""
    kept: tuple[Kept, ...]
    refused: tuple[tuple[Taken, tuple[Problem, ...]], ...]
    """Rows left aside, each with why."""
    noted: tuple[Problem, ...]
    """Rows kept without a fact that could not be read."""
    members: tuple[str, ...]
    """Ids of the list's members, in its order."""


class Held(NamedTuple):
    """A member on file, and its data file."""

    company: Company
    home: str


class _Group(NamedTuple):
    """The rows of one company."""

    rows: list[Taken]
    facts: dict[str, Any]


def plan(
    taken: Sequence[Taken],
    on_file: Iterable[Held],
    target: str,
    as_of: date,
    *,
    overwrite: bool = False,
    ids: Iterable[str] = (),
    elsewhere_stands: bool = False,
) -> Plan:
    """Compare a list with the members on file.

    `target` is the data file that new ones go to; `ids` are used elsewhere, so that no new member takes one.
    With `elsewhere_stands`, what other files say is only filled up.
    """
    known = _Known(on_file)
    refused: list[tuple[Taken, tuple[Problem, ...]]] = [(one, one.refused) for one in taken if one.company is None]
    noted = [problem for one in taken for problem in one.noted]
    groups = _grouped([one for one in taken if one.company is not None], refused, noted)
    new: list[Mapping[str, Any]] = []
    updates: list[Update] = []
    kept: list[Kept] = []
    members: list[str] = []
    same = 0
    matched: list[tuple[int, _Group, Company, Held | None]] = []
    # Those that a number names first: a name must not take a member that a number is about to claim.
    for place, group in sorted(enumerate(groups), key=lambda one: not one[1].facts.keys() & {"siren", "id"}):
        row = _company(group.facts)
        held, trouble = known.find(row, group.facts, target)
        if trouble is not None:
            refused.extend((one, (_problem(one, trouble),)) for one in group.rows)
            continue
        matched.append((place, group, row, held))
    used = known.ids() | set(ids)
    for _, group, row, held in sorted(matched, key=lambda one: one[0]):
        if held is None:
            facts = named(group.facts, used)
            used.add(facts["id"])
            members.append(facts["id"])
            new.append(_with_provenance(facts, row, as_of))
            continue
        members.append(held.company.id)
        fill = elsewhere_stands and held.home != target
        done = compare(held.company, row, group.facts, as_of, overwrite=overwrite, fill=fill)
        kept.extend(done.kept)
        if done.changes:
            updates.append(Update(held.company.id, held.company.name, held.home, done.changes))
        else:
            same += 1
    refused.sort(key=lambda one: one[0].line)
    return Plan(len(taken), tuple(new), tuple(updates), same, tuple(kept), tuple(refused), tuple(noted), tuple(members))


def _company(facts: Mapping[str, Any]) -> Company:
    return Company.model_validate(facts if "id" in facts else {"id": "x", **facts})


def _problem(row: Taken, what: Message) -> Problem:
    return Problem(row.file, row.line, "", what)


def _with_provenance(facts: Mapping[str, Any], row: Company, as_of: date) -> dict[str, Any]:
    """A new member's facts, each said by the list; as the list itself tells, where it does."""
    given = {"id": facts["id"], **{name: plain(value) for name, value in facts.items()}}
    if "provenance" not in given:
        given["provenance"] = {
            field: said(getattr(row, field), as_of) for field in facts if field not in SILENT | JOINED
        }
    return given


class _Known:
    """The members on file, by what they are found by."""

    def __init__(self, on_file: Iterable[Held]) -> None:
        self._all = {held.company.id: held for held in on_file}
        self._sirens: dict[str, list[Held]] = {}
        self._names: dict[tuple[str, ...], list[Held]] = {}
        self._taken: set[str] = set()
        for held in self._all.values():
            siren = siren_of(held.company)
            if siren:
                self._sirens.setdefault(siren, []).append(held)
            self._names.setdefault(folded(held.company.name), []).append(held)

    def ids(self) -> set[str]:
        """Every id in use."""
        return set(self._all)

    def find(self, row: Company, facts: Mapping[str, Any], target: str) -> tuple[Held | None, Message | None]:
        """The member a row is, None when it is a new one; or why nobody can tell."""
        siren = siren_of(row)
        own = self._all.get(facts["id"]) if "id" in facts else None
        found = self._sirens.get(siren, []) if siren else []
        if len(found) > 1:
            ids = ", ".join(held.company.id for held in found)
            return None, say("several companies on file have this SIREN: {ids:text}", ids=ids)
        if not found and own is not None:
            if not self._may_be(own, row, siren, target):
                return None, say(
                    "the id {id:text} is already used in {home:text}, by {name:text}",
                    id=own.company.id,
                    home=own.home,
                    name=own.company.name,
                )
            found = [own]
        if not found:
            found = self._by_name(row, facts, siren)
        chosen = found[0] if found else None
        if chosen is not None:
            self._taken.add(chosen.company.id)
        return chosen, None

    def _may_be(self, own: Held, row: Company, siren: str | None, target: str) -> bool:
        """Whether the member that has the row's id is the row's."""
        theirs = siren_of(own.company)
        if siren and theirs:
            return siren == theirs
        return own.home == target or folded(own.company.name) == folded(row.name)

    def _by_name(self, row: Company, facts: Mapping[str, Any], siren: str | None) -> list[Held]:
        """The members of the row's name that nothing tells from it, the one that agrees most first."""
        if "id" in facts and facts["id"] in self._all:
            return []
        town = commune_of(row)
        alike = [
            held
            for held in self._names.get(folded(row.name), ())
            if held.company.id not in self._taken
            and not (siren and siren_of(held.company))
            and not (town and commune_of(held.company) and town != commune_of(held.company))
        ]
        return sorted(alike, key=lambda held: len(_against(held.company, row, facts)))


def _against(one: Company, other: Company, facts: Mapping[str, Any]) -> list[str]:
    """The facts in which two records cannot both be right."""
    fields = facts.keys() - SILENT - JOINED - {"name", "readers", "description", "needs", "offers", "themes", "labels"}
    return sorted(
        field
        for field in fields
        if getattr(one, field) not in (None, ())
        and getattr(other, field) not in (None, ())
        and getattr(one, field) != getattr(other, field)
    )


def _grouped(
    taken: Sequence[Taken], refused: list[tuple[Taken, tuple[Problem, ...]]], noted: list[Problem]
) -> list[_Group]:
    """The rows of each company together; of what two rows say the first stands."""
    groups: list[_Group] = []
    sirens: dict[str, _Group] = {}
    ids: dict[str, _Group] = {}
    names: dict[tuple[str, ...], list[_Group]] = {}
    for one in taken:
        row, facts = one.company, one.facts
        if row is None:
            continue
        siren, own = siren_of(row), facts.get("id")
        first = sirens.get(siren or "") or ids.get(own or "")
        if first is not None and not _one_firm(_company(first.facts), row, siren):
            what = say(
                "line {line:number} gives the same number or id to {name:text}",
                line=first.rows[0].line,
                name=first.facts["name"],
            )
            refused.append((one, (_problem(one, what),)))
            continue
        if first is None and own is None:
            alike = names.get(folded(row.name), ())
            first = next((group for group in alike if _may_join(_company(group.facts), row, facts, siren)), None)
        if first is None:
            first = _Group([], {})
            groups.append(first)
            names.setdefault(folded(row.name), []).append(first)
        _put_together(first, one, noted)
        if siren:
            sirens.setdefault(siren, first)
        if own:
            ids.setdefault(own, first)
    return groups


def _one_firm(first: Company, row: Company, siren: str | None) -> bool:
    """Whether two rows with one number or id may speak of one firm: a number pasted on the wrong line is a slip."""
    from rapidfuzz import fuzz

    theirs = siren_of(first)
    if siren and theirs and siren != theirs:
        return False
    return fuzz.token_set_ratio(" ".join(folded(first.name)), " ".join(folded(row.name))) >= _ALIKE


_ALIKE = 60
"""Ratio from 0 to 100 under which two names have next to nothing in common."""


def _may_join(first: Company, row: Company, facts: Mapping[str, Any], siren: str | None) -> bool:
    """Whether two rows of one name are one company: nothing they both say differs."""
    if siren and siren_of(first):
        return False
    return not _against(first, row, facts)


def _put_together(group: _Group, one: Taken, noted: list[Problem]) -> None:
    """Add what a row says to what the rows before it said."""
    group.rows.append(one)
    for field, value in one.facts.items():
        held = group.facts.get(field)
        if field not in group.facts:
            group.facts[field] = value
        elif field == "readers":
            group.facts[field] = _readers(held or [], value)
        elif isinstance(held, list) and isinstance(value, list):
            group.facts[field] = [*held, *(item for item in value if item not in held)]
        elif field not in SILENT | {"name"} and held != value:
            first = group.rows[0].line
            what = say("line {line:number} says otherwise of the same company: the first stands", line=first)
            noted.append(Problem(one.file, one.line, field, what))


def _readers(held: list[dict[str, Any]], more: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The readers of two rows; one refusal of letters is enough."""
    found = {reader["email"].casefold(): dict(reader) for reader in held}
    for reader in more:
        mine = found.setdefault(reader["email"].casefold(), dict(reader))
        if reader.get("consent") is False:
            mine["consent"] = False
    return list(found.values())
