"""Autofinancement: the share of the costs whoever applies pays, or that another funder must bring."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Told
from aidmatch.extractors._passages import Passage

_SHARE = re.compile(
    r"\b(?:autofinancement|fonds propres|apport personnel|part d'autofinancement"
    r"|cofinancement)\b[^.;]{0,40}?(?P<after>\d{1,3}) ?%"
    r"|(?P<before>\d{1,3}) ?% (?:minimum |au moins )?(?:d'|de )(?:autofinancement|fonds propres|cofinancement)"
)


def find(passage: Passage) -> Iterator[Told]:
    """A share from 0 to 1."""
    for read in _SHARE.finditer(passage.text):
        share = int(read["after"] or read["before"]) / 100
        if 0 < share <= 1:
            yield Told(read.start(), read.end(), "own_share.share", (("share", share),))
