"""A line of a calculation: what it says, and the dated rows of law it rests on."""

from __future__ import annotations

from typing import NamedTuple

from aidmatch.nomenclatures.figures import Figure
from aidmatch.value import Message


class Step(NamedTuple):
    """One line."""

    what: Message
    rules: tuple[Figure, ...] = ()
    """The rows it rests on, each with its article and its place in docs/law.md."""
    is_doubt: bool = False
    """It says what is not known, or what only the funder decides."""


def rows(*found: Figure | None) -> tuple[Figure, ...]:
    """Those of the rows that are in force."""
    return tuple(row for row in found if row is not None)
