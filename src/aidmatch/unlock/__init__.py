"""The nearest changes and dates that would open the most calls, each tried before it is told. Pure.

No rule is read twice: what to try comes from the remedies of the verdicts that fail (a day to wait for, people to
recruit, an area to be in, partners to find), and each try is matched anew by the fast path. What is told is only what
the match then says. Nothing tells anybody to cheat a rule: no back-dating, no splitting to stay under a threshold, no
smaller headcount or turnover, no other legal form, creation date or tax regime.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING

from aidmatch.ask import Inquiry
from aidmatch.sift import ordinals
from aidmatch.unlock._desk import MOST, Change, Day, Desk, Kind, Try, nearest, tries
from aidmatch.unlock._pairs import pairs

__all__ = ["MOST", "Change", "Day", "Kind", "unlock"]

if TYPE_CHECKING:
    from aidmatch.ask import Judge
    from aidmatch.catalogue import Card
    from aidmatch.company import Company
    from aidmatch.sift import Sifter


def unlock(
    company: Company,
    cards: Mapping[int, Card],
    sifter: Sifter,
    judge: Judge,
    on_day: Callable[[datetime], Day],
    inquiry: Inquiry,
    at: datetime,
    *,
    done_with: Collection[int] = (),
) -> tuple[Change, ...]:
    """The changes worth telling of the calls given, the one that opens most first."""
    desk = Desk(company, cards, sifter, at, frozenset(done_with))
    on_day = cache(on_day)
    named = tries(company, desk, judge, at)
    found = [*_waits(desk, named, on_day), *_changes(desk, named)]
    single = frozenset(card.ordinal for one in found for card in one.opens)
    found += [*pairs(desk, judge, on_day, single)]
    found += [*_answers(inquiry), *_project(inquiry), *_hold(desk)]
    return tuple(sorted(found, key=_order))


def _order(change: Change) -> tuple[bool, int, int, int, float, str, tuple[str, ...]]:
    """Most calls first, then most money; one change before two, questions after changes; the warning last."""
    stake, count = change.stake, len(change.parts)
    return change.kind == "hold", -stake.calls, -stake.euros, count, change.more, change.kind, change.terms


def _waits(desk: Desk, named: Mapping[Try, int], on_day: Callable[[datetime], Day]) -> Iterator[Change]:
    """Days to wait for, the nearest first; a later one is told for what it opens besides."""
    known: set[str] = set()
    for one in nearest(named, "wait"):
        if one.day is None:
            continue
        then = datetime.combine(one.day, time(), desk.at.tzinfo)
        other = on_day(then)
        possible = desk.possible_of(desk.company, other.sifter) & desk.wanted
        opened = [other.cards[ordinal] for ordinal in ordinals(possible & ~desk.possible) if ordinal in other.cards]
        shut = [other.cards[ordinal] for ordinal in ordinals(desk.possible & ~possible) if ordinal in other.cards]
        if {card.id for card in opened} - known:
            known |= {card.id for card in opened}
            yield Change("wait", (), one.day, one.more, tuple(opened), tuple(shut))


def _changes(desk: Desk, named: Mapping[Try, int]) -> Iterator[Change]:
    """Changes of the company or its project that open something; a further one is told for what it opens besides."""
    for kind in ("hire", "establishment", "project_place", "partner", "debts"):
        known: set[str] = set()
        for one in nearest(named, kind):
            opened, shut = desk.tried(one.terms)
            if {card.id for card in opened} - known:
                known |= {card.id for card in opened}
                yield Change(one.kind, one.terms, None, one.more, opened, shut, one.area)


def _answers(inquiry: Inquiry) -> Iterator[Change]:
    """The answers that settle most calls by themselves: which way, only the answer says."""
    every = {fact for need in inquiry.needs for fact in need.facts}
    told = {
        fact: cards
        for fact in sorted(every)
        if (inquiry.company.projects or not fact.startswith("project.")) and (cards := inquiry.settled_by({fact}))
    }
    for fact in sorted(told, key=lambda fact: -len(told[fact]))[:ASKED]:
        yield Change("answer", (), None, 0, told[fact], fact=fact)


ASKED = 3
"""Questions told among the changes."""


def _project(inquiry: Inquiry) -> Iterator[Change]:
    """A project to describe, where none is."""
    facts = {fact for need in inquiry.needs for fact in need.facts if fact.startswith("project.")}
    settled = inquiry.settled_by(facts)
    if settled and not inquiry.company.projects:
        yield Change("project", (), None, 0, settled)


def _hold(desk: Desk) -> Iterator[Change]:
    """The calls that signing or ordering now would shut."""
    waiting = [one for one in desk.company.projects if one.state in (None, "not_started")]
    if not waiting and desk.company.projects:
        return
    names = [f"project.{one.id}.state=started" for one in waiting] or ["project.state=started"]
    _, shut = desk.tried(names)
    if shut:
        yield Change("hold", tuple(names), None, 0, shut)
