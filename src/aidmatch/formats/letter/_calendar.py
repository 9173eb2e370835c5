"""Closings as an iCalendar file (RFC 5545), by icalendar: a closing is one entry, and a moved date moves the entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from aidmatch.formats._icalendar import new
from aidmatch.formats.letter._shown import address_of, labelled, line_of, shown
from aidmatch.worded import WordedItem, WordedLetter

if TYPE_CHECKING:
    from icalendar import Alarm, Event

PARIS = ZoneInfo("Europe/Paris")

ALARMS = (timedelta(days=14), timedelta(days=2))
"""How long before a closing the calendar reminds."""

MORNING = timedelta(hours=9)
"""When it does, for a closing without an hour: such a day begins at midnight."""


def ics(letters: Iterable[WordedLetter]) -> bytes:
    """The closings of one letter or of many, each once; empty when none is dated."""
    told: dict[str, tuple[datetime, WordedLetter, WordedItem]] = {}
    for letter in map(shown, letters):
        at = datetime.fromisoformat(letter.at)
        for item in (*letter.items, *letter.lines):
            uid = _uid(item)
            # What the last letter told stands.
            if item.closes and (uid not in told or told[uid][0] < at):
                told[uid] = (at, letter, item)
    if not told:
        return b""
    return _calendar(told)


def _uid(item: WordedItem) -> str:
    """Of a closing, from one letter and one member to the next."""
    named = f"aidmatch:{item.call}:{item.closing}".encode(errors="replace").decode()
    return str(uuid5(NAMESPACE_URL, named))


def _calendar(told: dict[str, tuple[datetime, WordedLetter, WordedItem]]) -> bytes:
    made = new(next((letter.labels["calendar"] for _, letter, _ in told.values() if letter.labels.get("calendar")), ""))
    for uid, (at, letter, item) in sorted(told.items(), key=lambda one: (_instant(one[1][2]), one[0])):
        made.add_component(_event(uid, at, letter, item))
    return bytes(made.to_ical())


def _event(uid: str, at: datetime, letter: WordedLetter, item: WordedItem) -> Event:
    from icalendar import Event

    closes = _instant(item)
    made = Event()
    made.add("uid", uid)
    # A later letter wins over an earlier one, whichever file is opened last.
    made.add("sequence", int(at.timestamp()) // 60)
    made.add("dtstamp", at.astimezone(UTC))
    made.add("last-modified", at.astimezone(UTC))
    # An instant stands in universal time: right in summer and winter, without a table of either in the file.
    start: date | datetime = closes.astimezone(UTC) if item.closes_time_given else closes.date()
    made.add("dtstart", start)
    made.add("summary", line_of(labelled(letter, "closing", item.title)))
    made.add("description", "\n".join(_description(letter, item)))
    link, _ = address_of(item.url)
    if link:
        made.add("url", link)
    # The day stays free: a closing is no meeting.
    made.add("transp", "TRANSPARENT")
    for alarm in _alarms(letter, item, at):
        made.add_component(alarm)
    return made


def _description(letter: WordedLetter, item: WordedItem) -> Iterator[str]:
    """What holds for whoever opens the calendar: why this member is in her letter alone."""
    _, address = address_of(item.url)
    yield from filter(
        None,
        (
            item.until,
            item.worth,
            item.what,
            item.warning,
            labelled(letter, "step", item.step),
            labelled(letter, "contact", item.contact),
            address,
            item.source,
        ),
    )


def _alarms(letter: WordedLetter, item: WordedItem, at: datetime) -> Iterator[Alarm]:
    """Those still to come: a calendar would ring the others at once."""
    from icalendar import Alarm

    closes = _instant(item)
    start = closes if item.closes_time_given else datetime.combine(closes.date(), datetime.min.time(), PARIS) + MORNING
    for before in ALARMS:
        if start - before <= at:
            continue
        made = Alarm()
        made.add("action", "DISPLAY")
        made.add("description", line_of(labelled(letter, "closing", item.title)))
        made.add("trigger", -before if item.closes_time_given else MORNING - before)
        yield made


def _instant(item: WordedItem) -> datetime:
    return datetime.fromisoformat(item.closes or "").astimezone(PARIS)
