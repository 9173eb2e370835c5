"""Days and instants as lists write them -> a day, or an instant where the hour counts.

`iso` is 2026-12-31, alone or with an hour; an instant is told in Paris, and one that falls on midnight there is that
whole day (22:00Z in summer, 23:00Z in winter). `french` is 31/12/2026, `long` is 31 décembre 2026 or 1er mars 2026,
`milliseconds` counts from 1970. Any other form is one of strptime.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from aidmatch.sources._base import french_day

PARIS = ZoneInfo("Europe/Paris")
FORMS = ("iso", "french", "long", "milliseconds")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?")
_ZERO = re.compile(r"0{4}-00-00.*|0")
YEARS = range(1900, 2200)
"""Any other is no day: portals write 9999-12-31 for want of one."""
_LONG = re.compile(r"(?:[a-z]+\s+)?(\d{1,2})(?:er)?\s+(\w+)\.?\s+(\d{4})", re.IGNORECASE)


def moment(text: str, forms: tuple[str, ...], *, closing: bool) -> date | datetime | None:
    """The day or instant written in one of these forms; None when it is empty or zero; ValueError when unread.

    ISO dates are always read: they are what a date cell of a spreadsheet becomes, and have one meaning.
    """
    told = " ".join(text.split())
    if not told or _ZERO.fullmatch(told):
        return None
    if _ISO.fullmatch(told):
        return _sensible(_iso(told), closing=closing)
    for form in forms:
        try:
            return _sensible(_read(told, form), closing=closing)
        except (ValueError, OverflowError, OSError):
            continue
    raise ValueError(told)


def _iso(told: str) -> date | datetime:
    if len(told) == len("2026-12-31"):
        return date.fromisoformat(told)
    return datetime.fromisoformat(told)


def _read(told: str, form: str) -> date | datetime:
    if form == "french":
        return french_day(told)
    if form == "long":
        return _long(told)
    if form == "milliseconds":
        return datetime.fromtimestamp(int(told) / 1000, UTC)
    if form == "iso":
        raise ValueError(told)
    found = datetime.strptime(told, form)  # noqa: DTZ007 - the zone is set below, where there is an hour
    return found if "%H" in form else found.date()


def _long(told: str) -> date:
    from babel.dates import get_month_names

    found = _LONG.fullmatch(told)
    if found is None:
        raise ValueError(told)
    months = {
        name.casefold().rstrip("."): number
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale="fr").items()
    }
    day, month, year = found.groups()
    number = months.get(month.casefold())
    if number is None:
        raise ValueError(told)
    return date(int(year), number, int(day))


def _sensible(found: date | datetime, *, closing: bool) -> date | datetime:
    if found.year not in YEARS:
        raise ValueError(found.year)
    return _whole(found, closing=closing)


def _whole(found: date | datetime, *, closing: bool) -> date | datetime:
    """A day when the instant falls on its first second in Paris, or closes on its last."""
    if not isinstance(found, datetime):
        return found
    found = found.replace(tzinfo=PARIS) if found.tzinfo is None else found.astimezone(PARIS)
    at = found.time().replace(microsecond=0)
    edges = (time(), time(23, 59), time(23, 59, 59)) if closing else (time(),)
    return found.date() if at in edges else found
