"""The questions worth asking a company: on a terminal, and as other programs read them (docs/contract.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from rich.padding import Padding

from aidmatch.ask import stake_of
from aidmatch.formats import _words, rows
from aidmatch.formats._plain import plain
from aidmatch.formats._stake import amount, as_keys, titles
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.ask import Inquiry, Known, Question
    from aidmatch.formats._wording import Wording

TITLES = 2
"""Calls named under a question."""


def headline(words: Wording, found: Inquiry) -> str:
    """« 3 réponses règlent 14 aides, jusqu’à 260 000 € »"""
    if not found.questions:
        return words.text("nothing to ask: no open call lacks a fact that a question settles")
    sums = sum(len(one.sums) for one in found.questions)
    aids = words.plural("{n} aid", "{n} aids", sums)
    deciding = sum(not one.sums for one in found.questions)
    if not deciding:
        return words.text("one answer tells how much {aids} may bring", aids=aids)
    settled = found.settled
    calls = words.plural("{n} aid", "{n} aids", len(settled))
    told = words.plural("{n} answer settles {calls}", "{n} answers settle {calls}", deciding, calls=calls)
    worth = amount(words, stake_of(settled))
    told = f"{told}, {worth}" if worth else told
    return words.text("{told}; one more tells how much {aids} may bring", told=told, aids=aids) if sums else told


def show(out: Console, words: Wording, found: Inquiry) -> None:
    """The questions, numbered, each with why."""
    name = plain(found.company.name)
    told = headline(words, found)
    out.print(Padding(Text.assemble((words.text("{name}: ", name=name), "bold"), told), 0))
    for number, question in enumerate(found.questions, start=1):
        out.print()
        asked(out, words, found, question, number)
    if not found.questions:
        return
    out.print()
    if found.more:
        more = words.plural(
            "{n} more question would settle the rest (--top)",
            "{n} more questions would settle the rest (--top)",
            found.more,
        )
        out.print(Text(more, "dim"))
    note = words.text("The amounts are ceilings added up: what one may ask for, never what will be won.")
    out.print(Padding(Text(note, "dim"), 0))


def asked(out: Console, words: Wording, found: Inquiry, question: Question, number: int) -> None:
    """« 1. Quel est l’effectif ? », and what it settles."""
    out.print(Text.assemble((f"{number}. ", "dim"), (text_of(words, found, question), "bold")))
    cards = [found.cards[one] for one in question.calls]
    for told in (why(words, found, question), titles(words, cards, TITLES)):
        out.print(Padding(Text(told, "dim"), (0, 0, 0, 3)))


def text_of(words: Wording, found: Inquiry, question: Question) -> str:
    """The question, its project named where there are several."""
    told = words.say(question.known.question)
    which = question.fact.removeprefix("project.").rpartition(".")[0]
    project = found.company.project(which)
    return told if project is None else f"{told} ({plain(project.title)})"


def why(words: Wording, found: Inquiry, question: Question) -> str:
    """« règle 6 aides, jusqu’à 50 000 € ; 3 autres l’attendent avec d’autres réponses »"""
    told = []
    if question.settles:
        settles = words.plural("settles {n} call", "settles {n} calls", len(question.settles))
        worth = amount(words, found.stake(question.settles))
        told.append(f"{settles}, {worth}" if worth else settles)
    if question.sums:
        told.append(
            words.plural("tells how much {n} call may bring", "tells how much {n} calls may bring", len(question.sums))
        )
    others = len(set(question.waiting) - set(question.settles))
    if others:
        told.append(
            words.plural(
                "{n} call waits for it and for other answers", "{n} calls wait for it and for other answers", others
            )
        )
    return ("\u00a0; " if words.language == "fr" else "; ").join(told)


def hint(words: Wording, question: Question, closing: date) -> str:
    """How to write the answer."""
    if question.known.choices:
        return " / ".join(choices(words, question.known))
    if question.field in ("turnover", "balance_total"):
        return words.text("as 250 000; year closed on {day:date}", day=closing)
    if question.field == "legal_form":
        return words.text("SAS, SARL, association…")
    if question.field == "aid_received":
        return words.text("none; if there are some, leave it and note each with: aidmatch aid add")
    return words.term(HINTS, question.known.reply)


HINTS: Mapping[str, str] = {
    "people": _words.term("12, or a band as 10-19"),
    "truth": _words.term("yes or no"),
    "day": _words.term("as 30/04/2019"),
    "place": _words.term("name, postcode or INSEE code"),
    "places": _words.term("names or codes, with commas; none if there is none"),
    "code": _words.term("as 58.21Z"),
    "euros": _words.term("as 80 000"),
    "words": _words.term("with commas, as esus, qualiopi; none if it holds none"),
    "partners": _words.term("countries with commas, as ES, FR:research; none if it goes alone"),
    "costs": _words.term("as staff 60 000, equipment 20 000"),
    "none": _words.term("none; if there are some, leave it and write them in the company's file"),
}
"""How to write an answer, by its kind."""


def choices(words: Wording, known: Known) -> list[str]:
    """The words that answer a question of a few choices."""
    # One map for each fact: a size and a tax regime share a name, and mean different things.
    labels = _CHOICES.get(known.field, _words.STATES)
    return [words.term(labels, one) for one in known.choices]


_CHOICES: Mapping[str, Mapping[str, str]] = {"tax_regime": _words.TAX_REGIMES, "stages": _words.STAGES}


def document(words: Wording, found: Inquiry, at: datetime) -> rows.Document:
    """`ask --format json`."""
    items = [
        {
            "rank": number,
            "fact": one.fact,
            "field": one.field,
            "question": text_of(words, found, one),
            "reply": one.known.reply,
            "choices": list(one.known.choices),
            "answer": None,
            "settles": [found.cards[call].id for call in one.settles],
            "waiting": [found.cards[call].id for call in one.waiting],
            "sums": [found.cards[call].id for call in one.sums],
            "amount": dict(as_keys(found.stake(one.settles))),
        }
        for number, one in enumerate(found.questions, start=1)
    ]
    settled = found.settled
    head = rows.head(
        at,
        company=found.company.id,
        settled=len(settled),
        amount=dict(as_keys(stake_of(settled))),
        more=found.more,
    )
    columns = ("rank", "fact", "field", "question", "settles", "waiting", "sums")
    return rows.Document(head, "questions", items, columns, (*rows.LISTS, "html", "xlsx"))
