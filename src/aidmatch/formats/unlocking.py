"""What would open the most calls: on a terminal, and as other programs read it (docs/contract.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.padding import Padding

from aidmatch.ask import known_of
from aidmatch.formats import rows
from aidmatch.formats._plain import plain
from aidmatch.formats._stake import amount, as_keys, others, titles
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text as RichText

    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.unlock import Change

CALLS = 6
"""Calls named under a change."""


def show(out: Console, words: Wording, company: Company, changes: Sequence[Change], more: int) -> None:
    """Each change, what it opens by name, and what it would shut."""
    if not changes:
        out.print(words.text("{name}: no near change would open a call.", name=plain(company.name)), markup=False)
        return
    out.print(Text(words.text("What would open most calls to {name}", name=plain(company.name)), style="bold"))
    for number, change in enumerate(changes, start=1):
        out.print()
        _change(out, words, company, change, number)
    out.print()
    if more:
        out.print(Text(words.plural("{n} more (--top)", "{n} more (--top)", more), "dim"))
    note = words.text(
        "Each change was tried on every condition that a machine can check; the funder decides. The amounts "
        "are ceilings added up, never what will be won. A change made for the aid alone is seldom worth it."
    )
    out.print(Padding(Text(note, "dim"), 0))


def _change(out: Console, words: Wording, company: Company, change: Change, number: int) -> None:
    """One change: what to do, what it opens by name, what it would shut, how to look at it."""
    out.print(Text.assemble((f"{number}. ", "dim"), (_upper(what(words, change)), "bold")))
    worth = amount(words, change.stake)
    told = _upper(gains(words, change))
    lines: list[RichText] = [
        Text(f"{told}, {worth}" if worth else told, "yellow" if change.kind == "hold" else "green")
    ]
    lines += [Text.assemble(f"· {plain(card.title)}", (f"  {card.id}", "dim")) for card in change.opens[:CALLS]]
    if len(change.opens) > CALLS:
        lines.append(Text(f"· {others(words, len(change.opens) - CALLS)}", "dim"))
    if change.shuts:
        shut = words.plural(
            "but {n} call would no longer be possible: {titles}",
            "but {n} calls would no longer be possible: {titles}",
            len(change.shuts),
            titles=titles(words, change.shuts, CALLS),
        )
        lines.append(Text(_upper(shut), "red"))
    if change.terms and change.kind != "hold":
        terms = " ".join(f"--if {term}" for term in change.terms)
        if change.day is not None:
            terms = f"{terms} --as-of {change.day.isoformat()}"
        lines.append(Text(words.text("to see: aidmatch rank {id} {terms}", id=company.id, terms=terms), "dim"))
    elif change.day is not None:
        day = change.day.isoformat()
        lines.append(Text(words.text("to see: aidmatch rank {id} --as-of {day}", id=company.id, day=day), "dim"))
    for line in lines:
        out.print(Padding(line, (0, 0, 0, 3)))


def what(words: Wording, change: Change) -> str:
    """« attendre le 27 mai 2027 », « recruter 2 personnes »"""
    if change.kind == "pair":
        first, then = (_what(words, part) for part in change.parts)
        return words.text("{first}, and {then}", first=first, then=then)
    return _what(words, change)


def _what(words: Wording, change: Change) -> str:
    match change.kind:
        case "wait":
            return words.text("wait until {day:date}", day=change.day)
        case "hire":
            return words.text("recruit {more:people} more", more=change.more)
        case "establishment":
            return words.text("open an establishment in {area:place}, if the activity calls for it", area=change.area)
        case "project_place":
            return words.text("carry out the project in {area:place}", area=change.area)
        case "partner":
            return _partners(words, change)
        case "debts":
            return words.text("pay the debts, or have a payment plan agreed")
        case "answer":
            return words.text("answer: {question}", question=words.say(known_of(change.fact or "").question))
        case "project":
            return words.text("describe the project: what, where, when, with whom, for how much")
        case _:
            return words.text("sign and order nothing for the project yet")


def _partners(words: Wording, change: Change) -> str:
    told = [term.partition("=")[2] for term in change.terms]
    abroad = sum(not one.startswith("FR") for one in told)
    research = sum(one.endswith(":research") for one in told)
    parts = [words.plural("find {n} partner for the project", "find {n} partners for the project", len(told))]
    if abroad:
        parts.append(words.plural("from another country", "each from another country", abroad))
    if research:
        parts.append(words.text("one a research body"))
    return ", ".join(parts)


def gains(words: Wording, change: Change) -> str:
    """« ouvre 4 aides »"""
    number = len(change.opens)
    if change.kind in ("answer", "project"):
        return words.plural("settles {n} call", "settles {n} calls", number)
    if change.kind == "hold":
        return words.plural("{n} call would be lost by signing now", "{n} calls would be lost by signing now", number)
    return words.plural("opens {n} call", "opens {n} calls", number)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def document(words: Wording, company: Company, changes: Sequence[Change], more: int, at: datetime) -> rows.Document:
    """`unlock --format json`."""
    items = [
        {
            "rank": number,
            "kind": one.kind,
            "what": what(words, one),
            "if": list(one.terms),
            "on": one.day and one.day.isoformat(),
            "fact": one.fact,
            "parts": [{"kind": part.kind, "what": what(words, part)} for part in one.parts],
            "calls": [card.id for card in one.opens],
            "titles": [card.title for card in one.opens],
            "shuts": [card.id for card in one.shuts],
            "amount": dict(as_keys(one.stake)),
        }
        for number, one in enumerate(changes, start=1)
    ]
    head = rows.head(at, company=company.id, more=more)
    return rows.Document(head, "changes", items, ("rank", "kind", "what", "if", "on", "calls", "shuts"))
