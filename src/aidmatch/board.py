"""What stands between the members and the calls of one day: the board's content, as values and without a word.

One line a member, one place a call. A pair is kept as the number of a *standing* (what is answered, how near it is,
which kinds decide), since a cluster of 150 members and 3,000 calls has 450,000 pairs and a few hundred standings.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.company import Company, applicants
from aidmatch.match import Answer, Match, Nearness, Terms, match_terms, nearness
from aidmatch.score import Profile, Scoring, score
from aidmatch.settle import Settler
from aidmatch.sift import Row, Sifter, bitset, ordinals

if TYPE_CHECKING:
    from aidmatch.catalogue import Card


class Standing(NamedTuple):
    """What a pair answers; many pairs share one."""

    answer: Answer
    circle: Nearness
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    points: int
    """Told where the answer is to confirm; else 0."""


class Member(NamedTuple):
    """A member and what each call of the board answers it, in the order of the board's calls."""

    company: Company
    is_bare: bool
    """Whether nothing is known of it that a call could be judged on."""
    standings: array[int]
    """By call, the number of its standing."""
    scores: bytes
    """By call, 0 to 100; 0 where it is not eligible."""


class Board(NamedTuple):
    """The members against the calls."""

    at: datetime
    cards: tuple[Card, ...]
    """The calls that take files or are announced, by closing; those without a day last."""
    standings: tuple[Standing, ...]
    members: tuple[Member, ...]


def lay(
    cards: Iterable[Card],
    companies: Iterable[Company],
    sifter: Sifter,
    terms: Callable[[int], Terms],
    known: Callable[[Company], Profile],
    scoring: Scoring | None,
    at: datetime,
    judge: Callable[[int, Terms, Company], Match] | None = None,
) -> Board:
    """Every member with every call that is not closed; `terms` and `known` give what a call asks, a company tells.

    `judge` matches one pair, what persons answered on it counted in.
    """
    judged = judge or (lambda _ordinal, asked, company: match_terms(asked, company, at))
    shown = tuple(sorted((card for card in cards if card.state(at) != "closed"), key=_by_closing))
    wanted = bitset([card.ordinal for card in shown])
    asked = {card.ordinal: terms(card.ordinal) for card in shown}
    told_apart = frozenset(ordinal for ordinal, one in asked.items() if _each_kind_once(one))
    numbers: dict[Standing, int] = {}
    members = []
    for company in companies:
        profile, elsewhere = known(company), frozenset(ordinals(sifter.elsewhere(company)))
        answered = sifter.matches(company) if isinstance(sifter, Settler) else ()
        alone = {who.project and who.project.id: sifter.alone(who) for who in applicants(company)}
        single = {project: tuple(frozenset(ordinals(calls)) for calls in found) for project, found in alone.items()}
        rows = {row.ordinal: row for row in sifter.rows(company, wanted)}
        standings, scores = array("I"), bytearray()
        for card in shown:
            row = rows[card.ordinal]
            if card.ordinal in told_apart and card.ordinal not in answered:
                failing, asking = single[row.project]
                near = _circle(row, failing=row.ordinal in failing, asking=row.ordinal in asking)
            else:
                near = nearness(judged(card.ordinal, asked[card.ordinal], company))
            stands = _standing(row, near)
            standings.append(numbers.setdefault(stands, len(numbers)))
            here = card.ordinal not in elsewhere
            gain = 0 if row.answer == "ineligible" else score(card, profile, row.targeted, at, scoring, here=here)
            scores.append(gain)
        members.append(Member(company, _is_bare(company), standings, bytes(scores)))
    return Board(at, shown, tuple(numbers), tuple(members))


def _by_closing(card: Card) -> tuple[float, str]:
    return card.next_close or 9e99, card.id


def _is_bare(company: Company) -> bool:
    facts = (company.naf, company.seat, company.legal_form, company.headcount, company.created)
    return not company.accounts and all(fact is None for fact in facts)


def _standing(row: Row, near: Nearness) -> Standing:
    points = row.points if row.answer == "to_confirm" else 0
    unknown = row.unknown if row.answer == "to_complete" else ()
    return Standing(row.answer, near, row.failed, unknown, points)


def _circle(row: Row, *, failing: bool, asking: bool) -> Nearness:
    """How near a company is, as `match.nearness` says: whether one condition alone fails, or asks."""
    if row.answer in ("eligible", "to_confirm"):
        return "other_trade" if row.targeted == "no" else "in"
    if row.answer == "to_complete":
        return "one_answer_away" if asking else "further"
    return "one_condition_away" if failing and not row.unknown else "further"


def _each_kind_once(terms: Terms) -> bool:
    """Whether the sieve counts each condition apart: of two of one kind it may judge one for both."""
    kinds = [condition.kind for condition in terms.criteria if condition.kind not in ("prose", "any_of")]
    return len(set(kinds)) == len(kinds)


def fitting(board: Board) -> Mapping[tuple[str, str], int]:
    """How many calls of each theme suit each member: eligible or to confirm, and meant for its trade."""
    themes: Sequence[tuple[str, ...]] = [tuple(card.themes.split()) for card in board.cards]
    suits = [standing.circle == "in" for standing in board.standings]
    found: Counter[tuple[str, str]] = Counter()
    for member in board.members:
        for place, number in enumerate(member.standings):
            if suits[number]:
                found.update((member.company.id, theme) for theme in themes[place])
    return found
