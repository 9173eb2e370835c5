"""A letter before it takes a form: every text one line without a sign that acts, and of a length people read.

What a call or a member brings may be a megabyte, or end a header. Here it is cut and made plain once, for all forms;
what a form's own language would act on (markup, formulas) is that form's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from aidmatch.formats._plain import plain
from aidmatch.formats._templates import safe_link
from aidmatch.worded import WordedLetter, WordedReply

LONGEST = 1_200
"""Signs of a paragraph."""

LONGEST_OF: Mapping[str, int] = {"title": 200, "subject": 200, "news": 200, "name": 120, "sender": 120, "label": 60}

LONGEST_BODY, LONGEST_BODY_LINE = 1_000, 64
"""Signs of the answer that a click prepares: mail programs refuse links of more than some two thousand."""

FOR_PROGRAMS = frozenset({"language", "kind", "week", "company", "code", "at", "call", "fact", "closes", "closing"})
"""Fields that nobody reads, kept as they are."""

PARAGRAPHS = frozenset({"opening", "signature", "foot", "troubles"})

_NO_TEXT = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Halves of a character, and codes that are none: no encoding or no reader takes them."""


_HELD = re.compile(r"(?<=\d) (?=\d{3}\b|[€%])|(?<=\S) (?=[:;?!»])|(?<=«) ")
"""Blanks where no line may end, in texts of portals too: « 45 000 € », and before the marks of French."""


def shown(letter: WordedLetter) -> WordedLetter:
    """The letter as people may see it."""
    made: WordedLetter = _part(letter)
    return made


def _part(part: Any) -> Any:
    """A letter, item, question… with its texts made harmless."""
    return part._replace(**{name: _field(name, value) for name, value in part._asdict().items()})


def _field(name: str, value: Any) -> Any:
    if name in FOR_PROGRAMS or name == "url":
        return value
    if name == "body":
        lines = (line_of(line, LONGEST_BODY_LINE) for line in value[: 4 * LONGEST_BODY].splitlines())
        return "\n".join(lines)[:LONGEST_BODY]
    if name in PARAGRAPHS:
        return tuple(_paragraphs(value))
    if isinstance(value, str):
        return line_of(value, LONGEST_OF.get(name, LONGEST))
    if isinstance(value, Mapping):
        return {key: line_of(one, LONGEST_OF["label"]) for key, one in value.items()}
    if hasattr(value, "_replace"):
        return _part(value)
    if isinstance(value, tuple):
        return tuple(_part(one) if hasattr(one, "_replace") else line_of(one) for one in value)
    return value


def _paragraphs(texts: Iterable[str]) -> Iterable[str]:
    """What a person wrote on several lines stays on several."""
    for text in texts:
        yield from filter(None, map(line_of, text[: 4 * LONGEST].splitlines()))


def line_of(text: str, longest: int = LONGEST) -> str:
    """One harmless line, cut where nobody reads on."""
    whole = _HELD.sub("\u00a0", plain(_NO_TEXT.sub("\ufffd", text[: 4 * longest])))
    return whole if len(whole) <= longest else f"{whole[: longest - 1].rstrip()}…"


def address_of(url: str | None) -> tuple[str, str]:
    """An address as a link (empty where none may be), and as people read it."""
    return safe_link(url), line_of(url or "")


def mailto(address: str | None, reply: WordedReply) -> str:
    """The link that opens an answer ready to send (RFC 6068); empty where there is nobody to answer to."""
    if not address:
        return ""
    body = quote(reply.body.replace("\n", "\r\n"), safe="")
    return f"mailto:{quote(address, safe='@')}?subject={quote(reply.subject, safe='')}" + (
        f"&body={body}" if body else ""
    )


def labelled(letter: WordedLetter, label: str, text: str) -> str:
    """« Prochaine étape : déposer le dossier », as the letter's language writes a colon."""
    heading = letter.labels.get(label)
    return f"{heading}{colon(letter)}{text}" if heading and text else text


def begun(text: str) -> str:
    """With a capital, where it stands alone: « Subvention, plafond 45 000 € »."""
    return text[:1].upper() + text[1:]


def colon(letter: WordedLetter) -> str:
    """A colon and its spaces."""
    return "\u00a0: " if letter.language == "fr" else ": "
