"""What some calls are worth together, in words: « jusqu’à 260 000 €, 50 000 € en prêts, 3 sans montant connu »."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aidmatch.formats._plain import plain

if TYPE_CHECKING:
    from aidmatch.ask import Stake
    from aidmatch.catalogue import Card
    from aidmatch.formats._wording import Wording


def amount(words: Wording, stake: Stake) -> str:
    """What is known of the amounts, the rest said; a sum of ceilings, never what will be won."""
    told = []
    if stake.euros:
        told.append(words.text("up to {amount:euros} in all", amount=stake.euros))
    if stake.lent:
        told.append(words.text("{amount:euros} in loans", amount=stake.lent))
    if stake.untold and stake.untold == stake.calls:
        told.append(words.text("no amount known"))
    elif stake.untold:
        told.append(words.plural("{n} without a known amount", "{n} without a known amount", stake.untold))
    return ", ".join(told)


def titles(words: Wording, cards: Sequence[Card], most: int) -> str:
    """The first titles, and how many more."""
    told = " · ".join(plain(card.title) for card in cards[:most])
    more = len(cards) - most
    return f"{told} · {others(words, more)}" if more > 0 else told


def others(words: Wording, number: int) -> str:
    """« 4 autres »"""
    return words.plural("{n} other", "{n} others", number)


def as_keys(stake: Stake) -> Mapping[str, Any]:
    """For programs: whole euros; `untold` counts the calls without an amount that adds up."""
    return {"euros": stake.euros, "lent": stake.lent, "untold": stake.untold}
