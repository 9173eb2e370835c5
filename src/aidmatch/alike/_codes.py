"""Rules that name codes: territories, trades. A company meets those that name a code of its own, and one for the rest.

The rules may be held in memory (`Listed`) or stay in an index, which then gives only those met: a catalogue has a
thousand territories, and a company touches a few dozen of them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple, Protocol

from aidmatch.condition import Condition, Rule, sum_of
from aidmatch.nomenclatures import activities


class _Codes(NamedTuple):
    """How the rules of a kind name codes, `within` and `excluding`."""

    alike: Callable[[Any], Hashable]
    """What decides a rule's verdict beside the codes it names."""
    touched: Callable[[Any, AbstractSet[str]], tuple[Hashable, Iterable[str] | None]]
    """The rest of a key beside the codes that no rule names, and the named codes that hold one of its own or lie in it;
    None when any may."""


class Kin(NamedTuple):
    """Rules that are alike but for the codes that they name: they say the same of whoever touches none of these."""

    own: int
    """The calls that hold one of them."""
    shared: Mapping[int, int]
    """The rules of calls that hold several, each with its calls: such a call stays when only one of them goes."""


class Held(NamedTuple):
    """What a rule that names codes is, beside its condition."""

    kin: int
    calls: int


class Named(Protocol):
    """The rules of one kind that name codes, each by a number of its own: a list of them, or what an index keeps."""

    @property
    def codes(self) -> AbstractSet[str]:
        """Every code that one of them names."""
        ...

    @property
    def kin(self) -> Mapping[int, Kin]:
        """Each group of kin, by its number."""
        ...

    def naming(self, codes: Collection[str]) -> Iterable[tuple[int, str, bool]]:
        """Each rule that names one of the codes, the code, and whether it excludes it."""
        ...

    def held(self, rules: Collection[int]) -> Mapping[int, Held]:
        """The kin and the calls of some rules."""
        ...

    def condition(self, rule: int) -> Condition:
        """The condition of one rule."""
        ...

    def left(self, kin: int, near: AbstractSet[int]) -> int | None:
        """A rule of a group that is not among those near."""
        ...

    def every(self) -> Iterable[Rule]:
        """All of them."""
        ...


class Listed:
    """Rules that name codes, held in memory."""

    def __init__(self, kind: str, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._naming: dict[str, list[tuple[int, str, bool]]] = defaultdict(list)
        self._groups, numbered = grouped(kind, [rule.condition for rule in rules])
        self._held = [Held(kin, rule.calls) for kin, rule in zip(numbered, rules, strict=True)]
        for number, rule in enumerate(rules):
            for code, excluded in mentions(rule.condition):
                self._naming[code].append((number, code, excluded))
        self.codes: AbstractSet[str] = self._naming.keys()
        self.kin: Mapping[int, Kin] = {
            kin: _kin({number: rules[number].calls for number in group}) for kin, group in enumerate(self._groups)
        }

    def naming(self, codes: Collection[str]) -> Iterable[tuple[int, str, bool]]:
        """Each rule that names one of the codes, the code, and whether it excludes it."""
        return [mention for code in codes for mention in self._naming.get(code, ())]

    def held(self, rules: Collection[int]) -> Mapping[int, Held]:
        """The kin and the calls of some rules."""
        return {number: self._held[number] for number in rules}

    def condition(self, rule: int) -> Condition:
        """The condition of one rule."""
        return self._rules[rule].condition

    def left(self, kin: int, near: AbstractSet[int]) -> int | None:
        """A rule of a group that is not among those near."""
        return next((number for number in self._groups[kin] if number not in near), None)

    def every(self) -> Iterable[Rule]:
        """All of them."""
        return self._rules


def mentions(condition: Any) -> Iterator[tuple[str, bool]]:
    """The codes that a rule names, and whether it excludes them."""
    for code in condition.within:
        yield code, False
    for code in condition.excluding:
        yield code, True


def grouped(kind: str, conditions: Sequence[Condition]) -> tuple[list[list[int]], list[int]]:
    """The groups of kin among the rules of a kind, and of each rule the number of its group."""
    alike = _CODES[kind].alike
    places: dict[Hashable, int] = {}
    numbered = [places.setdefault(alike(condition), len(places)) for condition in conditions]
    groups: list[list[int]] = [[] for _ in places]
    for number, kin in enumerate(numbered):
        groups[kin].append(number)
    return groups, numbered


def _kin(calls: Mapping[int, int]) -> Kin:
    """A group of kin, from the calls of its rules."""
    once = twice = 0
    for held in calls.values():
        twice |= once & held
        once |= held
    shared = {number: held for number, held in calls.items() if held & twice}
    return Kin(sum_of([held for number, held in calls.items() if number not in shared]), shared)


def names_codes(kind: str) -> bool:
    """Whether the rules of a kind name codes, and are found by them."""
    return kind in _CODES


class ByCodes:
    """Rules that name codes, found by the codes that they name: territories, trades."""

    def __init__(self, kind: str, named: Named) -> None:
        self._named, self._codes = named, _CODES[kind]

    def seen(self, key: Any) -> Hashable:
        """The key without the codes that no rule names, and those of the others that it touches."""
        rest, touched = self._codes.touched(key, self._named.codes)
        return rest, None if touched is None else tuple(sorted(touched))

    def rules(self, seen: Any) -> Iterable[Rule]:
        """A rule for all that name the same of the codes touched, and one for all that name none of them."""
        _, touched = seen
        if touched is None:
            return self._named.every()
        flags = {code: 1 << 2 * place for place, code in enumerate(touched)}
        near: dict[int, int] = {}
        for number, code, excluded in self._named.naming(touched):
            near[number] = near.get(number, 0) | flags[code] << excluded
        held = self._named.held(near.keys())
        groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, mentioned in near.items():
            groups[held[number].kin, mentioned].append(number)
        found = []
        gone: dict[int, int] = {}
        for (kin, _), numbers in groups.items():
            calls = sum_of([held[number].calls for number in numbers])
            gone[kin] = gone.get(kin, 0) | calls
            found.append(Rule(self._named.condition(numbers[0]), calls))
        for kin, group in self._named.kin.items():
            left = self._named.left(kin, near.keys())
            if left is not None:
                shared = sum_of([calls for number, calls in group.shared.items() if number not in near])
                found.append(Rule(self._named.condition(left), group.own & ~gone.get(kin, 0) | shared))
        return found


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
