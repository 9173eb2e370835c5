"""Aids received, as a list of them comes: the rows of a spreadsheet, or what one types, made into awards.

The gross grant equivalent of a loan or a guarantee is worked out where the safe harbours allow it; elsewhere the award
is kept without one, and the ledger knows that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic import ValidationError

from aidmatch import written
from aidmatch.company import AidNature, Award, Regulation
from aidmatch.equivalent import Equivalent, Loan, equivalent
from aidmatch.errors import Problem
from aidmatch.sheets import Cell, Sheet, sheets
from aidmatch.value import Message, say


class Terms(NamedTuple):
    """An aid as one tells it."""

    amount: int
    """What was given, lent or guaranteed."""
    on: date
    nature: AidNature = "grant"
    regulation: Regulation | None = "general"
    years: float | None = None
    secured: bool | None = None
    told_equivalent: int | None = None
    """The grant equivalent, as the funder told it."""
    funder: str | None = None
    call: str | None = None
    received_by: str | None = None


def award(terms: Terms, *, insolvent: bool | None = None) -> tuple[Award, Equivalent]:
    """The award, and how its grant equivalent was found."""
    loan = Loan(terms.nature, terms.amount, terms.years, terms.secured, insolvent)
    found = equivalent(loan, terms.on, terms.regulation or "general")
    amount = found.amount if terms.told_equivalent is None else terms.told_equivalent
    made = Award(
        granted_on=terms.on,
        amount=amount,
        de_minimis=terms.regulation,
        funder=terms.funder,
        call=terms.call,
        nature=None if terms.nature == "grant" else terms.nature,
        face=None if amount == terms.amount else terms.amount,
        years=terms.years,
        received_by=terms.received_by,
    )
    return made, found


def record(one: Award) -> dict[str, Any]:
    """An award as a company's file holds it."""
    return one.model_dump(exclude_none=True)


class Listed(NamedTuple):
    """What a spreadsheet of aids gave."""

    awards: tuple[Award, ...]
    problems: tuple[Problem, ...]
    read: int


_COLUMNS: Mapping[str, re.Pattern[str]] = {
    "equivalent": re.compile(r"\besb\b|équivalent|equivalent|\bgge\b", re.IGNORECASE),
    "on": re.compile(r"\bdate\b|octroi|granted|décision|decision", re.IGNORECASE),
    "amount": re.compile(r"montant|amount|somme", re.IGNORECASE),
    "regulation": re.compile(r"règlement|reglement|regulation|régime|regime|de[ _]minimis", re.IGNORECASE),
    "nature": re.compile(r"nature|forme|type|instrument", re.IGNORECASE),
    "years": re.compile(r"durée|duree|years|années|annees", re.IGNORECASE),
    "secured": re.compile(r"sûreté|surete|garanti à|secured|collateral", re.IGNORECASE),
    "funder": re.compile(r"financeur|organisme|autorité|autorite|funder|granting", re.IGNORECASE),
    "call": re.compile(r"dispositif|\bcall\b|intitulé|intitule", re.IGNORECASE),
}
"""The field a column holds, by its heading; the first that fits."""

_REGULATIONS: tuple[tuple[re.Pattern[str], Regulation | None], ...] = (
    # What is not de minimis aid first: « hors de minimis », « règlement général d’exemption », « SA.58981 ».
    (
        re.compile(r"\b(?:hors|pas|non|not|sans|outside)\b.*minimis|exempt|rgec|gber|\bSA\.? ?\d{4}", re.IGNORECASE),
        None,
    ),
    (re.compile(r"2832|360/2012|sieg|sgei|intérêt économique", re.IGNORECASE), "sgei"),
    (re.compile(r"1408|3118|agric", re.IGNORECASE), "agriculture"),
    (re.compile(r"717|2391|pêche|peche|fish|aquac", re.IGNORECASE), "fisheries"),
    (re.compile(r"2831|1407|général|general|de minimis|^oui$|^yes$|^x$", re.IGNORECASE), "general"),
    (re.compile(r"651|notifi|aucun|none|^non$|^no$", re.IGNORECASE), None),
)

_NATURES: tuple[tuple[re.Pattern[str], AidNature], ...] = (
    (re.compile(r"avance|repayable", re.IGNORECASE), "repayable_advance"),
    (re.compile(r"prêt|pret\b|loan", re.IGNORECASE), "loan"),
    (re.compile(r"garantie|guarantee|caution", re.IGNORECASE), "guarantee"),
    (re.compile(r"social|cotisation", re.IGNORECASE), "social_relief"),
    (re.compile(r"fiscal|impôt|impot|exonération|exoneration|tax|\bcfe\b", re.IGNORECASE), "tax_relief"),
    (re.compile(r"capital|fonds propres|equity", re.IGNORECASE), "equity"),
    (re.compile(r"subvention|grant|prime|aide", re.IGNORECASE), "grant"),
)


