"""Every pair in a spreadsheet, with two columns for a person to fill: what was done, and a note.

What it takes to read them back stands in hidden columns: the ids of the pair, and what was noted when the sheet was
written. Rows may be sorted, filtered and deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from aidmatch.errors import SettingsError
from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.formats._reasons import answered
from aidmatch.formats.sheet import Cell, Sheet, xlsx
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.catalogue import Card
    from aidmatch.formats._wording import Wording
    from aidmatch.journal.stances import Stance

MOST = 19_000
"""Rows: more are neither worked in by a person nor read back."""

HIDDEN = ("company", "call", "was_state", "was_note")
"""Headings of the hidden columns; they have no language."""


def headings(words: Wording) -> dict[str, str]:
    """The visible columns, by what they hold."""
    return {
        "member": words.text("Member"),
        "call": words.text("Call"),
        "funder": words.text("Funder"),
        "answer": words.text("Answer"),
        "score": words.text("Relevance"),
        "window": words.text("Taking files?"),
        "closes": words.text("Closing"),
        "state": words.text("What was done"),
        "note": words.text("Note"),
        "url": words.text("Link"),
    }


def matrix(
    words: Wording,
    pairs: Iterable[Mapping[str, Any]],
    names: Mapping[str, str],
    cards: Mapping[str, Card],
    stances: Callable[[str, int], Stance | None],
) -> bytes:
    """The sheet of some pairs of `match`."""
    told = headings(words)
    places = {name: place for place, name in enumerate(told)}
    rows: list[list[Cell]] = []
    for pair in pairs:
        if len(rows) == MOST:
            raise SettingsError(
                say("more than {most:number} lines: nobody works in such a sheet", most=MOST),
                say("keep fewer, as with: --answer eligible --answer to_confirm --window open"),
            )
        card = cards[pair["call"]]
        rows.append(_row(words, pair, names, card, stances(pair["company"], card.ordinal)))
    last = len(told)
    sheet = Sheet(
        words.text("Matrix"),
        [*told.values(), *HIDDEN],
        rows,
        {places["call"]: 48, places["answer"]: 34, places["note"]: 40, places["state"]: 18, places["url"]: 30},
        wrapped=frozenset({places["call"], places["answer"], places["note"]}),
        choices={places["state"]: [words.term(_words.STANCES, state) for state in _words.STANCES]},
        links=frozenset({places["url"]}),
        hidden=frozenset(range(last, last + len(HIDDEN))),
    )
    return xlsx([sheet])


def _row(
    words: Wording, pair: Mapping[str, Any], names: Mapping[str, str], card: Card, stance: Stance | None
) -> list[Cell]:
    state = words.term(_words.STANCES, stance.state) if stance else ""
    note = stance.note if stance and stance.note else ""
    return [
        plain(names[pair["company"]]),
        plain(card.title),
        plain(card.funder),
        answered(words, pair["answer"], pair["points"], pair["unknown"], pair["failed"]),
        pair["score"],
        words.term(_words.WINDOWS, pair["window"]),
        date.fromisoformat(pair["closes"][:10]) if pair["closes"] else None,
        state,
        plain(note),
        plain(card.url or ""),
        pair["company"],
        card.id,
        stance.state if stance else "",
        plain(note),
    ]
