"""A cell of a list as text: what it shows, whether it says anything, and how it says that it cannot be read."""

from __future__ import annotations

from typing import Any

from aidmatch import sheets
from aidmatch.value import Message


class Unread(Exception):
    """A cell that says nothing sure."""

    def __init__(self, what: Message, fix: Message | None = None) -> None:
        super().__init__(what.id)
        self.what = what
        self.fix = fix


NOTHING = frozenset(
    {"", "-", "–", "—", "?", "/", "nc", "n/c", "n.c.", "nd", "n/a", "na", "n.a.", "#n/a", "#ref!", "none"}
)
"""What people, and spreadsheets, write where they know nothing."""

SIGNS = "=+-@\t\r"
"""With one of these at its beginning, a text would act as a formula in a spreadsheet."""


def text(cell: Any) -> str:
    """A cell as a person sees it; the apostrophe that keeps a sheet from reading a formula is no part of it."""
    told = sheets.text(cell)
    return told[1:] if told[:1] == "'" and told[1:2] and told[1:2] in f"{SIGNS}'" else told


def line(cell: Any) -> str:
    """The same on one line."""
    return " ".join(text(cell).split())


def is_empty(cell: Any) -> bool:
    """Whether a cell says nothing."""
    if isinstance(cell, list | dict):
        return False
    return cell is None or text(cell).strip().casefold() in NOTHING
