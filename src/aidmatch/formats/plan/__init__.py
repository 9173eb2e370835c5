"""A plan in a terminal: what to ask for, the days, the next best set, what stays out and why, what it assumes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from aidmatch.formats._law import Footnotes
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text
from aidmatch.formats.plan import sentences
from aidmatch.formats.plan._page import Page as Page
from aidmatch.formats.plan.data import document as document

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.plan import Option

SHOWN = 4
"""Aids left out for one reason that a terminal names."""


def show(out: Console, words: Wording, company: Company, page: Page, at: datetime) -> None:
    """The whole page."""
    notes = Footnotes(words, at.date())
    out.print(Text(plain(company.name), style="bold"))
    for project in page.projects:
        out.print(Text(sentences.project_line(words, project), "dim"))
    if page.supposed:
        out.print(Text(sentences.supposed_line(words, page), "yellow"))
    if not page.first.options:
        for told in sentences.nothing(words, company, page):
            out.print(Text(told))
    else:
        _sums(out, words, company, page)
        for place, one in enumerate(page.first.options, start=1):
            _aid(out, words, page, one, place, at)
        _days(out, words, page)
    _next(out, words, page)
    _outs(out, words, company, page)
    out.print(Text("\n" + words.text("What this assumes"), style="bold"))
    for step in page.assumes:
        out.print(notes.line(step))
    notes.show(out)
    out.print()
    out.print(
        Text(words.text("Each funder decides. A plan is worked out again when an answer comes in."), "dim italic")
    )


def _sums(out: Console, words: Wording, company: Company, page: Page) -> None:
    found = page.first.totals
    out.print()
    out.print(
        Text.assemble(words.text("Of right, once the points are confirmed: "), (words.euros(found.sure), "bold green"))
    )
    most = sentences.most(words, found)
    told = Text(sentences.at_most(words, page))
    told.append(most, "bold")
    out.print(told)
    for line, style in sentences.beside(words, company, page):
        out.print(Text(line, style))


def _aid(out: Console, words: Wording, page: Page, one: Option, place: int, at: datetime) -> None:
    from rich.padding import Padding

    out.print()
    out.print(_hung(f"{place:>2} ", Text(plain(page.calls[one.call].title), "bold")))
    lines = [Text(" · ".join([*sentences.facts(words, page, one, at), one.call]), "dim")]
    pays = sentences.pays_for(words, page, one)
    if pays is not None:
        lines.append(Text(pays, "dim"))
    lines.append(Text(sentences.reason(words, page, one)))
    for line in lines:
        out.print(Padding(line, (0, 0, 0, 3), expand=False))


def _days(out: Console, words: Wording, page: Page) -> None:
    from rich.table import Table

    out.print(Text("\n" + words.text("What to do when"), style="bold"))
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    told = None
    for entry in page.days:
        style = {"closes": "bold", "sign": "yellow"}.get(entry.what, "")
        day = "" if entry.on == told else words.date(entry.on)
        table.add_row(Text(day, "dim"), Text(sentences.day_line(words, page, entry), style))
        told = entry.on
    out.print(table)


def _next(out: Console, words: Wording, page: Page) -> None:
    if page.second is None:
        return
    out.print(Text("\n" + words.text("The next best set, if one of these falls away"), style="bold"))
    styles = {"=": "dim", "-": "red"}
    for sign, title in sentences.next_lines(page, page.second):
        out.print(_hung(f"{sign} ", Text(title, styles.get(sign, ""))))
    out.print(Text(sentences.sums_of(words, page.second.totals), "dim"))


def _outs(out: Console, words: Wording, company: Company, page: Page) -> None:
    notes = sentences.beyond(words, company, page)
    if not page.outs and not notes:
        return
    out.print(Text("\n" + words.text("Left out, and why"), style="bold"))
    for why, titles in sentences.reasons_out(words, page).items():
        out.print(_hung("– ", Text(why)))
        more = len(titles) - SHOWN
        for title in titles if more == 1 else titles[:SHOWN]:
            out.print(_hung("    ", Text(title, "dim")))
        if more > 1:
            told = words.plural("{n} more: --format markdown", "{n} more: --format markdown", more)
            out.print(Text(f"    {told}", "dim italic"))
    for told in notes:
        out.print(Text(told, "dim"))


def _hung(mark: str, text: Text) -> Table:
    """A paragraph whose lines stand right of its mark."""
    from rich.table import Table

    grid = Table.grid(padding=0)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_row(Text(mark), text)
    return grid
