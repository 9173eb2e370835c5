"""What one may get, in one line: an interval, never a bare number where a term is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidmatch.grant import LENT

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.formats._wording import Wording
    from aidmatch.grant import Grant


def summary(words: Wording, call: Call, found: Grant) -> str:
    """« de 40 000 € à 96 000 € », « au plus 96 000 € », « montant non borné »"""
    if found.is_refused:
        return words.text("nothing, by what is known")
    told = interval(words, found.low, found.high)
    unknown = sum(step.is_doubt for step in found.steps)
    if unknown and call.instrument not in LENT:
        return words.plural("{sum}, {n} point not settled", "{sum}, {n} points not settled", unknown, sum=told)
    if call.instrument not in LENT or found.equivalent is None:
        return told
    worth = found.equivalent[1]
    if worth is None:
        return words.text("{sum}, to repay; grant equivalent not known, ask the funder", sum=told)
    return words.text("{sum}, to repay; worth {grant:euros} of grant at most", sum=told, grant=worth)


def interval(words: Wording, low: int, high: int | None) -> str:
    """Both ends, or the one that is known."""
    if high is None:
        return (
            words.text("{low:euros} or more, no cap told", low=low)
            if low
            else words.text("not told, no term bounds it")
        )
    if low == high:
        return words.euros(high)
    if not low:
        return words.text("up to {high:euros}", high=high)
    return words.text("between {low:euros} and {high:euros}", low=low, high=high)
