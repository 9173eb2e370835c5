"""One cell of a list of members -> the value of one field, as people in France write it, or why it cannot be read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from aidmatch import days, sheets, written
from aidmatch.datafiles import id_of
from aidmatch.nomenclatures import headcount_bands, legal_forms
from aidmatch.sheets.headings import words_of
from aidmatch.typed import NO, YES
from aidmatch.value import Message, say


class Unread(Exception):
    """A cell that says nothing sure."""

    def __init__(self, what: Message, fix: Message | None = None) -> None:
        super().__init__(what.id)
        self.what = what
        self.fix = fix


NOTHING = frozenset(
    {"", "-", "–", "—", "?", "/", "nc", "n/c", "n.c.", "nd", "n/a", "na", "n.a.", "#n/a", "#ref!", "none"}
)
"""What people, and spreadsheets, write where they know nothing."""

SIGNS = "=+-@\t\r"
"""With one of these at its beginning, a text would act as a formula in a spreadsheet."""


def text(cell: Any) -> str:
    """A cell as a person sees it; the apostrophe that keeps a sheet from reading a formula is no part of it."""
    told = sheets.text(cell)
    return told[1:] if told[:1] == "'" and told[1:2] and told[1:2] in f"{SIGNS}'" else told


def line(cell: Any) -> str:
    """The same on one line."""
    return " ".join(text(cell).split())


def is_empty(cell: Any) -> bool:
    """Whether a cell says nothing."""
    if isinstance(cell, list | dict):
        return False
    return cell is None or text(cell).strip().casefold() in NOTHING


def number_of(cell: Any, width: int) -> str:
    """The digits of a SIREN or SIRET; a number that a spreadsheet made of it gets its zeros back."""
    told = re.sub(r"[\s.\-]", "", line(cell))
    if re.fullmatch(r"[\d,]+E\+?\d+", told, re.IGNORECASE):
        raise Unread(
            say("the spreadsheet has rounded this number: {given:text}", given=line(cell)),
            say("format the column as text and paste the number again"),
        )
    told = told.removeprefix("FR") if len(told) == 13 and told.startswith("FR") else told
    return told.zfill(width) if told.isdigit() and len(told) == width - 1 else told


def day(cell: Any) -> date:
    """A day; the French order, day first."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    told = line(cell)
    found = _FRENCH_DAY.fullmatch(told)
    try:
        read = date(int(found[3]), int(found[2]), int(found[1])) if found else days.moment(told)
    except ValueError:
        read = None
    if read is None:
        fix = say("a whole day was expected, as 12/03/2019")
        raise Unread(say("not a date: {given:text}", given=told[:60]), fix)
    return read.date() if isinstance(read, datetime) else read


