"""Total de bilan: bounds on the balance-sheet total."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aidmatch.extractors._mention import Mention
from aidmatch.extractors._money import bound, bounds, contrary, fields
from aidmatch.extractors._passages import Passage

_TOTAL = re.compile(
    r"\b(?:total (?:de |du |des )?bilans?|bilan total|bilan annuel)(?: (?:annuel|consolide"
    r"|du dernier exercice(?: clos)?))*"
    rf"(?: (?:est|doit etre|devra etre|de))? ?{bound('a')}"
)


def find(passage: Passage) -> Iterator[Mention]:
    """Bounds on the balance-sheet total."""
    for read in _TOTAL.finditer(passage.text):
        told = bounds(read, "a")
        if told:
            asked, barred = fields("balance", *told), contrary("balance", *told)
            yield Mention(read.start(), read.end(), "balance.bound", asked, barred, about=True)
