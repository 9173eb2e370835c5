"""The fast path over a whole catalogue: the same verdicts as `match`, judged once for all calls that share a rule.

Each distinct rule keeps one bitset of its calls (a Python integer, bit n for call n) and is judged once a
key. Its bitset is OR-ed into the failed, unknown, reserve or aged calls of the verdict's kinds; never cleared,
as a call may hold two rules of one kind. There is no second implementation of any rule here: `judge` is the
criterion's own, and a property test holds `sift` and `match` equal on every pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from aidmatch.company import Applicant, Company, applicants
from aidmatch.condition import AnyOf, Condition
from aidmatch.criteria import SHELF, Perimeter
from aidmatch.match import (
    ANSWERS,
    Answer,
    Tally,
    answer_of,
    doubts_of,
    prose_of,
    tally,
)
from aidmatch.targeting import Targeted, Targeting, targeted

if TYPE_CHECKING:
    from aidmatch.call import Call


class Rule(NamedTuple):
    """A distinct condition and the calls that hold it."""

    condition: Condition
    calls: int
    """Bitset over the calls' ordinals."""


class Target(NamedTuple):
    """A distinct targeting and the calls that hold it."""

    targeting: Targeting
    calls: int


class Sieve(NamedTuple):
    """The prepared table of a catalogue: its distinct rules, and what each call leaves to a person anyway."""

    count: int
    """Number of calls."""
    rules: tuple[Rule, ...]
    """Prose left out: it is counted in `points`."""
    targets: tuple[Target, ...]
    """Those that name a trade."""
    points: Sequence[int]
    """By ordinal: prose conditions and the record's own doubts, for the day the sieve is made for."""


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
    def goodness(self) -> tuple[int, int, int]:
        """Order between projects of one company, as in `match.Match`."""
        return ANSWERS.index(self.answer), len(self.unknown), self.points


def sieve_of(calls: Sequence[Call], at: datetime) -> Sieve:
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
    points = tuple(prose_of(call) + len(doubts_of(call, at)) for call in calls)
    return Sieve(len(calls), tuple(rules.values()), tuple(targets.values()), points)


Mark = tuple[str, str]
"""A list (`failed`, `unknown`, `reserves`, `aged`, `prose`) and a kind."""

Marks = dict[Mark, int]
"""For each list and kind, the bitset of the calls that stand in it."""


class Sifter:
    """A sieve on one day, with every verdict kept by kind and key."""

    def __init__(self, sieve: Sieve, as_of: date) -> None:
        self.sieve = sieve
        self.as_of = as_of
        self._by_kind: dict[str, list[Rule]] = defaultdict(list)
        alternatives: list[Rule] = []
        for rule in sieve.rules:
            if isinstance(rule.condition, AnyOf):
                alternatives.append(rule)
            else:
                self._by_kind[rule.condition.kind].append(rule)
        self._alternatives = alternatives
        self._areas = _Areas(self._by_kind.get("perimeter", []))
        self._kept: dict[tuple[str, Hashable], Marks] = {}

    def marks(self, applicant: Applicant) -> Marks:
        """Every list and kind with its calls, for one applicant."""
        merged: Marks = {}
        for kind, rules in self._by_kind.items():
            key = SHELF[kind].read(applicant, self.as_of)
            kept = self._kept.get((kind, key))
            if kept is None:
                kept = self._areas.judge(key) if kind == "perimeter" else _judge(rules, key)
                self._kept[kind, key] = kept
            _add(merged, kept)
        for number, rule in enumerate(self._alternatives):
            key = rule.condition.read(applicant, self.as_of)
            name = f"any_of {number}"
            kept = self._kept.get((name, key))
            if kept is None:
                # Two alternatives of one call may both be left to a person: each counts.
                judged = _judge((rule,), key)
                kept = {(mark, name if mark == "prose" else kind): calls for (mark, kind), calls in judged.items()}
                self._kept[name, key] = kept
            _add(merged, kept)
        return merged

    def failed(self, applicant: Applicant) -> int:
        """The bitset of the calls that refuse the applicant."""
        refused = 0
        for (name, _), calls in self.marks(applicant).items():
            if name == "failed":
                refused |= calls
        return refused

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

    def _rows(self, applicant: Applicant, wanted: int | None, aims: dict[Targeted, int]) -> dict[int, Row]:
        everything = (1 << self.sieve.count) - 1
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
        return {
            ordinal: _row(
                ordinal, project, lists.get(ordinal, nothing), self.sieve.points[ordinal], aimed.get(ordinal, "yes")
            )
            for ordinal in ordinals(chosen)
        }


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


def bitset(members: Iterable[int]) -> int:
    """The bitset of some ordinals."""
    held = bytearray()
    for ordinal in members:
        place = ordinal >> 3
        if place >= len(held):
            held.extend(bytes(place + 1 - len(held)))
        held[place] |= 1 << (ordinal & 7)
    return int.from_bytes(held, "little")


def _judge(rules: Iterable[Rule], key: Any) -> Marks:
    marks: Marks = {}
    for condition, calls in rules:
        for mark in tally((condition.judge(key),)).marks():
            marks[mark] = marks.get(mark, 0) | calls
    return marks


def _add(marks: Marks, more: Marks) -> None:
    for mark, calls in more.items():
        marks[mark] = marks.get(mark, 0) | calls


class _Areas:
    """Perimeter rules, found by the territories they name.

    Nearly every company is its own perimeter key, so this is the dear kind. A rule that names none of the
    territories a place touches says the same of it as of any place nobody names: it is judged once for all
    rules that look at the same places and restrict, or do not.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._naming: dict[str, list[int]] = defaultdict(list)
        for number, rule in enumerate(rules):
            area = _perimeter(rule)
            for code in {*area.within, *area.excluding}:
                self._naming[code].append(number)

    def judge(self, key: Any) -> Marks:
        """The marks of every perimeter rule for the places of one applicant."""
        spots = [spot for spot in (key.seat, *key.establishments, key.project) if spot is not None]
        if any(spot.code.startswith(("NUTS-", "PAYS-")) for spot in spots):
            return _judge(self._rules, key)
        named: set[int] = set()
        for spot in spots:
            for codes in (spot.inside, spot.across):
                for code in codes & self._naming.keys():
                    named.update(self._naming[code])
        marks = _judge((self._rules[number] for number in sorted(named)), key)
        elsewhere: dict[tuple[Any, bool], Rule] = {}
        for number, rule in enumerate(self._rules):
            if number not in named:
                area = _perimeter(rule)
                alike = (area.places, bool(area.within))
                held = elsewhere.get(alike)
                elsewhere[alike] = Rule(rule.condition, rule.calls | (held.calls if held else 0))
        _add(marks, _judge(elsewhere.values(), key))
        return marks


def _perimeter(rule: Rule) -> Perimeter:
    if not isinstance(rule.condition, Perimeter):
        raise TypeError("a perimeter rule was expected")
    return rule.condition