def read(path: Path) -> Listed:
    """Every aid of the first sheet that has a date and an amount."""
    found, problem = sheets(path, path.name)
    problems = [problem] if problem else []
    for sheet in found:
        placed = _headings(sheet)
        if placed is not None:
            listed = _rows(sheet, *placed, path.name)
            return listed._replace(problems=(*problems, *listed.problems))
    if not problems:
        what = say("no column of dates and of amounts was found")
        problems.append(Problem(path.name, None, "", what, say("name them « Date d’octroi » and « Montant »")))
    return Listed((), tuple(problems), 0)


def _headings(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of headings, and the column of each field."""
    for number, row in enumerate(sheet.rows[:20]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = next((name for name, pattern in _COLUMNS.items() if pattern.search(str(cell))), None)
            if name is not None:
                columns.setdefault(name, place)
        if "on" in columns and ("amount" in columns or "equivalent" in columns):
            return number, columns
    return None


def _rows(sheet: Sheet, heading: int, columns: Mapping[str, int], name: str) -> Listed:
    awards: list[Award] = []
    problems: list[Problem] = []
    read_rows = 0
    for number, row in enumerate(sheet.rows[heading + 1 :], start=heading + 2):
        cells = {field: row[place] for field, place in columns.items() if place < len(row)}
        if all(str(cell).strip() == "" for cell in cells.values()):
            continue
        read_rows += 1
        try:
            terms = _terms(cells)
            if isinstance(terms, Problem):
                problems.append(terms._replace(file=name, line=number))
                continue
            awards.append(award(terms)[0])
        except ValidationError:
            problems.append(Problem(name, number, "", say("no aid that can be: look at its date and amount")))
    return Listed(tuple(awards), tuple(problems), read_rows)


def _terms(cells: Mapping[str, Cell]) -> Terms | Problem:
    """What a row tells, or which of its cells cannot be read."""
    day = written.moment(cells["on"] if isinstance(cells["on"], date) else str(cells["on"]))
    if day is None:
        return _unread("date", cells["on"])
    told = _euros(cells.get("equivalent", ""))
    amount = _euros(cells.get("amount", ""))
    if amount is None and told is None:
        return _unread("amount", cells.get("amount", cells.get("equivalent", "")))
    said = str(cells.get("regulation", "")).strip()
    regulation: Regulation | None = "general"
    if said:
        known = [value for pattern, value in _REGULATIONS if pattern.search(said)]
        if not known:
            return _unread("regulation", said)
        regulation = known[0]
    secured = str(cells.get("secured", "")).strip().casefold()
    return Terms(
        amount if amount is not None else told or 0,
        day.date() if isinstance(day, datetime) else day,
        next((nature for pattern, nature in _NATURES if pattern.search(str(cells.get("nature", "")))), "grant"),
        regulation,
        _years(str(cells.get("years", ""))),
        True if secured in ("oui", "yes", "x") else False if secured in ("non", "no") else None,
        told,
        str(cells.get("funder", "")).strip() or None,
    )


def _years(said: str) -> float | None:
    """« 7 ans », « 84 mois », a bare number of years."""
    found = re.match(r"\s*(\d+(?:[.,]\d+)?)\s*(mois|months?|m\b)?", said, re.IGNORECASE)
    if found is None:
        return None
    count = float(found[1].replace(",", "."))
    return count / 12 if found[2] else count


def _euros(cell: Cell) -> int | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return round(cell)
    return written.euros(str(cell)) if str(cell).strip() else None


def _unread(field: str, cell: Cell) -> Problem:
    return Problem("", None, field, say("cannot be read: {cell:text}", cell=str(cell)), _FIXES.get(field))


_FIXES: Mapping[str, Message] = {
    "date": say("write it as 2026-12-31"),
    "amount": say("write it as 45 000 or 1,2 M€, before tax"),
    "regulation": say("write: de minimis, agriculture, fisheries, sgei or none"),
}
"""How to write what cannot be read."""


def added(known: Sequence[Award] | None, new: Sequence[Award]) -> tuple[Award, ...]:
    """The ledger with the new aids that it does not hold, by day; one listed twice alike is two aids."""
    held = list(known or ())
    left = list(held)
    for one in new:
        if one in left:
            left.remove(one)
        else:
            held.append(one)
    return tuple(sorted(held, key=lambda one: one.granted_on))


NATURES: tuple[str, ...] = get_args(AidNature)
