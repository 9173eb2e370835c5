"""The records on file, in a terminal: lists of calls and companies, and one of each whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table

from aidmatch.formats import _conditions, _offer, _portrait, _words
from aidmatch.formats._marks import until
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.call import Call
    from aidmatch.catalogue import Card
    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording


def calls(out: Console, words: Wording, cards: Sequence[Card], at: datetime) -> None:
    """Calls, a line each."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.text("Call"), ratio=5)
    table.add_column(words.text("Funder"), ratio=3)
    table.add_column(words.text("Nature"), ratio=2)
    table.add_column(words.text("Until"), no_wrap=True)
    for card in cards:
        title = Text(plain(card.title))
        title.append(f"\n{card.id}", style="dim")
        nature = words.term(_words.INSTRUMENTS, card.instrument)
        table.add_row(title, Text(plain(card.funder)), Text(nature), Text(until(words, card, at)))
    out.print(table)
    out.print(Text(words.plural("{n} call", "{n} calls", len(cards)), style="dim"))


def companies(out: Console, words: Wording, found: Iterable[Company]) -> None:
    """Companies, a line each."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title in (words.text("Company"), words.text("Place"), words.text("NAF"), words.text("People")):
        table.add_column(title)
    count = 0
    for company in found:
        count += 1
        name = Text(plain(company.name))
        name.append(f"\n{company.id}", style="dim")
        place = words.place(company.seat.code) if company.seat else "?"
        span = company.headcount
        people = words.people((span.low, span.high)) if span else "?"
        table.add_row(name, Text(place), Text(company.naf or "?"), Text(people))
    out.print(table)
    out.print(Text(words.plural("{n} company", "{n} companies", count), style="dim"))


def call(out: Console, words: Wording, found: Call, card: Card, at: datetime) -> None:
    """A whole call."""
    out.print(Text(plain(found.title), style="bold"))
    facts = (plain(card.funder), card.worth, until(words, card, at))
    out.print(Text(" · ".join(fact for fact in facts if fact), style="dim"))
    for text in (found.summary, found.description):
        if text:
            out.print(Text(plain(text)))
    for line in (*_offer.dates(words, found, at), *_offer.choice(words, found)):
        out.print(Text(line))
    out.print(Text(words.text("Conditions a machine can check"), style="bold"))
    for condition in found.criteria:
        _bullet(out, _conditions.asked(words, condition))
    for heading, lines in (
        (words.text("Conditions left to a person"), found.conditions),
        (words.text("Eligible costs"), found.amounts.costs),
        (words.text("Documents asked"), found.documents),
        (words.text("Before applying"), tuple(step.what for step in found.steps)),
    ):
        if lines:
            out.print(Text(heading, style="bold"))
            for line in lines:
                _bullet(out, plain(line))
    origin = found.origin
    read_on = words.text(", read on {day:date}", day=origin.read_on) if origin.read_on else ""
    confidence = words.term(_words.CONFIDENCE, origin.confidence)
    source = words.text(
        "Source: {source:text}{read_on}; confidence: {confidence}",
        source=words.term(_words.SOURCES, origin.source),
        read_on=read_on,
        confidence=confidence,
    )
    out.print(Text(source + _offer.licence(words, found), style="dim"))
    if origin.corrected:
        out.print(Text(_offer.correction(words, origin.corrected), style="yellow"))
    if origin.url:
        out.print(Text(plain(origin.url), style="underline"), soft_wrap=True)
    out.print(Text(found.id, style="dim"))


def _bullet(out: Console, text: str) -> None:
    out.print(Padding(Text(f"– {text}"), (0, 0, 0, 2)))


def company(out: Console, words: Wording, found: Company, file: str) -> None:
    """All that is known of a company, then what is missing."""
    out.print(Text(plain(found.name), style="bold"))
    table = Table(box=None, pad_edge=True, show_header=False)
    table.add_column("", style="dim", no_wrap=True)
    table.add_column("")
    for name, value in _portrait.lines(words, found):
        table.add_row(name, Text(value))
    out.print(table)
    missing = [name for name in _ASKED if getattr(found, name) in (None, ())]
    if missing:
        names = ", ".join(words.term(_words.FACTS, _FACT_OF.get(name, name)) for name in missing)
        out.print(Text(words.text("Not known: {facts}", facts=names), style="yellow"))
    out.print(Text(words.text("{id}, in {file:text}", id=found.id, file=file), style="dim"))


_ASKED = (
    "seat",
    "headcount",
    "created",
    "naf",
    "legal_form",
    "accounts",
    "micro_entrepreneur",
    "holdings",
    "aid_received",
)
_FACT_OF = {"seat": "place", "accounts": "turnover"}
