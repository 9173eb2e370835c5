"""The code officiel géographique as tables: what each table says of one code, without any reasoning on places.

Communes are read one department at a time, so that one company costs some hundred lines and not thirty-five thousand.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from . import _tables


class Department(NamedTuple):
    """A department, and the region it is in."""

    name: str
    region: str
    sole_commune: str
    """Code of its only commune, when the department has but one (Paris); else empty."""


class Grouping(NamedTuple):
    """An EPCI (own tax), or an établissement public territorial of Greater Paris."""

    kind: str
    name: str
    departments: tuple[str, ...]
    whole_departments: tuple[str, ...]
    """Departments of which every commune belongs to it."""
    within: tuple[str, ...]
    """Groupings that hold all its communes."""


class Commune(NamedTuple):
    code: str
    name: str
    grouping_codes: str
    """Separated by spaces: its EPCI, then its établissement public territorial if any."""
    part_codes: str
    """Separated by spaces: its arrondissements and the former communes it took in."""
    postcodes: str
    """Separated by spaces."""

    @property
    def groupings(self) -> tuple[str, ...]:
        return _separate(self.grouping_codes)

    @property
    def places(self) -> tuple[str, ...]:
        """Its own territory code and those of its parts."""
        return tuple(f"COM-{code}" for code in (self.code, *self.part_codes.split()))


class Part(NamedTuple):
    """A municipal arrondissement, or a former (associated, delegated, merged) commune, inside a present commune."""

    name: str
    commune: str


@cache
def countries() -> dict[str, tuple[str, str]]:
    """INSEE country code (``99134``) to (ISO 3166 two letters, French name)."""
    return {code: (iso2, name) for code, iso2, name in _tables.rows("countries")}


@cache
def regions() -> dict[str, str]:
    """Region code to its name."""
    return {row[0]: row[1] for row in _tables.rows("regions")}


@cache
def departments() -> dict[str, Department]:
    return {code: Department(*rest) for code, *rest in _tables.rows("departments")}


@cache
def groupings() -> dict[str, Grouping]:
    return {row[0]: _grouping(row) for row in _tables.rows("groupings")}


@cache
def grouping(code: str) -> Grouping | None:
    """One of them, without reading the others."""
    row = _tables.row("groupings", code)
    return None if row is None else _grouping(row)


@cache
def spanning() -> dict[str, tuple[str, ...]]:
    """The groupings that hold whole departments, with these: a few of a thousand."""
    import csv

    lines = [line for line in _tables.content("groupings").decode("utf-8").splitlines()[1:] if ",," not in line]
    rows = [row for row in csv.reader(lines) if row[4]]
    return {row[0]: tuple(row[4].split()) for row in rows}


def _grouping(row: Sequence[str]) -> Grouping:
    _, kind, name, inside, whole, within = row
    return Grouping(kind, name, tuple(inside.split()), tuple(whole.split()), tuple(within.split()))


@cache
def communes_of(department: str) -> dict[str, Commune]:
    """The communes of one department (their codes start with its own); the table is sorted by code."""
    import csv

    table, first = _tables.content("communes"), _tables.first("communes", department)
    if first < 0:
        return {}
    end = table.find(b"\n", table.rfind(f"\n{department}".encode()) + 1)
    rows = csv.reader(table[first + 1 : end].decode("utf-8").splitlines())
    return {row[0]: Commune._make(row) for row in rows}


@cache
def _separate(codes: str) -> tuple[str, ...]:
    return tuple(codes.split())


def department_of(commune: str) -> str:
    """The department in the code of a present commune: ``2A`` for 2A004, ``975`` for 97501."""
    return commune[:3] if commune[:2] in {"97", "98"} else commune[:2]


@cache
def commune(code: str) -> Commune | None:
    department = department_of(code)
    if department not in departments() or (first := _tables.first("communes", department)) < 0:
        return None
    row = _tables.row("communes", code, first)
    return None if row is None else Commune._make(row)


@cache
def districts() -> dict[str, Part]:
    """The municipal arrondissements of Paris, Lyon and Marseille."""
    return {code: Part(name, whole) for code, name, whole, _ in _tables.rows("districts")}


@cache
def former_communes() -> dict[str, Part]:
    return {code: Part(name, whole) for code, name, whole in _tables.rows("former_communes")}


def part(code: str) -> Part | None:
    return districts().get(code) or former_communes().get(code)
