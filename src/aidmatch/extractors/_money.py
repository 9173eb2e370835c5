"""Bounds in euros as texts write them, shared by what is counted in euros."""

from __future__ import annotations

import re

from aidmatch.extractors._mention import Fields
from aidmatch.extractors._numbers import MONEY, euros

BOUND = (
    rf"(?:(?:compris(?:e)?s? )?(?:entre|de) (?P<{{p}}from>{MONEY}) (?:et|a) (?P<{{p}}to>{MONEY})"
    rf"|(?P<{{p}}under>(?:strictement )?inferieure?s? a|moins de|en dessous de|< ?|inf\. a) ?(?P<{{p}}n1>{MONEY})"
    rf"|(?P<{{p}}most>inferieure?s? ou egale?s? a|n'excedant pas|n'excede pas|n'excedent pas|ne depass\w+ pas"
    rf"|au plus|au maximum|jusqu'a|maximum|"
    rf"maximum de|limite a|<= ?|≤ ?) ?(?P<{{p}}n2>{MONEY})"
    rf"|(?P<{{p}}over>(?:strictement )?superieure?s? a|plus de|depassant|excedant|au-dessus de|> ?"
    rf"|supp?\. a) ?(?P<{{p}}n3>{MONEY})"
    rf"|(?P<{{p}}least>superieure?s? ou egale?s? a|au moins|d'au moins|minimum|minimum de|au minimum|a partir de"
    rf"|>= ?|≥ ?) ?(?P<{{p}}n4>{MONEY}))"
)


def bound(prefix: str) -> str:
    """The pattern of a bound, its groups beginning with a prefix."""
    return BOUND.replace("{p}", prefix)


def bounds(read: re.Match[str], prefix: str) -> tuple[int | None, int | None] | None:
    """Least and most, both inclusive; None when there is no bound."""

    def amount(name: str) -> int | None:
        told = read.group(prefix + name)
        return euros(told) if told else None

    low, high = amount("from"), amount("to")
    if low is not None and high is not None:
        return (low, high) if low <= high else None
    under, most, over, least = (amount(name) for name in ("n1", "n2", "n3", "n4"))
    if under is not None:
        return (None, under - 1) if under > 0 else None
    if most is not None:
        return None, most
    if over is not None:
        return over + 1, None
    return (least, None) if least is not None else None


def fields(kind: str, low: int | None, high: int | None) -> Fields:
    """The condition."""
    return {"kind": kind, "min": low, "max": high}


def contrary(kind: str, low: int | None, high: int | None) -> Fields | None:
    """The condition when such companies are left out."""
    if low is not None and high is None and low > 0:
        return {"kind": kind, "max": low - 1}
    if high is not None and low is None:
        return {"kind": kind, "min": high + 1}
    return None
