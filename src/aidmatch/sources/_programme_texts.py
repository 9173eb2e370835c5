"""The texts for people of a Mission Transition écologique programme, beside its structured rules or without them.

A text that says what a structured rule says is left out. What no structured field holds is read through the extractors
(years, turnover, legal form…), and what they do not read is kept, in its own words, as a condition for a person to
check. A record that comes without its rules is read in all its texts. These are a few templates (« Moins de 250
salariés », « Toutes tailles »), and round the bounds of the rules by one: « Plus de 50 salariés » stands beside a
minimum of 50, « Moins de 250 » beside a maximum of 249 or 250. The rule decides, as it does on the service's own site;
without it each word is taken at its value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from aidmatch.condition import Condition
from aidmatch.nomenclatures import territories
from aidmatch.sources._base import alike
from aidmatch.sources._markdown import one_line
from aidmatch.sources._prose import Prose, aimed_at, prose
from aidmatch.targeting import Targeting

AREA = "Secteur géographique : "
SECTOR = "Secteur d’activité : "
SIZE_HEADING = "Taille de l'entreprise"
AREA_HEADING = "Secteur géographique"
SECTOR_HEADING = "Secteur d'activité"
AGE_HEADING = "Nombre d'années d'activité"
RULED = frozenset({"headcount", "micro_entrepreneur", "perimeter"})
"""Kinds that the structured rules hold, where a record has them."""
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

    criteria: tuple[Condition, ...]
    """Read in the texts, of kinds that no structured rule holds."""
    conditions: tuple[str, ...]
    sectors: tuple[str, ...]
    """The trades meant, in the source's words."""
    targeting: Targeting
    """The same, with the codes drawn from the words."""
    open_to_all: bool
    """Every size, age and trade, and no other condition."""
    differs: bool
    """A text sets a size or an area that the rule does not have."""


def said(
    rules: Rules | None,
    *,
    size: Sequence[str],
    area: Sequence[str],
    sector: Sequence[str],
    age: Sequence[str],
    other: Sequence[str],
) -> Said:
    """What the texts ask beyond the rules; all they ask when the record has none."""
    # A text with a structured rule beside it is not read: it rounds the bounds, and the rule is the publisher's own.
    sizes = [text for text in size if rules is None or not _size_is_held(alike(text), rules)]
    areas = [text for text in area if rules is None or not _area_is_held(text, rules.territories)]
    sectors = [text for text in sector if not EVERY_SECTOR.fullmatch(alike(text))]
    ages = [text for text in age if alike(text) != EVERY_AGE]
    differs = rules is not None and bool(sizes or areas)
    unread = [one_line(f"{label}{text}") for label, texts in (("", sizes), (AREA, areas)) for text in texts]
    found = prose(
        [
            *([] if rules else [(SIZE_HEADING, _plain(sizes)), (AREA_HEADING, _plain(areas))]),
            (SECTOR_HEADING, _plain(sectors)),
            (AGE_HEADING, _plain(ages)),
            (None, _plain(other)),
        ],
        held=RULED if rules else (),
    )
    conditions = tuple(dict.fromkeys((*(unread if rules else ()), *_labelled(found, sectors))))
    every = all((size, sector, age)) and any(alike(text) == EVERY_SIZE for text in size)
    ruled = rules is not None and (rules.least is not None or rules.most is not None or rules.no_micro_entrepreneur)
    named = tuple(one_line(text) for text in sectors if not EXCLUDING.search(alike(text)))
    return Said(
        found.criteria,
        conditions,
        named,
        aimed_at(found, named),
        every and not ruled and not conditions and not found.criteria,
        differs,
    )


def _plain(texts: Sequence[str]) -> list[str]:
    return [one_line(text) for text in texts]


def _labelled(found: Prose, sectors: Sequence[str]) -> list[str]:
    """The sentences left for a person; one on trades says so, since its words alone may not."""
    told = {one_line(text) for text in sectors}
    return [f"{SECTOR}{text}" if text in told else text for text in found.conditions]


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
