"""Activities: the French nomenclature of activities (NAF, code APE), each revision under its own name.

``naf-rev2`` is official until 31 December 2026 and ``naf-2025`` from 1 January 2027 (décret 2025-736). A code means
nothing without its nomenclature: section K is finance in the first and software in the second, and no table turns one
into the other without loss. A company keeps both of its codes; a rule keeps the revision it was written in.

Codes have five levels: section ``J``, division ``58``, group ``58.2``, class ``58.21``, sub-class ``58.21Z``.
NAF rév. 2 is listed whole. NAF 2025 is listed down to its divisions (those of NACE rev. 2.1, Regulation (EU)
2023/137): below, a code is accepted on its form, and bears the name of its division.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from . import _tables

REV2 = "naf-rev2"
NAF_2025 = "naf-2025"
NOMENCLATURES = (REV2, NAF_2025)
_TABLES = {REV2: "naf_rev2", NAF_2025: "naf_2025"}
_WRITTEN = re.compile(r"(?:(?P<section>[A-V])|(?P<division>\d\d)(?:\.?(?P<rest>\d{1,2})(?P<letter>[A-Z])?)?)")


@cache
def _entries(nomenclature: str) -> dict[str, tuple[str, str]]:
    """Code to (section, name)."""
    return {row[0]: (row[1], row[2]) for row in _tables.rows(_TABLES[nomenclature])}


def current(as_of: date) -> str:
    """The nomenclature in which INSEE gives the official APE code on that day."""
    for name, since, until, *_ in _tables.rows("nomenclatures_in_force"):
        if date.fromisoformat(since) <= as_of and (not until or as_of <= date.fromisoformat(until)):
            return name
    raise LookupError(f"no nomenclature of activities in force on {as_of}")


def normalise(text: str) -> str | None:
    """The code as INSEE writes it: ``58.21Z`` for « 5821Z », « 58.21 z »; None when it has no form of a code.

    The form only: ``exists`` tells whether the nomenclature holds it.
    """
    written = _WRITTEN.fullmatch("".join(text.split()).upper())
    if written is None or (written["letter"] and len(written["rest"]) != 2):
        return None
    if written["section"]:
        return written["section"]
    return written["division"] + (f".{written['rest']}{written['letter'] or ''}" if written["rest"] else "")


def exists(code: str, nomenclature: str) -> bool:
    """Is this code, written as ``normalise`` writes it, one of the nomenclature?"""
    return _known(code, nomenclature) is not None


def ancestors(code: str, nomenclature: str) -> tuple[str, ...]:
    """The code and every level above it: 58.21Z, 58.21, 58.2, 58, J."""
    held = section(code, nomenclature)
    if code == held:
        return (code,)
    levels = [code[:length] for length in (6, 5, 4, 2) if length <= len(code)]
    return (*levels, held)


def section(code: str, nomenclature: str) -> str:
    """The section letter of a code, in its own nomenclature."""
    return _entry(code, nomenclature)[0]


def label(code: str, nomenclature: str) -> str:
    """The French name; below the divisions of NAF 2025, that of the division."""
    return _entry(code, nomenclature)[1]


def _entry(code: str, nomenclature: str) -> tuple[str, str]:
    known = _known(code, nomenclature)
    if known is None:
        raise LookupError(f"unknown activity code {code!r} in {nomenclature}")
    return known


@cache
def _known(code: str, nomenclature: str) -> tuple[str, str] | None:
    """Section and name; below the divisions of NAF 2025, those of the division."""
    table = _TABLES[nomenclature]
    row = _tables.row(table, code)
    if row is None and nomenclature == NAF_2025 and normalise(code) == code:
        row = _tables.row(table, code[:2])
    return None if row is None else (row[1], row[2])


def nearest(code: str, nomenclature: str = REV2) -> str | None:
    """A listed code close to what was written, or whose name is close to it; None when nothing is close."""
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import Levenshtein

    entries = _entries(nomenclature)
    written = normalise(code)
    if written is not None:
        same_branch = [own for own in entries if own[:2] == written[:2]] or list(entries)
        return min(same_branch, key=lambda own: (Levenshtein.distance(own, written), own))
    names = {own: _tables.folded(name) for own, (_, name) in entries.items()}
    hit = process.extractOne(_tables.folded(code), names, scorer=fuzz.ratio, score_cutoff=75)
    return hit[2] if hit else None
