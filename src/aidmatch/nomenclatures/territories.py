"""Territories: countries, regions, departments, EPCI, communes, and the European NUTS codes.

Codes are written as in the national schema of aids, a kind and the official code: ``PAYS-99100``, ``REG-76``,
``DEP-2A``, ``EPCI-200027183``, ``COM-66136``, besides ``EU-27`` and ``NUTS-ES511``.

- A commune is looked for in the lists, never by the letters of its code: an EPCI may straddle departments and regions.
- An arrondissement of Paris, Lyon or Marseille, and a former commune, are inside their present commune.
- The overseas collectivities (975, 977, 978, 986, 987, 988…) answer to ``COM-``, ``DEP-`` and ``REG-`` alike.
  They are inside France, but of them the Union holds Saint-Martin (978) only (TFEU, articles 349 and 355).
  Hence France as a whole is not surely inside ``EU-27``: a company known by its country alone may be in Nouméa.
- NUTS codes are read by their form: ``NUTS-ES511`` is inside ES51, ES5, ES and Spain. How French NUTS regions fall on
  regions and departments is not in the tables: the answer there is "may be".

Source: INSEE, code officiel géographique, edition 2026 (``data/sources.csv``).
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from . import _cog, _tables
from ._gazetteer import FRANCE, UNION, country, find
from ._gazetteer import codes as codes
from ._gazetteer import name as _name

__all__ = [
    "FRANCE",
    "UNION",
    "ancestors",
    "communes_of_postcode",
    "could_be_in",
    "country",
    "exists",
    "find",
    "in_union",
    "iso2",
    "label",
    "nearest",
    "overlaps",
]
_OUTSIDE_UNION = frozenset({"975", "977", "984", "986", "987", "988", "989"})
"""French collectivities that are no part of the Union's territory (TFEU, article 355 and annex II)."""
_NUTS = re.compile(r"NUTS-([A-Z]{2})[0-9A-Z]{0,3}")


def exists(code: str) -> bool:
    """Is this the code of a territory, present or former?"""
    kind, _, own = code.partition("-")
    match kind:
        case "EU":
            return code == UNION
        case "PAYS":
            return own in _cog.countries()
        case "REG":
            return own in _cog.regions()
        case "DEP":
            return own in _cog.departments()
        case "EPCI":
            return _cog.grouping(own) is not None
        case "COM":
            return (len(own) == 3 and own in _cog.regions()) or (len(own) == 5 and _is_commune(own))
        case "NUTS":
            form = _NUTS.fullmatch(code)
            return form is not None and country(form[1]) is not None
    return False


def _is_commune(own: str) -> bool:
    return _cog.commune(own) is not None or _cog.part(own) is not None


@cache
def ancestors(code: str) -> frozenset[str]:
    """Every coded territory that surely contains this one, itself included."""
    if not exists(code):
        raise LookupError(f"unknown territory code {code!r}")
    kind, _, own = code.partition("-")
    match kind:
        case "PAYS" if own != "99100" and _in_union_today(own):
            return frozenset({code, UNION})
        case "REG":
            return _of_region(own)
        case "DEP":
            return _of_department(own)
        case "EPCI":
            return _of_grouping(own)
        case "COM":
            return _of_region(own) if len(own) == 3 else _of_commune(own)
        case "NUTS":
            whole = country(own[:2])
            above = {f"NUTS-{own[:length]}" for length in range(2, len(own) + 1)}
            return frozenset(above | {whole, UNION}) if whole == FRANCE else frozenset(above | ancestors(whole or ""))
    return frozenset({code})


@cache
def _departments_by_region() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, department in _cog.departments().items():
        found.setdefault(department.region, []).append(code)
    return {code: tuple(own) for code, own in found.items()}


def _of_region(own: str) -> frozenset[str]:
    departments = _departments_by_region()[own]
    if len(departments) == 1:
        return _of_department(departments[0])
    return frozenset({f"REG-{own}", FRANCE, UNION})


@cache
def _of_department(own: str) -> frozenset[str]:
    department = _cog.departments()[own]
    found = {f"DEP-{own}", f"REG-{department.region}", FRANCE}
    if own not in _OUTSIDE_UNION:
        found.add(UNION)
    if len(department.region) == 3:
        found.add(f"COM-{own}")
    if department.sole_commune:
        found.add(f"COM-{department.sole_commune}")
    if len(_departments_by_region()[department.region]) > 1:
        found |= {f"EPCI-{code}" for code, whole in _cog.spanning().items() if own in whole}
    return frozenset(found)


@cache
def _of_grouping(own: str) -> frozenset[str]:
    grouping = _cog.grouping(own)
    if grouping is None:
        raise LookupError(own)
    found = {f"EPCI-{own}", FRANCE, UNION, *(f"EPCI-{code}" for code in grouping.within)}
    departments = [_of_department(code) for code in grouping.departments]
    return frozenset(found | frozenset.intersection(*departments))


@cache
def _of_commune(own: str) -> frozenset[str]:
    commune = _cog.commune(own)
    if commune is None:
        part = _cog.part(own)
        return (_of_commune(part.commune) if part else frozenset()) | {f"COM-{own}"}
    groupings = [_of_grouping(code) for code in commune.groupings]
    return _of_department(_cog.department_of(own)).union({f"COM-{own}"}, *groupings)


