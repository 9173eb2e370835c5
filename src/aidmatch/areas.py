"""Zone d'aide à finalité régionale: whether the place of a project lies in a regional-aid area, as far as lists tell.

The lists are dated rows by commune, EPCI, department, region or country; the finest that holds the place speaks. A
place no list tells of, known too coarsely, or only partly inside has no zone here, and the reason is said: what hangs
on it stays an interval. A project's place is its own: the seat of the company is not taken for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from aidmatch.nomenclatures import figures, regional_areas, territories
from aidmatch.nomenclatures.regional_areas import Area
from aidmatch.place import Place
from aidmatch.value import Message, months_after, say

Zone = Literal["a", "c", "none"]
"""Regional-aid area of the place of the project: outermost regions (a), the other areas of the map (c), or none."""


class Site(NamedTuple):
    """Where a project is, as far as regional aid asks."""

    zone: Zone | None
    department: str | None
    """DEP-66, where the place is known that far."""
    why: Message
    """What the zone rests on, or why it is not known."""
    is_doubt: bool


_FINEST = ("COM", "EPCI", "DEP", "REG", "PAYS")


def site(place: Place | None, listed: Iterable[Area], as_of: date) -> Site:
    """The area a place is in, by the workspace's rows and our own; of two on one code the workspace's speaks."""
    if place is None:
        return Site(None, None, say("regional-aid area not known: the project names no place"), True)
    code = place.code
    around = territories.ancestors(code)
    held = [one for one in around if one.startswith("DEP-")]
    department = held[0] if len(held) == 1 else None
    if territories.FRANCE not in around:
        why = say("regional-aid area not known: the map of {place:place} is its country's", place=code)
        return Site(None, None, why, True)
    rows = {one.code: [one] for one in regional_areas.areas() if one.holds_on(as_of)}
    own: dict[str, list[Area]] = {}
    for one in listed:
        if one.holds_on(as_of):
            own.setdefault(one.code, []).append(one)
    rows.update(own)
    spoken = _finest(code, [area for above in around for area in rows.get(above, ())])
    if not spoken:
        why = say("regional-aid area not known: no row of data/zones.csv holds {place:place}", place=code)
        return Site(None, department, why, True)
    if len({area.kind for area in spoken}) > 1:
        why = say("regional-aid area not known: the rows on {place:place} disagree", place=spoken[0].code)
        return Site(None, department, why, True)
    area = spoken[0]
    inside = [row for one in territories.overlaps(code) for row in rows.get(one, ())]
    if any(row.kind != area.kind for row in inside):
        why = say("regional-aid area not known: it differs inside {place:place}; the commune tells", place=code)
        return Site(None, department, why, True)
    if area.kind == "part":
        why = say("regional-aid area not known: only a part of {place:place} is inside", place=area.code)
        return Site(None, department, why, True)
    return Site(area.kind, department, _told(area), _is_old(area, as_of))


def _finest(code: str, found: list[Area]) -> list[Area]:
    """The rows that tell most closely of a place: those on itself, else on the smallest kind of ground."""
    on_itself = [area for area in found if area.code == code]
    if on_itself:
        return on_itself
    for kind in _FINEST:
        spoken = [area for area in found if area.code.startswith(f"{kind}-")]
        if spoken:
            return spoken
    return []


def _told(area: Area) -> Message:
    if area.kind == "none":
        return say(
            "outside the regional-aid areas: {place:place}, {source:text}, checked on {day:date}",
            place=area.code,
            source=area.source,
            day=area.checked_on,
        )
    return say(
        "regional-aid area “{zone:text}”: {place:place}, {source:text}, checked on {day:date}",
        zone=area.kind,
        place=area.code,
        source=area.source,
        day=area.checked_on,
    )


def _is_old(area: Area, as_of: date) -> bool:
    """Whether nobody has looked at the row for longer than a rule keeps."""
    life = figures.figure("shelf_life.rule", as_of)
    return life is not None and as_of > months_after(area.checked_on, int(life.value))
