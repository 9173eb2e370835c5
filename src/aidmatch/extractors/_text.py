"""A text as rules read it, each of its letters knowing where it stands in the text given.

No accent, no case, one blank for any run of blanks, straight quotes and plain dashes: what a typist or a portal
changes does not change what is read. A line break stays one, since lists are made of lines.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

_LIKE = {
    **dict.fromkeys("‘’‚‛ʼ′´`＇", "'"),
    **dict.fromkeys("“”„‟″«»＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys("•·●◦▪■‣∙*➢➤►▶✓✔", "•"),
    "œ": "oe",
    "Œ": "oe",
    "æ": "ae",
    "Æ": "ae",
    "ß": "ss",
    "…": "...",
}
_BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
"""Soft hyphens and blanks of no width."""


class Folded(NamedTuple):
    """The text to read, and the place in the given text of each of its letters."""

    text: str
    starts: list[int]
    """By letter of `text`, where what it stands for begins; then the length of the whole."""
    ends: list[int]
    """By letter of `text`, where what it stands for ends."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the given text of a stretch of the folded one."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold a text, letter by letter."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, letter in enumerate(text):
        plain = _plain(letter)
        if plain == "\n" and letters and letters[-1] == " ":
            letters.pop(), starts.pop(), ends.pop()
        if plain == " " and (not letters or letters[-1] in " \n"):
            continue
        if not plain:
            # A combining accent belongs to the letter before it, so that a quotation keeps it.
            if ends and unicodedata.combining(letter):
                ends[-1] = place + 1
            continue
        for one in plain:
            letters.append(one)
            starts.append(place)
            ends.append(place + 1)
    starts.append(len(text))
    ends.append(len(text))
    return Folded("".join(letters), starts, ends)


@cache
def _plain(letter: str) -> str:
    if letter in _BREAKS:
        return "\n"
    if letter.isspace():
        return " "
    if letter in _UNSEEN or unicodedata.combining(letter):
        return ""
    like = _LIKE.get(letter)
    if like is not None:
        return like
    bare = "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))
    folded = bare.casefold()
    return " " if folded.isspace() else folded.replace("⁄", "/")
