"""A day as people write it, in French or in English: « 1er mars 2027 », « 31/12/26 », « 31 déc. 2026 à 12h ».

dateparser knows the months, their short forms and the order of day and month; it is told to take only a whole date, so
that « fin 2026 » or « mars » is no day of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=4096)
def moment(said: str) -> date | datetime | None:
    """A day, or an instant of Paris when the hour is said; None when it is not one date and nothing else."""
    written = _LEAD.sub("", " ".join(said.split())).rstrip(" .;")
    try:
        return plain_day(datetime.fromisoformat(written))
    except ValueError:
        pass
    if len(written) > _LONG or not any(map(str.isdigit, written)):
        return None
    import dateparser

    found: datetime | None = dateparser.parse(written, languages=["fr", "en"], settings=_WHOLE)
    return None if found is None else plain_day(found.replace(tzinfo=None))


_LEAD = re.compile(r"^(?:(?:jusqu['’]au|au plus tard le|au|le|until|by|the)\s+)+", re.IGNORECASE)
"""What stands before a date without changing it; « avant le » would."""

_LONG = 60
"""Signs: no date is longer."""

_WHOLE: Mapping[str, Any] = {
    "DATE_ORDER": "DMY",
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
    "PREFER_LOCALE_DATE_ORDER": False,
}


def plain_day(instant: datetime) -> date | datetime:
    """The whole day when an instant falls on its first second: no hour was said."""
    return instant.date() if instant.time() == time() else instant
