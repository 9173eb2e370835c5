"""A call's history, as people and programs read it: each field with its source, and what each run saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table

from aidmatch.formats import _fields, _words
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text
from aidmatch.formats._words import term
from aidmatch.formats.rows import Document, head

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.formats._wording import Wording
    from aidmatch.history import Standing, Step, Teller

KINDS: Mapping[str, str] = {
    "new": term("first seen"),
    "changed": term("changed"),
    "reread": term("read otherwise by a newer aidmatch"),
    "gone": term("gone from its portal"),
    "back": term("back on its portal"),
}

COLUMNS = ("field", "value", "source", "record", "file", "by", "since", "run", "last_seen")


def show(out: Console, words: Wording, title: str, found: Sequence[Standing], steps: Sequence[Step]) -> None:
    """Under each place the fields it gives, then what each run saw."""
    out.print(Text(plain(title), style="bold"))
    for heading, held in _by_place(words, found).items():
        out.print(Text(heading, style="bold"))
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        table.add_column(no_wrap=True, justify="right", style="dim")
        for one in held:
            since = words.text("since {day:date}", day=_day(one.since)) if one.since and not one.correction else ""
            reread = "*" if one.by == "reader" else ""
            name = Text(_fields.name(words, one.name), style="dim")
            table.add_row(name, Text(_fields.said(words, one.name, one.value)), since + reread)
        out.print(Padding(table, (0, 0, 0, 2)))
    if any(one.by == "reader" for one in found):
        out.print(Text(words.text("* the source says the same; aidmatch reads it otherwise"), style="dim"))
    if steps:
        out.print(Text(words.text("What each run saw"), style="bold"))
    several = len({(step.source, step.record) for step in steps}) > 1
    for step in steps:
        out.print(Padding(Text(_line(words, step, several=several)), (0, 0, 0, 2)))
        for field in step.fields:
            change = words.text(
                "{name:text}: {before:text} → {after:text}",
                name=_fields.name(words, field.name),
                before="–" if field.before is None else _fields.said(words, field.name, field.before),
                after="–" if field.after is None else _fields.said(words, field.name, field.after),
            )
            out.print(Padding(Text(change, style="dim"), (0, 0, 0, 6)))


def _by_place(words: Wording, found: Sequence[Standing]) -> dict[str, list[Standing]]:
    held: dict[str, list[Standing]] = {}
    for one in found:
        held.setdefault(_place(words, one), []).append(one)
    return held


def _place(words: Wording, one: Standing) -> str:
    """« Portail exemple (r1), vue pour la dernière fois le 22 novembre 2026 »"""
    if one.correction is not None:
        told = words.text("Corrected by {file:text}", file=plain(one.correction.file))
        return told + (words.text(", on {day:date}", day=one.correction.on) if one.correction.on else "")
    if one.teller is None:
        return words.text("Put together from several places")
    seen = words.text(", last seen on {day:date}", day=_day(one.teller.seen)) if one.teller.seen else ""
    return _name(words, one.teller) + seen


def _name(words: Wording, teller: Teller) -> str:
    place = teller.trail.record if teller.trail else teller.file
    source = plain(words.term(_words.SOURCES, teller.origin.source))
    return f"{source} ({plain(place)})" if place else source


def _line(words: Wording, step: Step, *, several: bool) -> str:
    """« 8 novembre 2026, moisson 2 : modifiée », its place named where there are several."""
    told = words.text(
        "{day:date}, run {run}: {what}", day=step.at.date(), run=str(step.run), what=words.term(KINDS, step.kind)
    )
    return f"{told} ({plain(step.source)}, {plain(step.record)})" if several else told


def _day(moment: datetime | date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def document(call: str, title: str, found: Sequence[Standing], steps: Sequence[Step], at: datetime) -> Document:
    """`calls history --format json`."""
    items = [
        {
            "field": one.name,
            "value": one.value,
            "source": _source(one),
            "record": one.teller.trail.record if one.teller and one.teller.trail else None,
            "file": one.correction.file if one.correction else one.teller.file if one.teller else None,
            "by": one.by,
            "since": one.since.isoformat() if one.since else None,
            "run": one.run,
            "last_seen": one.seen.isoformat() if one.seen else None,
        }
        for one in found
    ]
    versions = [
        {
            "at": step.at.isoformat(),
            "run": step.run,
            "source": step.source,
            "record": step.record,
            "kind": step.kind,
            "fields": [{"name": field.name, "before": field.before, "after": field.after} for field in step.fields],
        }
        for step in steps
    ]
    return Document(head(at, call=call, title=title, versions=versions), "fields", items, COLUMNS)


def _source(one: Standing) -> str | None:
    if one.teller is None or one.correction is not None:
        return None
    return one.teller.trail.source if one.teller.trail else one.teller.origin.source
