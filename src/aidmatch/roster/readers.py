"""The columns of contacts -> who reads the letters of a company."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from aidmatch.roster import cells, texts
from aidmatch.roster.texts import Unread
from aidmatch.value import say

READER_FIELDS = ("email", "contact", "first_name", "language", "consent", "opt_out")
"""What a row may say of its readers; several stand in one cell with bars between them."""

_ADDRESS = re.compile(r"[^\s<>,;|()\"']{1,64}@[^\s<>,;|()\"'@]{1,190}\.[^\s<>,;|()\"'@.]{2,24}")


def readers(given: Mapping[str, Sequence[Any]]) -> tuple[list[dict[str, Any]], list[tuple[str, Unread]]]:
    """The readers, and what of them could not be read, by field."""
    trouble: list[tuple[str, Unread]] = []
    addresses: list[str] = []
    for cell in given.get("email", ()):
        told = texts.line(cell)
        found = _ADDRESS.findall(told)
        if not found:
            trouble.append(("email", Unread(say("no e-mail address: {given:text}", given=told[:60]))))
        addresses.extend(found)
    contacts = [texts.line(cell) for cell in given.get("contact", ())]
    for told in contacts:
        # Under « Contact » people write a name, an address, or both.
        addresses.extend(_ADDRESS.findall(told))
    names = _parts(" | ".join(_ADDRESS.sub("", told).strip(" <>()-–,;:") for told in contacts))
    firsts = _parts(" | ".join(texts.line(cell) for cell in given.get("first_name", ())))
    full = [" ".join(filter(None, (first, last))) for first, last in zip_longest(firsts, names, fillvalue="")]
    languages = _each(given, "language", cells.language, trouble)
    consents = _each(given, "consent", cells.truth, trouble)
    opted = _each(given, "opt_out", cells.truth, trouble)
    found_readers: dict[str, dict[str, Any]] = {}
    for place, address in enumerate(addresses):
        reader: dict[str, Any] = {"email": address}
        if place < len(full) and full[place]:
            reader["name"] = full[place]
        if (language := _at(languages, place)) in ("fr", "en"):
            reader["language"] = language
        consent = _at(consents, place)
        # One refusal is enough, wherever it stands.
        if _at(opted, place):
            consent = False
        if consent is not None:
            reader["consent"] = consent
        found_readers.setdefault(address.casefold(), reader)
    return list(found_readers.values()), trouble


def _parts(told: str) -> list[str]:
    return [part.strip() for part in told.split("|")]


def _each(given: Mapping[str, Sequence[Any]], field: str, read: Any, trouble: list[tuple[str, Unread]]) -> list[Any]:
    """A value for each reader."""
    found: list[Any] = []
    for cell in given.get(field, ())[:1]:
        parts = [cell] if not isinstance(cell, str) else _parts(texts.text(cell))
        for part in parts:
            try:
                found.append(None if texts.is_empty(part) else read(part))
            except Unread as unread:
                trouble.append((field, unread))
                found.append(None)
    return found


def _at(values: Sequence[Any], place: int) -> Any:
    """The value of one reader; one alone is said of all."""
    if len(values) == 1:
        return values[0]
    return values[place] if place < len(values) else None
