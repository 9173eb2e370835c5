"""Groupement: how many partners a text asks for, from how many countries, and which part of the costs SMEs bear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aidmatch.extractors._mention import Mention
from aidmatch.extractors._numbers import COUNT, count
from aidmatch.extractors._passages import Passage

_TOGETHER = re.compile(
    r"\b(?:(?:un |en |le |par un )?(?:consortiums?|groupements?|partenariats?)|projets? collaboratifs?)"
    r"(?: (?:doit|doivent|devra|devront|est|sont|etre|comprendre|reunir|composee?s?|constituee?s?|forme|rassemblant"
    r"|reunissant|comportant|associant|a|de))*"
    rf" (?:au moins|au minimum|minimum|d'au moins|par au moins) (?P<partners>{COUNT}) "
    r"(?:entites|partenaires|membres|entreprises|organisations|structures|acteurs)(?: (?:independante?s?|juridiques?"
    r"|distinctes?|differente?s?))*"
    rf"(?:,? (?:etablie?s? |situee?s? |issue?s? |provenant )?(?:dans|de"
    rf"|d')(?: au moins)? (?P<countries>{COUNT}) (?:pays|etats membres)[a-z' ]{{0,60}})?"
    r"(?P<research>,? (?:dont|avec|et) (?:au moins )?un(?:e)? (?:organisme|laboratoire|etablissement"
    r"|structure) (?:public )?de recherche)?"
)
_LARGEST = 50

_BUDGET = (
    r"(?:du budget|des depenses|des couts|de l'assiette)"
    r"(?: (?:total|totale|totales|totaux|eligible|eligibles|du projet))*"
)
_BORNE = r"(?:porte|portee|portes|portees|supporte|supportee|supportes|supportees|assume|assumees?|assumes)"
_SMES = r"(?:une ou plusieurs|des|les|la ou les) pme"
_LEAST_OF = r"(?:au moins|au minimum|un minimum de|minimum)"
_OF_COSTS = re.compile(
    rf"\b{_LEAST_OF} (?P<before>\d{{1,3}}) ?% {_BUDGET} "
    rf"(?:(?:doit|doivent|devra|devront|est|sont) )?(?:etre )?{_BORNE} par {_SMES}\b"
    rf"|\b{_SMES} (?:doivent|devront) (?:porter|supporter|assumer) {_LEAST_OF} (?P<after>\d{{1,3}}) ?% {_BUDGET}"
)
"""A least part of the costs, borne by SMEs: a part at the most, or of which nobody says who bears it, is none."""


def find(passage: Passage) -> Iterator[Mention]:
    """Who must apply together."""
    for read in _TOGETHER.finditer(passage.text):
        fields: dict[str, Any] = {"kind": "consortium", "min_partners": count(read["partners"])}
        if read["countries"]:
            fields["min_countries"] = count(read["countries"])
        if read["research"]:
            fields["research_body"] = True
        if all(0 < value <= _LARGEST for name, value in fields.items() if name.startswith("min_")):
            yield Mention(read.start(), read.end(), "consortium.partners", fields, about=True)
    for read in _OF_COSTS.finditer(passage.text):
        share = int(read["after"] or read["before"]) / 100
        if 0 < share <= 1:
            borne = {"kind": "consortium", "min_sme_share": share, "sme_share_of": "costs"}
            yield Mention(read.start(), read.end(), "consortium.costs", borne, about=True)
