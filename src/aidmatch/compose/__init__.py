"""What stands, what was told -> the letter of each member, before it is put into words."""

from aidmatch.compose._choice import Choice, Lost, Now, Pick, Rules, Stance, choose
from aidmatch.compose._desk import Asked, Desk, Gone, History, Item, Letter, Sight
from aidmatch.compose._offers import Offer, asks_of
from aidmatch.compose._weeks import monday_of, next_letter, week_of

__all__ = [
    "Asked",
    "Choice",
    "Desk",
    "Gone",
    "History",
    "Item",
    "Letter",
    "Lost",
    "Now",
    "Offer",
    "Pick",
    "Rules",
    "Sight",
    "Stance",
    "asks_of",
    "choose",
    "monday_of",
    "next_letter",
    "week_of",
]
