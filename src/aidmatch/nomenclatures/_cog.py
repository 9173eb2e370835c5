"""The code officiel géographique as tables: what each table says of one code, without any reasoning on places.

Communes are read one department at a time, so that one company costs some hundred lines and not thirty-five thousand.
"""

from __future__ import annotations

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
    return {
        code: Grouping(kind, name, tuple(inside.split()), tuple(whole.split()), tuple(within.split()))
        for code, kind, name, inside, whole, within in _tables.rows("groupings")
    }


@cache
def _commune_table() -> str:
    return _tables.content("communes").decode("utf-8")


@cache
def communes_of(department: str) -> dict[str, Commune]:
    """The communes of one department (their codes start with its own); the table is sorted by code."""
    import csv

    table = _commune_table()
    first = table.find(f"\n{department}")
    if first < 0:
        return {}
    end = table.find("\n", table.rfind(f"\n{department}") + 1)
    return {row[0]: Commune._make(row) for row in csv.reader(table[first + 1 : end].splitlines())}


@cache
def _separate(codes: str) -> tuple[str, ...]:
    return tuple(codes.split())


def department_of(commune: str) -> str:
    """The department in the code of a present commune: ``2A`` for 2A004, ``975`` for 97501."""
    return commune[:3] if commune[:2] in {"97", "98"} else commune[:2]


def commune(code: str) -> Commune | None:
    department = department_of(code)
    return communes_of(department).get(code) if department in departments() else None


@cache
def districts() -> dict[str, Part]:
    """The municipal arrondissements of Paris, Lyon and Marseille."""
    return {code: Part(name, whole) for code, name, whole, _ in _tables.rows("districts")}


@cache
def former_communes() -> dict[str, Part]:
    return {code: Part(name, whole) for code, name, whole in _tables.rows("former_communes")}


def part(code: str) -> Part | None:
    return districts().get(code) or former_communes().get(code)
