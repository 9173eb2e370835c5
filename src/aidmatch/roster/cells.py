"""One cell of a list of members -> the value of one field, as people in France write it, or why it cannot be read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from aidmatch import days, written
from aidmatch.datafiles import id_of
from aidmatch.nomenclatures import legal_forms
from aidmatch.roster.headcounts import band, people
from aidmatch.roster.texts import Unread, line, text
from aidmatch.sheets.headings import words_of
from aidmatch.typed import NO, YES
from aidmatch.value import say
from aidmatch.worth import costs_told


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


def euros(cell: Any, scale: int = 1) -> int:
    """An amount in whole euros: « 1,2 M€ », « 45 000 »; a bare figure is multiplied by its column's unit."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        found = round(cell * scale) if 0 <= cell * scale < 10**13 else None
    else:
        told = line(cell)
        if scale > 1 and re.fullmatch(r"[\d\s.,]+", told):
            told = f"{told} {'k€' if scale == 1_000 else 'M€'}"
        found = 0 if told.strip(" €") == "0" else written.euros(told)
    if found is None:
        raise Unread(
            say("not one amount: {given:text}", given=line(cell)[:60]), say("write it as 45 000 or 1,2 M€, before tax")
        )
    return found


def costs(cell: Any) -> dict[str, int]:
    """Costs by item: « personnel 60 000, matériel 20 000 »."""
    found = costs_told(text(cell))
    if found is None:
        fix = say("write it as: staff 60 000, equipment 20 000")
        raise Unread(say("not an amount for each item: {given:text}", given=line(cell)[:60]), fix)
    return {str(item): euros for item, euros in found.items()}


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
    "transfer": "transmission",
}
_TAX = {
    "is": "corporate_tax",
    "impot sur les societes": "corporate_tax",
    "corporate tax": "corporate_tax",
    "ir": "income_tax",
    "impot sur le revenu": "income_tax",
    "impot sur le revenu au reel": "income_tax",
    "income tax": "income_tax",
    "income tax on actual profit": "income_tax",
    "micro": "micro",
    "micro fiscal": "micro",
    "regime micro fiscal": "micro",
    "micro entreprise": "micro",
    "micro tax regime": "micro",
    "non soumise": "not_taxed",
    "non assujettie": "not_taxed",
    "pas d impot sur les benefices": "not_taxed",
    "not subject to tax on profits": "not_taxed",
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
    "costs_by": costs,
    "aid_received": document,
    "aid_received_in_part": truth,
    "provenance": document,
    "readers": document,
    "establishments": lambda cell: "unknown" if cell == "unknown" else document(cell),
    "language": language,
    "consent": truth,
    "opt_out": truth,
}
"""How the cell of each field is read; places and the names of people stand elsewhere."""
