"""Text of a portal, HTML or plain -> clean lines, and the conditions in it, one sentence or list item each.

What stands under a heading keeps it: « Ne sont pas éligibles : auto-entrepreneurs » would turn into its contrary
without its first words. Where the end of a list is not marked, a heading that excludes holds on to the next one.
"""

from __future__ import annotations

import re
from html import unescape

MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
BULLET = re.compile(r"^(?:[-–—•*·▪◦]|\d+[.)])\s*")
ITEM_WITHIN = re.compile(r"(?<=[;:,])\s+(?=[-–•]\s)")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀÂÇÉÈÊÎÔ«])")
EXCLUDES = re.compile(
    r"\b(?:pas|in|non[ -])\s?éligibles?\b|\bexclu|\bsauf\b|\bhors\b|\bne (?:peu|son)[vt]", re.IGNORECASE
)


def plain(text: str) -> str:
    """The text without markup or entities; blocks and list items on lines of their own."""
    if MARKUP.search(text):
        from html_text import extract_text

        text = extract_text(text)
    lines = (" ".join(line.split()) for line in unescape(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def conditions(text: str) -> list[str]:
    """The sentences and list items of a plain text, each under its heading where it has one."""
    found: list[str] = []
    heading, last, apart = "", "", False
    for raw in text.splitlines():
        if not raw:
            apart = True
            continue
        for line in filter(None, (BULLET.sub("", part).strip() for part in ITEM_WITHIN.split(raw))):
            if line.endswith(":"):
                if heading and not last:
                    found.append(heading)
                heading, last = line, ""
            elif heading and not _ended(heading, last, apart=apart):
                found.append(f"{heading} {line}")
                last = line
            else:
                heading, last = "", ""
                found.extend(SENTENCE.split(line))
            apart = False
    if heading and not last:
        found.append(heading)
    return [told for told in dict.fromkeys(one.rstrip(" ;,").strip() for one in found) if told]


def _ended(heading: str, last: str, *, apart: bool) -> bool:
    """Whether the list under a heading is over."""
    if not last or last.endswith((";", ",")):
        return False
    return last.endswith(".") or (apart and not EXCLUDES.search(heading))


def several(cell: str) -> list[str]:
    """The labels of a cell that joins them by commas; one inside a label is followed by a small letter."""
    return [part.strip() for part in re.split(r",\s*(?![a-zà-ÿ\s])", cell) if part.strip()]
