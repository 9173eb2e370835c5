"""Needs that many members share against what is open, in a terminal and as data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table

from aidmatch.formats import _words
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.formats._wording import Wording
    from aidmatch.formats.rows import Document
    from aidmatch.gaps import Gap, Gaps

SHOWN = 15
"""Needs that a terminal shows where there are fewer gaps."""


def show(out: Console, words: Wording, found: Gaps) -> None:
    """The gaps, the widest first."""
    if found.members is None:
        out.print(words.text("Fewer than five members: no count is shown."), markup=False)
        return
    out.print(words.plural("{n} member looked at", "{n} members looked at", found.members), markup=False)
    wide = [one for one in found.cells if one.is_gap]
    if found.cells:
        out.print(_table(words, found.cells[: max(SHOWN, len(wide))]))
    if not wide:
        out.print(Text(words.text("No gap: each shared need has something open that members may ask for."), "green"))
    for one in wide:
        for named in one.priorities:
            told = words.text(
                "{need}: a priority of {region:place} (“{priority:text}”)",
                need=need(words, one),
                region=named.region,
                priority=named.priority,
            )
            out.print(Text(told, "cyan"))
    if not found.are_priorities_known:
        out.print(Text(words.text("No priority of these Regions’ strategies (S3) is on file for that day."), "dim"))
    out.print(
        Text(words.text("Needs of fewer than five members are not shown (–: masked); no member is named."), "dim")
    )


def _table(words: Wording, cells: Sequence[Gap]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.text("Need"))
    for title in (
        words.text("Members"),
        words.text("Nothing open for"),
        words.text("Calls open"),
        words.text("Calls announced"),
    ):
        table.add_column(title, justify="right")
    for one in cells:
        lost = "–" if one.without is None else str(one.without)
        style = "bold red" if one.open == 0 else "bold" if one.is_gap else ""
        table.add_row(Text(need(words, one), style), str(one.members), lost, str(one.open), str(one.upcoming))
    return table


def need(words: Wording, one: Gap) -> str:
    """« création · jeux vidéo »."""
    parts = (words.term(_words.STAGES, one.stage), words.term(_words.THEMES, one.theme))
    return " · ".join(part for part in parts if part)


def document(found: Gaps, at: datetime) -> Document:
    """`gaps --format json`."""
    from aidmatch.formats.rows import Document, head

    items = [
        {
            "stage": one.stage,
            "theme": one.theme,
            "gap": one.is_gap,
            "members": one.members,
            "without": one.without,
            "open": one.open,
            "upcoming": one.upcoming,
            "priorities": [f"{named.region}: {named.priority}" for named in one.priorities],
        }
        for one in found.cells
    ]
    told = head(at, members=found.members, hidden=found.hidden, priorities_known=found.are_priorities_known)
    columns = ("stage", "theme", "gap", "members", "without", "open", "upcoming", "priorities")
    return Document(told, "gaps", items, columns)
