"""A call and the cluster, in a terminal: the members it fits, and how many it reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table

from aidmatch.catalogue import brief_of
from aidmatch.formats import _words
from aidmatch.formats._marks import STYLES, dots, stood, until
from aidmatch.formats._plain import plain
from aidmatch.formats._reasons import answer, to_know
from aidmatch.formats._text import Text
from aidmatch.match import ANSWERS, nearness

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.call import Call
    from aidmatch.catalogue import Card
    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.journal.stances import Stance
    from aidmatch.match import Match
    from aidmatch.reach import Reach

Found = Sequence[tuple["Company", "Match", int]]


def members(
    out: Console,
    words: Wording,
    call: Call,
    card: Card,
    found: Found,
    stances: Mapping[str, Stance],
    at: datetime,
    *,
    everyone: bool,
) -> None:
    """The members by how near they are."""
    out.print(Text(plain(call.title), style="bold"))
    facts = (plain(card.funder), card.worth, until(words, card, at))
    out.print(Text(" · ".join(fact for fact in facts if fact), style="dim"))
    brief = brief_of(call, at)
    for circle in _words.CIRCLES:
        held = [one for one in found if nearness(one[1]) == circle]
        if not held:
            continue
        out.print(Text(f"\n{words.term(_words.CIRCLES, circle)} ({len(held)})", style="bold"))
        if circle == "further" and not everyone:
            out.print(Padding(Text(words.text("Name them with --all."), style="dim"), (0, 0, 0, 2)))
            continue
        for company, match, gain in held:
            line = Text.assemble("  ", dots(gain), " ", (plain(company.name), "bold"), " · ")
            line.append(answer(words, match), style=STYLES[match.answer])
            stance = stances.get(company.id)
            if stance is not None:
                line.append(" · ").append(stood(words, stance), style="bold")
            if stance is not None and stance.talks:
                line.append(" · ").append(words.text("willing to talk about it"))
            out.print(line)
            out.print(Padding(Text(to_know(words, brief, match, card), style="dim"), (0, 0, 0, 8)))


def reached(out: Console, words: Wording, found: Reach) -> None:
    """Counts by answer and group; masked ones as a dash."""
    out.print(Text(plain(found.title), style="bold"))
    if found.members is None:
        out.print(words.text("Fewer than five members: no count is shown."), markup=False)
        return
    out.print(words.plural("{n} member looked at", "{n} members looked at", found.members), markup=False)
    out.print(_counts(words, found.answers, _words.ANSWERS))
    if found.turned_away_by:
        out.print(Text(words.text("What turns members away"), style="bold"))
        out.print(_counts(words, found.turned_away_by, _words.FAILING))
    titles = {"territory": words.text("Department"), "trade": words.text("Trade"), "size": words.text("People")}
    for by, groups in found.groups.items():
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        table.add_column(titles[by])
        for name in ANSWERS:
            table.add_column(words.term(_words.ANSWERS, name), justify="right")
        for group, counts in groups.items():
            table.add_row(_group(words, by, group), *(_shown(counts[name]) for name in ANSWERS))
        out.print(table)
    out.print(
        Text(
            words.text("Counts under five are masked (–), with those that would give them away; no member is named."),
            style="dim",
        )
    )


def _counts(words: Wording, counts: Mapping[str, int | None], names: Mapping[str, str]) -> Table:
    table = Table(box=None, pad_edge=True, show_header=False)
    table.add_column("", justify="right")
    table.add_column("")
    for name, count in counts.items():
        table.add_row(_shown(count), words.term(names, name))
    return table


def _shown(count: int | None) -> str:
    return "–" if count is None else str(count)


def _group(words: Wording, by: str, group: str) -> str:
    if group in _words.GROUPS:
        return words.term(_words.GROUPS, group)
    if by == "territory":
        return words.place(group)
    return plain(words.naf(group)) if by == "trade" else group
