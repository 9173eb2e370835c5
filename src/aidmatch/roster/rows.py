"""A row of a list -> a company's fields. A bad cell costs its fact and is told; without a name a row is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from aidmatch.company import Company
from aidmatch.datafiles import Raw, id_of, problems_of
from aidmatch.errors import Problem
from aidmatch.roster import cells, texts
from aidmatch.roster.columns import Column, again
from aidmatch.roster.places import PLACE_FIELDS, seat
from aidmatch.roster.readers import READER_FIELDS, readers
from aidmatch.roster.reading import Listing, Row
from aidmatch.roster.texts import Unread
from aidmatch.sheets.headings import words_of
from aidmatch.value import Message, say


class Taken(NamedTuple):
    """What one row says of a company."""

    file: str
    """The list, and its sheet where it has several."""
    line: int
    row: Row
    facts: Mapping[str, Any]
    """Fields as a data file writes them; without an id when the row gives none."""
    company: Company | None
    """None when the row is refused."""
    refused: tuple[Problem, ...]
    noted: tuple[Problem, ...]
    """Cells that could not be read: the row is kept without them."""


_YEARLY = frozenset({"turnover", "balance_total"})
_PLACEHOLDER = "x"


def take(listing: Listing, row: Row, file: str) -> Taken:
    """Read one row."""
    where = f"{file} [{listing.sheet}]" if listing.sheet else file
    if row.cells is None:
        problem = Problem(where, row.line, "", say("not a JSON object on one line"))
        return Taken(where, row.line, row, {}, None, (problem,), ())
    notes: list[Problem] = []

    def note(heading: str, what: Message, fix: Message | None = None) -> None:
        notes.append(Problem(where, row.line, heading, what, fix))

    given = _by_field(listing.columns, row.cells)
    headings = {column.field: column.heading for column in reversed(listing.columns) if column.field}
    facts = _plain_facts(given, note)
    found, trouble = seat({field: held[0][1] for field, held in given.items() if field in PLACE_FIELDS})
    for field, unread in trouble:
        note(headings.get(field, field), unread.what, unread.fix)
    if found:
        facts.setdefault("seat", found)
    people, untold = readers({field: [cell for _, cell in given[field]] for field in READER_FIELDS if field in given})
    for field, unread in untold:
        note(headings.get(field, field), unread.what, unread.fix)
    if people:
        facts.setdefault("readers", people)
    _years(given, facts, note)
    _costs(facts, headings, note)
    _numbers(facts)
    company, refused = _valid(facts, headings, where, row.line, notes)
    return Taken(where, row.line, row, facts, company, tuple(refused), tuple(notes))


def _by_field(columns: Sequence[Column], row: Sequence[Any]) -> dict[str, list[tuple[Column, Any]]]:
    """The filled cells by what their columns hold; one that says again, only where nothing else does."""
    found: dict[str, list[tuple[Column, Any]]] = {}
    for column in sorted(columns, key=lambda one: (one.heading in again(), one.place)):
        cell = row[column.place] if column.place < len(row) else ""
        # A firm may be called « NC », a word that elsewhere says that nothing is known.
        is_empty = texts.text(cell) == "" if column.field in ("id", "name") else texts.is_empty(cell)
        if column.field is None or is_empty:
            continue
        if column.heading in again() and (column.field in found or (column.field != "naf" and _has_place(found))):
            continue
        found.setdefault(column.field, []).append((column, cell))
    return found


def _has_place(found: Mapping[str, Any]) -> bool:
    return any(field in found for field in ("seat", "seat.region", "place"))


def _plain_facts(given: Mapping[str, list[tuple[Column, Any]]], note: Any) -> dict[str, Any]:
    """The facts that one cell tells alone."""
    facts: dict[str, Any] = {}
    for field, held in given.items():
        read = cells.READ.get(field)
        if field == "seat":
            _seat_as_given(held[0], facts, note)
        if read is None or field in _YEARLY or field in READER_FIELDS or field == "closed_on":
            continue
        for column, cell in sorted(held, key=lambda one: -(one[0].year or 0)):
            try:
                value = read(cell)
            except Unread as unread:
                note(column.heading, unread.what, unread.fix)
                continue
            name = "headcount" if field == "headcount_band" else field
            if column.year and name == "headcount":
                value = _counted_in(value, column.year)
            if isinstance(value, list) and isinstance(facts.get(name), list):
                value = list(dict.fromkeys([*facts[name], *value]))
            elif name in facts:
                continue
            facts[name] = value
    _micro(facts)
    return facts


def _seat_as_given(held: tuple[Column, Any], facts: dict[str, Any], note: Any) -> None:
    column, cell = held
    if isinstance(cell, dict):
        facts["seat"] = cell
        return
    found, trouble = seat({"town": cell})
    if found:
        facts["seat"] = found
    for _, unread in trouble:
        note(column.heading, unread.what, unread.fix)


def _counted_in(value: Any, year: int) -> Any:
    """A number of people with the year its heading names."""
    if isinstance(value, dict):
        return {"year": year, **value}
    if isinstance(value, str):
        low, dash, high = value.rstrip("+").partition("-")
        return {"low": float(low), "year": year, **({"high": float(high)} if dash else {})}
    return {"value": value, "year": year}


_MICRO = frozenset(
    {("micro", "entreprise"), ("micro", "entrepreneur"), ("auto", "entrepreneur"), ("auto", "entreprise")}
)


def _micro(facts: dict[str, Any]) -> None:
    """« Micro-entreprise » is a regime, which people write as a legal form."""
    form = facts.get("legal_form")
    if isinstance(form, str) and tuple(word.rstrip("s") for word in words_of(form)) in _MICRO:
        facts.setdefault("micro_entrepreneur", True)
        del facts["legal_form"]


def _years(given: Mapping[str, list[tuple[Column, Any]]], facts: dict[str, Any], note: Any) -> None:
    """Turnover and balance by closed year; a figure of no known year is no fact."""
    closed = None
    for column, cell in given.get("closed_on", ())[:1]:
        try:
            closed = cells.day(cell)
        except Unread as unread:
            note(column.heading, unread.what, unread.fix)
    years: dict[str, dict[str, Any]] = {}
    for field in sorted(_YEARLY & given.keys()):
        for column, cell in given[field]:
            try:
                amount = cells.euros(cell, column.scale)
            except Unread as unread:
                note(column.heading, unread.what, unread.fix)
                continue
            day = f"{column.year}-12-31" if column.year else closed.isoformat() if closed else None
            if day is None:
                what = say("of which year? The figure is left out")
                note(column.heading, what, say("name the year in the heading, as « CA 2025 »"))
                continue
            years.setdefault(day, {"closed_on": day})[field] = amount
    if years and "accounts" not in facts:
        facts["accounts"] = [years[day] for day in sorted(years)]


def _costs(facts: dict[str, Any], headings: Mapping[str, str], note: Any) -> None:
    """What a project costs by item, told beside the projects: of the first that tells none."""
    told = facts.pop("costs_by", None)
    if told is None:
        return
    projects = facts.get("projects")
    listed = projects if isinstance(projects, list) and all(isinstance(one, dict) for one in projects) else []
    place = next((place for place, one in enumerate(listed) if not one.get("costs_by")), None)
    if place is None:
        fix = say("give the projects in a column of their own, as companies export does")
        note(headings["costs_by"], say("of which project? The costs are left out"), fix)
        return
    held = listed[place]
    if sum(told.values()) > (held.get("costs") or 0):
        held = {name: one for name, one in held.items() if name != "costs"}
    facts["projects"] = [*listed[:place], {**held, "costs_by": told}, *listed[place + 1 :]]


def _numbers(facts: dict[str, Any]) -> None:
    """A SIRET where a SIREN was expected, and the other way; the one gives the other."""
    siren, siret = facts.get("siren"), facts.get("siret")
    if siren and len(siren) == 14:
        facts.setdefault("siret", siren)
        facts["siren"] = siren[:9]
    if siret and len(siret) == 9:
        del facts["siret"]
        facts.setdefault("siren", siret)
    elif siret:
        facts.setdefault("siren", siret[:9])


def _valid(
    facts: dict[str, Any], headings: Mapping[str, str], where: str, line: int, notes: list[Problem]
) -> tuple[Company | None, list[Problem]]:
    """The company the facts make; a fact that is refused is taken out and noted, a missing name refuses the row."""
    for _ in range(len(facts) + 1):
        try:
            given = facts if "id" in facts else {"id": _PLACEHOLDER, **facts}
            return Company.model_validate(given), []
        except ValidationError as error:
            problems = list(problems_of(error, Company, where, Raw(facts, line)))
            wrong = {_field_of(problem) for problem in problems}
            if wrong & {"name"} or not wrong & facts.keys():
                return None, [
                    _told(problem, headings) for problem in problems if _field_of(problem) == "name"
                ] or problems
            notes.extend(_told(problem, headings) for problem in problems if not _is_drawn(problem, wrong, headings))
            for field in wrong & facts.keys():
                del facts[field]
    return None, []


def _is_drawn(problem: Problem, wrong: set[str], headings: Mapping[str, str]) -> bool:
    """Whether a SIREN was only drawn from a SIRET that is told to be wrong."""
    return _field_of(problem) == "siren" and "siret" in wrong and "siren" not in headings


def _field_of(problem: Problem) -> str:
    return problem.field.split(".", maxsplit=1)[0]


def _told(problem: Problem, headings: Mapping[str, str]) -> Problem:
    """A problem under the heading that people see."""
    return problem._replace(field=headings.get(_field_of(problem), problem.field))


def tagged(taken: Sequence[Taken], clusters: Sequence[str], groups: Sequence[str]) -> list[Taken]:
    """The rows, each a member of these clusters and groups too."""
    if not clusters and not groups:
        return list(taken)
    found = []
    for one in taken:
        if one.company is None:
            found.append(one)
            continue
        facts = dict(one.facts)
        for field, more in (("clusters", cells.slugs(clusters)), ("groups", list(groups))):
            if more:
                facts[field] = list(dict.fromkeys([*facts.get(field, ()), *more]))
        company = Company.model_validate(facts if "id" in facts else {"id": _PLACEHOLDER, **facts})
        found.append(one._replace(facts=facts, company=company))
    return found


def named(facts: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    """The facts with an id: the row's own, else one made from the name."""
    if "id" in facts and facts["id"] not in taken:
        return dict(facts)
    return {**facts, "id": id_of(str(facts["name"]), taken)}
