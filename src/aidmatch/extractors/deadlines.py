"""Dates: the last day to hand in a file, or the first, where the sentence says which it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from aidmatch.extractors._mention import Told
from aidmatch.extractors._passages import Passage

_MONTHS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
_DAY = (
    rf"(?P<day>\d{{1,2}})(?:er)?(?: (?P<name>{'|'.join(_MONTHS)}) |[/.](?P<month>\d{{1,2}})[/.])"
    r"(?P<year>20\d{2})"
)
_CLOSES = re.compile(
    rf"\b(?:date limite|cloture|jusqu'au|avant le|au plus tard le|fin de depot|depot des (?:dossiers|candidatures"
    rf"|projets)|deadline)\b[^.;]{{0,60}}?{_DAY}"
)
_OPENS = re.compile(rf"\b(?:ouverture|a partir du|des le|a compter du|ouvert le|debut de depot)\b[^.;]{{0,40}}?{_DAY}")


def find(passage: Passage) -> Iterator[Told]:
    """Days as 2026-12-31."""
    for name, pattern in (("closes", _CLOSES), ("opens", _OPENS)):
        for read in pattern.finditer(passage.text):
            month = _MONTHS.index(read["name"]) + 1 if read["name"] else int(read["month"])
            try:
                day = date(int(read["year"]), month, int(read["day"]))
            except ValueError:
                continue
            yield Told(read.start(), read.end(), f"deadlines.{name}", ((name, day.isoformat()),))
