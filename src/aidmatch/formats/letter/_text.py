"""A letter as plain text: what a mail program without HTML shows, and what is pasted anywhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from aidmatch.formats.letter._shown import address_of, begun, colon, labelled, shown
from aidmatch.worded import WordedItem, WordedLetter, WordedReply

WIDTH = 72
"""Columns, as mail has been written since terminals had eighty."""

RULE = "-" * 24


def text(letter: WordedLetter) -> str:
    """The letter, wrapped; an address stands whole on a line of its own."""
    return "\n".join(_lines(shown(letter))).rstrip("\n") + "\n"


def _lines(letter: WordedLetter) -> Iterator[str]:
    for paragraph in (letter.greeting, *letter.opening):
        yield from _paragraph(paragraph)
    for number, item in enumerate(letter.items, 1):
        yield from (RULE, "")
        yield from _item(letter, item, number)
    if letter.lines:
        yield from _heading(letter.lines_heading)
        for item in letter.lines:
            yield from _short(item)
    yield from _paragraph(letter.rest)
    if letter.lost:
        yield from _heading(letter.lost_heading)
        for lost in letter.lost:
            yield from _point(f"{lost.title}{colon(letter)}{lost.why}" if lost.why else lost.title)
        yield ""
    if letter.questions:
        yield from _heading(letter.questions_heading)
        for number, question in enumerate(letter.questions, 1):
            yield from _wrapped(question.text, f"{number}. ", "   ")
            yield from _wrapped(question.settles, "   ", "   ")
        yield ""
    if letter.replies and letter.reply_to:
        yield from _heading(labelled(letter, "reply", letter.reply_to))
        yield from _replies(letter, letter.replies)
        yield ""
    yield from _end(letter)


def _item(letter: WordedLetter, item: WordedItem, number: int) -> Iterator[str]:
    yield from _wrapped(item.title, f"{number}. ", "   ")
    yield from _wrapped(_joined(item.news, item.until), "   ", "   ")
    yield from _wrapped(begun(item.worth), "   ", "   ")
    yield ""
    yield from _paragraph(item.what)
    yield from _paragraph(labelled(letter, "why", item.why))
    if item.confirm:
        yield from _wrapped(letter.labels.get("confirm", "") and letter.labels["confirm"] + colon(letter).rstrip(" "))
        for point in item.confirm:
            yield from _point(point)
        yield ""
    yield from _wrapped(item.warning, "! ", "! ")
    yield from [""] if item.warning else []
    yield from _wrapped(labelled(letter, "step", item.step))
    yield from _wrapped(labelled(letter, "contact", item.contact))
    yield from _wrapped(item.peer)
    yield from [""] if item.step or item.contact or item.peer else []
    link, address = address_of(item.url)
    yield from [link or address] if address else []
    yield from _wrapped(item.source)
    if item.replies and letter.reply_to:
        yield from _replies(letter, item.replies)
    yield ""


def _short(item: WordedItem) -> Iterator[str]:
    yield from _point(item.title)
    yield from _wrapped(_joined(item.news, item.until), "  ", "  ")
    link, address = address_of(item.url)
    yield from [f"  {link or address}"] if address else []
    yield ""


def _end(letter: WordedLetter) -> Iterator[str]:
    if letter.troubles:
        yield from _paragraph(labelled(letter, "troubles", " ; ".join(letter.troubles)))
    for line in letter.signature:
        yield from _wrapped(line)
    yield ""
    # The line by which mail programs know where the foot begins.
    yield "-- "
    for line in letter.foot:
        yield from _wrapped(line)
    if letter.stop and letter.reply_to:
        yield from _replies(letter, (letter.stop,))


def _replies(letter: WordedLetter, replies: Iterable[WordedReply]) -> Iterator[str]:
    """By the subject to write, as an encoded link is no text to read."""
    for reply in replies:
        told = reply.label in reply.subject
        yield from _point(reply.subject if told else f"{reply.label}{colon(letter)}{reply.subject}")


def _heading(heading: str) -> Iterator[str]:
    yield from (RULE, "")
    yield from _paragraph(heading)


def _paragraph(paragraph: str) -> Iterator[str]:
    if paragraph:
        yield from _wrapped(paragraph)
        yield ""


def _point(point: str) -> Iterator[str]:
    yield from _wrapped(point, "- ", "  ")


def _wrapped(line: str, first: str = "", then: str = "") -> Iterable[str]:
    """Lines that fit; a space that does not break holds « 45 000 € » together."""
    return textwrap.wrap(
        line,
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _joined(*texts: str) -> str:
    return " · ".join(filter(None, texts))
