"""The calls as letters need them: made once a run, met by every member."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from aidmatch.match import doubts_of
from aidmatch.window import State

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.catalogue import Card

Unfit = Literal["undated", "stale", "low_confidence", "no_contact"]
"""Why a call is not told to members before a person looked at it."""


class Offer(NamedTuple):
    """A call on the day of a letter."""

    card: Card
    state: State
    closings: tuple[datetime, ...]
    """First-stage closings to come, in order."""
    prepares: int
    """Days that what is to have before applying takes; 0 where not known."""
    offer: Mapping[str, Any]
    """Instrument and amounts, as the call writes them."""
    asks: str
    """SHA-256 of its conditions, in the source's own words where they were read from prose."""
    unfit: tuple[Unfit, ...]
    """Empty: it may be told."""

    @property
    def id(self) -> str:
        """The call's id."""
        return self.card.id

    @property
    def is_tellable(self) -> bool:
        """Whether a letter may show it: a known open or dated coming window, a sound record, somebody to turn to."""
        return self.state in ("open", "upcoming") and not self.unfit


def offers_of(calls: Iterable[Call], cards: Iterable[Card], at: datetime) -> dict[str, Offer]:
    """Every call of the catalogue, by id; `cards` in the same order."""
    return {card.id: _offer(call, card, at) for call, card in zip(calls, cards, strict=True)}


def _offer(call: Call, card: Card, at: datetime) -> Offer:
    window = call.window
    state = window.state(at)
    closings = () if state == "closed" else tuple(one.at for one in window.closings() if one.at >= at)
    doubts = doubts_of(call, at)
    held: list[Unfit] = []
    if state == "undated" or (state == "upcoming" and window.opening() is None and not closings):
        held.append("undated")
    if "stale" in doubts:
        held.append("stale")
    if "low_confidence" in doubts:
        held.append("low_confidence")
    if not (call.url or call.contact):
        held.append("no_contact")
    return Offer(
        card,
        state,
        closings,
        sum(step.days or 0 for step in call.steps),
        {"instrument": call.instrument, **call.amounts.model_dump(mode="json", exclude_defaults=True)},
        asks_of(call),
        tuple(held),
    )


def asks_of(call: Call) -> str:
    """What a call asks, in a digest: the words a rule was read in stand for it, so that reading better is no news."""
    told = [
        getattr(criterion, "words", None) or criterion.model_dump_json(exclude_defaults=True)
        for criterion in call.criteria
    ]
    return hashlib.sha256(json.dumps(sorted([*told, *call.conditions])).encode()).hexdigest()[:16]
