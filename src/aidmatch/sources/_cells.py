"""Cells of a spreadsheet -> text, amounts and rates, whatever type the spreadsheet gave them."""

from __future__ import annotations

from datetime import date, datetime

from aidmatch import written
from aidmatch.sheets import Cell
from aidmatch.sheets import text as text


def when(cell: Cell) -> str | date | datetime:
    """A date as the spreadsheet holds it, else the words."""
    return cell if isinstance(cell, date | datetime) else text(cell)


def euros(cell: Cell) -> int | None:
    """An amount in whole euros."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return round(cell) if 1 <= cell < _RICH else None
    return written.euros(text(cell))


_RICH = 10**13


def share(cell: Cell) -> float | None:
    """A rate from 0 to 1: a spreadsheet holds 50 % as 0.5, and people who typed 50 mean the same."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        value = cell if cell <= 1 else cell / 100
        return round(value, 6) if 0 <= value <= 1 else None
    return written.share(text(cell))
