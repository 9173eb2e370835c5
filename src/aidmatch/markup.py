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


def text_of_html(html: str) -> str:
    """The text, without tags, scripts or styles; items of lists keep a bullet, which tells where a list ends."""
    import html_text

    # A library that walks the tree lays text out well; only the bullets are ours, as it drops them.
    return str(html_text.extract_text(_ITEM.sub(lambda tag: f"{tag[0]}• ", html)))
