"""The sources of a workspace, as people and programs read them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from rich.table import Table

from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text
from aidmatch.formats._words import term
from aidmatch.formats.rows import Document, head
from aidmatch.value import say

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.catalogue.store import Run
    from aidmatch.formats._wording import Wording
    from aidmatch.sources._protocol import About, Asked, Proof

PROVEN = {
    "recorded": term("proven on payloads recorded from the service"),
    "reconstructed": term("proven on payloads rebuilt from its documentation, never live"),
    "live": term("proven on the live service"),
}


class Standing(NamedTuple):
    """A source, and how it stands."""

    asked: Asked
    about: About
    is_on: bool
    lacking: tuple[str, ...]
    complete: Run | None
    """The last complete run."""
    last: Run | None
    """The last run that went to the source."""
    records: int


def show(out: Console, words: Wording, found: Sequence[Standing], at: datetime) -> None:
    """Three lines a source."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in found:
        told = Text()
        told.append(plain(one.about.title), "bold")
        told.append(f"  {one.asked.name}\n", "dim")
        told.append(f"{_when(words, one, at)}\n")
        told.append(f"{plain(one.about.licence)} · {proven(words, one.about.proof)}", "dim")
        table.add_row(Text("●" if one.is_on else "○", style="green" if one.is_on else "dim"), told)
    out.print(table)
    out.print(Text(words.text("● read by `aidmatch sync`; ○ off"), style="dim"))


def _when(words: Wording, one: Standing, at: datetime) -> str:
    if one.lacking:
        where = one.about.key_from or one.about.home
        return words.text(
            "off: its key is asked for at {where:text} and goes into {names:text}",
            where=where,
            names=", ".join(one.lacking),
        )
    if not one.is_on:
        return words.text("off: it needs an address in aidmatch.toml, or enabled = true")
    if one.complete is None:
        return words.text("on; never read in full so far")
    records = words.plural("{n} record", "{n} records", one.records)
    days = (at.date() - one.complete.started.date()).days
    ago = words.plural("{n} day ago", "{n} days ago", days) if days > 0 else words.text("today")
    return words.text("on; {records}, read in full {ago}", records=records, ago=ago)


def proven(words: Wording, proof: Proof) -> str:
    """How far a source is proven, in words."""
    told = words.term(PROVEN, proof.on)
    return words.text("{told} ({day:date})", told=told, day=proof.day) if proof.day else told


def wrong(words: Wording, found: Sequence[Standing], at: datetime, days: int) -> Iterator[str]:
    """A sentence for each source that is on and not in order."""
    for one in found:
        if not one.is_on:
            continue
        name = one.asked.name
        if one.complete is None:
            yield words.text("{source:text}: never read in full so far", source=name)
        elif (at.date() - one.complete.started.date()).days > days:
            yield words.text(
                "{source:text}: last read in full on {day:date}", source=name, day=one.complete.started.date()
            )
        if one.last is not None and one.last.state != "complete" and one.last.trouble:
            for template, values in json.loads(one.last.trouble):
                why = words.say(say(template, **dict(values)))
                yield words.text("{source:text}: the last run was not complete: {why}", source=name, why=why)


def document(words: Wording, found: Sequence[Standing], at: datetime) -> Document:
    """`sources list --format json`."""
    items = [
        {
            "name": one.asked.name,
            "kind": one.asked.kind,
            "title": one.about.title,
            "is_on": one.is_on,
            "needs": list(one.lacking),
            "records": one.records,
            "last_complete": one.complete.started.isoformat() if one.complete else None,
            "last_run": one.last.started.isoformat() if one.last else None,
            "last_state": one.last.state if one.last else None,
            "licence": one.about.licence,
            "attribution": one.about.attribution,
            "home": one.about.home,
            "proven": proven(words, one.about.proof),
        }
        for one in found
    ]
    return Document(head(at), "sources", items, tuple(items[0]) if items else ())
