"""The texts for people of a Mission Transition écologique programme, beside its structured rules.

A text that says what a structured rule says is left out; what no structured field holds is kept, in its own words,
as a condition for a person to check. The texts are a few templates (« Moins de 250 salariés », « Toutes tailles »),
and round the bounds of the rules by one: « Plus de 50 salariés » stands beside a minimum of 50, « Moins de 250 »
beside a maximum of 249 or 250. The rule decides, as it does on the service's own site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from aidmatch.nomenclatures import territories
from aidmatch.sources._base import alike
from aidmatch.sources._markdown import one_line

EVERY_SIZE = "toutes tailles"
EVERY_AGE = "éligible à toutes les entreprises"
EVERY_SECTOR = re.compile(r"tous secteurs? d'activités?\.?")
EVERYWHERE = frozenset({"france et territoires d'outre-mer", "france entière", "france"})
SIZE = re.compile(
    r"moins de (?P<most>\d+) salariés|plus de (?P<least>\d+) salariés|entre (?P<from>\d+) et (?P<to>\d+) salariés"
)
EXCLUDING = re.compile(r"\b(exclu|sauf|à l'exception|ne sont pas|n'est pas)")


class Rules(NamedTuple):
    """The structured rules a text may repeat."""

    least: int | None
    most: int | None
    no_micro_entrepreneur: bool
    territories: tuple[str, ...]
    """Empty means everywhere."""


class Said(NamedTuple):
    """What the texts say beyond the rules."""

    conditions: tuple[str, ...]
    sectors: tuple[str, ...]
    """The trades meant, in the source's words."""
    open_to_all: bool
    """Every size, age and trade, and no other condition."""
    differs: bool
    """A text sets a size or an area that the rule does not have."""


def said(
    rules: Rules,
    *,
    size: Sequence[str],
    area: Sequence[str],
    sector: Sequence[str],
    age: Sequence[str],
    other: Sequence[str],
) -> Said:
    """The conditions to keep, and the trades meant."""
    sizes = [text for text in size if not _size_is_held(alike(text), rules)]
    areas = [text for text in area if not _area_is_held(text, rules.territories)]
    sectors = [text for text in sector if not EVERY_SECTOR.fullmatch(alike(text))]
    ages = [text for text in age if alike(text) != EVERY_AGE]
    conditions = tuple(
        dict.fromkeys(
            one_line(f"{label}{text}")
            for label, texts in (
                ("", sizes),
                ("Secteur géographique : ", areas),
                ("Secteur d’activité : ", sectors),
                ("", ages),
                ("", other),
            )
            for text in texts
            if text.strip()
        )
    )
    every = all((size, sector, age)) and any(alike(text) == EVERY_SIZE for text in size)
    ruled = rules.least is not None or rules.most is not None or rules.no_micro_entrepreneur
    return Said(
        conditions,
        tuple(one_line(text) for text in sectors if not EXCLUDING.search(alike(text))),
        every and not ruled and not conditions,
        bool(sizes or areas),
    )


def territory(name: str) -> str | None:
    """The region, collectivity or department of that name."""
    return next((code for code in territories.find(name) if code.startswith(("REG-", "DEP-"))), None)


def _size_is_held(text: str, rules: Rules) -> bool:
    if text == EVERY_SIZE:
        return True
    if "micro-entreprise" in text and text.startswith(("éligible", "non éligible")):
        return rules.no_micro_entrepreneur is text.startswith("non ")
    limits = SIZE.fullmatch(text)
    if limits is None:
        return False
    bounds = {"least": rules.least, "from": rules.least, "most": rules.most, "to": rules.most}
    pairs = [(int(told), bounds[name]) for name, told in limits.groupdict().items() if told]
    return all(bound is not None and abs(told - bound) <= 1 for told, bound in pairs)


def _area_is_held(text: str, ruled: tuple[str, ...]) -> bool:
    if alike(text) in EVERYWHERE:
        return True
    named = {territory(name) for name in text.split(",")}
    return None not in named and named == set(ruled)
