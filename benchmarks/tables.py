"""Figures as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Cell = str | float | int


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A Markdown table: words to the left, figures to the right."""
    held = [[_shown(cell) for cell in row] for row in rows]
    marks = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [list(head), marks, *held]) + "\n"


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or cell >= 1000:
        return f"{cell:,.0f}"
    return f"{cell:.3g}"


def ratio(one: float, other: float) -> str:
    """How many times the other."""
    return f"{one / other:,.2f} x" if one < 100 * other else f"{one / other:,.0f} x"
