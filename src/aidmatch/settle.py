"""A match, and what persons answered on the points it leaves open -> the match they settle.

An answer settles a point of which the machine knows nothing: yes is met, no is failed. It never overrules a verdict,
and it is about the words it was asked on: where a call asks something else, it is void. Only pairs on whose calls
somebody answered are judged anew, each by `match`, so the fast path says what is explained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.company import applicants
from aidmatch.match import Match, Terms, answer_of, match_applicant, tally
from aidmatch.sift import Answers, Row, Sieve, Sifter, bitset
from aidmatch.verdict import ANSWER, Fact, Outcome, Verdict, say

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.condition import Condition
    from aidmatch.criteria import Prose


class Reply(NamedTuple):
    """What a person answered on a point."""

    is_yes: bool
    source: str
    """Who said it."""
    day: date
    quote: str
    """The words it was asked on."""
    for_all: bool = False


Replies = Mapping[str, Reply]
"""By point: what `point_of` gives of a condition."""


class Point(NamedTuple):
    """A point left to a person, answered or not, under the number that people name it by."""

    number: int
    condition: Condition | Prose
    verdict: Verdict


def point_of(condition: Condition | Prose) -> str:
    """What an answer on a condition is kept under: a hash of all that it asks."""
    from hashlib import sha256

    return sha256(condition.rule().encode()).hexdigest()


def points_of(found: Match) -> tuple[Point, ...]:
    """The points of a match left to a person, in the order they are shown: rules, then prose."""
    ordered = sorted(found.verdicts, key=lambda one: one[1].kind == "prose")
    left = [one for one in ordered if one[1].outcome is Outcome.UNKNOWN or one[1].is_settled]
    return tuple(Point(number, condition, verdict) for number, (condition, verdict) in enumerate(left, start=1))


def void(found: Match, replies: Replies) -> tuple[Reply, ...]:
    """The answers on words that the call no longer bears."""
    asked = {point_of(condition) for condition, _ in found.verdicts} if replies else set()
    return tuple(reply for point, reply in replies.items() if point not in asked)


def settled(found: Match, replies: Replies) -> Match:
    """A match with its unknown points settled by what was answered on them."""
    if not replies:
        return found
    verdicts = []
    left: list[Verdict] = []
    refused: set[str] = set()
    for condition, verdict in found.verdicts:
        reply = replies.get(point_of(condition)) if verdict.outcome is Outcome.UNKNOWN else None
        if reply is None:
            verdicts.append((condition, verdict))
            left.append(verdict)
            continue
        verdicts.append((condition, _told(verdict, reply)))
        if not reply.is_yes:
            refused |= _kinds(verdict)
    held = tally(left)
    failed = tuple(sorted(refused.union(held.failed)))
    points = held.prose + len(held.reserves) + len(held.aged) + len(found.doubts)
    return found._replace(
        answer=answer_of(failed=bool(failed), unknown=bool(held.unknown), points=points),
        verdicts=tuple(verdicts),
        failed=failed,
        unknown=tuple(held.unknown),
        reserves=tuple(held.reserves),
        aged=tuple(held.aged),
        points=points,
    )


def match_settled(terms: Terms, company: Company, at: datetime, replies: Replies) -> Match:
    """A call's terms and a company, what was answered counted in; the best project stands."""
    asked = (settled(match_applicant(terms, applicant, at), replies) for applicant in applicants(company))
    return min(asked, key=lambda found: found.goodness)


def _kinds(verdict: Verdict) -> set[str]:
    """What a refusal counts under: the kind, or those of the branches that an alternative leaves open."""
    parts = verdict.parts if verdict.kind == "any_of" else (verdict,)
    kinds = {part.kind for part in parts}
    return kinds - {"prose"} or kinds


def _told(verdict: Verdict, reply: Reply) -> Verdict:
    facts = (Fact(ANSWER, reply.is_yes, reply.source, reply.day),)
    who, day = reply.source, reply.day
    if verdict.kind == "prose":
        reason = (
            say("“{quote:text}”: yes, according to {who:text}, {day:date}", quote=reply.quote, who=who, day=day)
            if reply.is_yes
            else say("“{quote:text}”: no, according to {who:text}, {day:date}", quote=reply.quote, who=who, day=day)
        )
    elif reply.is_yes:
        reason = say("yes, according to {who:text}, {day:date}", who=who, day=day)
    else:
        reason = say("no, according to {who:text}, {day:date}", who=who, day=day)
    return Verdict(verdict.kind, Outcome.MET if reply.is_yes else Outcome.FAILED, reason, facts)


class Settler(Sifter):
    """A sieve on one day whose answers count what persons answered."""

    def __init__(
        self,
        sieve: Sieve,
        at: datetime,
        replies: Callable[[str], Mapping[int, Replies]],
        terms: Callable[[int], Terms],
    ) -> None:
        super().__init__(sieve, at.date())
        self._at = at
        self._replies = replies
        self._terms = terms
        self._last: tuple[Company, dict[int, Match]] | None = None

    def matches(self, company: Company) -> dict[int, Match]:
        """By ordinal, the pairs on whose calls something was answered."""
        if self._last is None or self._last[0] is not company:
            found = {
                ordinal: match_settled(self._terms(ordinal), company, self._at, replies)
                for ordinal, replies in self._replies(company.id).items()
            }
            self._last = company, found
        return self._last[1]

    def answers(self, company: Company) -> Answers:
        """What every call answers a company; the best project stands."""
        judged = super().answers(company)
        found = self.matches(company)
        others = ~bitset(found)
        refused, lacking = (
            bitset([ordinal for ordinal, one in found.items() if one.answer == answer])
            for answer in ("ineligible", "to_complete")
        )
        return Answers(judged.ineligible & others | refused, judged.to_complete & others | lacking)

    def rows(self, company: Company, wanted: int | None = None) -> Iterator[Row]:
        """A row for every wanted call (all by default), in the order of ordinals; the best project stands."""
        found = self.matches(company)
        for row in super().rows(company, wanted):
            yield row_of(row.ordinal, found[row.ordinal]) if row.ordinal in found else row

    def elsewhere(self, company: Company) -> int:
        """The calls whose area is not known to hold the company, whichever of its projects asks."""
        outside = super().elsewhere(company)
        for ordinal, found in self.matches(company).items():
            for _, verdict in found.verdicts:
                if verdict.kind == "perimeter" and verdict.is_settled:
                    bit = 1 << ordinal
                    outside = outside & ~bit if verdict.outcome is Outcome.MET else outside | bit
        return outside


def row_of(ordinal: int, found: Match) -> Row:
    """A match as the fast path gives it."""
    return Row(
        ordinal,
        found.project,
        found.answer,
        found.failed,
        found.unknown,
        found.reserves,
        found.aged,
        found.points,
        found.targeted,
    )
