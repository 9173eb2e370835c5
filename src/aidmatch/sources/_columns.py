"""The columns of a list of calls that people made, by the names they usually have (`columns.toml`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from aidmatch.sheets import Cell
from aidmatch.sheets.headings import Names
from aidmatch.sources._base import Column


@cache
def _table() -> Mapping[str, Any]:
    import tomllib

    return tomllib.loads(files("aidmatch.sources").joinpath("columns.toml").read_text("utf-8"))


def names() -> Mapping[str, list[str]]:
    """The usual names of a column, the most usual first, by what it holds."""
    found: Mapping[str, list[str]] = _table()["names"]
    return found


SEVERAL = frozenset({"conditions", "description", "themes", "sectors", "contact", "costs", "documents"})
"""What several columns may hold together."""


@cache
def _known() -> Names:
    return Names(names(), small=_table()["small"], remarks=_table()["remarks"], several=SEVERAL)


def columns(sheet: str, headings: Sequence[Cell], given: Mapping[str, str]) -> list[Column]:
    """The columns of a line of headings; those given by the person first, then the names best met.

    `given` maps a heading to what it holds, or to nothing to leave it aside.
    """
    return [
        Column(sheet, place, " ".join(str(headings[place]).split()), met.field)
        for place, met in _known().take(headings, given).items()
    ]


def best_headings(rows: Iterable[Sequence[Cell]], sheet: str, given: Mapping[str, str]) -> tuple[int, list[Column]]:
    """The line of headings among the first rows: the one most of whose names are met, a title among them.

    No column when there is none.
    """
    best: tuple[int, list[Column]] = (-1, [])
    most = 1
    for place, row in enumerate(rows):
        found = columns(sheet, row, given)
        held = {column.field for column in found if column.field}
        if "title" in held and len(held) > most:
            best, most = (place, found), len(held)
    return best
