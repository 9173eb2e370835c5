"""A web page, by html-text on lxml: what a reader sees, blocks on lines of their own."""

from __future__ import annotations

import re

import html_text
from lxml import html

from aidmatch.documents._lines import visible
from aidmatch.documents._result import Document


def read(data: bytes) -> Document:
    """What a page says: its main part where it names one, without its menus."""
    tree = html.document_fromstring(
        visible(_decoded(data)).encode(errors="ignore"), parser=html.HTMLParser(encoding="utf-8", remove_comments=True)
    )
    headings = (one.text_content() for one in (*tree.xpath("//h1"), *tree.xpath("//title")))
    title = next((heading for heading in headings if heading.strip()), None)
    main = tree.xpath("//main | //*[@role='main']")
    part = main[0] if len(main) == 1 else tree
    for menu in part.xpath(".//nav | .//*[@role='navigation']"):
        menu.drop_tree()
    for item in part.iter("li"):
        # The library drops the bullets, which tell where a list ends.
        item.text = f"• {(item.text or '').lstrip()}"
    return Document(html_text.extract_text(part), title)


def _decoded(data: bytes) -> str:
    """UTF-8 where it fits, whatever the page says; else the encoding it says."""
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    declared = _CHARSET.search(data[:2048])
    said = declared[1].decode().lower() if declared else ""
    try:
        return data.decode("cp1252" if said in _WINDOWS else said, errors="replace")
    except LookupError:
        return data.decode("cp1252", errors="replace")


_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)

_WINDOWS = frozenset({"", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "utf-8", "utf8"})
"""What says so is Windows-1252 to every browser, or wrong."""
