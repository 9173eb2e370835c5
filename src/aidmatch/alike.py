"""Which rules say the same of a company, and which companies are the same to the rules: one judgement for all.

The fast path judges a rule once a key. Where a kind has hundreds of rules and nearly every company a key of its
own, that is still too often. Of the codes a rule names only those count that the company's own touch, and of its
bounds only where they stand beside the company's numbers. What is equal in that cannot differ in its verdict: the
rule's own `judge` speaks for one, and here is only said for whom it speaks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, Protocol

from aidmatch.condition import Condition
from aidmatch.nomenclatures import activities
from aidmatch.value import months_after


class Rule(NamedTuple):
    """A distinct condition and the calls that hold it."""

    condition: Condition
    calls: int
    """Bitset over the calls' ordinals."""


class Gathered(Protocol):
    """The rules of one kind, ready to be gathered for a key."""

    def seen(self, key: Any) -> Hashable:
        """What the rules tell apart in a key: keys of which this is equal get the same verdicts."""
        ...

    def rules(self, seen: Any) -> Iterable[Rule]:
        """One rule for all those that say the same of such a key, with the calls of all."""
        ...


def gather(kind: str, rules: Sequence[Rule]) -> Gathered:
    """The rules of a kind, gathered as the kind allows."""
    if kind in _CODES:
        return _ByCodes(rules, _CODES[kind])
    return _ByBounds(rules, _BOUNDS[kind]) if kind in _BOUNDS else Apart(rules)


class Apart:
    """Rules of which each speaks for itself."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules

    def seen(self, key: Hashable) -> Hashable:
        """The whole key."""
        return key

    def rules(self, seen: Hashable) -> Iterable[Rule]:
        """Every rule."""
        del seen
        return self._rules


class _Codes(NamedTuple):
    """How the rules of a kind name codes, `within` and `excluding`."""

    alike: Callable[[Any], Hashable]
    """What decides a rule's verdict beside the codes it names."""
    touched: Callable[[Any, AbstractSet[str]], tuple[Hashable, Iterable[str] | None]]
    """The rest of a key beside the codes that no rule names, and the named codes that hold one of its own or lie in it;
    None when any may."""


class _ByCodes:
    """Rules that name codes, found by the codes that they name: territories, trades."""

    def __init__(self, rules: Sequence[Rule], codes: _Codes) -> None:
        self._rules, self._codes = rules, codes
        self._named: set[str] = set()
        self._naming: dict[tuple[str, str], list[int]] = defaultdict(list)
        kin: dict[Hashable, dict[int, Rule]] = defaultdict(dict)
        for number, rule in enumerate(rules):
            kin[codes.alike(rule.condition)][number] = rule
            for part in ("within", "excluding"):
                for code in getattr(rule.condition, part):
                    self._named.add(code)
                    self._naming[part, code].append(number)
        self._kin = [_Kin(group) for group in kin.values()]
        self._kin_of = {number: place for place, group in enumerate(kin.values()) for number in group}

    def seen(self, key: Any) -> Hashable:
        """The key without the codes that no rule names, and those of the others that it touches."""
        rest, touched = self._codes.touched(key, self._named)
        return rest, None if touched is None else tuple(sorted(touched))

    def rules(self, seen: Any) -> Iterable[Rule]:
        """A rule for all that name the same of the codes touched, and one for all that name none of them."""
        _, touched = seen
        if touched is None:
            return self._rules
        near: dict[int, int] = {}
        for place, mention in enumerate((part, code) for code in touched for part in ("within", "excluding")):
            flag = 1 << place
            for number in self._naming.get(mention, ()):
                near[number] = near.get(number, 0) | flag
        groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, mentions in near.items():
            groups[self._kin_of[number], mentions].append(number)
        found = []
        gone = [0] * len(self._kin)
        for (kin, _), numbers in groups.items():
            calls = _union([self._rules[number].calls for number in numbers])
            gone[kin] |= calls
            found.append(Rule(self._rules[numbers[0]].condition, calls))
        for group, calls in zip(self._kin, gone, strict=True):
            found.extend(group.far(near.keys(), calls))
        return found


class _Kin:
    """Rules that are alike but for the codes that they name: they say the same of whoever touches none of these."""

    def __init__(self, rules: Mapping[int, Rule]) -> None:
        self._rules = rules
        once = twice = 0
        for rule in rules.values():
            twice |= once & rule.calls
            once |= rule.calls
        # A call that holds two of the rules stays when only one of them goes.
        self._shared = {number: rule.calls for number, rule in rules.items() if rule.calls & twice}
        self._own = _union([rule.calls for number, rule in rules.items() if number not in self._shared])

    def far(self, near: AbstractSet[int], gone: int) -> Iterator[Rule]:
        """One rule for all but those near, whose calls are gone; nothing when none is left."""
        left = next((rule for number, rule in self._rules.items() if number not in near), None)
        if left is not None:
            shared = _union([calls for number, calls in self._shared.items() if number not in near])
            yield Rule(left.condition, self._own & ~gone | shared)


def _union(bitsets: Iterable[int]) -> int:
    return reduce(or_, bitsets, 0)


