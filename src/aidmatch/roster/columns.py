"""The columns of a list of members, by the names people give them in French or in English (`columns.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from aidmatch.sheets import Cell
from aidmatch.sheets.headings import Names, words_of


class Column(NamedTuple):
    """A column of a list, and the field it was taken for."""

    place: int
    """From 0."""
    heading: str
    field: str | None
    """None when it is left aside."""
    year: int | None = None
    """The year its heading names: « CA 2025 »."""
    is_sure: bool = True
    """Whether its heading leaves no doubt, or a person said it."""
    is_told: bool = True
    """Whether a person should hear that it is left aside; a telephone number is of no use here, and known to be."""

    @property
    def scale(self) -> int:
        """What a bare figure of the column is multiplied by: 1 000 under « CA (k€) »."""
        found = _UNIT.search(self.heading)
        if found is None:
            return 1
        return 1_000 if found[0].strip("( ").casefold().startswith(("k", "millier")) else 1_000_000


@cache
def _table() -> Mapping[str, Any]:
    import tomllib

    return tomllib.loads(files("aidmatch.roster").joinpath("columns.toml").read_text("utf-8"))


ASIDE = "aside"
"""Columns that are known, and of no use here."""

SEVERAL = frozenset({"email", "turnover", "balance_total", "headcount", "groups", "labels", "needs", "themes", ASIDE})
"""Fields that several columns may hold together."""

_SURE = 0.9
"""Share of a heading's letters that a name makes when there is no doubt: all but an ending or a slip."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNIT = re.compile(
    r"\(?(?<![^\W\d_])(?:[km]\s?(?:€|euros?\b|eur\b)|milliers?\b|millions?\b)(?:\s?d['’]euros?\b|\s?€|\s?eur\b)?\)?",
    re.IGNORECASE,
)
"""« (k€) », « en milliers d’euros »: the unit of a column's figures, and no part of its name."""
_NOMENCLATURE = re.compile(r"(?<![a-z])(?:naf|ape)(?![a-z])", re.IGNORECASE)
"""« NAF 2025 » is a nomenclature, not a year."""


@cache
def names() -> Mapping[str, Sequence[str]]:
    """The usual names of each field."""
    found: Mapping[str, Sequence[str]] = _table()["names"]
    return found


def fields() -> list[str]:
    """The fields a column may hold."""
    return [field for field in names() if field != ASIDE]


@cache
def again() -> Mapping[str, str]:
    """Columns that say again, less well, what another says, with the field of both."""
    found: Mapping[str, str] = _table()["again"]
    return found


@cache
def _known() -> Names:
    return Names(names(), small=_table()["small"], remarks=_table()["remarks"], several=SEVERAL)


def columns(headings: Sequence[Cell], given: Mapping[str, str]) -> list[Column]:
    """The columns of a line of headings; those given by a person first, then the names best met."""
    bare: list[Cell] = []
    years: dict[int, int] = {}
    for place, heading in enumerate(headings):
        year = _YEAR.search(heading) if isinstance(heading, str) and not _NOMENCLATURE.search(heading) else None
        if not isinstance(heading, str) or _spoken(heading, given):
            bare.append(heading)
        else:
            bare.append(_UNIT.sub(" ", f"{heading[: year.start()]} {heading[year.end() :]}" if year else heading))
        if year is not None:
            years[place] = int(year[0])
    # Those that say again must not be met by their likeness to the field's own name.
    twice = {place for place, one in enumerate(bare) if isinstance(one, str) and one.strip() in again()}
    firsts = [("" if place in twice else one) for place, one in enumerate(bare)]
    taken = _known().take(firsts, given)
    found = []
    for place, heading in enumerate(headings):
        if not isinstance(heading, str) or not heading.strip():
            continue
        said = " ".join(heading.split())
        if place in twice:
            found.append(Column(place, said, again()[said], is_told=False))
            continue
        field, part = taken.get(place, (None, 0.0))
        known = field if field != ASIDE else None
        told = known is None and part < 1
        found.append(Column(place, said, known, years.get(place), is_sure=part >= _SURE or not known, is_told=told))
    return found


def _spoken(heading: str, given: Mapping[str, str]) -> bool:
    """Whether a person said what this very heading holds, its year included."""
    return words_of(heading) in {words_of(one) for one in given}


def best_headings(rows: Iterable[Sequence[Cell]], given: Mapping[str, str]) -> tuple[int, list[Column]]:
    """The line of headings among the first rows: the one most of whose names are met, a company's name among them.

    No column when there is none.
    """
    best: tuple[int, list[Column]] = (-1, [])
    most = 0
    for place, row in enumerate(rows):
        found = columns(row, given)
        held = {column.field for column in found if column.field}
        if held & {"name", "siren", "siret", "id"} and len(held) > most:
            best, most = (place, found), len(held)
    return best
