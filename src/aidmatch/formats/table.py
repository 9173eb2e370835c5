"""Results -> a terminal: tables where there is room, short blocks where there is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table

from aidmatch.formats import _words
from aidmatch.formats._marks import STYLES, dots, stood, until
from aidmatch.formats._plain import plain
from aidmatch.formats._reasons import answer, to_know
from aidmatch.formats._text import Text
from aidmatch.score import PARTS, STEPS
from aidmatch.search import matched, relevance

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.segment import Segment
    from rich.text import Text as RichText

    from aidmatch.catalogue import Brief, Card
    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.journal.stances import Stance
    from aidmatch.match import Match
    from aidmatch.rank import Shortlist
    from aidmatch.search import Scores

WIDE = 110
"""Columns of the terminal from which a table is readable."""


def shortlist(
    out: Console,
    words: Wording,
    company: Company,
    found: Shortlist,
    briefs: Mapping[int, Brief],
    matches: Mapping[int, Match],
    stances: Mapping[int, Stance],
    at: datetime,
    *,
    why: bool,
    marks: Mapping[int, str] = {},
) -> None:
    """The ranked calls of a company."""
    out.print(Text.assemble((plain(company.name), "bold"), "  ", (_counted(words, found), "dim")))
    if not found.items:
        out.print(words.text("No call to show. Try --include-closed, or --all for those it does not qualify for."))
        return
    shape = _wide if out.is_terminal and out.width >= WIDE else _narrow
    out.print(shape(words, found, briefs, matches, stances, at, marks))
    if why:
        _why(out, words, found)
    out.print(Text(_foot(words, found, stances), style="dim"))


def _counted(words: Wording, found: Shortlist) -> str:
    shown = words.plural("{n} call shown", "{n} calls shown", len(found.items))
    return words.text("{shown} of {found:number}", shown=shown, found=found.found)


def _foot(words: Wording, found: Shortlist, stances: Mapping[int, Stance]) -> str:
    aside = words.plural(
        "{n} call set aside as not eligible (see them with --all)",
        "{n} calls set aside as not eligible (see them with --all)",
        found.ineligible,
    )
    closed = words.plural(
        "{n} closed for now (--include-closed)", "{n} closed for now (--include-closed)", found.closed
    )
    waiting = words.plural(
        "{n} more waits for one answer on the company (--top)",
        "{n} more wait for one answer on the company (--top)",
        found.waiting,
    )
    dismissed = words.plural("{n} put aside by you (--all)", "{n} put aside by you (--all)", found.dismissed)
    are_shown = any(item.row.answer == "ineligible" for item in found.items)
    told = [
        *([waiting] if found.waiting else []),
        *([aside] if found.ineligible and not are_shown else []),
        *([dismissed] if found.dismissed and not _shows_dismissed(found, stances) else []),
        *([closed] if found.closed else []),
    ]
    note = words.text("The dots are relevance, never a chance of success.")
    return f"{' ; '.join(told)}. {note}" if told else note


def _shows_dismissed(found: Shortlist, stances: Mapping[int, Stance]) -> bool:
    from aidmatch.journal.stances import AWAY

    states = (stances[item.card.ordinal].state for item in found.items if item.card.ordinal in stances)
    return any(state in AWAY for state in states)


def _wide(
    words: Wording,
    found: Shortlist,
    briefs: Mapping[int, Brief],
    matches: Mapping[int, Match],
    stances: Mapping[int, Stance],
    at: datetime,
    marks: Mapping[int, str],
) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    table.add_column("", justify="right", style="dim", no_wrap=True)
    table.add_column(words.text("Relevance"), no_wrap=True)
    table.add_column(words.text("Call"), ratio=5, overflow="fold")
    table.add_column(words.text("Answer"), ratio=3)
    table.add_column(words.text("What one may get"), ratio=3)
    table.add_column(words.text("Until"), no_wrap=True)
    table.add_column(words.text("To know"), ratio=5)
    for item in found.items:
        brief, match = briefs[item.card.ordinal], matches[item.card.ordinal]
        title = Text(plain(item.card.title), style="bold")
        title.append(f"\n{plain(item.card.funder)}\n{item.card.id}", style="not bold dim")
        table.add_row(
            str(item.rank),
            dots(item.score),
            title,
            _stood(words, stances.get(item.card.ordinal), marks.get(item.card.ordinal), "\n").append(
                _first_upper(answer(words, match)), STYLES[match.answer]
            ),
            Text(item.card.worth),
            Text(until(words, item.card, at)),
            Text(_first_upper(to_know(words, brief, match, item.card))),
            end_section=False,
        )
    return table


def _narrow(
    words: Wording,
    found: Shortlist,
    briefs: Mapping[int, Brief],
    matches: Mapping[int, Match],
    stances: Mapping[int, Stance],
    at: datetime,
    marks: Mapping[int, str],
) -> Narrow:
    """Three lines a call: its title; who gives what until when; the answer and what to know."""
    blocks = []
    for item in found.items:
        brief, match = briefs[item.card.ordinal], matches[item.card.ordinal]
        told = Text()
        told.append(plain(item.card.title), "bold")
        facts = (plain(item.card.funder), item.card.worth, until(words, item.card, at), item.card.id)
        told.append(f"\n{' · '.join(fact for fact in facts if fact)}\n", "dim")
        told.append_text(_stood(words, stances.get(item.card.ordinal), marks.get(item.card.ordinal), " · "))
        told.append(_first_upper(answer(words, match)), STYLES[match.answer])
        told.append(f" · {_first_upper(to_know(words, brief, match, item.card))}")
        blocks.append((item.rank, dots(item.score), told))
    return Narrow(blocks)


def _stood(words: Wording, stance: Stance | None, mark: str | None, end: str) -> RichText:
    """What the company did about a call, and what a supposed fact changes, before its answer; else nothing."""
    told = Text()
    if mark is not None:
        told.append(_first_upper(words.term(_words.CHANGED, mark)), "bold magenta").append(end)
    return told if stance is None else told.append(stood(words, stance), "bold").append(end)


class Narrow:
    """Numbered blocks of text, each beside its dots: a table would measure every word twice to find these widths."""

    def __init__(self, blocks: Sequence[tuple[int, Text, Text]]) -> None:
        self.blocks = blocks

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """The lines that fit the width."""
        number = max(len(str(rank)) for rank, _, _ in self.blocks)
        lead = number + STEPS + 2
        for rank, dotted, told in self.blocks:
            for place, line in enumerate(told.wrap(console, max(1, options.max_width - lead))):
                head = Text.assemble((f"{rank:>{number}} ", "dim"), dotted, " ") if place == 0 else Text(" " * lead)
                line.rstrip()
                # A line given as text would be cut once more.
                yield from head.append_text(line).render(console, end="\n")


def _why(out: Console, words: Wording, found: Shortlist) -> None:
    """The score of each call as a sum: a table where there is room for its heads, else a line each."""
    if not out.is_terminal or out.width < WIDE:
        out.print(Text(words.text("What the order rests on"), style="italic"))
        for item in found.items:
            terms = [
                f"{words.term(_words.SCORE_PARTS, part)} {gain:.0f}"
                for part, gain in zip(PARTS, item.parts, strict=True)
                if round(gain)
            ]
            out.print(Text.assemble((f"{item.rank:>2} ", "dim"), " + ".join(terms), (f" = {item.score}", "bold")))
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, title=words.text("What the order rests on"))
    table.add_column("", justify="right", style="dim")
    for part in PARTS:
        table.add_column(words.term(_words.SCORE_PARTS, part), justify="right")
    table.add_column(words.text("sum"), justify="right", style="bold")
    for item in found.items:
        table.add_row(str(item.rank), *(f"{gain:.0f}" for gain in item.parts), str(item.score))
    out.print(table)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def pairs(out: Console, words: Wording, items: Iterable[Mapping[str, Any]]) -> None:
    """Every pair, one line each, as they come."""
    for item in items:
        detail = ", ".join(words.term(_words.FAILING, kind) for kind in item["failed"] or item["unknown"])
        kind = words.term(_words.ANSWERS, item["answer"])
        line = Text.assemble(f"{item['company']}  {item['call']}  ", (kind, STYLES[item["answer"]]))
        if item["state"]:
            line.append(f"  {words.term(_words.STANCES, item['state'])}", style="bold")
        out.print(line.append(f"  {detail}", style="dim") if detail else line, soft_wrap=True)


def results(out: Console, words: Wording, need: str, scores: Scores, cards: Sequence[Card], at: datetime) -> None:
    """Calls found for a need, with the words that met."""
    if not cards:
        out.print(
            words.text("Nothing found for “{need:text}”. Try fewer or other words, or --include-closed.", need=need)
        )
        return
    for place, card in enumerate(cards, start=1):
        met = ", ".join(dict.fromkeys(plain(one.word) for one in matched(scores, card.ordinal)))
        relevant = dots(round(90 * relevance(scores, card.ordinal)))
        out.print(Text.assemble((f"{place:>2} ", "dim"), relevant, " ", (plain(card.title), "bold")))
        facts = [plain(card.funder), card.worth, until(words, card, at)]
        out.print(Padding(Text(" · ".join(fact for fact in facts if fact), style="dim"), (0, 0, 0, 3)))
        why = words.text("words met: {met}", met=met) if met else words.text("no word met: close to the best ones")
        out.print(Padding(Text.assemble((why, "dim"), f"  {card.id}"), (0, 0, 0, 3)))
