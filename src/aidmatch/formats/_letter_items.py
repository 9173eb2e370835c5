"""One call of a letter -> its sentences: what it is, why you, what to confirm, by when, and what not to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from aidmatch.compose import Gone, Item, Pick, Sight
from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.formats._wording import Wording
from aidmatch.verdict import Outcome
from aidmatch.window import Closing
from aidmatch.worded import WordedItem, WordedLost

MOST = 3
"""Points to confirm that are quoted; the others are counted."""


class Telling(NamedTuple):
    """The language and the day of a letter."""

    words: Wording
    at: datetime


def worded_item(telling: Telling, item: Item) -> WordedItem:
    """A call in a letter, in words."""
    words, at = telling
    pick, sight = item.pick, item.sight
    call, closing = sight.call, sight.call.window.next_closing(at)
    return WordedItem(
        call=call.id,
        kind=pick.news,
        news=_news(telling, pick, sight),
        title=plain(call.title),
        what=plain(call.summary or ""),
        why=_why(words, sight),
        confirm=tuple(_confirm(words, sight)),
        worth=pick.now.offer.card.worth,
        until=_until(telling, sight, closing),
        warning=" ".join(_warnings(telling, pick, sight)),
        step=_step(words, sight),
        contact=plain(call.contact or (call.operator.name if call.operator else "")),
        url=call.url,
        source=_source(words, sight),
        peer=words.text("A member obtained it and is willing to talk about it.") if item.has_peer else "",
        closes=closing.at.isoformat() if closing and pick.now.offer.state == "open" else None,
        closes_time_given=bool(closing and closing.time_given),
        closing=_closing_name(sight, closing),
    )


def _closing_name(sight: Sight, closing: Closing | None) -> str:
    """Which of the call's closings it is: the only one whatever its day, else that of a month."""
    return f"{closing.at:%Y-%m}" if closing and len(sight.call.window.closings()) > 1 else "closing"


def _news(telling: Telling, pick: Pick, sight: Sight) -> str:
    words, at = telling
    closing = sight.call.window.next_closing(at)
    if pick.news == "closing" and closing:
        return words.plural("Closes in {n} day", "Closes in {n} days", (closing.at.date() - at.date()).days)
    if pick.news == "deadline":
        before = [datetime.fromisoformat(one) for one in pick.before.closings] if pick.before else []
        old = next((one for one in before if one >= at), None)
        if closing is None:
            return words.text("No deadline any more")
        if old is None:
            return words.text("A deadline is set: {day:date}", day=closing.at.date())
        if old < closing.at:
            return words.text("More time: {day:date} instead of {old:date}", day=closing.at.date(), old=old.date())
        return words.text("Less time: {day:date} instead of {old:date}", day=closing.at.date(), old=old.date())
    if pick.news == "reopened":
        return words.text("Open again")
    if pick.news == "answer":
        if pick.now.answer == "to_complete":
            return words.text("We now lack an answer of yours")
        return words.text("You now qualify")
    if pick.news == "changed":
        return _changed(words, pick)
    return words.text("Announced") if pick.now.offer.state == "upcoming" else words.text("New aid")


def _changed(words: Wording, pick: Pick) -> str:
    before: Mapping[str, Any] = pick.before.offer if pick.before else {}
    after = pick.now.offer.offer
    old, new = before.get("ceiling"), after.get("ceiling")
    if old != new and isinstance(old, int) and isinstance(new, int):
        return words.text("Now up to {new:euros} instead of {old:euros}", new=new, old=old)
    old, new = before.get("intensity"), after.get("intensity")
    if old != new and isinstance(old, int | float) and isinstance(new, int | float):
        return words.text("Now {new:share} of costs instead of {old:share}", new=new, old=old)
    if before != after:
        return words.text("What one may get has changed")
    if pick.before is not None and pick.before.answer != pick.now.answer:
        return words.text("Its conditions have changed: you now qualify")
    return words.text("Its conditions have changed")


def _why(words: Wording, sight: Sight) -> str:
    """Why this member: its own words that met, its trade; else the first rules it meets."""
    told = []
    if sight.words:
        close = ", ".join(plain(word) for word in _widest(sight.words))
        told.append(words.text("close to what you do or look for ({words})", words=close))
    if sight.match.targeted == "yes" and sight.call.targeting.is_specific:
        told.append(words.text("meant for your trade"))
    if not told:
        met = [words.say(one.reason) for _, one in sight.match.verdicts if one.outcome is Outcome.MET]
        told = met[:2]
    return " ; ".join(told)


