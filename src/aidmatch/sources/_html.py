"""A portal's HTML -> the text people read, and its sentences; by html-text on lxml.

Sources send hand-written and pretty-printed HTML, with styles, scripts and images; what comes out is text alone, a
block on a line, a list item behind a dash. Control characters, which could act in a terminal, are taken out.
"""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_ITEM = re.compile(r"[-–—−•●▪◦*➢✓·]+\s+|o\s+(?=[A-ZÀ-Þ])")
"""A list item, as a list or as people type it."""
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2}[.!?;…])\s+(?=[«“\"(]?[A-ZÀ-Þ])|(?<=[)»”][.!?;])\s+(?=[A-ZÀ-Þ])")
"""Between two sentences: never after an abbreviation of one letter or a number."""
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OF_A_PERSON = re.compile(r"[^\W\d_]+[.-][^\W\d_]+@")
"""An address made of a first and a last name, as far as its form tells."""


def plain(html: str | None) -> str:
    """The text, its blocks on lines of their own, with no empty line."""
    if not html:
        return ""
    text = _CONTROL.sub("", html)
    if "<" in text or "&" in text:
        import html_text

        tree = html_text.parse_html(text)
        for item in tree.iter("li"):
            item.text = f"- {(item.text or '').lstrip()}"
        text = html_text.extract_text(tree)
    lines: list[str] = []
    for line in text.splitlines():
        told = " ".join(line.split())
        # The dash of an item whose text is a paragraph of its own.
        if lines and lines[-1] == "-" and told:
            lines.pop()
            told = f"- {told}"
        if told:
            lines.append(told)
    return "\n".join(line for line in lines if line != "-")


def one_line(html: str | None) -> str:
    """The text on a single line."""
    return " ".join(plain(html).split())


def sentences(html: str | None) -> tuple[str, ...]:
    """Each sentence or list item, once. An item keeps its heading: alone, « Les indivisions » would say nothing."""
    found: list[str] = []
    heading, listed = "", 0
    for line in plain(html).splitlines():
        mark = _ITEM.match(line)
        told = line[mark.end() :] if mark else line
        if not mark and listed:
            heading, listed = "", 0
        if told.endswith(":"):
            if heading and not listed:
                found.append(heading)
            heading, listed = told, 0
            continue
        if heading and (mark or not listed):
            found.append(f"{heading} {told}")
            listed += 1
        else:
            found.extend(_SENTENCE.split(told))
        if not mark:
            heading, listed = "", 0
    if heading and not listed:
        found.append(heading)
    return tuple(dict.fromkeys(one.strip() for one in found if re.search(r"\w{2}", one)))


def contact(html: str | None) -> str | None:
    """The published contact: the addresses of a function where there are any, and no person's name then."""
    text = plain(html)
    addresses = dict.fromkeys(_ADDRESS.findall(f"{text} {html or ''}"))
    of_functions = [one for one in addresses if not _OF_A_PERSON.match(one)]
    return ", ".join(of_functions) or text or None


def page(address: str | None) -> str | None:
    """An address one may be sent to: on the web, and nowhere else."""
    told = _CONTROL.sub("", address or "").strip()
    return told if re.match(r"https?://[^\s]+$", told) else None
