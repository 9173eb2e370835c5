"""The plan as an iCalendar file (RFC 5545), by icalendar: a milestone keeps its entry when the kit is made again."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from aidmatch.formats._plain import plain
from aidmatch.formats._templates import safe_link
from aidmatch.formats.dossier._plan import note, what

if TYPE_CHECKING:
    from aidmatch.dossier import Dossier
    from aidmatch.formats._wording import Wording

MORNING = timedelta(hours=9)
"""When a calendar reminds, on the day."""


def ics(words: Wording, kit: Dossier) -> bytes:
    """The milestones that have a day; empty when none has."""
    from icalendar import Alarm, Calendar, Event

    dated = [one for one in kit.plan if one.day is not None]
    if not dated:
        return b""
    made = Calendar()
    made.add("prodid", "-//aidmatch//aidmatch//FR")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", plain(kit.call.title)[:120])
    link = safe_link(kit.call.url)
    for one in dated:
        event = Event()
        named = f"aidmatch:dossier:{kit.company.id}:{kit.call.id}:{one.what}:{plain(one.text or '')}"
        event.add("uid", str(uuid5(NAMESPACE_URL, named.encode(errors="replace").decode())))
        # A kit made later wins over an earlier one, whichever file is opened last.
        event.add("sequence", int(kit.at.timestamp()) // 60)
        event.add("dtstamp", kit.at.astimezone(UTC))
        event.add("dtstart", one.day)
        event.add("summary", words.text("{what} – {call:text}", what=what(words, one)[:150], call=kit.call.title[:100]))
        told = note(words, one)
        if told:
            event.add("description", told)
        if link:
            event.add("url", link)
        event.add("transp", "TRANSPARENT")
        if one.day is not None and one.day > kit.at.date():
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", what(words, one)[:150])
            alarm.add("trigger", MORNING)
            event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())
