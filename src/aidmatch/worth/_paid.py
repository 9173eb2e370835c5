"""Which costs an aid pays for: read in the words of its sheet, or from their nature; not known where a word is not.

An item that is wrongly left out would set two aids free of each other, so nothing is guessed: one part of a line in
which no item is found, and the aid is taken to pay for what nobody told.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from aidmatch.company import CostItem
from aidmatch.search.stems import fold

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.company import Project

REST = "rest"
"""The costs of a project that stand under no item."""

ITEMS: tuple[CostItem, ...] = get_args(CostItem)

INVESTMENT: frozenset[CostItem] = frozenset({"equipment", "premises", "intangible"})
RUNNING: frozenset[CostItem] = frozenset(ITEMS) - INVESTMENT


class Paid(NamedTuple):
    """What an aid pays for of a project."""

    costs: int | None
    """Those it is counted on, in euros; None when it pays for none of them, or when they are not known."""
    items: frozenset[str] | None
    """The items among them, and what stands under no item; None when nobody told, or when the project tells none."""
    is_apart: bool = False
    """It pays for other costs than those of the project."""


def paid(call: Call, project: Project | None) -> Paid:
    """The costs of the project that the aid pays for."""
    if project is None or project.costs is None:
        return Paid(None, None)
    told = items_of(call)
    if not project.costs_by:
        # One sum: what it is made of is known by its nature alone.
        within = {"investment": INVESTMENT, "running_costs": RUNNING}.get(project.nature or "", frozenset(ITEMS))
        is_apart = told is not None and not told & within
        return Paid(None, None, is_apart=True) if is_apart else Paid(project.costs, None)
    if told is None:
        return Paid(project.costs, None)
    inside = frozenset(item for item, costs in project.costs_by.items() if item in told and costs)
    if not inside:
        return Paid(None, None, is_apart=True)
    if len(told) == len(ITEMS):
        return Paid(project.costs, inside | {REST})
    return Paid(sum(project.costs_by[item] for item in inside), frozenset(inside))


def hangs_on_split(call: Call, project: Project) -> bool:
    """Whether what the call pays for is a part of the costs that the project does not tell."""
    told = items_of(call)
    return not project.costs_by and told is not None and len(told) < len(ITEMS) and not paid(call, project).is_apart


def items_of(call: Call) -> frozenset[CostItem] | None:
    """The items that a call pays for; None when nobody told."""
    read = [items_in(line) for line in call.amounts.costs]
    if read:
        return None if None in read else frozenset(item for items in read for item in items or ())
    natures = frozenset(call.amounts.nature)
    if natures == {"investment"}:
        return INVESTMENT
    return RUNNING if natures == {"running_costs"} else None


def items_in(line: str) -> frozenset[CostItem] | None:
    """The items of a line; None as soon as one part of it names none."""
    found: set[CostItem] = set()
    for part in _PARTS.split(_RESEARCH.sub("R&D", _ASIDE.sub("", line))):
        words = " ".join(fold(word) for word in _WORDS.findall(part))
        if not words or _BOUND.match(words):
            continue
        items = _named(words, "items") or _named(words, "groups")
        if not items:
            return None
        found |= items
    return frozenset(found) or None


_WORDS = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
_PARTS = re.compile(r"[;,/]|\s(?:et|and)\s", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)")
_RESEARCH = re.compile(r"recherche et développement|research and development", re.IGNORECASE)
_BOUND = re.compile(r"jusqu|up to|a partir de|au plus|at most|compte ")
"""How much of it counts: no cost of its own."""


def _named(words: str, shelf: str) -> set[CostItem]:
    """The items that a part of a line names; « amortissement du matériel » is equipment alone."""
    return {item for pattern, given in _lexicon()[shelf] if pattern.search(words) for item in given}


@cache
def _words() -> dict[str, dict[str, Any]]:
    import tomllib
    from importlib.resources import files

    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


@cache
def _lexicon() -> dict[str, list[tuple[re.Pattern[str], tuple[CostItem, ...]]]]:
    """The words of `words.toml`, each as a pattern with the items it names."""
    told = _words()
    return {
        "items": [(_pattern(word), (item,)) for item, words in told["items"].items() for word in words],
        "groups": [(_pattern(word), tuple(items)) for word, items in told["groups"].items()],
    }


def item_named(text: str) -> CostItem | None:
    """An item by its id, by the name it is shown under, or in words that name that item alone."""
    told = " ".join(fold(word) for word in _WORDS.findall(text))
    name = _words()["names"].get(told, told)
    found = {one for one in ITEMS if one == name} or items_in(text) or frozenset()
    return next(iter(found)) if len(found) == 1 else None


def _pattern(word: str) -> re.Pattern[str]:
    """A word of the list; a star stands for any ending."""
    return re.compile(rf"\b{re.escape(word.removesuffix('*'))}" + ("" if word.endswith("*") else r"\b"))
