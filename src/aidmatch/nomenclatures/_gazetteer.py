"""Names of territories, both ways: the name of a code, and the codes of a name, exact or nearly so."""

from __future__ import annotations

from functools import cache

from . import _cog, _tables

FRANCE = "PAYS-99100"
UNION = "EU-27"
_OTHER_LETTERS = {"EL": "GR", "UK": "GB"}
"""NUTS codes and VAT numbers write Greece and the United Kingdom unlike ISO 3166."""
_GROUPING_WORDS = ("de la ", "de l'", "de ", "du ", "des ", "d'")


def country(iso2: str) -> str | None:
    """``PAYS-99134`` for ``ES``; EL and UK, as NUTS codes and VAT numbers write them, are read too."""
    wanted = _OTHER_LETTERS.get(iso2.upper(), iso2.upper())
    return _by_letters().get(wanted)


@cache
def _by_letters() -> dict[str, str]:
    return {letters: f"PAYS-{code}" for code, (letters, _) in _cog.countries().items()}


def name(code: str) -> str:
    """The French name of a code that exists."""
    kind, _, own = code.partition("-")
    match kind:
        case "EU":
            return "Union européenne"
        case "PAYS":
            return _cog.countries()[own][1]
        case "REG":
            return _cog.regions()[own]
        case "DEP":
            return _cog.departments()[own].name
        case "EPCI":
            return _cog.groupings()[own].name
        case "NUTS":
            whole = country(own[:2]) or ""
            return f"{'France' if whole == FRANCE else name(whole)} ({code.replace('-', ' ')})"
    return _cog.regions()[own] if len(own) == 3 else _commune_name(own)


def _commune_name(own: str) -> str:
    commune = _cog.commune(own)
    if commune is not None:
        return commune.name
    part = _cog.part(own)
    if part is None:
        raise LookupError(f"unknown commune code {own!r}")
    return part.name or f"{_commune_name(part.commune)} (ancienne commune {own})"


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Folded name to codes, the widest territory first."""
    found: dict[str, list[str]] = {}

    def note(text: str, code: str) -> None:
        held = found.setdefault(_tables.folded(text), [])
        if code not in held:
            held.append(code)

    note(name(UNION), UNION)
    note("France", FRANCE)
    for kind in ("PAYS", "REG", "DEP", "EPCI", "COM"):
        for own in codes(kind):
            code = f"{kind}-{own}"
            note(name(code), code)
            if kind == "EPCI":
                note(_without_kind(name(code)), code)
    for own, part in (*_cog.districts().items(), *_cog.former_communes().items()):
        if part.name:
            note(part.name, f"COM-{own}")
    return {text: tuple(held) for text, held in found.items()}


def _without_kind(text: str) -> str:
    """« CC des Aspres » as people say it: « Aspres »."""
    first, _, rest = text.partition(" ")
    if first not in {"CC", "CA", "CU"}:
        return text
    return next((rest.removeprefix(word) for word in _GROUPING_WORDS if rest.startswith(word)), rest)


@cache
def codes(kind: str) -> tuple[str, ...]:
    """The official codes of one kind, present communes only for ``COM``."""
    match kind:
        case "PAYS":
            return tuple(_cog.countries())
        case "REG":
            return tuple(_cog.regions())
        case "DEP":
            return tuple(_cog.departments())
        case "EPCI":
            return tuple(_cog.groupings())
    return tuple(own for department in _cog.departments() for own in _cog.communes_of(department))


def find(text: str) -> tuple[str, ...]:
    """The territories of that name (accents, case and hyphens put aside), the widest first; several may share it."""
    return _names().get(_tables.folded(text), ())


def closest_code(kind: str, own: str) -> str | None:
    """The code of the same kind with the fewest other characters, then the closest as a number."""
    from rapidfuzz.distance import Levenshtein

    def rank(candidate: str) -> tuple[int, int, int]:
        apart = abs(int(candidate, 36) - int(own, 36)) if own.isalnum() and own.isascii() else 0
        return abs(len(candidate) - len(own)), Levenshtein.distance(candidate, own), apart

    best = min(codes(kind), key=rank)
    return f"{kind}-{best}" if Levenshtein.distance(best, own) <= 2 else None


def closest_name(text: str, kind: str = "") -> str | None:
    """The code (of that kind, if one is given) whose name is the closest to the text; None when none is close."""
    from rapidfuzz import fuzz, process

    wanted = _tables.folded(text)
    if not kind:
        exact = _names().get(wanted)
        hit = None if exact else process.extractOne(wanted, _names().keys(), scorer=fuzz.ratio, score_cutoff=75)
        return exact[0] if exact else _names()[hit[0]][0] if hit else None
    own = {code: folded for folded, held in _names().items() for code in held if code.startswith(f"{kind}-")}
    # Within one kind a beginning is enough: « REG-OCC » means Occitanie.
    close = process.extractOne(wanted, own, scorer=fuzz.WRatio, score_cutoff=80)
    return close[2] if close else None
