"""What an aid rests on, from all the texts of a record: what they agree on, and nothing where they do not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from aidmatch.extractors import regime
from aidmatch.extractors._passages import passages
from aidmatch.extractors._text import fold


class Basis(NamedTuple):
    """The block exemption, as the texts name it."""

    articles: tuple[str, ...] = ()
    """« 25 », « 38 bis »; several where the texts name several."""
    aim: str | None = None
    """What it lets the aid pay for; None where that is not told."""


NO_BASIS = Basis()


def basis(texts: Iterable[str]) -> Basis:
    """The articles the texts rest the aid on; none where one of them speaks of de minimis aid, which may be meant."""
    told = list(texts)
    if not any(regime.WORTH_A_LOOK.search(text) for text in told) or any("minimis" in fold(text).text for text in told):
        return NO_BASIS
    found = [
        dict(fact.values)
        for text in told
        for passage in passages(fold(text), text, None)
        if len(passage.text) <= _LONGEST
        for fact in regime.find(passage)
    ]
    cited = tuple(dict.fromkeys(one for fact in found for one in str(fact["articles"]).split("|")))
    # A sentence that names the article alone takes nothing from one that says what for.
    aims = {str(fact["aim"]) for fact in found if "aim" in fact}
    open_ = {str(fact["articles"]) for fact in found if "aim" not in fact}
    settled = {str(fact["articles"]) for fact in found if "aim" in fact}
    return Basis(cited, aims.pop() if len(aims) == 1 and open_ <= settled else None)


_LONGEST = 2_000
