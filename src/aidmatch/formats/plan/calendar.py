"""The days of a plan as an iCalendar file (RFC 5545): all-day entries, each moved when the plan is made again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from aidmatch.formats import _words
from aidmatch.formats._icalendar import new
from aidmatch.formats._plain import plain
from aidmatch.formats._templates import safe_link

if TYPE_CHECKING:
    from icalendar import Event

    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.plan._page import Page
    from aidmatch.plan import Entry

_RINGS = frozenset({"start", "closes"})
"""What the calendar reminds of."""


def ics(words: Wording, company: Company, page: Page, at: datetime) -> bytes:
    """The calendar of a plan; one without entries when nothing can be asked for."""
    made = new(words.text("Plan: {name:text}", name=company.name))
    for entry in page.days:
        made.add_component(_event(words, company, page, entry, at))
    return bytes(made.to_ical())


def _event(words: Wording, company: Company, page: Page, entry: Entry, at: datetime) -> Event:
    from icalendar import Alarm, Event

    call = page.calls[entry.call]
    what = words.term(_words.PLAN_DAYS, entry.what)
    if entry.what == "sign":
        moment = words.term(_words.MOMENTS, entry.told)
        what = words.text("{what} {moment}", what=what, moment=moment)
    made = Event()
    told = entry.told if entry.what == "step" else ""
    # A day that moves keeps its name, so that the entry moves and is not doubled.
    name = f"aidmatch:plan:{company.id}:{entry.call}:{entry.what}:{told}".encode(errors="replace").decode()
    made.add("uid", str(uuid5(NAMESPACE_URL, name)))
    made.add("sequence", int(at.timestamp()) // 60)
    made.add("dtstamp", at.astimezone(UTC))
    made.add("last-modified", at.astimezone(UTC))
    made.add("dtstart", entry.on)
    made.add("summary", words.text("{what}: {title}", what=what[:1].upper() + what[1:], title=plain(call.title)))
    details = [plain(told) if told else "", plain(call.funders[0].name) if call.funders else "", plain(call.url or "")]
    made.add("description", "\n".join(filter(None, details)))
    if safe_link(call.url):
        made.add("url", safe_link(call.url))
    # The day stays free: a closing is no meeting.
    made.add("transp", "TRANSPARENT")
    if entry.what in _RINGS and entry.on > at.date():
        ring = Alarm()
        ring.add("action", "DISPLAY")
        ring.add("description", plain(call.title))
        ring.add("trigger", timedelta(hours=9) - timedelta(days=1))
        made.add_component(ring)
    return made