_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def euros(cell: Any) -> int:
    """An amount in whole euros: « 1,2 M€ », « 45 000 »."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        found = round(cell) if 0 <= cell < 10**13 else None
    else:
        told = line(cell)
        found = 0 if told.strip(" €") == "0" else written.euros(told)
    if found is None:
        raise Unread(
            say("not one amount: {given:text}", given=line(cell)[:60]), say("write it as 45 000 or 1,2 M€, before tax")
        )
    return found


def truth(cell: Any) -> bool:
    """Yes or no."""
    if isinstance(cell, bool):
        return cell
    word = line(cell).casefold()
    if word in YES or word in ("o", "y", "v", "✓", "✔"):
        return True
    if word in NO or word == "n":
        return False
    raise Unread(say("neither yes nor no: {given:text}", given=line(cell)[:60]))


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


def trade(cell: Any) -> str:
    """An activity code, alone or before its words: « 62.01Z Programmation informatique »."""
    told = line(cell)
    found = _CODE.match(told)
    return str(found[1]) if found and len(told) > len(found[1]) else told


_CODE = re.compile(r"(\d{2}\.?\d{2}\s?[A-Za-z]?)(?=\s|$|[:,;(–-])")


def legal_form(cell: Any) -> str:
    """A code or a name; « Société par actions simplifiée (SAS) » is either part."""
    told = line(cell)
    parts: list[str] = [told, *(part.strip() for part in re.split(r"[()/,:–]| - ", told))]
    for part in filter(None, parts):
        if legal_forms.codes_of(part) or legal_forms.exists(part):
            return part
    code = _legal_labels().get(words_of(told))
    return told if code is None else code


@cache
def _legal_labels() -> dict[tuple[str, ...], str]:
    """Codes by the words of their labels, the widest code first."""
    found: dict[tuple[str, ...], str] = {}
    for code, label in legal_forms.labels().items():
        found.setdefault(words_of(label), code)
    return found


def several(cell: Any, *, commas: bool = False) -> Any:
    """A list: between bars, semicolons or on lines of its own; as JSON writes it when it begins with a bracket."""
    if isinstance(cell, list):
        return cell
    told = text(cell).strip()
    if told.startswith("["):
        return document(told)
    parts = re.split(r"[|;\n,]" if commas else r"[|;\n]", told)
    return list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def document(cell: Any) -> Any:
    """What JSON writes."""
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(text(cell))
    except (ValueError, RecursionError) as error:
        raise Unread(say("not written as our own export writes it: {given:text}", given=line(cell)[:40])) from error


def _each(one: Callable[[str], str]) -> Callable[[Any], Any]:
    def read(cell: Any) -> Any:
        found = several(cell, commas=True)
        if isinstance(cell, list) or text(cell).strip().startswith("["):
            return found
        return list(dict.fromkeys(one(part) for part in found))

    return read


def _slug(part: str) -> str:
    return part if re.fullmatch(r"[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*", part) else id_of(part, (), "cluster")


def slugs(names: Sequence[str]) -> list[str]:
    """Names of clusters as ids."""
    return [_slug(name) for name in names]


def _worded(words: Mapping[str, str]) -> Callable[[str], str]:
    return lambda part: words.get(" ".join(words_of(part)), part)


_STAGES = {
    "idee": "idea",
    "creation": "creation",
    "amorcage": "seed",
    "developpement": "development",
    "croissance": "growth",
    "transmission": "transmission",
    "reprise": "transmission",
}
_TAX = {
    "is": "corporate_tax",
    "impot sur les societes": "corporate_tax",
    "ir": "income_tax",
    "impot sur le revenu": "income_tax",
    "micro": "micro",
    "micro fiscal": "micro",
    "micro entreprise": "micro",
    "non soumise": "not_taxed",
    "non assujettie": "not_taxed",
}
_ROLES = {
    "entreprise": "company",
    "association": "association",
    "grappe": "cluster",
    "cluster": "cluster",
    "pole": "cluster",
    "recherche": "research",
    "organisme de recherche": "research",
    "laboratoire": "research",
    "personne physique": "person",
    "public": "public_body",
    "collectivite": "public_body",
}
_LANGUAGES = {"francais": "fr", "french": "fr", "anglais": "en", "english": "en"}


def language(cell: Any) -> str:
    """The language of the letter."""
    told = line(cell)
    return str(_worded(_LANGUAGES)(told)) if len(told) > 2 else told.casefold()


def whole_number(cell: Any) -> Any:
    """A count."""
    told = "".join(line(cell).split())
    return int(told) if told.isdigit() else told


READ: Mapping[str, Callable[[Any], Any]] = {
    "id": line,
    "name": line,
    "siren": lambda cell: number_of(cell, 9),
    "siret": lambda cell: number_of(cell, 14),
    "national_id": line,
    "legal_form": legal_form,
    "roles": _each(_worded(_ROLES)),
    "economic_activity": truth,
    "naf": trade,
    "naf_2025": trade,
    "headcount": people,
    "headcount_band": band,
    "awu": people,
    "micro_entrepreneur": truth,
    "created": day,
    "first_closed_year": day,
    "merged_on": day,
    "turnover": euros,
    "balance_total": euros,
    "closed_on": day,
    "tax_regime": lambda cell: _worded(_TAX)(line(cell)),
    "labels": _each(str.casefold),
    "labels_refused": _each(str.casefold),
    "debts_paid": truth,
    "in_difficulty": truth,
    "controlled_outside_eu": truth,
    "open_establishments": whole_number,
    "stages": _each(_worded(_STAGES)),
    "themes": _each(lambda part: written.theme(part) or part),
    "description": text,
    "needs": several,
    "offers": several,
    "clusters": _each(_slug),
    "groups": several,
    "website": line,
    "accounts": document,
    "holdings": document,
    "projects": document,
    "aid_received": document,
    "provenance": document,
    "readers": document,
    "establishments": lambda cell: "unknown" if cell == "unknown" else document(cell),
    "language": language,
    "consent": truth,
    "opt_out": truth,
}
"""How the cell of each field is read; places and the names of people stand elsewhere."""
