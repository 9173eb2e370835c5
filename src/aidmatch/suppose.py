"""What if: facts supposed of a company, and the company as it would be. Nothing is written here.

A term is `FIELD=VALUE`, as `companies set` takes it, and a few that add: `establishment=REG-93`, `partner=ES`,
`project.costs=80000` (`project.ID.costs` where it has several projects), `turnover=250000` for the last closed year.
A term gives the fields it changes, so that an answer is supposed and saved by the same reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from aidmatch import days, written
from aidmatch.company import Company, Project
from aidmatch.datafiles import Raw, problems_of
from aidmatch.errors import Problem, SettingsError
from aidmatch.nomenclatures import territories
from aidmatch.typed import typed
from aidmatch.value import say
from aidmatch.worth import costs_told, sum_told


class RefusedTerm(SettingsError):
    """A term that makes no valid company, with what is wrong of it."""

    def __init__(self, term: str, problems: list[Problem]) -> None:
        super().__init__(
            say("this cannot be supposed: {term:text}", term=term), say("write FIELD=VALUE, for example headcount=12")
        )
        self.problems = problems


NONE = frozenset({"none", "no", "alone", "aucun", "aucune", "non", "néant", "seul", "seule", "[]"})
"""Words for a list that is known and empty."""

_DAYS = frozenset({"created", "first_closed_year", "merged_on", "started_on"})
_YEARLY = frozenset({"turnover", "balance_total"})
_PEOPLE = frozenset({"headcount", "awu"})
_RESEARCH = {"research": "research", "recherche": "research", "company": "company", "entreprise": "company"}


def supposed(company: Company, terms: Iterable[str], as_of: date) -> Company:
    """The company as it would be, one term after the other."""
    for term in terms:
        company = _with(company, term, changes(company, term, as_of))
    return company


def changes(company: Company, term: str, as_of: date) -> dict[str, Any]:
    """The fields of the record that a term changes, with their values; a dotted name reaches inside."""
    field, equals, text = term.partition("=")
    field, text = field.strip(), text.strip()
    if not equals or not field:
        raise RefusedTerm(term, [])
    name, _, rest = field.partition(".")
    if name == "partner" or (name == "project" and rest):
        return {"projects": _projects(company, term, rest or name, text)}
    if name in _YEARLY:
        return {"accounts": _accounts(company, term, name, rest, text, as_of)}
    if field == "establishment":
        return _one_more_establishment(company, term, text)
    if text.casefold() in NONE and field in MAY_BE_NONE:
        return {field: []}
    if text and text[0] not in "[{" and field in _PLACES:
        return _PLACES[field](term, text)
    return {field: _value(field, text, Company)}


MAY_BE_NONE = frozenset({"holdings", "aid_received", "labels", "establishments"})
"""Fields of which a company may have none, and say so."""


def _with(company: Company, term: str, changed: Mapping[str, Any]) -> Company:
    """The company with some fields changed; what is supposed was said by nobody."""
    record: dict[str, Any] = _listed(company.model_dump(exclude_defaults=True, by_alias=True))
    for field, value in changed.items():
        steps = field.split(".")
        held = record
        for step in steps[:-1]:
            held = held.setdefault(step, {})
        if value is None:
            held.pop(steps[-1], None)
        else:
            held[steps[-1]] = value
        record.get("provenance", {}).pop(steps[0], None)
    try:
        return Company.model_validate(record)
    except ValidationError as error:
        raise RefusedTerm(term, list(problems_of(error, Company, term, Raw(record, None)))) from error


def _listed(value: Any) -> Any:
    """Tuples as lists: what a data file holds."""
    if isinstance(value, dict):
        return {name: _listed(one) for name, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


def _value(field: str, text: str, of: type[Company | Project]) -> Any:
    """A value as people type it: a French date, an amount with its sign, a band in words."""
    if field in _DAYS:
        found = days.moment(text) if text else None
        return found.date() if isinstance(found, datetime) else found or typed(field, text, of)
    if field == "costs":
        amount = sum_told(text)
        return typed(field, text, of) if amount is None else amount
    if field in _PEOPLE and text[:1] != "{":
        text = _BETWEEN.sub("-", text)
    return typed(field, text, of)


_BETWEEN = re.compile(r"\s*(?:à|to|–)\s*")


def _place(term: str, text: str) -> dict[str, Any]:
    """A place by its code, its name or its postcode where these say one place only."""
    told = text.strip()
    bare = told.upper()
    if territories.exists(f"COM-{bare}"):
        codes: tuple[str, ...] = (f"COM-{bare}",)
    elif territories.exists(bare):
        codes = (bare,)
    elif len(told) == 5 and told.isdigit():
        codes = territories.communes_of_postcode(told)
    else:
        codes = written.places(told)
    if len(codes) != 1:
        what = say("no such place, or several: {text:text}", text=told)
        raise RefusedTerm(term, [Problem(term, None, "", what, say("write its code, as REG-76, DEP-66 or COM-66136"))])
    shelf, _, own = codes[0].partition("-")
    make: dict[str, Callable[[], dict[str, Any]]] = {
        "COM": lambda: {"commune": own},
        "DEP": lambda: {"department": own},
        "REG": lambda: {"region": own},
        "NUTS": lambda: {"country": own[:2], "nuts": own},
    }
    if shelf in make:
        return make[shelf]()
    country = territories.iso2(codes[0])
    if country is not None:
        return {"country": country}
    what = say("{place:place} is no one place to be in", place=codes[0])
    raise RefusedTerm(term, [Problem(term, None, "", what, say("name a commune, a department or a region"))])


_PLACES: Mapping[str, Callable[[str, str], dict[str, Any]]] = {
    "seat": lambda term, text: {"seat": _place(term, text)},
    "seat.commune": lambda term, text: {"seat.commune": _place(term, text).get("commune", text)},
    "establishments": lambda term, text: {"establishments": [{"place": _place(term, one)} for one in text.split(",")]},
}
"""Fields that hold places, read by code, name or postcode."""


def _one_more_establishment(company: Company, term: str, text: str) -> dict[str, Any]:
    """One more, those not listed staying as little known as they are."""
    held = company.establishments if isinstance(company.establishments, tuple) else ()
    told = [_listed(one.model_dump(exclude_defaults=True)) for one in held]
    changed: dict[str, Any] = {"establishments": [*told, {"place": _place(term, text)}]}
    if company.establishments == "unknown":
        changed["open_establishments"] = max(company.open_establishments or 0, len(told) + 2) + 1
    elif company.open_establishments is not None:
        changed["open_establishments"] = company.open_establishments + 1
    return changed


def _accounts(company: Company, term: str, field: str, rest: str, text: str, as_of: date) -> list[Any]:
    """The closed years with one figure of one of them: the last on file, else the last calendar year."""
    amount = sum_told(text) if text else None
    if text and amount is None:
        what = say("not one amount: {given:text}", given=text)
        fix = say("write it as 45 000 or 1,2 M€, before tax")
        raise RefusedTerm(term, [Problem(term, None, field, what, fix)])
    closed = days.moment(rest) if rest else None
    day = closed.date() if isinstance(closed, datetime) else closed
    if rest and day is None:
        raise RefusedTerm(term, [Problem(term, None, field, say("not a date: {given:text}", given=rest), None)])
    day = day or last_closing(company, as_of)
    years: dict[date, dict[str, Any]] = {
        one.closed_on: _listed(one.model_dump(exclude_defaults=True)) for one in company.accounts
    }
    years[day] = {**years.get(day, {"closed_on": day}), field: amount}
    return [{name: one for name, one in years[at].items() if one is not None} for at in sorted(years)]


def last_closing(company: Company, as_of: date) -> date:
    """The day the last year closed: as on file, else the last 31 December."""
    told = [year.closed_on for year in company.accounts if year.closed_on <= as_of]
    return max(told, default=date(as_of.year - 1, 12, 31))


PROJECT = "projet"
"""The id of a project that is only supposed."""


def _projects(company: Company, term: str, rest: str, text: str) -> list[Any]:
    """The projects with one field of one of them changed; the first is made where there is none."""
    told: list[dict[str, Any]] = [_listed(one.model_dump(exclude_defaults=True)) for one in company.projects]
    which, _, field = rest.rpartition(".")
    if not told and not which:
        told = [{"id": PROJECT, "title": "Projet"}]
    known = [one["id"] for one in told]
    if (not which and len(told) > 1) or (which and which not in known):
        fix = say("write project.ID.FIELD; there are: {known:text}", known=", ".join(known))
        raise RefusedTerm(term, [Problem(term, None, "project", say("which of its projects?"), fix)])
    chosen = told[known.index(which)] if which else told[0]
    if field == "partner":
        chosen["partners"] = [*chosen.get("partners", ()), _partner(text)]
    elif field == "partners" and text[:1] != "[":
        alone = text.casefold() in NONE
        chosen["partners"] = [] if alone else [_partner(one) for one in text.split(",") if one.strip()]
    elif field == "place":
        chosen["place"] = _place(term, text)
    else:
        chosen[field] = _split(term, text) if field == "costs_by" else _value(field, text, Project)
        if field == "costs":
            # Other costs than those on file split in a way that nobody told.
            chosen.pop("costs_by", None)
        elif field == "costs_by" and sum(chosen[field].values()) > chosen.get("costs", 0):
            # Items that the sum on file does not hold come to another one.
            chosen.pop("costs", None)
    return [{name: one for name, one in project.items() if one is not None} for project in told]


def _split(term: str, text: str) -> dict[str, int]:
    """Costs by item, in words or as a file writes them."""
    told = _value("costs_by", text, Project) if text[:1] == "{" else costs_told(text)
    if isinstance(told, dict) and all(isinstance(one, int) for one in told.values()):
        return {str(item): euros for item, euros in told.items()}
    what = say("not an amount for each item: {given:text}", given=text)
    fix = say("write it as: staff 60 000, equipment 20 000")
    raise RefusedTerm(term, [Problem(term, None, "costs_by", what, fix)])


def _partner(text: str) -> dict[str, Any]:
    """A partner by its country, and what it is: « ES », « FR:recherche »."""
    country, _, kind = text.strip().partition(":")
    audience = _RESEARCH.get(kind.strip().casefold(), kind.strip())
    return {"country": country.strip().upper(), **({"audience": audience} if audience else {})}
