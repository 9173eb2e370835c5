"""The fast path over a whole catalogue: the same verdicts as `match`, judged once for all calls that share a rule.

Each distinct rule keeps one bitset of its calls (a Python integer, bit n for call n) and is judged once a
key. Its bitset is OR-ed into the failed, unknown, reserve or aged calls of the verdict's kinds; never cleared,
as a call may hold two rules of one kind. There is no second implementation of any rule here: `judge` is the
criterion's own, and a property test holds `sift` and `match` equal on every pair.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from aidmatch.alike import Apart, ByCodes, Gathered, Listed, Named, gather, names_codes
from aidmatch.company import Applicant, Company, applicants
from aidmatch.condition import Rule, sum_of
from aidmatch.criteria import SHELF, Perimeter
from aidmatch.match import (
    Answer,
    Tally,
    answer_of,
    doubts_of,
    goodness_of,
    prose_of,
    tally,
)
from aidmatch.targeting import Targeted, Targeting, targeted
from aidmatch.verdict import Outcome

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.verdict import Verdict


class Target(NamedTuple):
    """A distinct targeting and the calls that hold it."""

    targeting: Targeting
    calls: int


class Sieve(NamedTuple):
    """The prepared table of a catalogue: its distinct rules, and what each call leaves to a person anyway."""

    total: int
    """Number of calls."""
    rules: tuple[Rule, ...]
    """Those that name no code. Prose is left out: it is counted in `points`."""
    named: Mapping[str, Named]
    """Those that name codes, by kind."""
    targets: tuple[Target, ...]
    """Those that name a trade."""
    points: Callable[[int], Sequence[int] | Mapping[int, int]]
    """For the calls of a bitset, by ordinal: prose conditions and the record's own doubts, on the day of the sieve."""


class Row(NamedTuple):
    """A pair as the fast path sees it: the same lists as in `match.Match`."""

    ordinal: int
    project: str | None
    answer: Answer
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    reserves: tuple[str, ...]
    aged: tuple[str, ...]
    points: int
    targeted: Targeted

    @property
    def goodness(self) -> tuple[int, int, int, int]:
        """Order between projects of one company, as in `match.Match`."""
        return goodness_of(self.answer, failed=len(self.failed), unknown=len(self.unknown), points=self.points)


def sieve_of(calls: "Sequence[Call]", at: datetime) -> Sieve:
    """The table of some calls held in memory, for one day."""
    rules: dict[tuple[str, str], Rule] = {}
    targets: dict[str, Target] = {}
    for ordinal, call in enumerate(calls):
        for condition in call.criteria:
            if condition.kind != "prose":
                key = (condition.kind, condition.rule())
                held = rules.get(key, Rule(condition, 0))
                rules[key] = Rule(held.condition, held.calls | 1 << ordinal)
        if call.targeting.is_specific:
            aim = call.targeting.rule()
            target = targets.get(aim, Target(call.targeting, 0))
            targets[aim] = Target(target.targeting, target.calls | 1 << ordinal)
    plain: list[Rule] = []
    coded: dict[str, list[Rule]] = defaultdict(list)
    for (kind, _), rule in rules.items():
        (coded[kind] if names_codes(kind) else plain).append(rule)
    named = {kind: Listed(kind, held) for kind, held in coded.items()}
    points = tuple(prose_of(call) + len(doubts_of(call, at)) for call in calls)
    return Sieve(len(calls), tuple(plain), named, tuple(targets.values()), lambda _: points)


Mark = tuple[str, str]
"""A list (`failed`, `unknown`, `reserves`, `aged`, `prose`) and a kind."""

Marks = dict[Mark, int]
"""For each list and kind, the bitset of the calls that stand in it."""


class Answers(NamedTuple):
    """What every call answers a company, as bitsets; a call in neither is eligible or to confirm."""

    ineligible: int
    to_complete: int


class Alone(NamedTuple):
    """The calls in which one condition alone decides, as bitsets; exact where a call holds each kind once."""

    failed: int
    """One condition fails."""
    unknown: int
    """One condition lacks a fact that a question settles."""


class Judged(NamedTuple):
    """What the rules of one kind, or one alternative, say of an applicant."""

    marks: Marks
    failed: int
    """The calls of every `failed` mark."""
    unknown: int
    """The calls of every `unknown` mark."""


