"""A record of the register (unité légale) -> what it says of the company.

Keys of the service come and go: each is read with a default, and what cannot be read is left out with a note. Nothing
is guessed. Oddities seen in the answers of 2025 and 2026:

- The headcount is a band of Sirene, two to three years behind. One without its year is not taken: it would pass for
  today's. `NN` (no employee, or none declared) and `00` (none left on 31 December) are nobody on 31 December of their
  year; no band is not known.
- A turnover of 0 beside a result is no turnover. Accounts come with their year alone: they stand on its 31 December.
- The category (PME, ETI, GE) counts the whole group. It is a hint on who holds the company, never the European class.
- The trade is in NAF rév. 2, that of NAF 2025 beside it until the end of 2026. From 2027 on nobody says which is which.
- A unit in partial diffusion has a mark in the fields it hides: nothing hidden is read, its name is the mark.
- The service never lists all establishments: how many are open is a fact, where they are is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from aidmatch.company import Company
from aidmatch.nomenclatures import activities, figures, headcount_bands, legal_forms, territories
from aidmatch.registries._profile import Candidate, Profile
from aidmatch.value import Message, months_after, say

MASK = "[NON-DIFFUSIBLE]"
"""What stands in a hidden field."""
MASKED = "P"
"""`statut_diffusion` of a unit in partial diffusion."""
CEASED, CLOSED = "C", "F"
"""`etat_administratif` of a company, and of an establishment."""
LONGEST = 200
"""Signs of a name."""

Unit = Mapping[str, Any]


def profile_of(unit: Unit, day: date) -> Profile:
    """What a record says, read on that day."""
    siren = str(unit.get("siren"))
    notes: list[Message] = []
    facts: dict[str, Any] = {"name": name_of(unit)}
    on = {"name": day}
    for field, value, true_on in _facts(unit, siren, day, notes):
        if _stands(field, value):
            facts[field], on[field] = value, true_on or day
        else:
            notes.append(say("{field:text}: what the register says cannot be read, left out", field=field))
    extras = _inner(unit, "complements")
    return Profile(
        siren,
        facts,
        on,
        is_ceased=unit.get("etat_administratif") == CEASED,
        ceased_on=_day(_text(unit, "date_fermeture")),
        is_masked=unit.get("statut_diffusion") == MASKED,
        size_class=_text(unit, "categorie_entreprise"),
        size_class_year=_year(unit.get("annee_categorie_entreprise")),
        had_de_minimis=True if extras.get("a_aide_minimis") is True else None,
        notes=tuple(notes),
    )


def candidate_of(unit: Unit) -> Candidate:
    """The little that tells a company from another of nearly the same name."""
    commune = _text(_inner(unit, "siege"), "commune")
    known = commune if commune and territories.exists(f"COM-{commune}") else None
    return Candidate(str(unit.get("siren")), name_of(unit), known, _text(unit, "activite_principale"))


def name_of(unit: Unit) -> str:
    """Its name; that of a hidden one is the mark and its SIREN, so that two are told apart."""
    for key in ("nom_raison_sociale", "nom_complet"):
        written = _text(unit, key)
        # The service leaves empty brackets where a trade name is lacking.
        name = re.sub(r"\s*\(\s*\)", "", written or "").strip()
        if name:
            return name[:LONGEST].strip()
    return f"{MASK} {unit.get('siren')}"


def _facts(unit: Unit, siren: str, day: date, notes: list[Message]) -> Iterator[tuple[str, Any, date | None]]:
    """Each fact, and the day it was true if that is not today."""
    seat = _inner(unit, "siege")
    yield "siren", siren, None
    siret = _text(seat, "siret")
    if siret and siret.startswith(siren):
        yield "siret", siret, None
    form = _form(_text(unit, "nature_juridique"))
    if form:
        yield "legal_form", form, None
    for field, code in _trades(unit, day, notes):
        yield field, code, None
    for field, value in _whereabouts(unit, seat, notes):
        yield field, value, None
    counted = _headcount(unit, day, notes)
    if counted:
        yield "headcount", counted, date(counted["year"], 12, 31)
    created = _day(_text(unit, "date_creation"))
    if created:
        yield "created", created, None
    accounts = _accounts(unit, day, notes)
    if accounts:
        yield "accounts", [accounts], None


def _whereabouts(unit: Unit, seat: Unit, notes: list[Message]) -> Iterator[tuple[str, Any]]:
    """The seat, and how many establishments are open; of a ceased company, the last seat alone."""
    place = _place(seat)
    if place:
        yield "seat", place
    if unit.get("etat_administratif") == CEASED:
        return
    if seat.get("etat_administratif") == CLOSED:
        notes.append(say("the register says that its seat is closed: ask where it is now"))
    count = unit.get("nombre_etablissements_ouverts")
    if isinstance(count, int) and not isinstance(count, bool):
        yield "open_establishments", count
        if count > 1:
            notes.append(say("{count:number} open establishments: the register does not say where, ask", count=count))


def _headcount(unit: Unit, day: date, notes: list[Message]) -> dict[str, Any] | None:
    """The band and its year; one without a year, or too far behind, says nothing of today."""
    code = _text(unit, "tranche_effectif_salarie")
    band = headcount_bands.band(code) if code else None
    if band is None:
        if code:
            notes.append(say("headcount: no such band: {code:text}", code=code))
        return None
    year = _year(unit.get("annee_tranche_effectif_salarie"))
    if year is None:
        notes.append(say("headcount: the register gives « {band:text} » without a year, ask", band=band.label))
        return None
    if _is_past(date(year, 12, 31), day):
        notes.append(
            say("headcount: the register's is of {year:text}, too long ago to be taken, ask", year=str(year)),
        )
        return None
    return {"band": band.code, "year": year}


def _accounts(unit: Unit, day: date, notes: list[Message]) -> dict[str, Any] | None:
    """The last year published; closed on a day that is not said, so on its 31 December."""
    published = _inner(unit, "finances")
    years = {year: figures_ for key, figures_ in published.items() if (year := _year(key))}
    if not years:
        return None
    year = max(years)
    closed_on = date(year, 12, 31)
    given = years[year] if isinstance(years[year], dict) else {}
    if closed_on > day or _is_past(closed_on, day):
        notes.append(say("turnover: the register's is of {year:text}, not taken, ask", year=str(year)))
        return None
    accounts: dict[str, Any] = {"closed_on": closed_on}
    turnover = given.get("ca")
    # Nothing sold and nothing earned is a turnover of nothing; nothing sold and a result is a figure that lacks.
    is_figure = isinstance(turnover, int) and not isinstance(turnover, bool) and turnover >= 0
    if is_figure and (turnover or given.get("resultat_net") == 0):
        accounts["turnover"] = turnover
    else:
        notes.append(say("turnover of {year:text} not known to the register, ask", year=str(year)))
    return accounts


def _is_past(true_on: date, day: date) -> bool:
    """Whether a figure of the register is too far behind to say anything of today."""
    oldest = figures.figure("oldest.register", day)
    return oldest is not None and day > months_after(true_on, int(oldest.value))


def _trades(unit: Unit, day: date, notes: list[Message]) -> Iterator[tuple[str, str]]:
    """The code in each revision, never one for the other."""
    main = activities.normalise(_text(unit, "activite_principale") or "")
    new = activities.normalise(_text(unit, "activite_principale_naf25") or "")
    in_rev2 = main is not None and activities.exists(main, activities.REV2)
    if main is None:
        pass
    elif in_rev2 and (activities.current(day) == activities.REV2 or (new is not None and new != main)):
        yield "naf", main
    elif not in_rev2 and not new and activities.exists(main, activities.NAF_2025):
        yield "naf_2025", main
    elif main != new:
        notes.append(say("activity: {code:text} is a code whose revision the register does not say", code=main))
    if new and activities.exists(new, activities.NAF_2025):
        yield "naf_2025", new


def _form(code: str | None) -> str | None:
    """The legal form, or the level above it that our list knows."""
    return next((code[:size] for size in (4, 2, 1) if code and legal_forms.exists(code[:size])), None)


def _place(seat: Unit) -> dict[str, str] | None:
    """The seat as finely as our tables know it; a district of Paris, Lyon or Marseille is a commune's part."""
    abroad = _text(seat, "code_pays_etranger")
    if abroad:
        country = territories.iso2(f"PAYS-{abroad}")
        return {"country": country} if country and country != "FR" else None
    levels = (("commune", "commune", "COM"), ("departement", "department", "DEP"), ("region", "region", "REG"))
    for key, field, kind in levels:
        code = _text(seat, key)
        if code and territories.exists(f"{kind}-{code}"):
            return {field: code}
    return None


def _stands(field: str, value: Any) -> bool:
    """Whether a fact alone makes a valid company."""
    try:
        Company.model_validate({"id": "x", "name": "x", field: value})
    except ValidationError:
        return False
    return True


def _inner(unit: Unit, key: str) -> Unit:
    found = unit.get(key)
    return found if isinstance(found, dict) else {}


def _text(unit: Unit, key: str) -> str | None:
    """A text on one line; None when it is empty, hidden or no text."""
    found = unit.get(key)
    if not isinstance(found, str) or MASK in found:
        return None
    return " ".join(found.split()) or None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _year(raw: object) -> int | None:
    text = str(raw)
    return int(text) if re.fullmatch(r"(?:19|20)\d\d", text, re.ASCII) else None
