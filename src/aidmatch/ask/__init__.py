"""The questions worth asking a company: the fewest answers that settle the most calls. Pure.

A call lacks facts in two ways, and is *settled* when none is left. Those of its unknown verdicts decide whether the
company may apply at all; those of its reserves, what is left to confirm. What is in the way of an answer weighs three
times a reserve; the amount one may get adds to the weight of a call, in steps, so that one huge call does not hide all
the others. A call settled means that the machine knows, whichever way: prose stays with a person.

The rule: of the sets of facts that settle some call, the one with the most weight a question comes first, all that it
settles counted; between equals the shorter, then the weightier, then by name. Inside a set, the fact that most weight
waits for. A fact asked once counts for every criterion that lacks it, so the number of questions is that of the facts
lacking, and an answer leaves one less.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.ask.covering import Need as Need
from aidmatch.ask.covering import cover as cover
from aidmatch.ask.facts import FACTS as FACTS
from aidmatch.ask.facts import Known as Known
from aidmatch.ask.facts import field_of, is_open, named
from aidmatch.ask.facts import known_of as known_of
from aidmatch.sift import bitset, ordinals
from aidmatch.verdict import QUESTION, Outcome

if TYPE_CHECKING:
    from aidmatch.catalogue import Card
    from aidmatch.company import Company, Project
    from aidmatch.match import Match
    from aidmatch.sift import Sifter

GIVEN = frozenset({"grant", "prize", "tax_credit", "exemption", "cluster_funding"})
"""Aid that is not paid back: only its amounts are added up."""
LENT = frozenset({"loan", "repayable_advance"})
STEPS = (10_000, 100_000, 1_000_000)
"""Euros from which a call weighs one more."""
DECIDES = 3
"""How many times a reserve what is in the way of an answer weighs."""


class Stake(NamedTuple):
    """What some calls are worth together: a sum of ceilings, never what will be won."""

    calls: int
    euros: int
    lent: int
    untold: int
    """Calls whose amount is not known, or that give no money."""


def stake_of(cards: Iterable[Card]) -> Stake:
    """The usual amount of each call, else its ceiling, added up; what is paid back apart."""
    calls = euros = lent = untold = 0
    for card in cards:
        calls += 1
        amount = card.typical if card.typical is not None else card.ceiling
        if amount and card.instrument in GIVEN:
            euros += amount
        elif amount and card.instrument in LENT:
            lent += amount
        else:
            untold += 1
    return Stake(calls, euros, lent, untold)


def weight_of(card: Card) -> int:
    """One for a call, and one for each step its amount reaches; unknown adds nothing."""
    amount = card.typical if card.typical is not None else card.ceiling
    return 1 + sum(amount >= step for step in STEPS) if amount and card.instrument in GIVEN else 1


class Question(NamedTuple):
    """A question, and what its answer settles."""

    fact: str
    known: Known
    field: str
    """Where the answer goes."""
    settles: tuple[int, ...]
    """Ordinals of the calls settled once it and the questions before it are answered."""
    waiting: tuple[int, ...]
    """Ordinals of all calls that lack it."""
    sums: tuple[int, ...] = ()
    """Ordinals of the calls of which it settles no answer, but how much they may bring."""

    @property
    def calls(self) -> tuple[int, ...]:
        """Those it is asked for, the nearest first."""
        return self.settles or self.waiting or self.sums


class Inquiry(NamedTuple):
    """What is worth asking a company."""

    company: Company
    questions: tuple[Question, ...]
    cards: Mapping[int, Card]
    """The calls in question."""
    more: int
    """Questions left, beyond those told."""
    needs: tuple[Need, ...]
    """All that the calls lack."""

    @property
    def settled(self) -> list[Card]:
        """The calls that the questions settle together."""
        return [self.cards[one] for question in self.questions for one in question.settles]

    def settled_by(self, facts: Collection[str]) -> tuple[Card, ...]:
        """The calls that answers to these alone settle."""
        return tuple(self.cards[one.call] for one in self.needs if one.counts and one.facts <= set(facts))

    def stake(self, calls: Iterable[int]) -> Stake:
        """What some of the calls are worth."""
        return stake_of(self.cards[one] for one in calls)


def needs_of(company: Company, found: Match, card: Card) -> list[Need]:
    """What a call lacks: to answer, then in all; nothing of what no question settles whole."""
    project = company.project(found.project)
    deciding: set[str] = set()
    reserves: set[str] = set()
    settles_all = True
    for _, verdict in found.verdicts:
        lacking = set(verdict.missing) - {"prose"} if verdict.outcome is Outcome.UNKNOWN else set()
        if not lacking:
            continue
        can_tell = all(is_open(company, project, fact) for fact in lacking)
        facts = {named(company, project, fact) for fact in lacking} if can_tell else set()
        if verdict.strength == QUESTION:
            if not can_tell:
                return []
            deciding |= facts
        else:
            settles_all &= can_tell
            reserves |= facts
    weight = weight_of(card)
    needs = [Need(card.ordinal, frozenset(deciding), DECIDES * weight)] if deciding else []
    if reserves and settles_all:
        needs.append(Need(card.ordinal, frozenset(deciding | reserves), weight, counts=not deciding))
    return needs


Judge = Callable[[int, "Company"], "Match"]
"""A call by its ordinal, a company -> their match."""


Hangs = Callable[[int, "Project"], bool]
"""A call by its ordinal, a project -> whether what it may bring hangs on how the costs split."""


def _open_to(sifter: Sifter, company: Company, cards: Mapping[int, Card], done_with: Collection[int]) -> int:
    """The calls worth asking for: not refused, not done with, not meant for another trade."""
    calls = bitset([ordinal for ordinal in cards if ordinal not in done_with])
    return calls & ~sifter.answers(company).ineligible & ~sifter.targeted(company)["no"]


def wanted_of(sifter: Sifter, company: Company, cards: Mapping[int, Card], done_with: Collection[int]) -> list[int]:
    """Those of them that lack a fact."""
    calls = _open_to(sifter, company, cards, done_with)
    return [row.ordinal for row in sifter.rows(company, calls) if row.unknown or row.reserves]


def ask(
    company: Company,
    cards: Mapping[int, Card],
    sifter: Sifter,
    judge: Judge,
    *,
    most: int | None = None,
    done_with: Collection[int] = (),
    skipped: Collection[str] = (),
    hangs: Hangs | None = None,
) -> Inquiry:
    """What is worth asking of the calls given; `skipped` facts are not asked again.

    How costs split comes last, where the sum of a call hangs on it: whether one may apply is worth more.
    """
    needs = [
        need
        for ordinal in wanted_of(sifter, company, cards, done_with)
        for need in needs_of(company, judge(ordinal, company), cards[ordinal])
        if need.facts.isdisjoint(skipped)
    ]
    every = cover(needs)
    facts = every if most is None or most >= len(every) else cover(needs, most)
    told, more = _told(facts, needs), len(every) - len(facts)
    split = _of_costs(company, cards, sifter, judge, hangs, done_with, skipped) if hangs is not None else None
    if split is not None:
        has_room = most is None or len(told) < most
        told, more = ((*told, split), more) if has_room else (told, more + 1)
    return Inquiry(company, told, cards, more, tuple(needs))


def _of_costs(
    company: Company,
    cards: Mapping[int, Card],
    sifter: Sifter,
    judge: Judge,
    hangs: Hangs,
    done_with: Collection[int],
    skipped: Collection[str],
) -> Question | None:
    """How the costs of the first project split of which that is not told, where a sum hangs on it."""
    project = next((one for one in company.projects if not one.costs_by), None)
    fact = named(company, project, "project.costs_by")
    if project is None or fact in skipped:
        return None
    open_to = _open_to(sifter, company, cards, done_with)
    hanging = [one for one in ordinals(open_to) if cards[one].intensity is not None and hangs(one, project)]
    sums = tuple(one for one in hanging if judge(one, company).project == project.id)
    return Question(fact, known_of(fact), field_of(fact), (), (), sums) if sums else None


def _told(facts: Sequence[str], needs: Sequence[Need]) -> tuple[Question, ...]:
    held: set[str] = set()
    settled: set[int] = set()
    told = []
    for fact in facts:
        held.add(fact)
        now = [one.call for one in needs if one.counts and one.call not in settled and one.facts <= held]
        settled.update(now)
        waiting = tuple(sorted({one.call for one in needs if fact in one.facts}))
        told.append(Question(fact, known_of(fact), field_of(fact), tuple(sorted(set(now))), waiting))
    return tuple(told)