def answers(asked: Iterable[Iterable[Judged]]) -> Answers:
    """What every call answers a company, from what was judged of each of its applicants: the best project stands."""
    best: Answers | None = None
    for judged in asked:
        refused = lacking = 0
        for _, failed, unknown in judged:
            refused |= failed
            if unknown:
                lacking |= unknown
        found = Answers(refused, lacking and (refused | lacking) ^ refused)
        if best is not None:
            both = best.ineligible & found.ineligible
            held = (best.ineligible | best.to_complete) & (found.ineligible | found.to_complete)
            found = Answers(both, held ^ both)
        best = found
    return best or Answers(0, 0)


class Sifter:
    """A sieve on one day, with every verdict kept by kind and key."""

    def __init__(self, sieve: Sieve, as_of: date) -> None:
        self.sieve = sieve
        self.as_of = as_of
        by_kind: dict[str, list[Rule]] = defaultdict(list)
        for rule in sieve.rules:
            by_kind[rule.condition.kind].append(rule)
        alternatives = by_kind.pop("any_of", [])
        self._placed = [rule for rule in alternatives if _places(rule)]
        kinds = [*by_kind, *sieve.named]
        self._readers = [SHELF[kind].read for kind in kinds] + [rule.condition.read for rule in alternatives]
        self._kept = [_Kept(gather(kind, rules)) for kind, rules in by_kind.items()]
        self._kept += [_Kept(ByCodes(kind, named)) for kind, named in sieve.named.items()]
        # Two alternatives of one call may both be left to a person: each counts, so the prose of each has a name.
        self._kept += [_Kept(Apart((rule,)), f"any_of {number}") for number, rule in enumerate(alternatives)]

    def judged(self, applicant: Applicant) -> tuple[Judged, ...]:
        """What the rules of each kind say of an applicant, and each alternative."""
        return tuple([kept[read(applicant, self.as_of)] for read, kept in zip(self._readers, self._kept, strict=True)])

    def answers(self, company: Company) -> Answers:
        """What every call answers a company; the best project stands."""
        return answers(map(self.judged, applicants(company)))

    def alone(self, applicant: Applicant) -> Alone:
        """The calls of which one condition alone fails, and those of which one alone asks."""
        once, twice = [0, 0], [0, 0]
        for judged in self.judged(applicant):
            for place, calls in enumerate((judged.failed, judged.unknown)):
                twice[place] |= once[place] & calls
                once[place] |= calls
        return Alone(*(some & ~more for some, more in zip(once, twice, strict=True)))

    def marks(self, applicant: Applicant) -> Marks:
        """Every list and kind with its calls, for one applicant."""
        merged: Marks = {}
        for judged in self.judged(applicant):
            for mark, calls in judged.marks.items():
                merged[mark] = merged.get(mark, 0) | calls
        return merged

    def rows(self, company: Company, wanted: int | None = None) -> Iterator[Row]:
        """A row for every wanted call (all by default), in the order of ordinals; the best project stands."""
        asked = applicants(company)
        aims = self.targeted(company)
        best = self._rows(asked[0], wanted, aims)
        for applicant in asked[1:]:
            for ordinal, row in self._rows(applicant, wanted, aims).items():
                if row.goodness < best[ordinal].goodness:
                    best[ordinal] = row
        return iter(best.values())

    def targeted(self, company: Company) -> dict[Targeted, int]:
        """The calls by whether they are meant for the company's trade; those that name no trade left out."""
        aims: dict[Targeted, int] = {"yes": 0, "no": 0, "unknown": 0}
        for targeting, calls in self.sieve.targets:
            aims[targeted(targeting, company)] |= calls
        return aims

    def elsewhere(self, company: Company) -> int:
        """The calls whose area is not known to hold the company, whichever of its projects asks."""
        outside: int | None = None
        for applicant in applicants(company):
            marks = self.marks(applicant)
            unmet = sum_of(marks.get((name, "perimeter"), 0) for name in ("failed", "unknown", "reserves"))
            unmet |= sum_of(rule.calls for rule in self._placed if _is_elsewhere(rule, applicant, self.as_of))
            outside = unmet if outside is None else outside & unmet
        return outside or 0

    def _rows(self, applicant: Applicant, wanted: int | None, aims: dict[Targeted, int]) -> dict[int, Row]:
        everything = (1 << self.sieve.total) - 1
        chosen = everything if wanted is None else wanted & everything
        aimed: dict[int, Targeted] = dict.fromkeys(ordinals(aims["no"] & chosen), "no")
        aimed.update(dict.fromkeys(ordinals(aims["unknown"] & chosen), "unknown"))
        lists: dict[int, Tally] = {}
        for (name, kind), calls in sorted(self.marks(applicant).items()):
            for ordinal in ordinals(calls & chosen):
                held = lists.get(ordinal)
                if held is None:
                    held = lists[ordinal] = Tally([], [], [], [], 0)
                if name == "prose":
                    lists[ordinal] = held._replace(prose=held.prose + 1)
                else:
                    getattr(held, name).append(kind)
        project = applicant.project.id if applicant.project else None
        nothing = Tally([], [], [], [], 0)
        resting = self.sieve.points(chosen)
        return {
            ordinal: _row(ordinal, project, lists.get(ordinal, nothing), resting[ordinal], aimed.get(ordinal, "yes"))
            for ordinal in ordinals(chosen)
        }


