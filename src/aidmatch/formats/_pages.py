"""A document in words -> a page of HTML, or Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aidmatch.formats._templates import fingerprint, own, templates
from aidmatch.formats._told import Blank

if TYPE_CHECKING:
    from aidmatch.formats._told import Section, Told
    from aidmatch.formats._wording import Wording


def page(words: Wording, told: Told) -> bytes:
    """One page, that prints well."""
    style = own("pages.css")
    environment = templates(words)
    environment.tests["blank"] = lambda value: isinstance(value, Blank)
    made = environment.get_template("pages.html").render(told=told, style=style, style_mark=fingerprint(style))
    return made.encode()


_ACTS = re.compile(r"([\\`*_\[\]<>|#~!])")
_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def _calm(text: str) -> str:
    """A text in which nothing acts in Markdown; a blank shows in bold."""
    calm = _LIST.sub(r"\1\\\2", _ACTS.sub(r"\\\1", text))
    return f"**{calm}**" if isinstance(text, Blank) else calm


def markdown(told: Told) -> bytes:
    """The same as Markdown."""
    return ("\n".join(_lines(told)) + "\n").encode()


def _lines(told: Told) -> Iterator[str]:
    yield f"# {_calm(told.title)}"
    yield ""
    yield _calm(told.subtitle)
    for section in told.sections.values():
        yield ""
        yield f"## {_calm(section.title)}"
        yield from _section(section)
    yield ""
    yield f"*{_calm(told.foot)}*"


def _section(section: Section) -> Iterator[str]:
    for line in section.intro:
        yield ""
        yield _calm(line)
    if section.rows:
        yield ""
        yield f"| {' | '.join(map(_calm, section.headings))} |"
        yield f"|{'---|' * len(section.headings)}"
        for row in section.rows:
            yield f"| {' | '.join(map(_calm, row))} |"
    if section.notes:
        yield ""
        yield from (f"- {_calm(line)}" for line in section.notes)
