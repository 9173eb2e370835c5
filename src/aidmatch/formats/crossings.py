"""Bridges as they may be shown: by letter, and in words that give nobody away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.formats.rows import LISTS, Document, head
from aidmatch.formats.teams import named
from aidmatch.team.proposing import letter_of

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording
    from aidmatch.team import Bridge, Candidate, Quoting


class Crossing(NamedTuple):
    """A bridge as it may be shown."""

    giver: str
    taker: str
    offer: str | None
    """None where the words would give somebody away."""
    need: str | None
    words: tuple[str, ...]
    strength: int
    across: bool


def crossings(
    words: Wording, found: Sequence[Bridge], by_key: Mapping[str, Candidate], quoting: Quoting, *, is_internal: bool
) -> tuple[list[Crossing], dict[str, str]]:
    """Bridges by letter, and who each letter is."""
    letters: dict[str, str] = {}
    made = []
    for one in found:
        for key in (one.giver, one.taker):
            letters.setdefault(key, letter_of(len(letters)))
        hidden = not is_internal and quoting.is_withheld(one.taker, one.need)
        offer = None if not is_internal and quoting.is_withheld(one.giver, one.offer) else one.offer
        need, met = (None, ()) if hidden else (one.need, one.words)
        made.append(Crossing(letters[one.giver], letters[one.taker], offer, need, met, one.strength, one.across))
    legend = {letter: named(words, by_key[key], letter, is_named=is_internal) for key, letter in letters.items()}
    return made, legend


def document(found: Sequence[Crossing], legend: Mapping[str, str], at: datetime, *, is_internal: bool) -> Document:
    """The contract's `bridges --format json`."""
    items = [
        {
            "from": one.giver,
            "from_label": legend[one.giver],
            "to": one.taker,
            "to_label": legend[one.taker],
            "offer": one.offer,
            "need": one.need,
            "words": list(one.words),
            "strength": one.strength,
            "across": one.across,
        }
        for one in found
    ]
    columns = ("from", "from_label", "to", "to_label", "offer", "need", "words", "strength", "across")
    return Document(head(at, internal=is_internal), "bridges", items, columns, LISTS)
