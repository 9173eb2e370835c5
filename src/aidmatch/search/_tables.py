"""The word lists and tables that ship beside this package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")


def text_of(name: str) -> str:
    """The content of one table of `data/`, as it stands."""
    return (_DATA / name).read_text(encoding="utf-8")


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a list: any number on a line, lines that start with a hash left out."""
    lines = text_of(name).splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
