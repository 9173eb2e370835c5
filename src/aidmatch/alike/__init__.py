"""Which rules say the same of a company, and which companies are the same to the rules: one judgement for all.

The fast path judges a rule once a key. Where a kind has hundreds of rules and nearly every company a key of its
own, that is still too often. Of the codes a rule names only those count that the company's own touch, and of its
bounds only where they stand beside the company's numbers. What is equal in that cannot differ in its verdict: the
rule's own `judge` speaks for one, and here is only said for whom it speaks.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from aidmatch.alike._codes import ByCodes as ByCodes
from aidmatch.alike._codes import Held as Held
from aidmatch.alike._codes import Kin as Kin
from aidmatch.alike._codes import Listed as Listed
from aidmatch.alike._codes import Named as Named
from aidmatch.alike._codes import grouped as grouped
from aidmatch.alike._codes import mentions as mentions
from aidmatch.alike._codes import names_codes as names_codes
from aidmatch.condition import Rule, sum_of
from aidmatch.value import months_after


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
    if names_codes(kind):
        return ByCodes(kind, Listed(kind, rules))
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
        return [Rule(held[0].condition, sum_of([rule.calls for rule in held])) for held in groups.values()]


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
