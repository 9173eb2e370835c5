"""Markdown -> the text people read: no marks, lists as dashes, links followed by their address."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


def plain(markdown: str) -> str:
    """The text, its blocks on lines of their own."""
    lines: list[str] = []
    depth = 0
    bullet = ""
    for token in _reader().parse(markdown):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "list_item_open":
            bullet = "  " * (depth - 1) + (f"{token.info}. " if token.info else "- ")
        elif token.type == "inline":
            text = _inline(token.children or ())
            lines.extend(f"{bullet}{line}" for line in text.splitlines()[:1])
            lines.extend(text.splitlines()[1:])
            bullet = ""
        elif token.content.strip():
            lines.extend(token.content.strip().splitlines())
    return "\n".join(line.rstrip() for line in lines if line.strip())


def one_line(markdown: str) -> str:
    """The text on a single line."""
    return " ".join(plain(markdown).split())


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def _inline(tokens: Iterable[Token]) -> str:
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        if token.type == "link_open":
            links.append((str(token.attrs.get("href", "")), len(parts)))
        elif token.type == "link_close":
            address, start = links.pop()
            address = address.removeprefix("mailto:")
            if address and address not in "".join(parts[start:]):
                parts.append(f" ({address})")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "image" or token.content:
            parts.append(token.content)
    return "".join(parts)
