"""A cluster's week for its coordinator: what fits many, whom nothing fits, what closes, what to check.

Counted one member after the other, so that a thousand members need no more room than one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from aidmatch.company import Company, applicants
from aidmatch.compose._choice import Stance
from aidmatch.compose._desk import Asked, Desk, History
from aidmatch.compose._offers import Offer
from aidmatch.compose._phoning import ToPhone, Week, to_phone
from aidmatch.sift import bitset, ordinals

AHEAD = timedelta(days=60)
"""How far the closing calendar looks."""

MOST_PHONED = 10
MOST_SHOWN = 15
MANY = 2
"""Members from which a call is said to fit many."""

KINDS = 3
"""Kinds of conditions named for a member nothing fits."""


class Fit(NamedTuple):
    """A call, and how many members stand where, as `members` counts them."""

    offer: Offer
    members: int
    """Eligible or to confirm, and not known to be meant for another trade."""
    others: int
    """Eligible or to confirm, though meant for other trades."""
    asking: int
    """To complete: an answer of theirs is missing."""
    is_new: bool
    """No letter of an earlier week told any member of it."""


class Refusing(NamedTuple):
    """A kind of condition that turns a member away."""

    kind: str
    alone: int
    """Calls that it alone turns away."""
    calls: int
    """Calls that it turns away, with others or alone."""


class Barren(NamedTuple):
    """A member nothing fits, and why."""

    company: Company
    question: Asked | None
    """The one whose answer would settle most."""
    refusing: tuple[Refusing, ...]


class Awaited(NamedTuple):
    """A question that left in a letter and that nothing on file answers yet."""

    company: Company
    text: str
    since: datetime
    """When the first of those letters was written."""
    times: int


class Closing(NamedTuple):
    """A closing to come."""

    at: datetime
    offer: Offer
    members: int


class Stale(NamedTuple):
    """What on file is to be asked or read again."""

    facts: tuple[tuple[str, int], ...]
    """By kind of condition that a fact past its shelf life decided: members, the most first."""
    members: int
    """Members with one at least."""
    calls: int
    """Calls not checked for a long time that may still be open."""


class Overview(NamedTuple):
    """All of it, for one cluster."""

    week: str
    at: datetime
    members: int
    unread: int
    """Members without an e-mail address."""
    silent: int
    """Members that asked for no letters."""
    phone: tuple[ToPhone, ...]
    phone_more: int
    calls: tuple[Fit, ...]
    calls_more: int
    barren: tuple[Barren, ...]
    awaited: tuple[Awaited, ...]
    closings: tuple[Closing, ...]
    to_check: tuple[Fit, ...]
    stale: Stale


class Question(NamedTuple):
    """A question asked in letters that left."""

    kind: str
    text: str
    since: datetime
    times: int


class Survey:
    """The members of a cluster, looked at one after the other."""

    def __init__(self, desk: Desk, week: Week, told_before: frozenset[str] = frozenset()) -> None:
        """`told_before`: the calls that letters of earlier weeks told to anybody."""
        self._desk, self._week, self._told_before = desk, week, told_before
        self._fits, self._others, self._asking = Counter[int](), Counter[int](), Counter[int]()
        self._aged: Counter[str] = Counter()
        self._phone: list[ToPhone] = []
        self._phone_more = 0
        self._barren: list[Barren] = []
        self._awaited: list[Awaited] = []
        self._members = self._aging = self._unread = self._silent = 0

    def see(
        self,
        company: Company,
        history: History,
        asked: tuple[Question, ...] = (),
        *,
        is_silent: bool = False,
        is_ours: bool = True,
    ) -> None:
        """Count a member. `is_silent`: it asked for no letters; not `is_ours`: another cluster writes and phones."""
        self._members += 1
        self._silent += is_silent
        self._unread += not company.readers
        found = self._desk.sifter.answers(company)
        fitting = self._standing & ~(found.ineligible | found.to_complete)
        elsewhere = self._desk.sifter.targeted(company)["no"]
        self._fits.update(ordinals(fitting & ~elsewhere))
        self._others.update(ordinals(fitting & elsewhere))
        self._asking.update(ordinals(found.to_complete & self._standing))
        lacking = self._marked(company)
        # Two kinds of conditions may ask the same thing.
        told = {one.text: Awaited(company, one.text, one.since, one.times) for one in asked if one.kind in lacking}
        self._awaited += told.values()
        if not fitting & self._tellable:
            self._barren.append(self._why_barren(company, history.stances))
        if is_ours and not is_silent:
            self._ring(company, history)

    def _ring(self, company: Company, history: History) -> None:
        """Keep the ones to phone first; the others are counted."""
        now = self._desk.now(company, history.stances.keys())
        one = to_phone(company, now, history.told, history.stances, self._week, is_read=bool(company.readers))
        if one is None:
            return
        self._phone = sorted([*self._phone, one], key=lambda held: held.place)
        self._phone_more += len(self._phone) > MOST_PHONED
        del self._phone[MOST_PHONED:]

    def _marked(self, company: Company) -> set[str]:
        """The kinds that lack an answer; those decided by a fact past its shelf life are counted on the way."""
        lacking: set[str] = set()
        aged: set[str] = set()
        for applicant in applicants(company):
            for (name, kind), calls in self._desk.sifter.marks(applicant).items():
                if calls & self._tellable and name in ("unknown", "aged"):
                    (lacking if name == "unknown" else aged).add(kind)
        self._aged.update(aged)
        self._aging += bool(aged)
        return lacking

    def _why_barren(self, company: Company, stances: Mapping[str, Stance]) -> Barren:
        alone: Counter[str] = Counter()
        whole: Counter[str] = Counter()
        for row in self._desk.sifter.rows(company, self._tellable):
            whole.update(row.failed)
            if len(row.failed) == 1:
                alone.update(row.failed)
        best = sorted(whole, key=lambda kind: (-alone[kind], -whole[kind], kind))[:KINDS]
        asked = self._desk.questions(company, stances, 1)
        return Barren(
            company, asked[0] if asked else None, tuple(Refusing(kind, alone[kind], whole[kind]) for kind in best)
        )

    @cached_property
    def _standing(self) -> int:
        """Calls that are not closed."""
        return bitset([offer.card.ordinal for offer in self._desk.offers.values() if offer.state != "closed"])

    @cached_property
    def _tellable(self) -> int:
        return bitset([offer.card.ordinal for offer in self._desk.offers.values() if offer.is_tellable])

    def overview(self) -> Overview:
        """What was seen."""
        fits = [self._fit(offer) for offer in self._desk.offers.values() if offer.state != "closed"]
        many = [one for one in fits if one.offer.is_tellable and one.members >= MANY]
        many.sort(key=lambda one: (not one.is_new, -one.members, one.offer.id))
        to_check = [one for one in fits if not one.offer.is_tellable and one.members]
        to_check.sort(key=lambda one: (-one.members, one.offer.id))
        return Overview(
            self._week.name,
            self._week.at,
            self._members,
            self._unread,
            self._silent,
            tuple(self._phone),
            self._phone_more,
            tuple(many[:MOST_SHOWN]),
            len(many[MOST_SHOWN:]),
            tuple(self._barren),
            tuple(self._awaited),
            self._closings(fits),
            tuple(to_check),
            Stale(
                tuple(sorted(self._aged.items(), key=lambda one: (-one[1], one[0]))),
                self._aging,
                sum("stale" in one.offer.unfit for one in fits),
            ),
        )

    def _fit(self, offer: Offer) -> Fit:
        place = offer.card.ordinal
        return Fit(
            offer, self._fits[place], self._others[place], self._asking[place], offer.id not in self._told_before
        )

    def _closings(self, fits: list[Fit]) -> tuple[Closing, ...]:
        last = self._week.at + AHEAD
        found = [
            Closing(closing, one.offer, one.members)
            for one in fits
            if one.members and one.offer.is_tellable
            for closing in one.offer.closings
            if closing <= last
        ]
        return tuple(sorted(found, key=lambda one: (one.at, -one.members, one.offer.id)))
