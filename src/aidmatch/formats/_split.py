"""The kinds of what a project costs: « personnel 160 000 €, matériel 30 000 €, sous aucun poste 10 000 € »."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidmatch.formats import _words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aidmatch.company import CostItem
    from aidmatch.formats._wording import Wording


def split(words: Wording, costs: int, by: Mapping[CostItem, int]) -> str:
    """Each item with its sum, and what stands under none; that nobody told is said."""
    if not by:
        return words.text("by item not known")
    items = [f"{words.term(_words.COST_ITEMS, item)} {words.euros(of)}" for item, of in by.items()]
    rest = costs - sum(by.values())
    return ", ".join([*items, *([words.text("under no item {sum:euros}", sum=rest)] if rest else [])])
