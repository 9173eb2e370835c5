"""Lines of text as people see them: no sign that acts or hides, and the lines a layout cut joined again."""

from __future__ import annotations

import re
import unicodedata


def visible(text: str) -> str:
    """A text without the signs that act or are not seen: escape sequences, soft hyphens, direction marks."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", _ENDS.sub("\n", text)))


_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""Ends of lines, pages and paragraphs."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def paragraphs(text: str) -> str:
    """Lines cut by a layout, joined again.

    A line goes on in the next when it is as long as the page is wide, or when the next begins in small letters; never
    across a blank line, the end of a sentence or a point of a list. A hyphen at the end stays: of « micro- » and
    « entrepreneur » it is part, and no condition is read in a word it should not be in.
    """
    lines = [line.strip() for line in visible(text).split("\n")]
    wide = 0.8 * max(map(len, lines), default=0)
    joined: list[str] = []
    last = ""
    for line in lines:
        full = len(last) >= max(wide, _NARROW)
        goes_on = line[:1].islower() or full or (line[:1].isdigit() and len(last) >= wide / 2)
        if last and line and goes_on and not _ENDED.search(last) and not POINT.match(line):
            joined[-1] += line if last.endswith("-") else f" {line}"
        else:
            joined.append(line)
        last = line
    return "\n".join(joined)


_NARROW = 40
"""Signs: a shorter line was not cut by a layout, whatever the page."""

_ENDED = re.compile(r"[.;:!?…][»”\"')\]]*$")

POINT = re.compile("(?:[•●○▪■◦‣⁃➢➔✓✔→*·–—o\uf0b7\uf0a7-]|\\d{1,2}\\s?[.)°]|[a-zA-Z]\\))\\s")
"""A point of a list, by the private signs of old symbol fonts too."""
