"""A text read, in a terminal: its words with those read underlined, then a line a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding

from aidmatch.formats._conditions import asked
from aidmatch.formats._plain import plain, within
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.extractors import Reading
    from aidmatch.formats._wording import Wording


def show(out: Console, words: Wording, reading: Reading) -> None:
    """The text, then what was read."""
    out.print(_underlined(reading))
    for title, found in (
        (words.text("Conditions read:"), [one for one in reading.found if one.hard]),
        (words.text("Meant for (decides nothing):"), [one for one in reading.found if not one.hard]),
    ):
        if found:
            out.print()
            out.print(Text(title, style="bold"))
        for one in found:
            out.print(Text(f"✓ {asked(words, one.condition)}"))
            quoted = words.text("in the source's words: “{words:text}”", words=reading.text[one.start : one.end])
            out.print(Padding(Text(quoted, style="dim"), (0, 0, 0, 4)))
    for title, texts in (
        (words.text("Facts of the call:"), [fact.words for fact in reading.facts]),
        (words.text("No condition, in so many words:"), [quote.text for quote in reading.nothing]),
        (words.text("Left to a person, in the source's words:"), list(reading.conditions)),
    ):
        if texts:
            out.print()
            out.print(Text(title, style="bold"))
        for text in texts:
            out.print(Padding(Text(f"– {plain(text)}"), (0, 0, 0, 2)))


def _underlined(reading: Reading) -> Text:
    """The text line by line; what is not seen shows as a sign of one letter, so that offsets hold."""
    shown = Text("\n".join(within(line) for line in reading.text.split("\n")))
    for one in reading.found:
        shown.stylize("underline bold" if one.hard else "underline", one.start, one.end)
    return shown
