"""The costs on file as lines of the budget: one an item, and whether the call pays for it, by its sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.formats import _words
from aidmatch.formats._told import blank, capital
from aidmatch.worth import ITEMS, REST

if TYPE_CHECKING:
    from aidmatch.dossier import Dossier
    from aidmatch.formats._wording import Wording


class Line(NamedTuple):
    """One cost; what is None or empty is for a person to fill in."""

    label: str = ""
    amount: int | None = None
    counts: bool | None = None
    """Whether it is counted among the eligible costs."""
    note: str = ""


def lines_of(words: Wording, kit: Dossier) -> Iterator[Line]:
    """A line an item, in the order of the items, and what no item holds; one line where nobody split the costs."""
    costs, split, pays = kit.worth.costs, kit.worth.split, kit.worth.pays
    if costs is None:
        return
    if not split:
        note = words.text("total on file: split it over the lines below, then take it away")
        if pays.is_apart:
            note = words.text("by its sheet it pays for other costs")
        yield Line(words.text("Costs expected (total)"), costs, not pays.is_apart, note)
        return
    for item in ITEMS:
        if item in split:
            label = capital(words.term(_words.COST_ITEMS, item))
            yield Line(label, split[item], *_counted(words, kit, item))
    rest = costs - sum(split.values())
    if rest:
        yield Line(words.text("Costs under no item"), rest, *_counted(words, kit, REST))


def _counted(words: Wording, kit: Dossier, item: str) -> tuple[bool, str]:
    """Whether an item is counted, and what that rests on."""
    pays = kit.worth.pays
    if pays.is_apart:
        return False, words.text("by its sheet it pays for other costs")
    if pays.items is None:
        return True, blank(words, words.text("which costs are paid for; until the funder tells, all are counted"))
    if item in pays.items:
        return True, words.text("read in the words of the sheet: the funder sorts the costs")
    return False, words.text("by its sheet it pays for other costs")
