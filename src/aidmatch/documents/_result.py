"""What a document gives, and what is too large to be one."""

from __future__ import annotations

from typing import NamedTuple

from aidmatch.errors import DataError
from aidmatch.value import Message, say

LARGEST = 20_000_000
"""Bytes of a file that is opened."""


class Document(NamedTuple):
    """What a person would read in a file."""

    text: str
    """Lines of visible signs, composed (NFC); a paragraph, a heading or a point of a list is a line."""
    title: str | None = None
    """The page's heading, the mail's subject, or the title its author gave."""
    notes: tuple[Message, ...] = ()
    """What could not be read: pages that are pictures, files joined to a mail."""


def too_large(name: str, size: int) -> DataError:
    """The refusal of a file that is not opened."""
    what = say(
        "{file:text} has {size:number} bytes; at most {most:number} are read", file=name, size=size, most=LARGEST
    )
    return DataError(what, say("split it, or check that it is the right file"))
