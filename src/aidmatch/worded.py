"""A letter in the words of its reader, before it is a mail, a page, a sheet or a calendar.

It is what the journal keeps: every form of a letter is made from these sentences and nothing else, so that a released
letter gives the same bytes whenever it is asked for. No markup stands in it; texts that come from calls and members are
here as they came, and each form makes them harmless in its own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeVar


class WordedItem(NamedTuple):
    """A call in a letter."""

    call: str
    """Id: for programs, never shown."""
    kind: str
    """Why it is in the letter, for programs: new, reopened, deadline, changed, answer, closing."""
    news: str
    """« Nouveau », « Date limite repoussée au 12 décembre 2026 »."""
    title: str
    what: str
    """What it is, in one sentence."""
    why: str
    """Why this member."""
    confirm: tuple[str, ...]
    """What is left to confirm."""
    worth: str
    """« Subvention, plafond 45 000 €, 40 % des dépenses »."""
    until: str
    """« à déposer avant le 12 décembre 2026 (J-16) »."""
    warning: str
    """« Ne rien signer ni commander avant d'avoir déposé le dossier »; empty where no rule says so."""
    step: str
    """The next step."""
    contact: str
    url: str | None
    source: str
    """« Source : Région Occitanie, fiche lue le 3 novembre 2026 »."""
    peer: str
    """« Un adhérent l'a obtenue et veut bien en parler »; else empty."""
    closes: str | None
    """ISO instant of the closing it is about; None without one."""
    closes_time_given: bool = False
    closing: str = "closing"
    """Which of the call's closings it is, by a name that lasts when its date moves: its calendar entry then moves."""
    replies: tuple[WordedReply, ...] = ()
    """Answers about this call alone."""


class WordedLost(NamedTuple):
    """A call that is no longer possible, and why."""

    call: str
    title: str
    why: str


class WordedQuestion(NamedTuple):
    """A question, and what its answer settles."""

    fact: str
    """Name of the fact: for programs."""
    text: str
    settles: str


class WordedReply(NamedTuple):
    """An answer that one click prepares: « Cela m'intéresse »."""

    label: str
    subject: str
    """With the short code that tells the coordinator who answers about what."""
    body: str


class WordedLetter(NamedTuple):
    """A letter to one member."""

    language: Literal["fr", "en"]
    kind: str
    """welcome, weekly, urgent or flash."""
    week: str
    company: str
    """Id: for programs, never shown."""
    code: str
    """Short code of member and week, in the subject of what she answers."""
    at: str
    """ISO instant of the letter: every date in its bytes."""
    subject: str
    name: str
    """The member."""
    greeting: str
    opening: tuple[str, ...]
    """Paragraphs before the items: the coordinator's word, why one is written to, or that there is nothing new."""
    items: tuple[WordedItem, ...]
    """In full."""
    lines_heading: str
    lines: tuple[WordedItem, ...]
    """On one line each: title, news, until, link."""
    rest: str
    """How many more were counted; else empty."""
    lost_heading: str
    lost: tuple[WordedLost, ...]
    questions_heading: str
    questions: tuple[WordedQuestion, ...]
    replies: tuple[WordedReply, ...]
    reply_to: str | None
    """The coordinator's address."""
    troubles: tuple[str, ...]
    """Sources that could not be read."""
    signature: tuple[str, ...]
    """Who writes: name, cluster, phone."""
    foot: tuple[str, ...]
    """Why, where the data come from, how to correct, how to stop."""
    sender: str
    """The cluster's name."""
    stop: WordedReply | None = None
    """How to stop, as an answer by mail."""
    labels: Mapping[str, str] = {}
    """Small headings in the letter's language, without a colon; what has none is shown without.

    `why`, `confirm`, `step`, `contact`: before these of an item. `link`: what one clicks to read the call. `reply`:
    above the answers. `troubles`: before the sources that failed. `closing`: what an entry of the calendar is (« Date
    limite »). `calendar`: the calendar's name.
    """


_PARTS: Mapping[str, type[Any]] = {
    "items": WordedItem,
    "lines": WordedItem,
    "lost": WordedLost,
    "questions": WordedQuestion,
    "replies": WordedReply,
}


def to_record(letter: WordedLetter) -> dict[str, Any]:
    """A letter as JSON holds it."""
    record: dict[str, Any] = _recorded(letter)
    return record


def _recorded(value: Any) -> Any:
    if isinstance(value, tuple):
        fields = getattr(value, "_asdict", None)
        return _recorded(fields()) if fields else [_recorded(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _recorded(one) for name, one in value.items()}
    return value


def from_record(record: Mapping[str, Any]) -> WordedLetter:
    """The letter that `to_record` wrote."""
    made: dict[str, Any] = {
        name: _tuples(value) if isinstance(value, list) else value for name, value in record.items()
    }
    for name, part in _PARTS.items():
        made[name] = tuple(_made(part, one) for one in record[name])
    made["stop"] = _made(WordedReply, record["stop"]) if record["stop"] else None
    return WordedLetter(**made)


P = TypeVar("P")


def _made(part: type[P], raw: Mapping[str, Any]) -> P:
    given: dict[str, Any] = {name: _tuples(value) if isinstance(value, list) else value for name, value in raw.items()}
    if "replies" in raw:
        given["replies"] = tuple(_made(WordedReply, one) for one in raw["replies"])
    return part(**given)


def _tuples(value: list[Any]) -> tuple[Any, ...]:
    return tuple(value)
