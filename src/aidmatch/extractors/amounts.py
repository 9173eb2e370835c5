"""Montants et taux: ceilings, floors and rates of what is granted, and of the costs counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Told
from aidmatch.extractors._numbers import MONEY, euros
from aidmatch.extractors._passages import Passage

_AID = (
    r"(?:aide|subvention|prime|pret|avance(?: remboursable)?|dotation|financement"
    r"|montant(?: de l'aide| de la subvention)?)"
)
_AMOUNT = re.compile(
    rf"\b{_AID}\b[^.;:]{{0,80}}?\b(?P<how>plafonnee? a|plafond de|maximale? de|jusqu'a|maximum de|dans la limite de"
    rf"|ne (?:peut|pourra) exceder|minimale? de|minimum de|d'au moins|plancher de) (?P<amount>{MONEY})"
)
_COSTS = re.compile(
    rf"\b(?:assiette|depenses?|couts?|investissements?|devis)\b[^.;:]{{0,80}}?\b(?P<how>minimale? de|minimum de"
    rf"|d'au moins|superieure?s? a|plancher (?:de depenses )?(?:minimum )?de|maximale? de|plafonnee?s? a"
    rf"|inferieure?s? a) (?P<amount>{MONEY})"
)
_RATE = re.compile(
    r"\b(?P<how>jusqu'a|a hauteur de|maximum de|au taux de|taux (?:d'aide |maximum |maximal |d'intervention "
    r"|de subvention )*(?:est |fixe |a |de |: )*|dans la limite de|couvre|finance[a-z]*)"
    r" ?(?P<rate>\d{1,3}(?:,\d{1,2})?) ?%(?: (?:des|du|de l'|de la) (?:depenses|couts?|montant|assiette"
    r"|investissement)\w*)?"
)


def find(passage: Passage) -> Iterator[Told]:
    """Amounts in euros, rates from 0 to 1."""
    for read in _AMOUNT.finditer(passage.text):
        name = "floor" if re.match(r"minim|d'au moins|plancher", read["how"]) else "ceiling"
        yield Told(read.start(), read.end(), f"amounts.{name}", ((name, euros(read["amount"])),))
    for read in _COSTS.finditer(passage.text):
        name = "costs_ceiling" if re.match(r"maxim|plafonn|inferieur", read["how"]) else "costs_floor"
        yield Told(read.start(), read.end(), f"amounts.{name}", ((name, euros(read["amount"])),))
    for read in _RATE.finditer(passage.text):
        rate = float(read["rate"].replace(",", ".")) / 100
        if 0 < rate <= 1:
            yield Told(read.start(), read.end(), "amounts.intensity", (("intensity", round(rate, 4)),))
