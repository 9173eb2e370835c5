"""When an aid of aides-entreprises can be asked for: its closing date, and what its text says against it.

`date_fin` is one date, where many calls have several cut-offs: it then holds the last, or a wrong one. The dates of
the text win when they are a list of cut-offs; of a single date and `date_fin` the later stands, and the other is
told. A text whose dates cannot all be read leaves the window unknown rather than closed. `0000-00-00` means no end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aidmatch.sources._base import Note, french_day
from aidmatch.value import say
from aidmatch.window import Window

PARIS = ZoneInfo("Europe/Paris")
NO_END = "0000-00-00"
SEVERAL = re.compile(
    r"\bdates? (?:limites? )?(?:de |des )?(?:rel[eè]v|cl[oô]tures|d[ée]p[oô]ts)|\bdates limites\b|\brel[eè]v[ée]e?s? "
    r"|\bcut-?offs?\b|\bsessions?\b|\bvagues?\b|\b[ée]ch[ée]ances\b|\bcalendrier\b",
    re.IGNORECASE,
)
"""Words before a list of cut-offs."""
SINGLE = re.compile(
    r"\bdate (?:limite|butoir)\b[^.]{0,60}?\b(?:candidature|d[ée]p[oô]t|demande|r[ée]ponse|dossier)"
    r"|\b(?:mobilisable|ouverte?s?|d[ée]pos[ée]e?s?|candidater)\b[^.]{0,60}?\bjusqu['’]au\b"
    r"|\bcl[oô]ture (?:des (?:candidatures|d[ée]p[oô]ts)|de l['’]appel)\b",
    re.IGNORECASE,
)
"""Words before a closing."""
OPENING = re.compile(r"\b(?:d[ée]pos|d[ée]p[oô]t|candidat)[^.:]{0,60}?\b(?:à partir|à compter) du\s+", re.IGNORECASE)


class Told(NamedTuple):
    """What the text says of the dates."""

    cut_offs: tuple[date, ...]
    closing: date | None
    opens: date | None
    is_whole: bool
    """Every date of a list could be read."""


def window_of(given: str, text: str, checked: date | None, note: Note) -> Window:
    """The window; `given` is « date_fin », `checked` the day an editor last looked at the aid."""
    told = dates_of(text)
    end, is_read = _end(given, note)
    last = max((*told.cut_offs, *filter(None, [told.closing])), default=None)
    differs = None
    if last is not None and end is not None and _day(end) != last:
        differs = f"Le texte de la fiche dit {last:%d/%m/%Y}, son champ de date {_day(end):%d/%m/%Y}."
    if not told.is_whole:
        return Window(kind="unknown", note="Plusieurs dates dans le texte de la fiche, dont certaines sans année.")
    if told.cut_offs:
        closes = end if end is not None and _day(end) > told.cut_offs[-1] else None
        return Window(kind="cut_offs", cut_offs=told.cut_offs, closes=closes, opens=_before(told, last), note=differs)
    if end is not None:
        closes = last if last is not None and last > _day(end) else end
        return Window(kind="dated", closes=closes, opens=_before(told, _day(closes)), note=differs)
    if last is not None and is_read:
        if checked is not None and checked > last:
            told_ = f"Le texte de la fiche dit {last:%d/%m/%Y} ; elle a été vérifiée le {checked:%d/%m/%Y}, sans fin."
            return Window(kind="unknown", note=told_)
        return Window(kind="dated", closes=last, opens=_before(told, last))
    return Window(kind="permanent" if given.startswith(NO_END) else "unknown", opens=told.opens)


def dates_of(text: str) -> Told:
    """The cut-offs, the closing and the opening a plain text tells."""
    lines = [line for line in text.splitlines() if line]
    several: list[date] = []
    single: list[date] = []
    is_whole = True
    for place, line in enumerate(lines):
        begin = SEVERAL.search(line)
        if begin is not None:
            block = [line[begin.end() :], *(_listed(lines[place + 1 :]) if line.endswith(":") else ())]
            found = [day for part in block for day in _closings(part)]
            several.extend(found)
            is_whole = is_whole and not (found and any(map(_lacks_year, block)))
        elif (begin := SINGLE.search(line)) is not None:
            single.extend(_closings(line[begin.start() :])[:1])
    opens = next((day for found in OPENING.finditer(text) for day in _first(text[found.end() :])), None)
    cut_offs = tuple(sorted(set(several)))
    if len(cut_offs) < 2:
        single, cut_offs = [*single, *cut_offs], ()
    return Told(cut_offs, max(single, default=None), opens, is_whole)


def _before(told: Told, last: date | None) -> date | None:
    return told.opens if told.opens is not None and last is not None and told.opens <= last else None


def _end(given: str, note: Note) -> tuple[date | datetime | None, bool]:
    """« date_fin », and whether it could be read."""
    if not given or given.startswith(NO_END):
        return None, True
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        note("date_fin", say("a date such as 2026-12-31 was expected, not {given:text}", given=given))
        return None, False
    whole = moment.time() in (time(), time(23, 59), time(23, 59, 59))
    return moment.date() if whole else moment.replace(tzinfo=moment.tzinfo or PARIS), True


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _listed(lines: list[str]) -> Iterator[str]:
    """The lines under a heading that begin with a date."""
    for line in lines:
        plain = line.lstrip("-–•* ").removeprefix("le ").removeprefix("Le ")
        if not (_dates().match(plain) or _days().match(plain)):
            return
        yield plain


def _closings(text: str) -> list[date]:
    """The dates of a text, less the first day of « du … au … »."""
    read = [(found, _date(found)) for found in _dates().finditer(text)]
    return [
        day for found, day in read if day is not None and not re.match(r"\s*(?:au|jusqu['’]au)\b", text[found.end() :])
    ]


def _first(text: str) -> list[date]:
    found = _dates().match(text)
    day = _date(found) if found else None
    return [] if day is None else [day]


def _date(found: re.Match[str]) -> date | None:
    try:
        if found["slashed"]:
            return french_day(found["slashed"])
        return date(int(found["year"]), _months()[found["month"].casefold()], int(found["day"]))
    except ValueError:
        return None


def _lacks_year(text: str) -> bool:
    return len(_days().findall(text)) > sum(1 for found in _dates().finditer(text) if not found["slashed"])


@cache
def _months() -> dict[str, int]:
    from babel.dates import get_month_names

    return {str(name): number for number, name in get_month_names("wide", locale="fr").items()}


@cache
def _days() -> re.Pattern[str]:
    return re.compile(rf"(?P<day>\d{{1,2}})(?:er)?\s+(?P<month>{'|'.join(_months())})\b", re.IGNORECASE)


@cache
def _dates() -> re.Pattern[str]:
    return re.compile(
        rf"{_days().pattern}\s+(?P<year>20\d\d)\b|\b(?P<slashed>\d{{1,2}}/\d{{1,2}}/20\d\d)\b", re.IGNORECASE
    )
