"""The coordinator's letter as plain text, Markdown or a page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from aidmatch.formats.overview_sentences import Line, WordedOverview

if TYPE_CHECKING:
    from collections.abc import Callable

    from aidmatch.formats._wording import Wording

WIDTH = 78

_SIGNS = re.compile(r"[\\`*_\[\]<>&~|#]")
"""What Markdown would take for a mark."""

_DAYS_LEFT = re.compile(r"\b([DJ])-(\d)")


def text(words: Wording, letter: WordedOverview) -> bytes:
    """Plain text, for a mail or a terminal."""
    del words
    return ("\n".join(_text(letter)) + "\n").encode()


def _text(letter: WordedOverview) -> Iterator[str]:
    yield f"{letter.name}\n{letter.subject}, {letter.day}"
    yield from textwrap.wrap(letter.facts, WIDTH)
    for part in letter.parts:
        yield from ("", part.heading, "-" * len(part.heading))
        for line in part.lines:
            yield from _wrapped(_sentence(line, letter.language))
        if part.rest:
            yield from textwrap.wrap(part.rest, WIDTH)
    yield ""
    yield from textwrap.wrap(letter.foot, WIDTH)


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(
        sentence, WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def _sentence(line: Line, language: str) -> str:
    colon = "\u00a0: " if language == "fr" else ": "
    before = f"[{line.mark}] " if line.mark else ""
    head = f"{line.head}{colon}" if line.head else ""
    return f"{before}{head}{line.text}{_reached(line)}"


def _reached(line: Line) -> str:
    told = ", ".join(part for part in (line.reach, line.email) if part)
    return f" ({told})" if told else ""


def markdown(words: Wording, letter: WordedOverview) -> bytes:
    """Markdown, for a wiki or a chat."""
    del words
    return "".join(f"{block}\n\n" for block in _markdown(letter)).rstrip("\n").encode() + b"\n"


def _markdown(letter: WordedOverview) -> Iterator[str]:
    yield f"# {_escaped(letter.name)}"
    yield f"**{_escaped(letter.subject)}**, {letter.day} · {_escaped(letter.facts)}"
    for part in letter.parts:
        yield f"## {_escaped(part.heading)}"
        if part.lines:
            yield "\n".join(f"- {_item(line, letter.language)}" for line in part.lines)
        if part.rest:
            yield _escaped(part.rest)
    yield f"*{_escaped(letter.foot)}*"


def _item(line: Line, language: str) -> str:
    from aidmatch.formats._templates import safe_link

    colon = "\u00a0: " if language == "fr" else ": "
    before = f"*{_escaped(line.mark)}* · " if line.mark else ""
    link = safe_link(line.url).translate({ord(sign): f"%{ord(sign):02X}" for sign in "<>\\"})
    head = f"**{_escaped(line.head)}**" if line.head else ""
    tail = f" [→](<{link}>)" if link else ""
    return f"{before}{head}{colon if head else ''}{_escaped(line.text + _reached(line))}{tail}"


def _escaped(given: str) -> str:
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", given)


def html(words: Wording, letter: WordedOverview) -> bytes:
    """A page to open, print or send."""
    from aidmatch.formats._templates import fingerprint, own, templates

    style = own("overview.css")
    policy = f"default-src 'none'; style-src {fingerprint(style)}; base-uri 'none'; form-action 'none'"
    known = templates(words)
    known.filters["unbroken"] = _unbroken
    page = known.get_template("overview.html")
    return page.render(letter=letter, style=style, policy=policy, mailto=_mailto).encode()


def _unbroken(given: str) -> str:
    """« J-19 » on one line."""
    return _DAYS_LEFT.sub("\\1\u2011\\2", given)


def _mailto(address: str) -> str:
    return f"mailto:{quote(address, safe='@')}"


FORMS: Mapping[str, tuple[str, Callable[[Wording, WordedOverview], bytes]]] = {
    "text": ("txt", text),
    "markdown": ("md", markdown),
    "html": ("html", html),
}
"""By name: the end of a file's name, and what writes it."""
