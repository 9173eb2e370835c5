"""Territories of aides-entreprises -> codes of the Code officiel géographique.

A commune has its INSEE code; a department or region its number and its name, which must agree, since department 44
and region 44 are two places; else its name alone. A name that several places bear, or that only the places above it
tell (a grouping of communes unknown here), gives an outer bound: whoever is outside all of it is surely outside, and
whoever is inside is to be confirmed in the source's own words. A territory that nothing bounds makes no rule at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from aidmatch.call import Level
from aidmatch.nomenclatures import territories
from aidmatch.sources._base import alike

FRANCE = "PAYS-99100"
WHOLE = "1"
"""« id_ter » of France."""


class Area(NamedTuple):
    """Where an aid is given."""

    within: tuple[str, ...]
    """Outside all of them it surely is not given; empty when nothing is sure."""
    words: str | None
    """The territories as the source names them, where the codes do not say all."""


def area_of(named: Sequence[Mapping[str, Any]]) -> Area:
    """The codes of the territories of an aid, each with `parents` where the table of territories was needed."""
    found = [_bounds(one) for one in named]
    labels = dict.fromkeys(_text(one, "ter_libelle") or _text(one, "insee") or "?" for one in named)
    words = f"Territoires, selon la source : {', '.join(labels)}."
    if not all(codes for codes, _ in found):
        return Area((), words)
    within = tuple(dict.fromkeys(code for codes, _ in found for code in codes))
    return Area(within, None if all(exact for _, exact in found) else words)


def is_sure(one: Mapping[str, Any]) -> bool:
    """Whether a territory is known by itself, without the table of territories."""
    return _itself(one)[1]


def level_of(within: Sequence[str]) -> Level | None:
    """The level at which an aid is given, from its territories."""
    levels: dict[str, Level] = {"PAYS": "national", "REG": "regional", "DEP": "departmental"}
    found: set[Level] = {levels.get(code.partition("-")[0], "local") for code in within}
    return found.pop() if len(found) == 1 else None


def _bounds(one: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    codes, exact = _itself(one)
    if exact:
        return codes, True
    above: Iterable[Mapping[str, Any]] = one.get("parents") or ()
    for place in above:
        around, sure = _itself(place)
        if sure and around != (FRANCE,):
            return around, False
    return codes, False


def _itself(one: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    """The places a territory may be, and whether it surely is what they say."""
    label, insee, number = (_text(one, field) for field in ("ter_libelle", "insee", "ter_code"))
    if _text(one, "id_ter") == WHOLE or alike(label) in ("france", "france entière"):
        return (FRANCE,), True
    if len(insee) == 5 and territories.exists(f"COM-{insee.upper()}"):
        return (f"COM-{insee.upper()}",), True
    bearing = territories.find(label) if label else ()
    numbered = [code for code in bearing if code in (f"DEP-{number.upper()}", f"REG-{number.zfill(2)}")]
    posted = [code for code in bearing if code in territories.communes_of_postcode(number)]
    for agreed in (numbered, posted):
        if len(agreed) == 1:
            return (agreed[0],), True
    same_ground = bearing and all(code in territories.ancestors(bearing[0]) for code in bearing)
    return (bearing[:1], True) if same_ground else (tuple(bearing), False)


def _text(one: Mapping[str, Any], field: str) -> str:
    return str(one.get(field) or "").strip()
