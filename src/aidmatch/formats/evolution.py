"""Changes of the catalogue, as people and programs read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.padding import Padding

from aidmatch.changes import KINDS
from aidmatch.formats import _fields
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text
from aidmatch.formats._words import term
from aidmatch.formats.rows import Document, head

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.changes import Change
    from aidmatch.fields import Field
    from aidmatch.formats._wording import Wording

HEADINGS: Mapping[str, str] = {
    "new": term("New"),
    "reopened": term("Open again"),
    "back": term("Back on its portal"),
    "deadline": term("Deadline moved"),
    "changed": term("Changed"),
    "closing": term("Closing soon"),
    "closed": term("Closed by its date"),
    "gone": term("Gone from its portal"),
}

FORMS = ("table", "json", "ndjson", "csv", "markdown", "parquet", "atom")
"""In which the changes can be had."""


def show(out: Console, words: Wording, found: Sequence[Change], at: datetime) -> None:
    """Under a heading for each kind, a line a call, then a line a field."""
    if not found:
        out.print(words.text("Nothing changed, and nothing closes soon."))
        return
    for kind in KINDS:
        held = [one for one in found if one.kind == kind]
        if not held:
            continue
        out.print(Text(f"{words.term(HEADINGS, kind)} ({len(held)})", style="bold"))
        for one in held:
            when = f"{_when(words, one, at)} · " if kind in ("closing", "closed") else ""
            out.print(Padding(Text(plain(one.title)), (0, 0, 0, 2)))
            out.print(Padding(Text.assemble((when, "cyan"), (one.call, "dim")), (0, 0, 0, 4)))
            for field in one.fields:
                out.print(Text(f"    {_told(words, field)}", style="dim"))


def sentences(words: Wording, one: Change, at: datetime) -> list[str]:
    """What there is to say of a change: its day where one matters, a line a field, the call's id."""
    when = [_when(words, one, at)] if one.kind in ("closing", "closed") else []
    return [*when, *(_told(words, field) for field in one.fields), plain(one.call)]


def _when(words: Wording, one: Change, at: datetime) -> str:
    days = (one.at.date() - at.date()).days
    day = words.text("{day:date}", day=one.at.date())
    return f"{day} ({words.text('D-{days}', days=days)})" if days >= 0 else day


def _told(words: Wording, field: Field) -> str:
    return words.text(
        "{name:text}: {before:text} → {after:text}",
        name=_fields.name(words, field.name),
        before=_fields.shown(field.before),
        after=_fields.shown(field.after),
    )


def document(words: Wording, found: Sequence[Change], at: datetime) -> Document:
    """`changes --format json`."""
    items = [
        {
            "kind": one.kind,
            "call": one.call,
            "title": one.title,
            "source": one.source,
            "at": one.at.isoformat(),
            "url": one.url,
            "fields": [{"name": field.name, "before": field.before, "after": field.after} for field in one.fields],
            "told": [_told(words, field) for field in one.fields],
        }
        for one in found
    ]
    columns = ("kind", "call", "title", "source", "at", "url", "told")
    return Document(head(at), "changes", items, columns, FORMS)
