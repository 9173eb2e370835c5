"""People as lists write their number: « 12 », « 10 à 19 salariés », « moins de 10 », « 250 et plus », Sirene bands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from aidmatch.nomenclatures import headcount_bands
from aidmatch.roster.texts import Unread, line
from aidmatch.value import say


def people(cell: Any) -> Any:
    """A number of people or a band: « 12 », « 10 à 19 salariés », « moins de 10 », « 250 et plus », « 12 (2025) »."""
    if isinstance(cell, dict):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _plain(float(cell))
    if isinstance(cell, date | datetime):
        raise Unread(
            say("the spreadsheet made a date of a number of people: {given:text}", given=line(cell)),
            say("format the column as text and write: 10 à 19"),
        )
    told = line(cell).casefold().replace(",", ".")
    counted = _COUNTED.search(told)
    if counted:
        told = told[: counted.start()]
    told = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}\b)", "", _UNITS.sub("", told)).strip(" .:")
    for pattern, low, high in _BANDS:
        found = pattern.fullmatch(told)
        if found:
            band = _band(low(found), high(found))
            if counted is None:
                return band
            return {"low": low(found), "high": high(found), "year": int(counted[1])}
    raise Unread(
        say("not a number of people: {given:text}", given=line(cell)[:60]), say("write 12, 10-19, 250+ or moins de 10")
    )


def _plain(number: float) -> float:
    return int(number) if number.is_integer() else number


def _band(low: float, high: float | None) -> Any:
    if high is None:
        return f"{_plain(low)}+"
    return _plain(low) if low == high else f"{_plain(low)}-{_plain(high)}"


_COUNTED = re.compile(r"\s*(?:\(\s*|\ben\s+|\bau 31/12/)((?:19|20)\d\d)\s*\)?$")
_UNITS = re.compile(
    r"\b(?:salarié[es.()·-]*s?|personnes?|employé[es.()·-]*s?|employees?|people|pers\.?|collaborateurs?)\b\.?"
)
_N = r"(\d+(?:\.\d+)?)"
_BANDS: tuple[tuple[re.Pattern[str], Callable[[Any], float], Callable[[Any], float | None]], ...] = (
    (re.compile(_N), lambda found: float(found[1]), lambda found: float(found[1])),
    (re.compile(r"aucun|zéro|sans|0"), lambda _: 0.0, lambda _: 0.0),
    (
        re.compile(rf"(?:entre |de |from |between )?{_N}\s*(?:à|a|et|-|–|to|and|/)\s*{_N}"),
        lambda found: float(found[1]),
        lambda found: float(found[2]),
    ),
    (re.compile(rf"(?:moins de|<|under|less than)\s*{_N}"), lambda _: 0.0, lambda found: max(float(found[1]) - 1, 0)),
    (re.compile(rf"(?:≤|<=|jusqu['’]à|up to)\s*{_N}"), lambda _: 0.0, lambda found: float(found[1])),
    (re.compile(rf"(?:plus de|\+ de|>|over|more than)\s*{_N}"), lambda found: float(found[1]) + 1, lambda _: None),
    (
        re.compile(rf"(?:≥|>=|au moins|at least)?\s*{_N}\s*(?:et plus|ou plus|\+|and more|or more)?"),
        lambda found: float(found[1]),
        lambda _: None,
    ),
)


def band(cell: Any) -> Any:
    """A Sirene band by its code, else as people write it."""
    code = line(cell).zfill(2)
    return {"band": code} if headcount_bands.band(code) else people(cell)
