"""A source on trial, for who adds it: counts, how full each field is, samples, and what a person has to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.padding import Padding
from rich.table import Table

from aidmatch.formats import _words
from aidmatch.formats._offer import dates
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text
from aidmatch.formats._words import term
from aidmatch.formats.rows import Document, head

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.call import Call
    from aidmatch.errors import Problem
    from aidmatch.formats._wording import Wording
    from aidmatch.sources._table_rows import Columns
    from aidmatch.value import Message

SHOWN = 20
"""Oddities and sentences shown, unless asked for all."""


class Trial(NamedTuple):
    """What a source gave."""

    name: str
    read: int
    """Records."""
    refused: int
    """Records that give no call."""
    calls: Sequence[Call]
    problems: Sequence[Problem]
    trouble: Sequence[Message] = ()
    """Why not all of it came."""
    columns: Columns | None = None
    """Of a list read by a mapping."""


class Field(NamedTuple):
    """What a call may say of itself."""

    term: str
    told: Callable[[Call], Any]
    """What is empty where it says nothing."""


FIELDS: Mapping[str, Field] = {
    "url": Field(term("page"), lambda call: call.origin.url),
    "origin_id": Field(term("the source's own id"), lambda call: call.origin.id),
    "summary": Field(term("summary"), lambda call: call.summary),
    "description": Field(term("description"), lambda call: call.description),
    "funders": Field(term("funder"), lambda call: call.funders),
    "contact": Field(term("contact"), lambda call: call.contact),
    "opens": Field(term("opening"), lambda call: call.window.opens),
    "window": Field(term("closing, or all year round, or closed"), lambda call: call.window.kind != "unknown"),
    "amounts": Field(term("amounts"), lambda call: call.amounts != type(call.amounts)()),
    "perimeter": Field(term("territory"), lambda call: _has(call, "perimeter")),
    "audience": Field(term("who may apply"), lambda call: _has(call, "audience")),
    "criteria": Field(
        term("other criteria"),
        lambda call: [one for one in call.criteria if one.kind not in ("perimeter", "audience")],
    ),
    "conditions": Field(term("conditions in prose"), lambda call: call.conditions),
    "targeting": Field(term("trades aimed at"), lambda call: call.targeting.naf or call.targeting.sectors),
    "themes": Field(term("themes"), lambda call: call.themes),
}
"""What is counted, by its name in the JSON, in the order it is shown."""


def _has(call: Call, kind: str) -> bool:
    return any(one.kind == kind for one in call.criteria)


def show(out: Console, words: Wording, found: Trial, at: datetime, samples: int, *, whole: bool) -> None:
    """The trial, part after part."""
    counts = [
        words.plural("{n} record", "{n} records", found.read),
        words.plural("{n} call", "{n} calls", len(found.calls)),
        words.text("{n:number} refused", n=found.refused),
    ]
    out.print(Text(f"{plain(found.name)} · {', '.join(counts)}", style="bold"))
    for message in found.trouble:
        out.print(Text(words.text("Not all of it came: {why}", why=words.say(message)), style="yellow"))
    _windows(out, words, found.calls, at)
    _fill(out, words, found.calls)
    _columns(out, words, found.columns)
    _samples(out, words, _spread(found.calls, samples), at)
    _oddities(out, words, found.problems, whole=whole)
    _prose(out, words, found.calls, whole=whole)


def document(words: Wording, found: Trial, at: datetime, samples: int) -> Document:
    """`sources try --format json`: nothing is cut short but the samples."""
    columns = found.columns
    told = head(
        at,
        source=found.name,
        read=found.read,
        refused=found.refused,
        calls=len(found.calls),
        trouble=[words.say(message) for message in found.trouble],
        windows=dict(Counter(call.window.state(at) for call in found.calls).most_common()),
        filled=_filled(found.calls),
        columns=None if columns is None else {"empty": list(columns.empty), "not_read": list(columns.left)},
        oddities=[{"field": problem.field, "what": words.say(problem.what)} for problem in found.problems],
        sentences=[{"text": text, "calls": number} for text, number in _sentences(found.calls).most_common()],
    )
    shown = _spread(found.calls, samples)
    records = [call.model_dump(mode="json", exclude_defaults=True, by_alias=True) for call in shown]
    return Document(told, "samples", records, (), ("table", "json", "ndjson"))


def _windows(out: Console, words: Wording, calls: Sequence[Call], at: datetime) -> None:
    states = Counter(call.window.state(at) for call in calls)
    told = ", ".join(f"{words.term(_words.WINDOWS, state)} {number}" for state, number in states.most_common())
    if told:
        out.print(Text(told))


def _fill(out: Console, words: Wording, calls: Sequence[Call]) -> None:
    if not calls:
        return
    out.print()
    out.print(Text(words.text("How full each field is"), style="bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name, filled in _filled(calls).items():
        share = words.text("{rate:share}", rate=filled / len(calls))
        table.add_row(Text(words.text(FIELDS[name].term)), Text(share, style="" if filled else "dim"))
    out.print(Padding(table, (0, 0, 0, 2)))


def _filled(calls: Sequence[Call]) -> dict[str, int]:
    """How many calls say something of each field."""
    return {name: sum(bool(field.told(call)) for call in calls) for name, field in FIELDS.items()}


def _columns(out: Console, words: Wording, columns: Columns | None) -> None:
    """What the mapping names and nobody fills, and what the list has and the mapping leaves."""
    if columns is None:
        return
    if columns.empty:
        out.print(Text(words.text("Named, and empty: {names:text}", names=", ".join(columns.empty)), style="yellow"))
    if columns.left:
        out.print(Text(words.text("Not read: {names:text}", names=", ".join(columns.left)), style="dim"))


def _spread(calls: Sequence[Call], number: int) -> Sequence[Call]:
    """So many calls, from the beginning to the end of the list."""
    step = max(1, -(-len(calls) // number)) if number else 1
    return calls[::step][:number]


def _samples(out: Console, words: Wording, calls: Sequence[Call], at: datetime) -> None:
    if not calls:
        return
    out.print()
    out.print(Text(words.text("Samples"), style="bold"))
    for call in calls:
        told = Text(plain(call.title), "bold")
        told.append(f"\n{call.id} · {words.term(_words.INSTRUMENTS, call.instrument)}", "dim")
        told.append(f" · {words.term(_words.WINDOW_KINDS, call.window.kind)}", "dim")
        for line in dates(words, call, at):
            told.append(f"\n{line}")
        for rule in call.criteria:
            if rule.words:
                told.append(f"\n✓ {plain(rule.words)}")
        for condition in call.conditions[:3]:
            told.append(f"\n– {plain(condition)}")
        out.print(Padding(told, (0, 0, 1, 2)))


def _oddities(out: Console, words: Wording, problems: Sequence[Problem], *, whole: bool) -> None:
    if not problems:
        return
    out.print()
    title = words.plural("{n} oddity in its records", "{n} oddities in its records", len(problems))
    out.print(Text(title, style="bold"))
    for problem in problems if whole else problems[:SHOWN]:
        out.print(Padding(Text(f"{plain(problem.field)} · {words.say(problem.what)}"), (0, 0, 0, 2)))
    _more(out, words, len(problems), whole=whole)


def _prose(out: Console, words: Wording, calls: Sequence[Call], *, whole: bool) -> None:
    """The sentences no reader took, the most frequent first: each is a point to confirm for every company."""
    told = _sentences(calls)
    if not told:
        return
    out.print()
    title = words.plural(
        "{n} sentence stays for a person to read", "{n} sentences stay for a person to read", len(told)
    )
    out.print(Text(title, style="bold"))
    for sentence, number in told.most_common(None if whole else SHOWN):
        out.print(Padding(Text(f"{number} × {plain(sentence)}"), (0, 0, 0, 2)))
    _more(out, words, len(told), whole=whole)


def _sentences(calls: Sequence[Call]) -> Counter[str]:
    return Counter(condition for call in calls for condition in call.conditions)


def _more(out: Console, words: Wording, number: int, *, whole: bool) -> None:
    if not whole and number > SHOWN:
        text = words.plural("{n} more with --verbose", "{n} more with --verbose", number - SHOWN)
        out.print(Padding(Text(text, style="dim"), (0, 0, 0, 2)))
