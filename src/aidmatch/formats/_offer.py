"""What a call offers beside its conditions: until when, how one is chosen, with how many, under which licence."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from aidmatch.formats import _words
from aidmatch.formats._plain import plain

if TYPE_CHECKING:
    from aidmatch.call import Call, Correction
    from aidmatch.formats._wording import Wording


def dates(words: Wording, call: Call, at: datetime) -> list[str]:
    """When a file can be handed in, in sentences."""
    window = call.window
    told = []
    closing = window.next_closing(at)
    if closing is not None:
        day = words.moment(closing.at, time_given=closing.time_given)
        if window.kind in ("permanent", "until_exhausted"):
            told.append(words.text("Runs until {day}", day=day))
        else:
            hour = "" if closing.time_given else words.text(" (hour not given)")
            told.append(words.text("To hand in by {day}{hour}", day=day, hour=hour))
            if window.counts is not None:
                told.append(words.term(_words.COUNTS, window.counts))
    if window.second_stage is not None:
        told.append(words.text("Full file, second stage: {day:date}", day=window.second_stage))
    due = window.expected_return(at)
    if due is not None:
        told.append(words.text("Closed; back around {day:date}, our estimate", day=due))
    if window.note:
        told.append(plain(window.note))
    return told


def choice(words: Wording, call: Call) -> list[str]:
    """How one is chosen, and whether partners are needed."""
    selection = call.selection
    told = []
    if selection.by is not None:
        told.append(words.term(_words.CHOSEN, selection.by))
    if selection.envelope is not None:
        told.append(words.text("envelope {amount:euros}", amount=selection.envelope))
    if selection.success_rate is not None:
        told.append(words.text("past success rate {rate:share}", rate=selection.success_rate))
    if call.consortium is not None and call.consortium != "none":
        told.append(words.term(_words.CONSORTIUM, call.consortium))
    return told


def licence(words: Wording, call: Call) -> str:
    """The licence the source publishes under, where it says."""
    return words.text(" · licence: {licence:text}", licence=call.origin.licence) if call.origin.licence else ""


def correction(words: Wording, corrected: Correction) -> str:
    """« corrigé à la main dans data/overlays/aide-x.yaml le 20 novembre 2026 : plafond relu sur la page »"""
    day = words.text(" on {day:date}", day=corrected.on) if corrected.on else ""
    why = words.text(": {why:text}", why=corrected.why) if corrected.why else ""
    return words.text("corrected by hand in {file:text}{day}{why}", file=corrected.file, day=day, why=why)
