"""An empty calendar (RFC 5545), by icalendar: what every calendar of ours says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Calendar


def new(name: str) -> Calendar:
    """A calendar to be read, not answered; with the name it shows under, if it has one."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//aidmatch//aidmatch//FR")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    if name:
        made.add("x-wr-calname", name)
    return made
