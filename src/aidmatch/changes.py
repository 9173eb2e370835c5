"""What changed between two moments, from the store's history: nothing is missed if nobody looked for weeks.

What a source said, version by version, gives the new, the changed, the reopened and the gone; the windows as they
stand give what closes soon and what closed by its date. Closed by date is not gone from the portal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from aidmatch.call import Call
from aidmatch.catalogue.store import Event
from aidmatch.fields import Field, differing

Kind = Literal["new", "changed", "deadline", "reopened", "back", "gone", "closing", "closed"]

KINDS: tuple[Kind, ...] = ("new", "reopened", "back", "deadline", "changed", "closing", "closed", "gone")
"""In the order they are told."""


class Change(NamedTuple):
    """Something a reader of the catalogue would want to know."""

    kind: Kind
    call: str
    title: str
    source: str
    at: datetime
    """When it was seen; for a closing, the closing."""
    fields: tuple[Field, ...] = ()
    url: str | None = None


def changes(
    events: Iterable[Event], standing: Sequence[Call], since: datetime, at: datetime, within: int
) -> list[Change]:
    """Every change since a moment, one a call and kind, in the order of `KINDS`, then by time and id.

    `within` is how many days ahead a closing is told. Of several versions between the two moments the first and the
    last are compared: what came and went again is no news.
    """
    found = [*_from_history(events), *_from_windows(standing, since, at, within)]
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.at.timestamp(), one.call))


def _from_history(events: Iterable[Event]) -> Iterator[Change]:
    by_record: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        by_record.setdefault((event.source, event.record), []).append(event)
    for held in by_record.values():
        yield from _of_record(held[0], held[-1])


def _of_record(first: Event, last: Event) -> Iterator[Change]:
    before, after = first.before, last.after
    if last.kind == "gone":
        if first.kind != "new" and before is not None:
            yield _change("gone", before, last)
        return
    if after is None:
        return
    if first.kind == "new":
        yield _change("new", after, last)
        return
    if first.kind == "back":
        yield _change("back", after, last, differing(before, after) if before else ())
        return
    if before is None:
        return
    fields = differing(before, after)
    if before.window.state(first.at) == "closed" and after.window.state(last.at) != "closed":
        yield _change("reopened", after, last, fields)
    elif [one.at for one in before.window.closings()] != [one.at for one in after.window.closings()]:
        yield _change("deadline", after, last, fields)
    elif fields:
        yield _change("changed", after, last, fields)


def _change(kind: Kind, call: Call, event: Event, fields: tuple[Field, ...] = ()) -> Change:
    return Change(kind, call.id, call.title, event.source, event.at, fields, call.url)


def _from_windows(standing: Sequence[Call], since: datetime, at: datetime, within: int) -> Iterator[Change]:
    horizon = at + timedelta(days=within)
    for call in standing:
        closing = call.window.next_closing(at)
        if closing is not None and call.window.state(at) == "open" and closing.at <= horizon:
            yield Change("closing", call.id, call.title, call.origin.source, closing.at, (), call.url)
        closings = call.window.closings()
        if closing is None and closings and since < closings[-1].at < at and call.window.state(since) != "closed":
            yield Change("closed", call.id, call.title, call.origin.source, closings[-1].at, (), call.url)
