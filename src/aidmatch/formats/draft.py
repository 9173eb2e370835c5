"""A call just written from a text, for the person who has to check it: what was read for sure, and what was not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.padding import Padding

from aidmatch.formats import _conditions
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.call import Call
    from aidmatch.formats._wording import Wording

_SHOWN = 12
"""Conditions in prose that are listed; the file holds them all."""


def show(out: Console, words: Wording, call: Call) -> None:
    """What to compare with the text."""
    out.print(Text(plain(call.title), style="bold"))
    if call.criteria:
        out.print(Text(words.text("Read for sure, with the words it was read in:"), style="bold"))
        for condition in call.criteria:
            _point(out, _read(words, condition))
    if call.conditions:
        out.print(Text(words.text("Left to a person, in the text's words:"), style="bold"))
        for sentence in call.conditions[:_SHOWN]:
            _point(out, plain(sentence))
        more = len(call.conditions) - _SHOWN
        if more > 0:
            _point(out, words.plural("… and {n} more, in the file", "… and {n} more, in the file", more))
    doubts = list(_to_check(words, call))
    if doubts:
        out.print(Text(words.text("To check or to add in the file:"), style="bold"))
        for doubt in doubts:
            _point(out, doubt)


def _point(out: Console, text: str) -> None:
    out.print(Padding(Text(f"– {text}"), (0, 0, 0, 2)))


def _read(words: Wording, condition: Any) -> str:
    asked = _conditions.asked(words, condition)
    if not condition.words:
        return asked
    return words.text("{asked}, from “{words:text}”", asked=asked, words=condition.words)


def _to_check(words: Wording, call: Call) -> Iterator[str]:
    kinds = {condition.kind for condition in call.criteria}
    if call.window.kind == "unknown" and not call.window.closings():
        yield words.text("the closing is not known: --closes, --permanent or `window` in the file")
    if "perimeter" not in kinds:
        yield words.text("no territory was read: companies from anywhere qualify")
    if not call.criteria and not call.open_to_all:
        yield words.text("no condition was read: the call is to confirm for everybody")
    if call.url is None:
        yield words.text("no link: the record is of low confidence, so to confirm for everybody")
    if call.amounts.ceiling is None and call.amounts.intensity is None:
        yield words.text("neither amount nor rate is known")
    if call.summary is None:
        yield words.text("no summary: one sentence is what people read in lists")
