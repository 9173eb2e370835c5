"""Untrusted text made harmless before it is shown: calls come from the network, members from spreadsheets."""

from __future__ import annotations

import re

UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff"
"""Control characters, bidirectional overrides and invisible marks; tab and line feed are white space."""

_UNSEEN = re.compile(f"[{UNSEEN}]")

_BLANKS = re.compile("  +")
"""Never the non-breaking spaces, which hold a number and its unit together."""


def within(text: str) -> str:
    """A piece of a sentence on one line, its escape sequences and direction overrides shown as a sign; blanks stay."""
    return _UNSEEN.sub("\ufffd", text).replace("\n", " ").replace("\t", " ")


def plain(text: str) -> str:
    """One line of visible text: escape sequences and direction overrides show as a sign, never act."""
    return _BLANKS.sub(" ", within(text)).strip()


def shortened(text: str, most: int) -> str:
    """One line of visible text, cut between words where it is longer than so many letters."""
    shown = plain(text[: 4 * most])
    if len(shown) <= most:
        return shown
    end = shown.rfind(" ", 0, most)
    return f"{shown[: end if end > 0 else most - 1].rstrip()}…"


def without_addresses(text: str) -> str:
    """A text less the web addresses in it, and the brackets that hold one."""
    return _ADDRESS.sub("", text)


_ADDRESS = re.compile(r"\s*\([^()]*https?://[^\s()]+\)|\s*https?://\S+")


def in_markdown(text: str) -> str:
    """One line that shows in Markdown as it is."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#!" else sign for sign in plain(text))


def numbered(text: str) -> str:
    """JSON in which no character acts on a terminal: each that is not seen is written by its number."""
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
