"""The CSV tables of ``data/``: read once, as text, so that ``01``, ``2A`` and ``00`` stay what they are."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache


@cache
def content(table: str) -> bytes:
    """The bytes of one table (UTF-8, LF)."""
    # importlib.resources would say the same, but brings in tempfile and zipfile: 20 ms at every start.
    from pkgutil import get_data

    found = get_data("aidmatch.nomenclatures", f"data/{table}.csv")
    if found is None:
        raise LookupError(f"no table {table!r}")
    return found


@cache
def rows(table: str) -> tuple[tuple[str, ...], ...]:
    """The rows of one table, without its header."""
    import csv

    lines = csv.reader(content(table).decode("utf-8").splitlines())
    next(lines)
    return tuple(tuple(line) for line in lines)


@cache
def first(table: str, letters: str) -> int:
    """Where the end of the line before the first row stands whose code begins with some letters; -1 where none does.

    The table is in the order of its codes.
    """
    text, wanted = content(table), letters.encode()

    def code(place: int) -> bytes:
        start = text.find(b"\n", place) + 1
        return text[start : start + len(wanted)] if start else b"\xff"

    place = bisect_left(range(len(text)), wanted, key=code)
    return text.find(b"\n", place) if code(place) == wanted else -1


def row(table: str, code: str, near: int = 0) -> tuple[str, ...] | None:
    """The row of a code, looked for in the text from a place on: one company asks for a few of forty thousand."""
    import csv

    text = content(table)
    start = text.find(f"\n{code},".encode(), near)
    if start < 0:
        return None
    end = text.find(b"\n", start + 1)
    return tuple(next(csv.reader([text[start + 1 : end if end > 0 else None].decode("utf-8")])))


def folded(text: str) -> str:
    """A name as it is compared: no accent, no case, hyphens and apostrophes as spaces, « St » read as « Saint »."""
    import unicodedata

    plain = "".join(
        letter if letter.isalnum() else " "
        for letter in unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
        if not unicodedata.combining(letter)
    )
    words = {"st": "saint", "ste": "sainte"}
    return " ".join(words.get(word, word) for word in plain.casefold().split())
