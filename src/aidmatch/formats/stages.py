"""The stages from idea to transfer in a terminal and as data: what there is, what leads to what, the missing links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.rows import Document
    from aidmatch.plan import Stand, Way

SHOWN = 4
"""Aids of a stage that a terminal names."""


def show(out: Console, words: Wording, company: Company, found: Sequence[Way]) -> None:
    """Every stage, end to end."""
    from rich.padding import Padding

    out.print(Text(plain(company.name), style="bold"))
    names = {one.call: one.title for way in found for one in way.aids}
    for way in found:
        stage = words.term(_words.STAGES, way.stage)
        head = Text(f"\n{'●' if way.is_here else '○'} {stage[:1].upper()}{stage[1:]}", "bold")
        if way.is_here:
            head.append(words.text("  the company is here"), "not bold dim")
        out.print(head)
        if way.is_missing:
            out.print(
                Padding(
                    Text(words.text("missing link: nothing is open or announced"), "bold red"),
                    (0, 0, 0, 2),
                    expand=False,
                )
            )
        for one in way.aids[:SHOWN]:
            out.print(Padding(_aid(words, one, way, names), (0, 0, 0, 2), expand=False))
        for line in _rest(words, way):
            out.print(Padding(Text(line, "dim"), (0, 0, 0, 2), expand=False))
    missing = [words.term(_words.STAGES, way.stage) for way in found if way.is_missing]
    out.print()
    if missing:
        out.print(Text(words.text("Missing links: {stages}", stages=", ".join(missing)), "bold red"))
    else:
        out.print(Text(words.text("No missing link: each stage has something open or announced."), "green"))
    out.print(Text(words.text("Of the calls on file that the company may ask for, whatever its stage today."), "dim"))


def _aid(words: Wording, one: Stand, way: Way, names: dict[str, str]) -> Text:
    text = Text(f"{plain(one.title)} · {words.term(_words.INSTRUMENTS, one.instrument)}")
    if one.state == "upcoming":
        text.append(" · ").append(words.term(_words.WINDOWS, one.state))
    if one.call in way.follows:
        before = tuple(names[call] for call in way.follows[one.call])
        text.append("\n").append(words.text("← after: {calls:texts}", calls=before), "cyan")
    return text


def _rest(words: Wording, way: Way) -> list[str]:
    told = []
    if len(way.aids) > SHOWN:
        told.append(words.plural("{n} more", "{n} more", len(way.aids) - SHOWN))
    if way.undated:
        count = len(way.undated)
        told.append(words.plural("{n} whose dates are not known", "{n} whose dates are not known", count))
    if way.one_answer_away:
        count = len(way.one_answer_away)
        told.append(words.plural("{n} for want of an answer on the company", "{n} for want of answers", count))
    line = [" · ".join(told)] if told else []
    line += [
        words.text("closed, back around {day:date} (our estimate): {title:text}", day=one.back, title=one.title)
        for one in way.returning[:SHOWN]
    ]
    return line


def document(company: Company, found: Sequence[Way], at: datetime) -> Document:
    """`plan --stages --format json`."""
    from aidmatch.formats.rows import Document, head

    items = [
        {
            "stage": way.stage,
            "here": way.is_here,
            "missing": way.is_missing,
            "aids": [_record(one, way) for one in way.aids],
            "undated": [one.call for one in way.undated],
            "one_answer_away": [one.call for one in way.one_answer_away],
            "returning": [{"call": one.call, "back": one.back and one.back.isoformat()} for one in way.returning],
        }
        for way in found
    ]
    missing = [way.stage for way in found if way.is_missing]
    told = head(at, company=company.id, missing=missing)
    return Document(told, "stages", items, ("stage", "here", "missing"), ("table", "json", "ndjson", "csv", "markdown"))


def _record(one: Stand, way: Way) -> dict[str, Any]:
    return {
        "call": one.call,
        "title": one.title,
        "instrument": one.instrument,
        "answer": one.answer,
        "window": one.state,
        "after": list(way.follows.get(one.call, ())),
    }
