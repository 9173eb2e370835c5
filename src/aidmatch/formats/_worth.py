"""What one may get from a call, in words: the usual amount if sourced, else the ceiling, with the rate."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from aidmatch.formats import _words
from aidmatch.formats._wording import Wording

if TYPE_CHECKING:
    from aidmatch.call import Call


def worth(words: Wording, call: Call) -> str:
    """« Subvention, plafond 500 000 €, 40 % des dépenses »."""
    amounts = call.amounts
    parts = [_first_upper(words.term(_words.INSTRUMENTS, call.instrument))]
    if amounts.typical is not None:
        parts.append(words.text("{amount:euros} as a rule", amount=amounts.typical))
    elif amounts.ceiling is not None:
        parts.append(words.text("up to {amount:euros}", amount=amounts.ceiling))
    elif amounts.floor is not None:
        parts.append(words.text("from {amount:euros}", amount=amounts.floor))
    if amounts.intensity is not None:
        parts.append(words.text("{rate:share} of costs", rate=amounts.intensity))
    return ", ".join(parts)


def in_both_languages(call: Call) -> tuple[str, str]:
    """French, then English: what the index keeps, so that a list need not load the rules of numbers."""
    french, english = _wordings()
    return worth(french, call), worth(english, call)


@cache
def _wordings() -> tuple[Wording, Wording]:
    return Wording("fr"), Wording("en")


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
