"""The texts of a record read through the extractors: what decides, and what stays for a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from aidmatch.condition import AnyOf, Condition
from aidmatch.extractors import Reading, read
from aidmatch.nomenclatures import activities
from aidmatch.targeting import Targeting


class Prose(NamedTuple):
    """What the texts of a record say."""

    criteria: tuple[Condition, ...]
    conditions: tuple[str, ...]
    """For a person to check, quoted."""
    trades: tuple[str, ...]
    """NAF rév. 2 codes the texts aim at, and decide nothing."""
    trades_out: tuple[str, ...]


def prose(texts: Iterable[tuple[str | None, Sequence[str]]], held: Collection[str] = ()) -> Prose:
    """Read texts, each with its heading; kinds that a structured field holds are left to it."""
    readings = [read("\n".join(lines), heading=heading) for heading, lines in texts if any(map(str.strip, lines))]
    criteria: dict[object, Condition] = {}
    conditions: dict[str, None] = {}
    for reading in readings:
        for condition in reading.criteria:
            if not _kinds(condition) & set(held):
                criteria.setdefault(condition.asked(), condition)
        conditions.update(dict.fromkeys(reading.conditions))
    trades, out = _trades(readings)
    return Prose(tuple(criteria.values()), tuple(conditions), trades, out)


def _kinds(condition: Condition) -> set[str]:
    if isinstance(condition, AnyOf):
        return {member.kind for member in condition.members}
    return {condition.kind}


def _trades(readings: Iterable[Reading]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    aimed = [condition for reading in readings for condition in reading.targeting if condition.kind == "activity"]
    within = (code for condition in aimed for code in condition.within)
    out = (code for condition in aimed for code in condition.excluding)
    return tuple(dict.fromkeys(within)), tuple(dict.fromkeys(out))


def aimed_at(found: Prose, sectors: Sequence[str]) -> Targeting:
    """The trades meant, in codes drawn from the words."""
    known = [code for code in found.trades if activities.exists(code, activities.REV2)]
    out = [code for code in found.trades_out if activities.exists(code, activities.REV2)]
    return Targeting(naf=known, naf_excluding=out, sectors=tuple(sectors), inferred=bool(known or out))