def _places(rule: Rule) -> list[Perimeter]:
    """The territories among the branches of an alternative."""
    return [one for one in getattr(rule.condition, "members", ()) if isinstance(one, Perimeter)]


def _is_elsewhere(rule: Rule, applicant: Applicant, as_of: date) -> bool:
    """Whether an alternative is left open by a branch that is no place, while its own places do not hold."""
    if rule.condition.check(applicant, as_of).outcome is Outcome.MET:
        return False
    return any(place.check(applicant, as_of).outcome is not Outcome.MET for place in _places(rule))


def _row(ordinal: int, project: str | None, held: Tally, resting: int, aim: Targeted) -> Row:
    points = resting + held.prose + len(held.reserves) + len(held.aged)
    return Row(
        ordinal,
        project,
        answer_of(failed=bool(held.failed), unknown=bool(held.unknown), points=points),
        tuple(held.failed),
        tuple(held.unknown),
        tuple(held.reserves),
        tuple(held.aged),
        points,
        aim,
    )


def ordinals(calls: int) -> Iterator[int]:
    """The positions of the bits set, in order."""
    for place, byte in enumerate(calls.to_bytes((calls.bit_length() + 7) // 8, "little")):
        if byte:
            base = place * 8
            for bit in _BITS[byte]:
                yield base + bit


_BITS = [tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256)]


def bitset(members: Collection[int]) -> int:
    """The bitset of some ordinals."""
    held = bytearray((max(members, default=-1) >> 3) + 1)
    for ordinal in members:
        held[ordinal >> 3] |= _BIT[ordinal & 7]
    return int.from_bytes(held, "little")


_BIT = tuple(1 << bit for bit in range(8))


class _Kept(dict[Hashable, Judged]):
    """What the rules of a kind said of each key they met; a new key is judged when it is asked for."""

    def __init__(self, gathered: Gathered, prose: str = "prose") -> None:
        super().__init__()
        self._gathered = gathered
        self._prose = prose
        self._told_apart: dict[Hashable, Judged] = {}

    def __missing__(self, key: Hashable) -> Judged:
        seen = self._gathered.seen(key)
        judged = self._told_apart.get(seen)
        if judged is None:
            judged = self._told_apart[seen] = self._judge(seen, key)
        self[key] = judged
        return judged

    def _judge(self, seen: Hashable, key: Any) -> Judged:
        marks: Marks = {}
        for condition, calls in self._gathered.rules(seen):
            for name, kind in _counted(condition.judge(key)):
                mark = (name, self._prose if name == "prose" else kind)
                marks[mark] = marks.get(mark, 0) | calls
        return Judged(marks, _listed("failed", marks), _listed("unknown", marks))


def _listed(name: str, marks: Marks) -> int:
    listed = 0
    for (one, _), calls in marks.items():
        if one == name:
            listed |= calls
    return listed


def _counted(verdict: "Verdict") -> Sequence[Mark]:
    """Where a verdict stands, as `match.tally` counts it; those that it counts alike are counted once."""
    if verdict.parts:
        return tally((verdict,)).marks()
    alike = (verdict.kind, verdict.strength, verdict.confirm is None)
    marks = _COUNTED.get(alike)
    if marks is None:
        marks = _COUNTED[alike] = tally((verdict,)).marks()
    return marks


_COUNTED: dict[tuple[str, int, bool], Sequence[Mark]] = {}
