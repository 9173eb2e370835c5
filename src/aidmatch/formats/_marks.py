"""What every list shows of a call: dots of relevance, a colour for the answer, the time left."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from aidmatch.formats import _words
from aidmatch.formats._text import Text
from aidmatch.score import STEPS, step

if TYPE_CHECKING:
    from aidmatch.catalogue import Card
    from aidmatch.formats._wording import Wording
    from aidmatch.journal.stances import Stance

STYLES = {"eligible": "green", "to_confirm": "cyan", "to_complete": "yellow", "ineligible": "red"}


def dots(score: int) -> Text:
    """The step of relevance, from one to five dots."""
    filled = step(score)
    shown = Text()
    shown.append("●" * filled, "bright_blue")
    shown.append("·" * (STEPS - filled), "dim")
    return shown


def stood(words: Wording, stance: Stance) -> str:
    """« Suivie », « Obtenue »."""
    told = words.term(_words.STANCES, stance.state)
    return told[:1].upper() + told[1:]


def until(words: Wording, card: Card, at: datetime) -> str:
    """« J-19 », « toute l'année », « annoncé »."""
    state = card.state(at)
    if state == "closed":
        return words.term(_words.WINDOWS, "closed")
    if state == "undated":
        return words.term(_words.WINDOWS, "undated")
    if state == "upcoming" and (card.opens is None or card.opens <= at.timestamp()):
        return words.term(_words.WINDOWS, "upcoming")
    if state == "upcoming" and card.opens is not None:
        days = _days(card.opens, at)
        return words.plural("opens in {n} day", "opens in {n} days", days)
    if card.next_close is None or card.window_kind in ("permanent", "until_exhausted"):
        return words.term(_words.WINDOW_KINDS, card.window_kind)
    return words.text("D-{days}", days=_days(card.next_close, at))


def _days(moment: float, at: datetime) -> int:
    """Days between two days of the calendar: the closing day is D-0."""
    return (datetime.fromtimestamp(moment, at.tzinfo).date() - at.date()).days
