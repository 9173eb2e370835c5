"""Town, postcode, department, region and country of a row -> the seat, as finely as the row surely tells it.

A town's name is often that of several communes: the postcode or the department tells which. Where they do not, the
candidates are named and the seat is known only as far as all of them agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aidmatch.nomenclatures import territories
from aidmatch.roster.texts import Unread, is_empty, line
from aidmatch.value import say

PLACE_FIELDS = (
    "place",
    "seat.commune",
    "town",
    "postcode",
    "seat.department",
    "seat.region",
    "seat.country",
    "seat.nuts",
)
"""What a row may say of the seat."""


def seat(given: Mapping[str, Any]) -> tuple[dict[str, str] | None, list[tuple[str, Unread]]]:
    """The seat, and what of it could not be read, by field."""
    told = {field: line(cell) for field, cell in given.items() if field in PLACE_FIELDS and not is_empty(cell)}
    trouble: list[tuple[str, Unread]] = []
    found: dict[str, str] = {}
    country = _country(told, trouble)
    if country != "FR":
        found = {"country": country}
        if "seat.nuts" in told:
            found["nuts"] = told["seat.nuts"]
        return found, trouble
    if "place" in told:
        found.update(_of_code(told["place"], trouble))
    for field in ("department", "region"):
        if f"seat.{field}" in told:
            code = _coded(field, told[f"seat.{field}"], trouble)
            if code:
                found[field] = code
    commune = _commune(told, found.get("department"), trouble)
    if commune:
        found.update(commune)
    elif "seat.country" in told and not found:
        found = {"country": "FR"}
    _coherent(found, trouble)
    return found or None, trouble


def _country(told: Mapping[str, str], trouble: list[tuple[str, Unread]]) -> str:
    said = told.get("seat.country", "")
    if not said:
        place = told.get("place", "")
        return place.removeprefix("NUTS-")[:2] if place.startswith("NUTS-") else "FR"
    if len(said) == 2 and territories.country(said):
        return said.upper()
    codes = [code for code in territories.find(said) if code.startswith("PAYS-")]
    letters = territories.iso2(codes[0]) if codes else None
    if letters is None:
        trouble.append(("seat.country", Unread(say("no such country: {given:text}", given=said[:60]))))
    return letters or "FR"


def _of_code(code: str, trouble: list[tuple[str, Unread]]) -> dict[str, str]:
    """A territory's code, as `companies list` writes it."""
    kinds = {"COM": "commune", "DEP": "department", "REG": "region"}
    kind, _, own = code.partition("-")
    if code == territories.FRANCE:
        return {"country": "FR"}
    if kind not in kinds or not territories.exists(code):
        trouble.append(("place", Unread(say("no such code: {given}", given=code[:60]))))
        return {}
    return {kinds[kind]: own}


def _coded(field: str, said: str, trouble: list[tuple[str, Unread]]) -> str | None:
    """The code of a department or region, by its code or its name: « 66 », « Aude (11) »."""
    kind = "DEP" if field == "department" else "REG"
    bare = re.sub(r"\s*[(–-]?\s*\b(\d{2,3}|2[AB])\b\s*\)?\s*[–-]?\s*", "", said, flags=re.IGNORECASE)
    number = re.search(r"\b(\d{1,3}|2[AB])\b", said, re.IGNORECASE)
    codes = [f"{kind}-{number[1].upper().zfill(2)}"] if number else []
    codes += [code for code in territories.find(bare or said) if code.startswith(f"{kind}-")]
    known = [code for code in codes if territories.exists(code)]
    if not known:
        near = territories.nearest(f"{kind}-{said}")
        fix = say("did you mean {near}?", near=territories.label(near)) if near else None
        trouble.append((f"seat.{field}", Unread(say("no such territory: {given:text}", given=said[:60]), fix)))
        return None
    return known[0].removeprefix(f"{kind}-")


