"""A letter as JSON: what the journal keeps, as it came."""

from __future__ import annotations

import re

from aidmatch.formats._plain import numbered
from aidmatch.worded import WordedLetter, to_record

_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which no encoding takes."""


def json(letter: WordedLetter) -> str:
    """The whole letter; what would act on a terminal is written by its number."""
    from json import dumps

    written = numbered(dumps(to_record(letter), ensure_ascii=False, indent=2))
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", written) + "\n"
