"""What an aid rests on, read in the texts of a call as its source gives it."""

from __future__ import annotations

from aidmatch.call import Call
from aidmatch.extractors import basis


def resting(call: Call) -> Call:
    """The call with the article of the block exemption its texts name; as it is where it says so itself, or nothing."""
    if call.amounts.aim or call.amounts.articles or call.aid_regime not in (None, "gber"):
        return call
    texts = (call.description, call.summary, call.amounts.note, *call.amounts.costs, *call.conditions)
    found = basis(text for text in texts if text)
    if not found.articles:
        return call
    told = call.amounts.model_copy(update={"aim": found.aim, "articles": found.articles})
    return call.model_copy(update={"amounts": told, "aid_regime": "gber"})