def _widest(met: Sequence[str]) -> Iterator[str]:
    """The words that met, not those another says already: « jeu vidéo » without « jeu »; small, unless an acronym."""
    small = [word.lower() if word[1:].islower() else word for word in met]
    for word in dict.fromkeys(small):
        if not any(word != other and word in other.split() for other in small):
            yield word


def _confirm(words: Wording, sight: Sight) -> Iterator[str]:
    points = list(_points(words, sight))
    yield from points[:MOST]
    if len(points) > MOST:
        more = len(points) - MOST
        yield words.plural("and {n} more point, on the page", "and {n} more points, on the page", more)


def _points(words: Wording, sight: Sight) -> Iterator[str]:
    found = sight.match
    for _, verdict in found.verdicts:
        if verdict.kind == "prose":
            yield words.say(verdict.reason)
        elif verdict.outcome is Outcome.UNKNOWN and verdict.question is not None:
            yield words.say(verdict.question)
        elif verdict.outcome is Outcome.MET and verdict.confirm is not None:
            yield words.say(verdict.confirm)
    for doubt in found.doubts:
        yield words.term(_words.DOUBTS, doubt)


def _until(telling: Telling, sight: Sight, closing: Closing | None) -> str:
    words, at = telling
    window = sight.call.window
    opening = window.opening()
    if window.state(at) == "upcoming":
        if opening is not None and opening > at:
            return words.text("opens on {day:date}", day=opening.date())
        return words.term(_words.WINDOWS, "upcoming")
    if closing is None or window.kind in ("permanent", "until_exhausted"):
        return words.term(_words.WINDOW_KINDS, window.kind)
    day = words.moment(closing.at, time_given=closing.time_given)
    left = words.text("D-{days}", days=(closing.at.date() - at.date()).days)
    return words.text("to hand in by {day} ({left})", day=day, left=left)


def _warnings(telling: Telling, pick: Pick, sight: Sight) -> Iterator[str]:
    """What not to do before applying, and what can no longer be prepared in time."""
    words = telling.words
    for _, verdict in sight.match.verdicts:
        if verdict.kind == "works_start":
            yield _sentence(words.say(verdict.reason))
    if pick.is_late:
        days = pick.now.offer.prepares
        yield words.plural(
            "What is to be had first takes {n} day: too long for this deadline; ask whether a later one comes.",
            "What is to be had first takes {n} days: too long for this deadline; ask whether a later one comes.",
            days,
        )


def _step(words: Wording, sight: Sight) -> str:
    brief = sight.brief
    if brief.step:
        delay = words.plural(" ({n} day)", " ({n} days)", brief.days) if brief.days else ""
        return words.text("to have first: {step}{delay}", step=plain(brief.step), delay=delay)
    if sight.call.contact:
        return words.text("Call the contact before writing anything")
    return words.text("Read the official page, then tell us if you are interested")


def _source(words: Wording, sight: Sight) -> str:
    origin = sight.call.origin
    if origin.read_on is None:
        return words.text("Source: {source}", source=source_name(origin.source))
    return words.text("Source: {source}, read on {day:date}", source=source_name(origin.source), day=origin.read_on)


def source_name(source: str) -> str:
    """The source's own name, without what our record adds on how it was read."""
    return re.split(r" \(| ; ", plain(source), maxsplit=1)[0]


def lost_of(telling: Telling, gone: Gone) -> WordedLost:
    """A call that is no longer possible, and why."""
    words, lost = telling.words, gone.lost
    why = {
        "gone": words.text("its source no longer publishes it"),
        "closed_early": words.text("closed before the date we gave you"),
        "closed": words.text("closed"),
        "not_eligible": words.text("your company no longer meets one of its conditions"),
        "rules_changed": words.text("its conditions have changed"),
    }[lost.why]
    if gone.sight is not None and lost.why in ("not_eligible", "rules_changed"):
        failed = next((one for _, one in gone.sight.match.verdicts if one.outcome is Outcome.FAILED), None)
        if failed is not None:
            why = words.text("{why}: {reason}", why=why, reason=words.say(failed.reason))
    return WordedLost(lost.call, plain(gone.title), why)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    text = _first_upper(text)
    return text if text[-1:] in ".!?" else f"{text}."
