"""Whom a coordinator phones this week, and about what: what a letter alone may lose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from aidmatch.company import Company
from aidmatch.compose._choice import SETTLED, Now, Rules, Stance
from aidmatch.journal.letters import Told
from aidmatch.score import step

Why = Literal["closes", "followed", "best", "unread"]
"""It closes before the next letter; the member follows it and a reminder is due; new, and it suits very well; it suits,
and no letter reaches the member."""

WHYS: tuple[Why, ...] = ("closes", "followed", "best", "unread")
"""In the order one phones."""

CLOSE = 3
"""Steps of relevance from which a closing is worth a phone call to a member that does not follow the call."""

VERY_CLOSE = 4
"""And a new call."""


class ToPhone(NamedTuple):
    """A member to phone, and the call to speak of first."""

    company: Company
    why: Why
    now: Now
    is_followed: bool
    is_late: bool
    """What is to be had before applying takes longer than there is time."""
    more: int
    """Other calls there is a reason to speak of."""

    @property
    def place(self) -> tuple[object, ...]:
        """Whom to phone first."""
        offer = self.now.offer
        closing = offer.closings[0].timestamp() if offer.closings else 9e99
        return WHYS.index(self.why), not self.is_followed, -self.now.score, closing, self.company.id


class Week(NamedTuple):
    """The week one phones in."""

    name: str
    at: datetime
    until: datetime
    """The next letters leave by then."""
    rules: Rules


def to_phone(
    company: Company,
    now: Mapping[str, Now],
    told: Mapping[str, Told],
    stances: Mapping[str, Stance],
    week: Week,
    *,
    is_read: bool,
) -> ToPhone | None:
    """The best reason to phone a member; None without one. `is_read`: letters reach it."""
    found = [
        one
        for call, held in now.items()
        if stances.get(call) not in SETTLED
        and (one := _reason(company, held, told.get(call), stances.get(call), week, is_read=is_read)) is not None
    ]
    if not found:
        return None
    return min(found, key=lambda one: (one.place, one.now.offer.id))._replace(more=len(found) - 1)


def _reason(
    company: Company, now: Now, told: Told | None, stance: Stance | None, week: Week, *, is_read: bool
) -> ToPhone | None:
    offer = now.offer
    if now.answer != "fits" or not offer.is_tellable or stance == "applied":
        return None
    followed = stance == "followed"
    if not followed and not now.is_aimed:
        return None
    why: Why | None = None
    if offer.state == "open" and offer.closings and offer.closings[0] <= week.until:
        why = "closes" if followed or step(now.score) >= CLOSE else None
    elif followed and _is_due(now, told, week):
        why = "followed"
    elif (told is None or (told.week == week.name and told.news == "new")) and step(now.score) >= VERY_CLOSE:
        why = "best"
    if why is None and not is_read and (told is None or told.week == week.name):
        why = "unread"
    if why is None:
        return None
    late = bool(offer.closings) and offer.prepares > (offer.closings[0].date() - week.at.date()).days
    return ToPhone(company, why, now, followed, late, 0)


def _is_due(now: Now, told: Told | None, week: Week) -> bool:
    """Whether a reminder falls due before the next letter, and no earlier week's letter brought it."""
    if not now.offer.closings:
        return False
    closing = now.offer.closings[0]
    last = closing.date() - timedelta(days=now.offer.prepares)
    due = [days for days in week.rules.steps if last - timedelta(days=days) < week.until.date()]
    if not due:
        return False
    if told is None or told.week == week.name:
        return True
    known = [days for which, days in told.reminders if which == closing.isoformat()]
    return not known or min(due) < min(known)
