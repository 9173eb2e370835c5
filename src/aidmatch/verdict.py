"""What one criterion says of one company: met, failed or unknown, and its proof.

The logic is Kleene's strong three-valued one, with a fourth, softer unknown, the *reserve*:
an unknown that only facts hardly anybody has on file would settle (holdings, aid received,
standing) or facts of a project not described. In a conjunction the stronger wins: failed,
unknown, reserve, met. In an alternative: met, unknown, reserve, failed.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from aidmatch.value import Message as Message
from aidmatch.value import say as say

QUESTION_FACTS = frozenset(
    {
        "headcount",
        "awu",
        "place",
        "establishments",
        "created",
        "first_closed_year",
        "naf",
        "naf_2025",
        "legal_form",
        "turnover",
        "micro_entrepreneur",
    }
)
"""Facts of the company that one question settles; every other fact is a reserve fact."""


ANSWER = "answer"
"""The fact that a verdict settled by a person rests on."""


class Outcome(StrEnum):
    """The answer of a criterion. Never a score, never a boolean."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Fact(NamedTuple):
    """A fact used: its name, its value, who said it and when (both may be missing)."""

    name: str
    value: Any
    by: str | None = None
    on: Any = None


class Verdict(NamedTuple):
    """One criterion against one company, with the proof."""

    kind: str
    """Name of the criterion's file."""
    outcome: Outcome
    reason: Message
    """Why, in one sentence."""
    facts: tuple[Fact, ...] = ()
    """The facts used, with who said them and when."""
    missing: tuple[str, ...] = ()
    """The facts that would settle it, when unknown."""
    question: Message | None = None
    """What to ask, when unknown."""
    remedy: Message | None = None
    """What would turn the no into a yes, when failed."""
    confirm: Message | None = None
    """Why a decided verdict is still to be confirmed: a fact past its shelf life, say."""
    parts: "tuple[Verdict, ...]" = ()
    """For an alternative: the verdicts that hold it at its level, the nearest branch's first."""

    @property
    def is_settled(self) -> bool:
        """Whether a person answered it, as no machine could."""
        return any(fact.name == ANSWER for fact in self.facts)

    @property
    def is_reserve(self) -> bool:
        """Unknown, and every fact it lacks is one hardly any member has on file."""
        return self.outcome is Outcome.UNKNOWN and QUESTION_FACTS.isdisjoint(self.missing)

    @property
    def strength(self) -> int:
        """Order in a conjunction: met 0, reserve 1, unknown 2, failed 3."""
        if self.outcome is Outcome.FAILED:
            return 3
        if self.outcome is Outcome.MET:
            return 0
        return 1 if self.is_reserve else 2


QUESTION = 2
"""The strength of a verdict that a question settles."""

_OPEN = {0: 0, 1: 2, 2: 1, 3: 3}
"""Order in an alternative, best first: met, unknown, reserve, failed."""


def strongest(verdicts: Iterable[Verdict]) -> int:
    """Strength of the conjunction of the verdicts; 0 (met) over nothing."""
    return max((verdict.strength for verdict in verdicts), default=0)


def all_of(verdicts: Iterable[Verdict]) -> Outcome:
    """Conjunction: failed if any failed, unknown if any is unknown, else met."""
    return (Outcome.MET, Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.FAILED)[strongest(verdicts)]


def any_of(branches: Iterable[tuple[Verdict, ...]]) -> Verdict:
    """The verdict of an alternative: its nearest branch speaks for it.

    A branch is a conjunction. The best branch wins (met, unknown, reserve, failed); between
    equals the one with the fewest verdicts left open or failed, then one that rests on no fact to
    confirm, then the first written.
    """

    def distance(branch: tuple[Verdict, ...]) -> tuple[int, int, bool]:
        left = sum(1 for verdict in branch if verdict.strength)
        return _OPEN[strongest(branch)], left, any(verdict.confirm for verdict in branch)

    ordered = sorted(branches, key=distance)
    nearest = ordered[0]
    level = strongest(nearest)
    worst = max(nearest, key=lambda verdict: verdict.strength)
    parts = [
        verdict for branch in ordered if strongest(branch) == level for verdict in branch if verdict.strength == level
    ]
    unsettled = [verdict for verdict in nearest if verdict.outcome is Outcome.UNKNOWN]
    return Verdict(
        kind="any_of",
        outcome=worst.outcome,
        reason=worst.reason,
        facts=worst.facts,
        missing=tuple(sorted({fact for verdict in unsettled for fact in verdict.missing}))
        if worst.outcome is Outcome.UNKNOWN
        else (),
        question=worst.question,
        remedy=worst.remedy,
        confirm=next((verdict.confirm for verdict in nearest if verdict.confirm), None),
        parts=tuple(parts),
    )
