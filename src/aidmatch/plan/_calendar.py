"""What to do when: first steps, files one after the other, closings, and what may not be signed until then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from aidmatch.plan._option import Option, after_working_days

What = Literal["step", "start", "opens", "ready", "closes", "sign"]
"""A first step to take, the file to begin, the call that opens, the file ready, the closing, and what is not signed."""


class Entry(NamedTuple):
    """A day of the plan."""

    on: date
    what: What
    call: str
    told: str | None = None
    """The step, in the sheet's words; of what is not signed, the moment that frees it."""
    days: int | None = None
    """The days a step takes, where known; the working days of a file."""


def calendar(chosen: Sequence[Option], today: date) -> tuple[Entry, ...]:
    """The days of a plan, in order; files are put together one after the other, the first to close first."""
    found: list[Entry] = []
    free = today
    for one in chosen:
        begun = free
        ready = after_working_days(begun, one.days)
        if one.is_file:
            free = _next(ready)
        ready = max(ready, today + timedelta(days=one.wait), one.opens.date() if one.opens else today)
        if one.closes is not None and one.time is not None:
            ready = min(ready, one.closes.date())
        found.extend(_entries(one, begun, ready, today))
    kinds = ("step", "start", "opens", "sign", "ready", "closes")
    return tuple(sorted(found, key=lambda one: (one.on, kinds.index(one.what), one.call, one.told or "")))


def _entries(one: Option, begun: date, ready: date, today: date) -> Iterator[Entry]:
    for told, days in one.steps:
        yield Entry(max(today, ready - timedelta(days=days)) if days else today, "step", one.call, told, days)
    if one.opens is not None:
        yield Entry(one.opens.date(), "opens", one.call)
    if one.is_file:
        yield Entry(begun, "start", one.call, None, one.days)
        yield Entry(ready, "ready", one.call)
    if one.closes is not None:
        yield Entry(one.closes.date(), "closes", one.call)
    if one.moment is not None:
        yield Entry(ready, "sign", one.call, one.moment)


def _next(day: date) -> date:
    return after_working_days(day + timedelta(days=1), 0)
