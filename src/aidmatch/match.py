"""One call and one company: every verdict, and the answer they make together.

Four answers, because people act differently on each: *eligible* (everything is met), *to confirm* (all that a
machine can check is met, some points are left to a person), *to complete* (one question to the company settles
it), *ineligible* (a criterion failed: here is which, and what would change it).
"""

from collections.abc import Hashable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from aidmatch.company import Applicant, Company, applicants
from aidmatch.condition import AnyOf, Condition
from aidmatch.criteria import Prose
from aidmatch.nomenclatures import figures
from aidmatch.targeting import Targeted, Targeting, targeted
from aidmatch.value import months_after
from aidmatch.verdict import QUESTION, Outcome, Verdict

if TYPE_CHECKING:
    from aidmatch.call import Call

Answer = Literal["eligible", "to_confirm", "to_complete", "ineligible"]
Doubt = Literal["conditions_not_stated", "low_confidence", "stale"]

Nearness = Literal["in", "other_trade", "one_answer_away", "one_condition_away", "further"]
"""How near a company is to a call."""

ANSWERS: tuple[Answer, ...] = ("eligible", "to_confirm", "to_complete", "ineligible")
"""Best first."""

BARE_KINDS = frozenset({"perimeter", "audience"})
"""A call that states only where and who has not stated its conditions."""


class Terms(NamedTuple):
    """What a match reads of a call, on one day."""

    call: str
    criteria: tuple[Condition, ...]
    conditions: tuple[str, ...]
    """Prose."""
    doubts: tuple[Doubt, ...]
    targeting: Targeting


class Match(NamedTuple):
    """A call against an applicant."""

    call: str
    company: str
    project: str | None
    answer: Answer
    verdicts: tuple[tuple[Condition | Prose, Verdict], ...]
    """Every condition with its verdict, in the call's order, prose last."""
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    reserves: tuple[str, ...]
    aged: tuple[str, ...]
    """Kinds whose verdict is met on a fact to confirm."""
    doubts: tuple[Doubt, ...]
    """What the record itself leaves open."""
    points: int
    """Points left to a person: prose, reserves, aged facts, doubts."""
    targeted: Targeted

    @property
    def goodness(self) -> tuple[int, int, int, int]:
        """Order between projects of one company; less is better."""
        return goodness_of(self.answer, failed=len(self.failed), unknown=len(self.unknown), points=self.points)


def goodness_of(answer: Answer, *, failed: int, unknown: int, points: int) -> tuple[int, int, int, int]:
    """Order between projects of one company: answer, what failed, questions, points; less is better."""
    return ANSWERS.index(answer), failed, unknown, points


def answer_of(*, failed: bool, unknown: bool, points: int) -> Answer:
    """The answer a conjunction makes: the strongest of its parts speaks."""
    if failed:
        return "ineligible"
    if unknown:
        return "to_complete"
    return "to_confirm" if points else "eligible"


