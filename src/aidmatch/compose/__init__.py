"""What stands, what was told -> the letter of each member, before it is put into words."""

from aidmatch.compose._choice import Choice, Lost, Now, Pick, Rules, Stance, choose
from aidmatch.compose._desk import Asked, Desk, Gone, History, Item, Letter, Sight
from aidmatch.compose._offers import Offer, asks_of
from aidmatch.compose._overview import Awaited, Barren, Closing, Fit, Overview, Question, Refusing, Stale, Survey
from aidmatch.compose._phoning import ToPhone, Week, to_phone
from aidmatch.compose._weeks import monday_of, next_letter, week_of

__all__ = [
    "Asked",
    "Awaited",
    "Barren",
    "Choice",
    "Closing",
    "Desk",
    "Fit",
    "Gone",
    "History",
    "Item",
    "Letter",
    "Lost",
    "Now",
    "Offer",
    "Overview",
    "Pick",
    "Question",
    "Refusing",
    "Rules",
    "Sight",
    "Stale",
    "Stance",
    "Survey",
    "ToPhone",
    "Week",
    "asks_of",
    "choose",
    "monday_of",
    "next_letter",
    "to_phone",
    "week_of",
]
