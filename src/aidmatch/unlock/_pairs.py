"""Two changes together, for the calls that two kinds of criteria refuse and that no single change opens.

The number of tries is bounded, never the time: the same files give the same advice on any machine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, time
from itertools import product
from typing import TYPE_CHECKING

from aidmatch.ask import weight_of
from aidmatch.sift import bitset
from aidmatch.suppose import RefusedTerm, supposed
from aidmatch.unlock._desk import Change, Day, Desk, Try, remedies
from aidmatch.verdict import Outcome

if TYPE_CHECKING:
    from aidmatch.ask import Judge

JUDGED = 120
"""Calls looked into, those worth most first."""
TRIES = 60
"""Pairs tried, those that most calls name first."""
DAYS = 12
"""Days among them: a catalogue on another day is the dearest of all."""

Pair = tuple[Try, ...]
"""Two changes, or one day where both are to wait: the later."""


def pairs(desk: Desk, judge: Judge, on_day: Callable[[datetime], Day], single: Collection[int]) -> Iterator[Change]:
    """Pairs that open something, the nearest first; a further one is told for what it opens besides.

    `single`: the calls that one change opens already.
    """
    known = bitset(single)
    for pair in _nearest(_named(desk, judge, known)):
        opened, shut = _tried(desk, pair, on_day)
        opened &= ~known
        for part in pair if len(pair) > 1 and opened else ():
            opened &= ~_tried(desk, (part,), on_day)[0]
        if opened:
            yield _change(desk, pair, opened, shut, on_day)
            known |= opened


def _named(desk: Desk, judge: Judge, known: int) -> dict[Pair, int]:
    """What the two remedies of a call name together, with how many calls name it."""
    rows = [row for row in desk.refused(2) if not known >> row.ordinal & 1]
    rows.sort(key=lambda row: (-weight_of(desk.cards[row.ordinal]), row.ordinal))
    found: dict[Pair, int] = {}
    for row in rows[:JUDGED]:
        ways: dict[str, dict[Try, None]] = {}
        for _, verdict in judge(row.ordinal, desk.company).verdicts:
            if verdict.outcome is Outcome.FAILED:
                named = remedies(desk.company, verdict, row.project, desk.at)
                ways.setdefault(verdict.kind, {}).update(dict.fromkeys(named))
        if len(ways) == 2:
            for both in product(*ways.values()):
                pair = _joined(*both)
                found[pair] = found.get(pair, 0) + 1
    return found


def _joined(one: Try, other: Try) -> Pair:
    """What to do before what to wait for; of two days the later."""
    if one.day is not None and other.day is not None:
        return (max(one, other, key=lambda part: part.more),)
    return tuple(sorted((one, other), key=lambda part: (part.day is not None, part.kind, part.terms)))


def _nearest(named: dict[Pair, int]) -> list[Pair]:
    """The pairs most calls name, the nearest of them first: fewest days, then fewest people and partners."""
    chosen: list[Pair] = []
    days: set[datetime | None] = set()
    for pair in sorted(named, key=lambda pair: (-named[pair], *_distance(pair))):
        day = _day(pair)
        if day not in days and len(days) == DAYS:
            continue
        days.add(day)
        chosen.append(pair)
        if len(chosen) == TRIES:
            break
    return sorted(chosen, key=lambda pair: (*_distance(pair), -named[pair]))


def _distance(pair: Pair) -> tuple[float, float, tuple[str, ...]]:
    waited = sum(part.more for part in pair if part.day is not None)
    return waited, sum(part.more for part in pair if part.day is None), _terms(pair)


def _day(pair: Pair) -> datetime | None:
    return next((datetime.combine(part.day, time()) for part in pair if part.day is not None), None)


def _terms(pair: Pair) -> tuple[str, ...]:
    return tuple(term for part in pair for term in part.terms)


def _tried(desk: Desk, pair: Pair, on_day: Callable[[datetime], Day]) -> tuple[int, int]:
    """What they open together, and what they shut; nothing where they make no valid company."""
    try:
        company = supposed(desk.company, _terms(pair), desk.at.date()) if _terms(pair) else desk.company
    except RefusedTerm:
        return 0, 0
    day = _day(pair)
    if day is None:
        then = desk.possible_of(company, desk.sifter) & desk.wanted
        return then & ~desk.possible, desk.possible & ~then
    other = on_day(day.replace(tzinfo=desk.at.tzinfo))
    then = desk.possible_of(company, other.sifter) & desk.wanted
    still = bitset(other.cards)
    return then & ~desk.possible & still, desk.possible & ~then & still


def _change(desk: Desk, pair: Pair, opened: int, shut: int, on_day: Callable[[datetime], Day]) -> Change:
    day = _day(pair)
    cards = desk.cards if day is None else on_day(day.replace(tzinfo=desk.at.tzinfo)).cards
    more = sum(part.more for part in pair)
    told = (None if day is None else day.date(), more, desk.told(opened, cards), desk.told(shut, cards))
    if len(pair) == 1:
        return Change(pair[0].kind, pair[0].terms, *told)
    parts = (Change(one.kind, one.terms, one.day, one.more, (), (), one.area) for one in pair)
    return Change("pair", _terms(pair), *told, parts=tuple(parts))