class Tally(NamedTuple):
    """Kinds of verdicts, by what they leave; a kind may stand in several lists."""

    failed: list[str]
    unknown: list[str]
    reserves: list[str]
    aged: list[str]
    """Met on a fact to confirm."""
    prose: int
    """Conditions quoted, which no machine decides."""

    def marks(self) -> list[tuple[str, str]]:
        """Each list's name with each of its kinds."""
        named = (("failed", self.failed), ("unknown", self.unknown), ("reserves", self.reserves), ("aged", self.aged))
        marks = [(name, kind) for name, kinds in named for kind in kinds]
        return marks + [("prose", "prose")] * self.prose


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Count verdicts under their kinds; an alternative counts under those of the branches that hold it."""
    lists: tuple[set[str], ...] = (set(), set(), set(), set())
    aged: set[str] = set()
    prose = 0
    for verdict in verdicts:
        parts = verdict.parts if verdict.kind == "any_of" else (verdict,)
        kinds = {part.kind for part in parts} - {"prose"}
        if not kinds:
            prose += 1
        elif verdict.outcome is not Outcome.MET:
            lists[verdict.strength].update(kinds)
        elif verdict.confirm is not None:
            aged.update(part.kind for part in parts if part.confirm is not None)
    return Tally(sorted(lists[3]), sorted(lists[2]), sorted(lists[1]), sorted(aged), prose)


def prose_of(call: "Call") -> int:
    """How many conditions of a call are prose, outside its alternatives."""
    return len(_asked((condition for condition in call.criteria if condition.kind == "prose"), call.conditions))


def _asked(criteria: Iterable[Condition], conditions: Iterable[str]) -> tuple[Condition | Prose, ...]:
    """Every condition once, prose last: what a call says twice is asked once."""
    told: list[Condition | Prose] = [
        *criteria,
        *(Prose.model_construct(kind="prose", text=text) for text in conditions),
    ]
    held: dict[Hashable, Condition | Prose] = {}
    for condition in told:
        held.setdefault(condition.asked(), condition)
    return tuple(held.values())


def lasting_doubts(call: "Call") -> tuple[Doubt, ...]:
    """What the record leaves open whoever asks and whatever the day."""
    found: list[Doubt] = []
    stated = any(
        criterion.kind not in BARE_KINDS
        for condition in call.criteria
        for criterion in (condition.members if isinstance(condition, AnyOf) else (condition,))
    )
    if call.language == "other" or not (stated or call.conditions or call.open_to_all):
        found.append("conditions_not_stated")
    if call.origin.confidence == "low":
        found.append("low_confidence")
    return tuple(found)


def stale_after(call: "Call") -> date | None:
    """The last day the record is within its shelf life; None when no date says.

    A call with a closing keeps until the day of its last; any other for `shelf_life.permanent_call` months after it was
    read. One of which nobody wrote when it was read is not said to be old.
    """
    closings = call.window.closings()
    if closings:
        return closings[-1].at.date()
    read_on = call.origin.read_on
    if read_on is None:
        return None
    life = figures.figure("shelf_life.permanent_call", read_on)
    return months_after(read_on, int(life.value)) if life else None


def doubts_of(call: "Call", at: datetime) -> tuple[Doubt, ...]:
    """What the record leaves open on a day: nothing stated, low confidence, not checked for too long."""
    last = stale_after(call)
    stale: tuple[Doubt, ...] = ("stale",) if last is not None and at.date() > last else ()
    return (*lasting_doubts(call), *stale)


def terms_of(call: "Call", at: datetime) -> Terms:
    """A call's terms on a day."""
    return Terms(call.id, call.criteria, call.conditions, doubts_of(call, at), call.targeting)


def match_applicant(terms: Terms, applicant: Applicant, at: datetime) -> Match:
    """Every verdict of a call on one applicant."""
    as_of = at.date()
    conditions = _asked(terms.criteria, terms.conditions)
    verdicts = tuple((condition, condition.check(applicant, as_of)) for condition in conditions)
    held = tally(verdict for _, verdict in verdicts)
    points = held.prose + len(held.reserves) + len(held.aged) + len(terms.doubts)
    return Match(
        call=terms.call,
        company=applicant.company.id,
        project=applicant.project.id if applicant.project else None,
        answer=answer_of(failed=bool(held.failed), unknown=bool(held.unknown), points=points),
        verdicts=verdicts,
        failed=tuple(held.failed),
        unknown=tuple(held.unknown),
        reserves=tuple(held.reserves),
        aged=tuple(held.aged),
        doubts=terms.doubts,
        points=points,
        targeted=targeted(terms.targeting, applicant.company),
    )


def match_terms(terms: Terms, company: Company, at: datetime) -> Match:
    """A call's terms and a company: each project is matched apart, and the best stands."""
    return min((match_applicant(terms, applicant, at) for applicant in applicants(company)), key=lambda m: m.goodness)


def match(call: "Call", company: Company, at: datetime) -> Match:
    """A call and a company: each project is matched apart, and the best stands."""
    return match_terms(terms_of(call, at), company, at)


def nearness(found: Match) -> Nearness:
    """How near a company is: in, in but of another trade, one answer away, one condition away, or further."""
    if found.answer in ("eligible", "to_confirm"):
        return "other_trade" if found.targeted == "no" else "in"
    if found.answer == "to_complete":
        asking = sum(verdict.strength == QUESTION for _, verdict in found.verdicts)
        return "one_answer_away" if asking == 1 else "further"
    refusing = sum(verdict.outcome is Outcome.FAILED for _, verdict in found.verdicts)
    return "one_condition_away" if refusing == 1 and not found.unknown else "further"