def _commune(
    told: Mapping[str, str], department: str | None, trouble: list[tuple[str, Unread]]
) -> dict[str, str] | None:
    """The commune, else the department that all candidates share."""
    given = told.get("seat.commune", "").removeprefix("COM-")
    if re.fullmatch(r"\d{4,5}|2[AB]\d{3}", given, re.IGNORECASE):
        code = given.upper().zfill(5)
        if territories.exists(f"COM-{code}"):
            _same_town(code, told.get("town", ""), trouble)
            return {"commune": code}
        fix = say("is it the postcode? Name its column « Code postal »") if given.isdigit() else None
        trouble.append(("seat.commune", Unread(say("no commune has this code: {given:text}", given=given), fix)))
        given = ""
    town = told.get("town", "") or given
    postcode = told.get("postcode", "")
    inside = re.search(r"\b(\d{5})\b", town)
    if inside:
        postcode = postcode or inside[1]
        town = town.replace(inside[1], " ")
    postcode = re.sub(r"\D", "", postcode.split(".")[0])
    postcode = postcode.zfill(5) if postcode else ""
    named = _named(town)
    by_postcode = territories.communes_of_postcode(postcode) if postcode else ()
    if not town:
        return _all_agree(by_postcode, postcode, trouble) if postcode else None
    both = [code for code in named if code in by_postcode or set(by_postcode) & territories.ancestors(code)]
    narrowed = both or [code for code in named if _in_department(code, postcode, department)]
    field = "town" if "town" in told else "seat.commune"
    if len(narrowed) == 1:
        return {"commune": narrowed[0].removeprefix("COM-")}
    if not narrowed:
        fix = None
        if named:
            fix = say("of that name there are: {candidates:text}", candidates=_listed(named))
        elif (near := territories.nearest(town)) and near.startswith("COM-"):
            fix = say("did you mean {near}?", near=territories.label(near))
        trouble.append(
            (field, Unread(say("no commune of this name there: {given:text}", given=town.strip()[:60]), fix))
        )
        return _all_agree(by_postcode, "", trouble) if by_postcode else None
    what = say("several communes have this name: {candidates:text}", candidates=_listed(narrowed))
    trouble.append((field, Unread(what, say("add the postcode, or the INSEE code of the commune"))))
    return _all_agree(tuple(narrowed), "", trouble)


def _same_town(code: str, town: str, trouble: list[tuple[str, Unread]]) -> None:
    """Tell a town whose name is not that of the code beside it: somebody changed one of the two."""
    named = _named(town)
    if named and f"COM-{code}" not in named:
        label = territories.label(f"COM-{code}")
        what = say("the commune code is that of {label:text}, and stands", label=label)
        trouble.append(("town", Unread(what, say("change the code too, or empty it"))))


def _named(town: str) -> list[str]:
    """The communes of a name: « PERPIGNAN CEDEX 9 », « Aude (11) » and « Paris 12e » without what is no name."""
    bare = re.sub(r"\b(?:CEDEX|BP|CS)\b.*$", "", town, flags=re.IGNORECASE)
    bare = re.sub(r"\(.*?\)", "", bare).strip(" ,-")
    tried = (bare, re.sub(r"\s*\b\d{1,2}\s*(?:e|è|ème|eme|er|ère)?\b.*$", "", bare, flags=re.IGNORECASE).strip())
    for name in dict.fromkeys(filter(None, tried)):
        codes = [code for code in territories.find(name) if code.startswith("COM-") and len(code) == len("COM-66136")]
        if codes:
            return codes
    return []


def _in_department(code: str, postcode: str, department: str | None) -> bool:
    """Whether a commune is where the postcode's first digits or the department say."""
    above = territories.ancestors(code)
    if department:
        return f"DEP-{department}" in above
    if not postcode:
        return True
    first = postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]
    wanted = ("2A", "2B") if first == "20" else (first,)
    return any(f"DEP-{one}" in above for one in wanted)


def _all_agree(codes: tuple[str, ...], postcode: str, trouble: list[tuple[str, Unread]]) -> dict[str, str] | None:
    """The commune when there is one, else the department that several share."""
    if len(codes) == 1:
        return {"commune": codes[0].removeprefix("COM-")}
    if not codes:
        if postcode:
            trouble.append(("postcode", Unread(say("no such postcode: {given:text}", given=postcode))))
        return None
    if postcode:
        what = say("several communes share this postcode: {candidates:text}", candidates=_listed(codes))
        trouble.append(("postcode", Unread(what, say("add the town"))))
    shared = frozenset.intersection(*map(territories.ancestors, codes))
    department = sorted(code for code in shared if code.startswith("DEP-"))
    return {"department": department[0].removeprefix("DEP-")} if department else None


_MOST = 6
"""Candidates that are named."""


def _listed(codes: tuple[str, ...] | list[str]) -> str:
    told = [f"{territories.label(code)} ({code.removeprefix('COM-')})" for code in codes[:_MOST]]
    return ", ".join([*told, *(["…"] if len(codes) > _MOST else [])])


def _coherent(found: dict[str, str], trouble: list[tuple[str, Unread]]) -> None:
    """Of a finer and a wider place that contradict each other, the finer stands."""
    kinds = (("commune", "COM"), ("department", "DEP"), ("region", "REG"))
    finest = next((f"{kind}-{found[field]}" for field, kind in kinds if field in found), None)
    for field, kind in kinds[1:]:
        if finest and field in found and f"{kind}-{found[field]}" not in territories.ancestors(finest):
            what = say("{finest} is not in {given}", finest=finest, given=f"{kind}-{found[field]}")
            trouble.append((f"seat.{field}", Unread(what)))
            del found[field]
