"""The fast path over a whole catalogue: the same verdicts as `match`, judged once for all calls that share a rule.

Each distinct rule keeps one bitset of its calls (a Python integer, bit n for call n) and is judged once a
key. Its bitset is OR-ed into the failed, unknown, reserve or aged calls of the verdict's kinds; never cleared,
as a call may hold two rules of one kind. There is no second implementation of any rule here: `judge` is the
criterion's own, and a property test holds `sift` and `match` equal on every pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from aidmatch.company import Applicant, Company, applicants
from aidmatch.condition import Condition
from aidmatch.criteria import SHELF
from aidmatch.match import (
    ANSWERS,
    Answer,
    Tally,
    answer_of,
    doubts_of,
    prose_of,
    tally,
)
from aidmatch.nomenclatures import activities
from aidmatch.targeting import Targeted, Targeting, targeted

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.verdict import Verdict


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

    total: int
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

Keys = tuple[Hashable, ...]
"""What each kind of rule, then each alternative, looks at of one applicant; read once, judged by any number of rules."""


class Answers(NamedTuple):
    """What every call answers a company, as bitsets; a call in neither is eligible or to confirm."""

    ineligible: int
    to_complete: int


class Judged(NamedTuple):
    """What the rules of one kind, or one alternative, say of a key."""

    marks: Marks
    failed: int
    """The calls of every `failed` mark."""
    unknown: int
    """The calls of every `unknown` mark."""


class Sifter:
    """A sieve on one day, with every verdict kept by kind and key."""

    def __init__(self, sieve: Sieve, as_of: date) -> None:
        self.sieve = sieve
        self.as_of = as_of
        by_kind: dict[str, list[Rule]] = defaultdict(list)
        for rule in sieve.rules:
            by_kind[rule.condition.kind].append(rule)
        alternatives = by_kind.pop("any_of", [])
        self._readers = [SHELF[kind].read for kind in by_kind] + [rule.condition.read for rule in alternatives]
        self._kept = [_Kept(_judging(kind, rules)) for kind, rules in by_kind.items()]
        self._kept += [_Kept(_Alternative(number, rule).judge) for number, rule in enumerate(alternatives)]

    def keys(self, applicant: Applicant) -> Keys:
        """All that any rule looks at of an applicant."""
        return tuple(read(applicant, self.as_of) for read in self._readers)

    def answers(self, asked: Iterable[Keys]) -> Answers:
        """What every call answers a company, from the keys of its applicants: the best project stands."""
        found: Answers | None = None
        for keys in asked:
            failed = unknown = 0
            for kept, key in zip(self._kept, keys, strict=True):
                judged = kept[key]
                failed |= judged.failed
                if judged.unknown:
                    unknown |= judged.unknown
            if found is None:
                found = Answers(failed, (failed | unknown) ^ failed if unknown else 0)
            else:
                ineligible = found.ineligible & failed
                asking = (found.ineligible | found.to_complete) & (failed | unknown)
                found = Answers(ineligible, asking ^ ineligible)
        return found or Answers(0, 0)

    def marks(self, applicant: Applicant) -> Marks:
        """Every list and kind with its calls, for one applicant."""
        merged: Marks = {}
        for kept, key in zip(self._kept, self.keys(applicant), strict=True):
            _add(merged, kept[key].marks)
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
        for mark in _marks_of(condition.judge(key)):
            marks[mark] = marks.get(mark, 0) | calls
    return marks


def _marks_of(verdict: Verdict) -> Sequence[Mark]:
    """Where a verdict stands, counted by `match.tally`; once for all those that it counts alike."""
    if verdict.parts:
        return tally((verdict,)).marks()
    alike = (verdict.kind, verdict.strength, verdict.confirm is None)
    marks = _MARKS.get(alike)
    if marks is None:
        marks = _MARKS[alike] = tally((verdict,)).marks()
    return marks


_MARKS: dict[tuple[str, int, bool], Sequence[Mark]] = {}


def _add(marks: Marks, more: Marks) -> None:
    for mark, calls in more.items():
        marks[mark] = marks.get(mark, 0) | calls


class _Kept(dict[Hashable, Judged]):
    """What some rules said of each key they met; a new key is judged when it is asked for."""

    def __init__(self, judge: Callable[[Any], Marks]) -> None:
        super().__init__()
        self._judge = judge

    def __missing__(self, key: Hashable) -> Judged:
        marks = self._judge(key)
        failed = unknown = 0
        for (name, _), calls in marks.items():
            if name == "failed":
                failed |= calls
            elif name == "unknown":
                unknown |= calls
        judged = self[key] = Judged(marks, failed, unknown)
        return judged


def _judging(kind: str, rules: Sequence[Rule]) -> Callable[[Any], Marks]:
    """How the rules of a kind are judged together: those that name codes by their codes, the others one by one."""
    codes = _CODES.get(kind)
    return partial(_judge, rules) if codes is None else _Named(rules, codes).judge


class _Alternative(NamedTuple):
    """An alternative, judged alone."""

    number: int
    rule: Rule

    def judge(self, key: Any) -> Marks:
        """Two alternatives of one call may both be left to a person: each counts, so its prose bears its number."""
        marks = _judge((self.rule,), key)
        own = f"any_of {self.number}"
        return {(name, own if name == "prose" else kind): calls for (name, kind), calls in marks.items()}


class _Codes(NamedTuple):
    """How the rules of a kind name codes, `within` and `excluding`."""

    alike: Callable[[Any], Hashable]
    """What decides a condition's verdict beside the codes it names."""
    touched: Callable[[Any, Set[str]], Sequence[str] | None]
    """Of the codes named, those that hold one of the key's own or lie in it; None when any may."""