@cache
def overlaps(code: str) -> frozenset[str]:
    """The listed territories that share ground with this one without surely containing it.

    All that is inside it, and what straddles its border. NUTS codes, which are not listed, are left out:
    ``could_be_in`` knows them.
    """
    sure = ancestors(code)
    kind, _, own = code.partition("-")
    found: set[str] = set()
    match kind:
        case "EU":
            found = {f"PAYS-{held}" for held in _cog.countries() if _in_union_today(held)}
            found.update(_ground_in_union())
        case "NUTS" if FRANCE in sure:
            found = set(_ground_in_union())
        case "PAYS" if own == "99100":
            found = {UNION}.union(*(_ground(department) for department in _cog.departments()))
        case "REG":
            found.update(*(_ground(department) for department in _departments_by_region()[own]))
        case "DEP":
            found = set(_ground(own))
        case "EPCI":
            found = _ground_of_grouping(own)
        case "COM" if len(own) == 3:
            found = set(_ground(own))
        case "COM":
            commune = _cog.commune(own)
            found.update(commune.places if commune else ())
    return frozenset(found - sure)


@cache
def _ground(department: str) -> frozenset[str]:
    """Every French code that shares ground with a department."""
    communes = _cog.communes_of(department).values()
    found = {place for commune in communes for place in commune.places}
    found.update(f"EPCI-{own}" for commune in communes for own in commune.groupings)
    return frozenset(found | _of_department(department) - {FRANCE, UNION})


@cache
def _ground_in_union() -> frozenset[str]:
    return frozenset().union(*(_ground(own) for own in _cog.departments() if own not in _OUTSIDE_UNION))


def _ground_of_grouping(own: str) -> set[str]:
    found: set[str] = set()
    for department in _cog.groupings()[own].departments:
        for code, commune in _cog.communes_of(department).items():
            if own in commune.groupings:
                found.update(_of_commune(code), commune.places)
    return found


def could_be_in(place: str, target: str) -> bool | None:
    """Is whoever is somewhere in ``place`` inside ``target``? True: surely; False: surely not; None: may be."""
    around_place, around_target = ancestors(place), ancestors(target)
    if target in around_place:
        return True
    if place in around_target or _straddle(place, target):
        return None
    if {FRANCE, UNION} <= around_place & around_target and place.startswith("NUTS-") != target.startswith("NUTS-"):
        return None
    return False


@cache
def _straddle(one: str, other: str) -> bool:
    """Do two territories, neither inside the other, share ground? Only EPCI, or France and the Union, can."""
    if {one, other} == {FRANCE, UNION}:
        return True
    kinds = {one.partition("-")[0], other.partition("-")[0]}
    if "EPCI" not in kinds or kinds & {"PAYS", "EU", "NUTS"}:
        return False
    grouping, wider = (one, other) if one.startswith("EPCI-") else (other, one)
    if wider.startswith("EPCI-"):
        return wider in _ground_of_grouping(grouping.removeprefix("EPCI-"))
    held = _cog.groupings()[grouping.removeprefix("EPCI-")].departments
    return any(wider in _of_department(department) for department in held)


def label(code: str) -> str:
    """The French name: « Occitanie », « Perpignan », « France entière », « Union européenne »."""
    if not exists(code):
        raise LookupError(f"unknown territory code {code!r}")
    return _name(code)


def nearest(code_or_name: str) -> str | None:
    """A valid code close to what was written, to suggest in a message; None when nothing is close."""
    from ._gazetteer import closest_code, closest_name

    asked = code_or_name.strip().upper()
    kind, dash, own = asked.partition("-")
    kinds = {"PAYS", "REG", "DEP", "EPCI", "COM"}
    guesses = (asked, f"{kind}-{own.zfill(2)}", f"COM-{asked}", f"DEP-{asked.zfill(2)}", f"EPCI-{asked}")
    known = next((guess for guess in guesses if exists(guess)), None)
    if known or not asked:
        return known
    if dash and kind in kinds:
        return closest_code(kind, own) if own[:1].isdigit() else closest_name(own, kind)
    return country(asked) or closest_name(asked)


@cache
def _by_postcode() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for department in _cog.departments():
        for code, commune in _cog.communes_of(department).items():
            for postcode in commune.postcodes.split():
                found.setdefault(postcode, []).append(f"COM-{code}")
    return {postcode: tuple(codes) for postcode, codes in found.items()}


def communes_of_postcode(postcode: str) -> tuple[str, ...]:
    """The communes that share a postcode: often several, so that a postcode alone does not tell the commune."""
    return _by_postcode().get(postcode.replace(" ", ""), ())


def iso2(code: str) -> str | None:
    """``ES`` for ``PAYS-99134``, and the country's letters for any territory inside one."""
    if not exists(code):
        return None
    held = next((own for own in ancestors(code) if own.startswith("PAYS-")), None)
    return _cog.countries()[held.removeprefix("PAYS-")][0] if held else None


def in_union(country_code: str, as_of: date) -> bool:
    """Is this country (``PAYS-…``) a member State of the European Union on that day?"""
    own = country_code.removeprefix("PAYS-")
    return any(
        code == own and date.fromisoformat(since) <= as_of and (not left or as_of < date.fromisoformat(left))
        for code, since, left in _tables.rows("union_members")
    )


@cache
def _in_union_today(own: str) -> bool:
    """Member of the present Union, the one ``EU-27`` names: in the dated table, a member that has not left."""
    return any(code == own and not left for code, _, left in _tables.rows("union_members"))
