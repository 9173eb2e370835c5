"""What is news to one member: what stands now against what that member was last told. Pure, and the same every time.

Nothing is news by itself: a call is news because the member was never told of it, or because what it was told is no
longer so. A run that slept three weeks makes up for them in one letter, and one that comes twice says nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from aidmatch.compose._offers import Offer
from aidmatch.journal.letters import News, Seen, Told

Class = Literal["fits", "to_complete", "ineligible"]
"""Eligible or to confirm; one question left; a criterion failed."""

Stance = Literal["dismissed", "followed", "applied", "won", "refused", "dropped"]

SETTLED: frozenset[Stance] = frozenset({"dismissed", "won", "refused", "dropped"})
"""After these nothing more is told of a call."""

ORDER: tuple[News, ...] = ("closing", "deadline", "reopened", "answer", "new", "changed")
"""What comes first among items equally pressing and relevant."""


class Rules(NamedTuple):
    """What a letter holds."""

    full: int = 3
    lines: int = 12
    steps: tuple[int, ...] = (60, 30, 14, 7, 2)
    reminder: int = 14


class Now(NamedTuple):
    """What stands for a member."""

    offer: Offer
    answer: Class
    score: int
    """0 to 100."""
    is_aimed: bool = True
    """Not known to be meant for another trade."""


class Pick(NamedTuple):
    """An item of a letter."""

    now: Now
    news: News
    before: Seen | None
    seen: Seen
    """What the letter will have told."""
    closes_first: bool
    """It closes before the next letter."""
    is_late: bool
    """What is to be had before applying takes longer than there is time."""


class Lost(NamedTuple):
    """A call told before that is no longer possible."""

    call: str
    why: Literal["gone", "closed_early", "closed", "not_eligible", "rules_changed"]
    before: Told
    now: Now | None
    seen: Seen


class Choice(NamedTuple):
    """What a letter shows of the calls, and how many more there are to tell."""

    full: tuple[Pick, ...] = ()
    lines: tuple[Pick, ...] = ()
    counted: int = 0
    """New to the member and not shown: they compete again next week."""
    lost: tuple[Lost, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.full or self.lines or self.lost)


def choose(
    now: Mapping[str, Now],
    told: Mapping[str, Told],
    stances: Mapping[str, Stance],
    at: datetime,
    until: datetime,
    rules: Rules,
    *,
    dropped: Collection[str] = (),
    is_first: bool = False,
    is_urgent: bool = False,
) -> Choice:
    """Choose what a member's letter of `at` shows; the next one leaves by `until`.

    `dropped` are calls that the coordinator took out. The first letter shows the best open now, in full; an urgent one
    only what waiting for the next would lose. What closes before the next letter is always shown, whatever the room.
    """
    silent = {call for call, stance in stances.items() if stance in SETTLED} | set(dropped)
    picks = [
        pick
        for call, one in now.items()
        if call not in silent
        and (one.offer.state == "open" or not is_first)
        and (pick := _pick(one, told.get(call), stances.get(call), at, until, rules)) is not None
    ]
    picks.sort(key=lambda pick: _place(pick, stances, is_first=is_first))
    lost = [] if is_urgent else sorted(_losses(now, told, stances, silent, at), key=lambda one: one.call)
    if is_urgent:
        pressing = [pick for pick in picks if pick.closes_first]
        return Choice(tuple(pressing[: rules.full]), tuple(pressing[rules.full :]))
    room = rules.full if is_first else rules.full + rules.lines
    shown = [pick for place, pick in enumerate(picks) if place < room or (pick.closes_first and pick.now.is_aimed)]
    counted = sum(pick.news in ("new", "reopened") for pick in picks) - sum(
        pick.news in ("new", "reopened") for pick in shown
    )
    return Choice(tuple(shown[: rules.full]), tuple(shown[rules.full :]), counted, tuple(lost[: rules.lines]))


def _place(pick: Pick, stances: Mapping[str, Stance], *, is_first: bool) -> tuple[object, ...]:
    """Where an item stands: what closes before the next letter, then what is followed, then by news and relevance."""
    closing = pick.now.offer.closings[0].timestamp() if pick.now.offer.closings else 9e99
    news = 0 if is_first else ORDER.index(pick.news)
    followed = stances.get(pick.now.offer.id) in ("followed", "applied")
    return not pick.closes_first, not followed, not pick.now.is_aimed, news, -pick.now.score, closing, pick.now.offer.id


def _pick(
    now: Now, told: Told | None, stance: Stance | None, at: datetime, until: datetime, rules: Rules
) -> Pick | None:
    """What there is to tell of a call; None when the member knows."""
    offer = now.offer
    if not offer.is_tellable or (told is None and now.answer != "fits") or now.answer == "ineligible":
        return None
    news = _news(now, told, at)
    seen = _seen(now, stance, until, rules)
    if news is None and told is not None and seen.step is not None and stance != "applied" and now.answer == "fits":
        known = min((step for closing, step in told.reminders if closing == seen.closing), default=None)
        news = "closing" if known is None or seen.step < known else None
    if news is None:
        return None
    pressing = bool(offer.closings) and offer.closings[0] <= until and offer.state == "open"
    late = bool(offer.closings) and offer.prepares > (offer.closings[0].date() - at.date()).days
    return Pick(now, news, told.seen if told else None, seen, pressing, late)


def _news(now: Now, told: Told | None, at: datetime) -> News | None:
    """Why it is news, reminders apart."""
    if told is None:
        return "new"
    before, offer = told.seen, now.offer
    if now.answer != before.answer and "closed" not in before.answer and "gone" not in before.answer:
        return "changed" if before.asks and before.asks != offer.asks else "answer"
    if now.answer != "fits":
        return None
    known = [datetime.fromisoformat(one) for one in before.closings]
    ahead = [one for one in known if one >= at]
    if before.answer in ("closed", "gone") or (known and not ahead and offer.closings):
        return "reopened"
    if (ahead[0] if ahead else None) != (offer.closings[0] if offer.closings else None) and (ahead or offer.closings):
        return "deadline"
    return "changed" if before.offer != offer.offer or before.asks != offer.asks else None


def _seen(now: Now, stance: Stance | None, until: datetime, rules: Rules) -> Seen:
    """What a letter that shows the call tells, the reminder that falls due before the next letter included."""
    offer = now.offer
    closings = tuple(one.isoformat() for one in offer.closings)
    steps: Sequence[int] = rules.steps if stance in ("followed", "applied") else (rules.reminder,)
    due = [step for step in steps if closings and _due(offer, step) < until.date()]
    closing, step = (closings[0], min(due)) if due else (None, None)
    return Seen(now.answer, closings, offer.offer, offer.asks, closing, step)


def _due(offer: Offer, step: int) -> date:
    """The day a reminder falls due: so many days before the last on which all can still be prepared."""
    return offer.closings[0].date() - timedelta(days=step + offer.prepares)


def _losses(
    now: Mapping[str, Now],
    told: Mapping[str, Told],
    stances: Mapping[str, Stance],
    silent: Collection[str],
    at: datetime,
) -> Iterator[Lost]:
    """What was said to be possible and is no more. A closing the member was told of is no news, unless it followed."""
    for call, before in told.items():
        if call in silent or stances.get(call) == "applied" or before.seen.answer not in ("fits", "to_complete"):
            continue
        one = now.get(call)
        ahead = any(datetime.fromisoformat(closing) >= at for closing in before.seen.closings)
        ran_out = bool(before.seen.closings) and not ahead
        if one is None:
            if not ran_out:
                yield Lost(call, "gone", before, None, before.seen._replace(answer="gone", closing=None, step=None))
        elif one.offer.state == "closed":
            if not ran_out or stances.get(call) == "followed":
                seen = before.seen._replace(answer="closed", closing=None, step=None)
                yield Lost(call, "closed" if ran_out else "closed_early", before, one, seen)
        elif one.answer == "ineligible":
            why: Literal["rules_changed", "not_eligible"] = (
                "rules_changed" if before.seen.asks != one.offer.asks else "not_eligible"
            )
            offer = one.offer
            seen = Seen("ineligible", tuple(c.isoformat() for c in offer.closings), offer.offer, offer.asks)
            yield Lost(call, why, before, one, seen)
