"""HTML as portals publish it -> the text people read: paragraphs and list items on lines of their own."""

from __future__ import annotations

import re

_TAG = re.compile(
    r"<(?:/?(?:p|br|ul|ol|li|div|span|strong|b|em|i|a|h[1-6]|table|tr|td|th|html|body|section)\b[^<>]{0,2000}|!doctype[^<>]{0,200})>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_ITEM = re.compile(r"<li\b[^<>]{0,2000}>", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Whether a text bears HTML tags or entities."""
    return _TAG.search(text) is not None or _ENTITY.search(text) is not None


_ANY = re.compile(r"<(?P<end>/?)[a-zA-Z][^<>]*>")
_NESTING = re.compile(
    r"<(?P<end>/?)(?!(?:br|img|hr|input|meta|link|p|li|td|th|tr|option)\b)[a-zA-Z][^<>]*>", re.IGNORECASE
)
_CODE = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_DEEPEST = 200
"""The parser drops what is nested deeper than some 250 tags, without a word."""


def text_of_html(html: str) -> str:
    """The text, without tags, scripts or styles; items of lists keep a bullet, which tells where a list ends."""
    bulleted = _ITEM.sub(lambda tag: f"{tag[0]}• ", html)
    if _depth(html) > _DEEPEST:
        from html import unescape

        return unescape(_ANY.sub("\n", _CODE.sub("\n", bulleted))).strip()
    import html_text

    # The library lays text out as a browser would; only the bullets are ours, as it drops them.
    return str(html_text.extract_text(bulleted))


def _depth(html: str) -> int:
    """About how deep tags are nested, those that need no end left out."""
    depth = deepest = 0
    for tag in _NESTING.finditer(html):
        depth = max(0, depth - 1) if tag["end"] else depth + 1
        deepest = max(deepest, depth)
    return deepest