class _Named:
    """Rules that name codes, found by the codes that they name.

    Nearly every company has a place of its own, and there are hundreds of trades: these are the dear kinds. Of the
    codes a rule names, only those count that a company's own touch. So rules that name the same of them, and
    are alike in all else, say the same, and one is judged for all; above all those that name none of them.
    """

    def __init__(self, rules: Sequence[Rule], codes: _Codes) -> None:
        self._rules, self._codes = rules, codes
        self._alike = [codes.alike(rule.condition) for rule in rules]
        self._naming: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        elsewhere: dict[Hashable, dict[int, Rule]] = defaultdict(dict)
        for number, rule in enumerate(rules):
            elsewhere[self._alike[number]][number] = rule
            condition: Any = rule.condition
            for out, named in enumerate((condition.within, condition.excluding)):
                for code in named:
                    self._naming[code].append((number, bool(out)))
        self._elsewhere = [_Elsewhere(group) for group in elsewhere.values()]

    def judge(self, key: Any) -> Marks:
        """The marks of every rule on one key."""
        touched = self._codes.touched(key, self._naming.keys())
        if touched is None:
            return _judge(self._rules, key)
        named: dict[int, tuple[tuple[str, bool], ...]] = {}
        for code in touched:
            for number, out in self._naming[code]:
                named[number] = (*named.get(number, ()), (code, out))
        groups: dict[Hashable, list[Rule]] = defaultdict(list)
        for number, codes in named.items():
            groups[self._alike[number], codes].append(self._rules[number])
        marks = _judge((Rule(held[0].condition, _union(held)) for held in groups.values()), key)
        _add(marks, _judge((rule for group in self._elsewhere for rule in group.without(named.keys())), key))
        return marks


class _Elsewhere:
    """Rules that say the same of whoever touches none of their codes."""

    def __init__(self, rules: Mapping[int, Rule]) -> None:
        self._rules = rules
        once = twice = 0
        for rule in rules.values():
            twice |= once & rule.calls
            once |= rule.calls
        # A call that holds two of the rules stays when only one of them goes.
        self._shared = {number for number, rule in rules.items() if rule.calls & twice}
        self._own = _union(rule for number, rule in rules.items() if number not in self._shared)

    def without(self, near: Set[int]) -> Iterator[Rule]:
        """The calls of all the rules but some, under a condition of theirs; nothing when none is left."""
        left = next((rule for number, rule in self._rules.items() if number not in near), None)
        if left is not None:
            gone = _union(self._rules[number] for number in near if number in self._rules)
            calls = self._own & ~gone | _union(self._rules[number] for number in self._shared if number not in near)
            yield Rule(left.condition, calls)


def _union(rules: Iterable[Rule]) -> int:
    calls = 0
    for rule in rules:
        calls |= rule.calls
    return calls


def _territories_touched(key: Any, named: Set[str]) -> Sequence[str] | None:
    spots = [spot for spot in (key.seat, *key.establishments, key.project) if spot is not None]
    if any(spot.code.startswith(("NUTS-", "PAYS-")) for spot in spots):
        return None
    return sorted({code for spot in spots for codes in (spot.inside, spot.across) for code in codes & named})


def _trades_touched(key: Any, named: Set[str]) -> Sequence[str] | None:
    touched: set[str] = set()
    for nomenclature, held in (("naf-rev2", key.naf), ("naf-2025", key.naf_2025)):
        if held is not None:
            if len(held.code) < len("62.01Z"):
                return None
            touched.update(activities.ancestors(held.code, nomenclature))
    return sorted(touched & named)


_CODES = {
    "perimeter": _Codes(lambda area: (area.places, bool(area.within)), _territories_touched),
    "activity": _Codes(lambda rule: (rule.nomenclature, bool(rule.within)), _trades_touched),
}
