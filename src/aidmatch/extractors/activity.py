"""Activité: NAF codes written in any way, sections, and usual words of trades, as whom the call means.

A code says what INSEE counts a company under and gives no right, and portals list trades that they do not enforce:
what is read here aims, and decides only where the text says that those codes alone may apply.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pkgutil import get_data

from aidmatch.extractors._mention import Mention
from aidmatch.extractors._passages import Passage
from aidmatch.nomenclatures import activities

_CODE = re.compile(
    r"(?<![\w.,€-])(?:(?P<section>[a-u]) ?)?(?P<division>\d{2})(?:[.-]?(?P<class>\d{1,2}) ?(?P<letter>[a-z])?z?)?"
    r"(?![\w€%]|[.,]\d| ?(?:€|ans|mois|salaries|%))"
)
_SECTION = re.compile(r"\bsections? (?P<section>[a-u])\b(?:,? divisions? (?P<division>\d{2}))?")
_LETTERS = re.compile(r"[a-u](?: ?[|,;/] ?[a-u])*\.?")
"""Sections by their letters alone, as open files list them: « Secteurs concernés : A|C|E »."""
_LETTER = re.compile("[a-u]")
_ABOUT_CODES = re.compile(r"\b(?:naf|ape|nace|divisions?)\b")
_EVERY = 21
"""Sections of NAF rév. 2: a list of all of them means no trade."""
_FULL = re.compile(r"(?<![\w.])\d{2}\.?\d{2} ?[a-z]z?\b")
_ALONE = re.compile(r"\b(?:uniquement|exclusivement|seuls?|seulement|reservee?s? aux)\b")
_EXCEPTED = re.compile(r"\b(?:sauf|hors|except\w+|a l'exception|entre|a)\b")


def find(passage: Passage) -> Iterator[Mention]:
    """The trades named, as one mention."""
    text = passage.text
    places: list[tuple[int, int, str]] = []
    if passage.topic == "sector" and _LETTERS.fullmatch(text):
        places = [(read.start(), read.end(), read[0].upper()) for read in _LETTER.finditer(text)]
        if len(places) < _EVERY:
            yield _mention(places, "activity.section", hard=False)
        return
    if _ABOUT_CODES.search(text) or (passage.topic == "sector" and _FULL.search(text)):
        places = [place for read in _CODE.finditer(text) if (place := _code(read))]
    for read in _SECTION.finditer(text):
        places.append((read.start(), read.end(), read["division"] or read["section"].upper()))
    if places and not _EXCEPTED.search(text, min(places)[0], max(places)[1]):
        is_alone = passage.topic != "sector" and _ALONE.search(text) is not None
        # Codes that decide are one condition; those that aim stand each for itself, and hide nothing between them.
        groups = [sorted(places)] if is_alone else [[place] for place in sorted(places)]
        for group in groups:
            yield _mention(group, "activity.code", hard=is_alone)
    elif passage.topic == "sector" and not places:
        words, pattern = _sectors()
        for read in pattern.finditer(text):
            yield _mention([(read.start(), read.end(), code) for code in words[read[0]]], "activity.word", hard=False)


def _mention(places: list[tuple[int, int, str]], rule: str, *, hard: bool) -> Mention:
    codes = tuple(dict.fromkeys(code for _, _, code in places))
    asked, barred = {"kind": "activity", "within": codes}, {"kind": "activity", "except": codes}
    return Mention(places[0][0], places[-1][1], rule, asked, barred, about=True, hard=hard, partial=not hard)


def _code(read: re.Match[str]) -> tuple[int, int, str] | None:
    """A code that NAF rév. 2 has, at the finest of the levels written."""
    levels = [read["division"]]
    if read["class"]:
        levels.append(f"{read['division']}.{read['class']}")
        if read["letter"] and len(read["class"]) == 2:
            levels.append(f"{read['division']}.{read['class']}{read['letter'].upper()}")
    known = levels[-1]
    return (read.start(), read.end(), known) if activities.exists(known, activities.REV2) else None


@cache
def _sectors() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    lines = csv.reader((get_data("aidmatch.extractors", "data/sectors.csv") or b"").decode().splitlines()[1:])
    words = {row[0]: tuple(row[1].split()) for row in lines}
    ordered = sorted(words, key=lambda own: (-len(own), own))
    return words, re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b")
