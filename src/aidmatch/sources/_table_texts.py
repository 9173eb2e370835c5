"""Cells of a list -> texts, sentences, values and addresses; what people published as HTML becomes what they read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aidmatch.markup import is_html, text_of_html
from aidmatch.sources._base import alike

_ITEM = re.compile(r"[•\-–—*·▪●]\s*")
_ENDED = re.compile(r"(?<=[^\W\d_]{2}[.!?…])\s+(?=[«“\"(]?[A-ZÀ-Þ])")
"""Between two sentences, never after an initial or a number."""
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}")
"""Bounded, as the standard bounds it: a cell of letters without end takes no time without end."""
_OF_A_PERSON = re.compile(r"[^\W\d_]+[.-][^\W\d_]+@")
"""An address made of a first and a last name, as far as its form tells."""


def key(name: str) -> str:
    """A column's name as it is compared: one apostrophe, one blank, no case, letters put together."""
    return alike(unicodedata.normalize("NFC", name).strip("\ufeff"))


def text(value: Any) -> str:
    """A cell as people read it, its paragraphs and items on lines of their own; nothing in it acts."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return "\n".join(filter(None, map(text, value)))
    raw = str(value)
    told = text_of_html(raw) if is_html(raw) else raw
    seen = "".join(
        sign for sign in told if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Zl", "Zp")
    )
    return "\n".join(line for line in map(one_line, seen.splitlines()) if line)


def one_line(told: str) -> str:
    """A text on one line."""
    return " ".join(told.split())


def sentences(told: str) -> tuple[str, ...]:
    """Each sentence or item of a list, once; an item keeps the heading it stands under."""
    found: list[str] = []
    heading, used = "", True
    for line in told.splitlines():
        item = _ITEM.match(line)
        said = line[item.end() :] if item else line
        if not item:
            if not used:
                found.append(heading)
            heading, used = (said, False) if said.endswith(":") else ("", True)
            if heading:
                continue
        if item and heading:
            found.append(f"{heading} {said}")
            used = True
        else:
            found.extend(_ENDED.split(said))
    if not used:
        found.append(heading)
    return tuple(dict.fromkeys(one.strip() for one in found if re.search(r"\w{2}", one)))


def inside(cell: Any, steps: Sequence[str]) -> Any:
    """What a cell of JSON holds under a name, in each of its items when it is a list."""
    for number, step in enumerate(steps):
        if isinstance(cell, list):
            return [inside(item, steps[number:]) for item in cell]
        named = {key(str(name)): value for name, value in cell.items()} if isinstance(cell, dict) else {}
        cell = named.get(step)
    return cell


def values(cell: Any, separator: str) -> tuple[str, ...]:
    """Several values of one cell: a JSON list, or a text with a sign between them."""
    parts: Iterable[Any] = cell if isinstance(cell, list) else text(cell).split(separator)
    return tuple(dict.fromkeys(filter(None, (one_line(text(part)) for part in parts))))


def address(told: str) -> str | None:
    """An address of the web, without the marks of a mailing campaign; None when it is none."""
    try:
        parts = urlsplit(told.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or any(sign.isspace() for sign in told.strip()):
        return None
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in asked if not name.startswith("utm_")]
    return urlunsplit(parts if kept == asked else parts._replace(query=urlencode(kept)))


def contact(told: str) -> str | None:
    """The published contact: the addresses of a service where there are any, and no person's name then."""
    addresses = dict.fromkeys(_ADDRESS.findall(told))
    of_services = [one for one in addresses if not _OF_A_PERSON.match(one)]
    return ", ".join(of_services) or one_line(told) or None


def ends_with(told: str, ends: Sequence[str]) -> bool:
    """Whether a title ends with one of these marks."""
    return any(alike(told).endswith(alike(end)) for end in ends)


def says(told: str, phrases: Sequence[str]) -> bool:
    """Whether one whole sentence is one of these phrases; or begins with it, where the phrase ends with …."""
    said = [alike(one).rstrip(" .!") for one in sentences(told)]
    for phrase in phrases:
        wanted = alike(phrase)
        begins = wanted.endswith("…")
        wanted = wanted.rstrip("…").rstrip(" .!")
        if any(one == wanted or (begins and one.startswith(f"{wanted} ")) for one in said):
            return True
    return False


def among(told: str, words: Sequence[str]) -> bool:
    """Whether a text is one of these words."""
    return bool(told) and key(told) in {key(word) for word in words}
