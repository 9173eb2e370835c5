"""A long JSON list, an item at a time: as objects, the whole of it would take several times its bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from aidmatch.errors import Changed

if TYPE_CHECKING:
    from aidmatch.fetch import Reply
    from aidmatch.value import Message

_BLANK = re.compile(r"[ \t\n\r]*")


def items_of(reply: Reply, expected: Message) -> Iterator[Any]:
    """The items of a list that was answered; `Changed` where it is none, at the latest when its end is wrong."""
    try:
        yield from items(reply.content.decode(json.detect_encoding(reply.content)))
    except (ValueError, RecursionError):
        # Says what is wrong with JSON that is no JSON.
        reply.json()
        raise Changed(expected) from None


def items(text: str) -> Iterator[Any]:
    """The items of a JSON list; ValueError where it is none."""
    decoder = json.JSONDecoder()
    mark, place = _mark(text, 0)
    if mark != "[":
        raise ValueError(mark)
    if text[place : place + 1] == "]":
        mark, place = _mark(text, place)
    else:
        mark = ","
    while mark == ",":
        item, place = decoder.raw_decode(text, place)
        yield item
        mark, place = _mark(text, place)
    if mark != "]" or place != len(text):
        raise ValueError(mark)


def _mark(text: str, place: int) -> tuple[str, int]:
    """The next sign that is no blank, and where the one after it is."""
    place = _after_blanks(text, place)
    return text[place : place + 1], _after_blanks(text, place + 1)


def _after_blanks(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place
