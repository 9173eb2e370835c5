"""A letter as Markdown: for a newsletter tool, an intranet or a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.formats.letter._shown import address_of, begun, colon, labelled, mailto, shown
from aidmatch.worded import WordedItem, WordedLetter, WordedReply

_SIGNS = re.compile(r"[\\`*_\[\]<>&~|]")
_FIRST = re.compile(r"^(?:[#+=:-]|(?P<number>\d{1,9})(?=[.)]))")
"""What makes a heading, list or rule of a line it begins."""


def markdown(letter: WordedLetter) -> str:
    """The letter; what calls and members wrote shows as they wrote it, and is no markup."""
    return "\n\n".join(filter(None, _blocks(shown(letter)))) + "\n"


def escaped(text: str) -> str:
    """A text that shows as it is (CommonMark 2.4)."""
    signs = _SIGNS.sub(lambda sign: f"\\{sign[0]}", text)
    return _FIRST.sub(lambda first: f"{first['number']}\\" if first["number"] else f"\\{first[0]}", signs)


def _blocks(letter: WordedLetter) -> Iterator[str]:
    yield f"# {escaped(letter.subject)}"
    yield from map(escaped, (letter.greeting, *letter.opening))
    for number, item in enumerate(letter.items, 1):
        yield from _item(letter, item, number)
    if letter.lines:
        yield _heading(letter.lines_heading)
        yield "\n".join(_short(item) for item in letter.lines)
    yield escaped(letter.rest)
    if letter.lost:
        yield _heading(letter.lost_heading)
        yield "\n".join(
            f"- {_bold(lost.title)}{colon(letter) if lost.why else ''}{escaped(lost.why)}" for lost in letter.lost
        )
    if letter.questions:
        yield _heading(letter.questions_heading)
        yield "\n".join(
            f"{number}. {_bold(question.text)}{' — ' if question.settles else ''}{escaped(question.settles)}"
            for number, question in enumerate(letter.questions, 1)
        )
    if letter.replies and letter.reply_to:
        yield _heading(letter.labels.get("reply", ""))
        yield _replies(letter, *letter.replies)
    if letter.troubles:
        yield f"*{escaped(labelled(letter, 'troubles', ' ; '.join(letter.troubles)))}*"
    yield "  \n".join(map(escaped, letter.signature))
    yield "---"
    yield from map(escaped, letter.foot)
    if letter.stop and letter.reply_to:
        yield _replies(letter, letter.stop)


def _item(letter: WordedLetter, item: WordedItem, number: int) -> Iterator[str]:
    yield f"## {number}. {escaped(item.title)}"
    yield " · ".join(_bold(text) for text in (item.news, item.until) if text)
    yield escaped(begun(item.worth))
    yield escaped(item.what)
    yield escaped(labelled(letter, "why", item.why))
    if item.confirm:
        heading = letter.labels.get("confirm")
        yield f"{escaped(heading)}{colon(letter).rstrip(' ')}" if heading else ""
        yield "\n".join(f"- {escaped(point)}" for point in item.confirm)
    yield f"> {_bold(item.warning)}" if item.warning else ""
    yield escaped(labelled(letter, "step", item.step))
    yield escaped(labelled(letter, "contact", item.contact))
    yield escaped(item.peer)
    link, address = address_of(item.url)
    yield _link(letter.labels.get("link") or address, link) if link else escaped(address)
    yield f"*{escaped(item.source)}*" if item.source else ""
    yield _replies(letter, *item.replies) if letter.reply_to else ""


def _short(item: WordedItem) -> str:
    link, address = address_of(item.url)
    title = _link(item.title, link) if link else _bold(item.title)
    said = " · ".join(escaped(text) for text in (item.news, item.until, "" if link else address) if text)
    return f"- {title}{' — ' if said else ''}{said}"


def _replies(letter: WordedLetter, *replies: WordedReply) -> str:
    return " · ".join(_link(reply.label, mailto(letter.reply_to, reply)) for reply in replies)


def _link(text: str, address: str) -> str:
    # Between angle brackets an address may hold round ones; what else would end it is written by its number.
    whole = address.translate({ord("<"): "%3C", ord(">"): "%3E", ord("\\"): "%5C", ord("&"): "&amp;"})
    return f"[{escaped(text)}](<{whole}>)"


def _heading(heading: str) -> str:
    return f"## {escaped(heading)}" if heading else ""


def _bold(text: str) -> str:
    return f"**{escaped(text)}**" if text else ""
