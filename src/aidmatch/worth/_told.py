"""Costs by item as people write them: « personnel 60 000, matériel 20 k€ »."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aidmatch import written
from aidmatch.worth._paid import item_named

if TYPE_CHECKING:
    from aidmatch.company import CostItem


def sum_told(text: str) -> int | None:
    """One sum in euros; nothing at all is one too."""
    told = text.strip()
    return 0 if told.strip(" \u00a0\u202f€") == "0" else written.euros(told)


def costs_told(text: str) -> dict[CostItem, int] | None:
    """Each item with its sum, one told twice added up; None as soon as a part cannot be read."""
    found: dict[CostItem, int] = {}
    at = 0
    while at < len(text):
        read = _ITEM.match(text, at)
        item, told = (item_named(read["item"]), sum_told(read["sum"])) if read else (None, None)
        if read is None or item is None or told is None:
            return None
        found[item] = found.get(item, 0) + told
        at = read.end()
    return found or None


_ITEM = re.compile(
    r"(?P<item>[^\d:=]{1,80}?)\s*[:=]?\s*"
    r"(?P<sum>\d[\d \u00a0\u202f.]{0,24}(?:,\d{1,2}(?!\d))?"
    r"\s{0,2}(?:[kKM]|millions?|milliers?)?\s{0,2}(?:€|euros?|EUR)?)"
    r"\s*(?:[;,|.\n]\s*|$)"
)
"""An item, whose own name may hold commas, and its sum."""
