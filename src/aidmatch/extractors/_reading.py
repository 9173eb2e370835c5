"""What reading a text gives: conditions with the words they were read in, facts, and all that stays prose."""

from __future__ import annotations

from typing import Literal, NamedTuple

from aidmatch.condition import Condition

Confidence = Literal["high", "medium"]
"""High: the sentence says this and nothing else. Medium: it says something more, which stays prose."""

FactKind = Literal["amounts", "deadlines", "documents", "own_share", "regime"]


class Quote(NamedTuple):
    """Words of the text, and where they stand."""

    text: str
    start: int
    end: int
    under: str | None = None
    """The heading it stands under: « Ne sont pas éligibles »."""


class Found(NamedTuple):
    """A condition read in the text."""

    condition: Condition
    """Its `words` are the quotation."""
    start: int
    end: int
    rule: str
    """The rule that read it, such as `headcount.bound`."""
    confidence: Confidence
    hard: bool
    """True: it decides. False: it says whom the call is meant for, and decides nothing."""


class Fact(NamedTuple):
    """What the text says of the call, and is no condition on who applies."""

    kind: FactKind
    values: tuple[tuple[str, str | int | float], ...]
    """By name, such as `ceiling` or `intensity`, in euros, shares from 0 to 1, or days as 2026-12-31."""
    words: str
    start: int
    end: int
    rule: str


class Reading(NamedTuple):
    """A text read: every sentence of it is in one of the four lists at least."""

    text: str
    """As given; all offsets point into it."""
    found: tuple[Found, ...] = ()
    prose: tuple[Quote, ...] = ()
    """Sentences that say something no rule holds, in whole or in part."""
    nothing: tuple[Quote, ...] = ()
    """Sentences that say there is no condition: « tous secteurs », « toutes tailles »."""
    facts: tuple[Fact, ...] = ()

    @property
    def criteria(self) -> tuple[Condition, ...]:
        """The conditions that decide, the same one once."""
        kept: dict[object, Condition] = {}
        for found in self.found:
            if found.hard:
                kept.setdefault(found.condition.asked(), found.condition)
        return tuple(kept.values())

    @property
    def targeting(self) -> tuple[Condition, ...]:
        """The conditions that only say whom the call is meant for."""
        return tuple(found.condition for found in self.found if not found.hard)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The sentences for a person to check, quoted, each once."""
        told = (f"{quote.under} : {quote.text}" if quote.under else quote.text for quote in self.prose)
        return tuple(dict.fromkeys(" ".join(text.split()) for text in told))
