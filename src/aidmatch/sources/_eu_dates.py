"""The dates of a European topic: one closing, several cut-offs, or two stages, at 17:00 Brussels time."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, NamedTuple

from aidmatch.sources._base import Note
from aidmatch.value import say
from aidmatch.window import Window

BRUSSELS = "Europe/Brussels"
HOUR = time(17)
"""When topics close; the portal's own rule, which the index leaves out."""
MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]


class Dates(NamedTuple):
    """When one may apply."""

    window: Window
    last: date | None
    """The last day known, by which the rules of the programme are chosen."""


def of(
    *,
    actions: str | None,
    model: str | None,
    starts: Sequence[str],
    deadlines: Sequence[str],
    at_five: bool,
    forthcoming: bool,
    note: Note,
) -> Dates:
    """The window of a topic.

    The plain days of `actions` are read with those of `deadlines`: a day that only one of them has is a closing all
    the same. With `at_five` days close at 17:00 in Brussels, else at their end.
    """
    told = _told(actions, note)
    days = sorted({day for text in (*told.deadlines, *deadlines) if (day := day_of(text, "deadlineDate", note))})
    opening = [day for text in (*told.opens, *starts) if (day := day_of(text, "startDate", note))]
    opens = min(opening, default=None)
    if opens and days and opens > days[0]:
        note("startDate", say("the closing is before the opening"))
        opens = None
    moments = [datetime.combine(day, HOUR) if at_five else day for day in days]
    asked = " ".join((model or told.model or "").replace("-", " ").casefold().split())
    last = days[-1] if days else None
    if not moments:
        kind = "forecast" if forthcoming else "unknown"
        return Dates(Window(kind=kind, opens=opens, timezone=BRUSSELS), last)
    if asked.startswith("two stage") and len(moments) <= 2:
        second = moments[1] if len(moments) == 2 else None
        window = Window(kind="two_stage", opens=opens, closes=moments[0], second_stage=second, timezone=BRUSSELS)
    elif len(moments) > 1:
        # Two stages with several rounds: which day is of which stage is not told, so each is shown.
        told_of = "Two stages: some of these dates are of the second." if asked.startswith("two stage") else None
        window = Window(kind="cut_offs", opens=opens, cut_offs=tuple(moments), timezone=BRUSSELS, note=told_of)
    else:
        window = Window(kind="dated", opens=opens, closes=moments[0], timezone=BRUSSELS)
    return Dates(window, last)


class _Told(NamedTuple):
    """What `actions` says."""

    opens: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    model: str | None = None


def _told(text: str | None, note: Note) -> _Told:
    if not text:
        return _Told()
    try:
        listed: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        note("actions", say("not valid JSON: {error:text}", error=str(error)[:100]))
        return _Told()
    actions = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    procedures = [one["submissionProcedure"] for one in actions if isinstance(one.get("submissionProcedure"), dict)]
    return _Told(
        tuple(str(one["plannedOpeningDate"]) for one in actions if one.get("plannedOpeningDate")),
        tuple(str(day) for one in actions for day in _listed(one.get("deadlineDates"))),
        next((str(one.get("abbreviation") or "") for one in procedures), None),
    )


def _listed(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [] if raw is None else [raw]


def day_of(text: str, field: str, note: Note) -> date | None:
    """The day of an instant, `2026-09-15T00:00:00.000+0000`, of a plain day, or of `09 March 2023`."""
    with suppress(ValueError):
        return date.fromisoformat(text[:10])
    if found := re.fullmatch(r"(\d{1,2}) ([A-Za-z]+) (\d{4})", text.strip()):
        with suppress(ValueError):
            return date(int(found[3]), MONTHS.index(found[2].casefold()) + 1, int(found[1]))
    note(field, say("a date was expected, not {given:text}", given=text[:40]))
    return None