def _territories(key: Any, named: AbstractSet[str]) -> tuple[Hashable, Iterable[str] | None]:
    spots = [spot for spot in (key.seat, *key.establishments, key.project) if spot is not None]
    if any(spot.code.startswith(("NUTS-", "PAYS-")) for spot in spots):
        return key, None

    def trimmed(spot: Any) -> Any:
        return None if spot is None else (frozenset(spot.inside & named), frozenset(spot.across & named))

    places = (trimmed(key.seat), tuple(map(trimmed, key.establishments)), trimmed(key.project))
    touched: set[str] = set().union(*(spot.inside & named for spot in spots), *(spot.across & named for spot in spots))
    aged = tuple(told.aged for told in (key.seat_told, key.establishments_told, key.project_told))
    return (places, key.all_listed, key.seat_alone, aged), touched


def _trades(key: Any, named: AbstractSet[str]) -> tuple[Hashable, Iterable[str] | None]:
    own: list[frozenset[str] | None] = []
    for nomenclature, held in (("naf-rev2", key.naf), ("naf-2025", key.naf_2025)):
        if held is not None and len(held.code) < _SUBCLASS:
            return key, None
        above = () if held is None else activities.ancestors(held.code, nomenclature)
        own.append(None if held is None else frozenset(code for code in above if code in named))
    return tuple(own), frozenset().union(*(codes for codes in own if codes is not None))


_SUBCLASS = len("62.01Z")
"""A code of the finest level: nothing lies in it."""

_CODES = {
    "perimeter": _Codes(lambda rule: (rule.places, bool(rule.within)), _territories),
    "activity": _Codes(lambda rule: (rule.nomenclature, bool(rule.within)), _trades),
}


Number = float | None


class _Bounds(NamedTuple):
    """How the rules of a kind bound numbers."""

    alike: Callable[[Any], Hashable]
    """What decides a rule's verdict beside its bounds."""
    bounds: Callable[[Any], tuple[Number, ...]]
    numbers: Callable[[Any], tuple[Number, ...]]
    """Every number of a key that a bound is held against."""
    rest: Callable[[Any], Hashable]
    """What else in the key counts."""


class _ByBounds:
    """Rules that bound numbers: what counts is where the bounds stand beside the numbers."""

    def __init__(self, rules: Sequence[Rule], kind: _Bounds) -> None:
        self._rules, self._kind = rules, kind
        self._alike = [kind.alike(rule.condition) for rule in rules]
        bounds = [kind.bounds(rule.condition) for rule in rules]
        self._scale = sorted({bound for own in bounds for bound in own if bound is not None})
        self._places = [tuple(None if bound is None else self._scale.index(bound) for bound in own) for own in bounds]

    def seen(self, key: Any) -> Hashable:
        """For each number, how many bounds lie below it, and how many not above; and the rest of the key."""
        if key is None:
            return None, ()
        scale = self._scale
        numbers = self._kind.numbers(key)
        return self._kind.rest(key), tuple(
            None if number is None else (bisect_left(scale, number), bisect_right(scale, number)) for number in numbers
        )

    def rules(self, seen: Any) -> Iterable[Rule]:
        """A rule for all whose bounds stand alike beside the numbers."""
        _, levels = seen
        numbered: dict[Hashable, int] = {}
        stands = [
            numbered.setdefault(
                tuple([None if level is None else (place >= level[1]) - (place < level[0]) for level in levels]), place
            )
            for place in range(len(self._scale))
        ]
        groups: dict[Hashable, list[Rule]] = defaultdict(list)
        for rule, alike, places in zip(self._rules, self._alike, self._places, strict=True):
            stand = tuple([None if place is None else stands[place] for place in places])
            groups[alike, stand].append(rule)
        return [Rule(held[0].condition, _union([rule.calls for rule in held])) for held in groups.values()]


def _headcounts(key: Any) -> tuple[Number, ...]:
    numbers: list[Number] = []
    for count in (key.headcount, key.awu):
        numbers += [None, None] if count is None else [count.low, count.high]
    if key.headcount is not None:
        numbers += key.headcount.around(key.near)
    return tuple(numbers)


def _ages(key: Any) -> tuple[Number, ...]:
    created = _whole_months(key.created.day, key.as_of) if key.created else None
    first = _whole_months(key.first_closed_year.day, key.as_of) if key.first_closed_year else None
    return created, first, None if first is None else max(0, first // 12 + 1), key.closed_on_file


def _whole_months(start: date, as_of: date) -> int:
    months = (as_of.year - start.year) * 12 + as_of.month - start.month
    return months if months_after(start, months) <= as_of else months - 1


_AMOUNT = _Bounds(
    lambda _: None,
    lambda rule: (rule.min, rule.max),
    lambda key: (key.euros,),
    lambda key: (key.aged, key.months),
)

_BOUNDS = {
    "headcount": _Bounds(
        lambda rule: rule.ruler,
        lambda rule: (rule.min, rule.max),
        _headcounts,
        lambda key: tuple(None if count is None else count.aged for count in (key.headcount, key.awu)),
    ),
    "age": _Bounds(
        lambda rule: rule.counted_from,
        lambda rule: (rule.least, rule.under, rule.min_closed_years),
        _ages,
        lambda key: key.is_to_come,
    ),
    "turnover": _AMOUNT,
    "balance": _AMOUNT,
}
