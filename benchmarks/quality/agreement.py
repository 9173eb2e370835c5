"""When two items say the same: a criterion brought to one form, whoever wrote it down.

Codes are taken down to the finest level, so that `A` and `01, 02, 03` agree; one euro more or less is no difference;
the two facts of `standing` are two items.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from aidmatch.condition import AnyOf, Condition
from aidmatch.criteria.activity import Activity
from aidmatch.nomenclatures import _tables, legal_forms

_condition: TypeAdapter[Condition] = TypeAdapter(Condition)

MARKS = ("hard", "optional")
"""What a label says of an item beside the criterion's own fields."""

EURO = 1


class Item(NamedTuple):
    """A condition in one form."""

    kind: str
    fields: tuple[tuple[str, Any], ...]

    def agrees(self, other: Item) -> bool:
        """Whether a reading (this) says what is asked (the other)."""
        if self.kind != other.kind:
            return False
        mine, theirs = dict(self.fields), dict(other.fields)
        if self.kind == "perimeter":
            # A reading that lets more places count refuses nobody whom the sentence admits.
            wider = mine.pop("places") >= theirs.pop("places")
            return wider and mine == theirs
        if self.kind in ("turnover", "balance"):
            return all(_near(mine[bound], theirs[bound]) for bound in ("min", "max"))
        if self.kind == "any_of":
            left, right = mine["branches"], theirs["branches"]
            return len(left) == len(right) and all(any(_same(one, two) for two in right) for one in left)
        return mine == theirs


def items(conditions: Iterable[Condition]) -> Iterator[Item]:
    """The conditions, each in one form."""
    for condition in conditions:
        yield from _items(condition)


def of_label(item: Mapping[str, Any]) -> tuple[Item, ...]:
    """What a label asks; a wrong code or field in it is refused."""
    return tuple(_items(_condition.validate_python(_bare(item))))


def _bare(item: Any) -> Any:
    if isinstance(item, Mapping):
        return {key: _bare(value) for key, value in item.items() if key not in MARKS}
    return [_bare(one) for one in item] if isinstance(item, list | tuple) else item


def _items(condition: Condition) -> Iterator[Item]:
    if isinstance(condition, AnyOf):
        branches = tuple(tuple(items(branch)) for branch in condition.branches)
        yield Item("any_of", (("branches", branches),))
        return
    asked = {name: value for name, value in condition if name not in ("kind", "words", "source", "smallest", "largest")}
    if condition.kind == "standing":
        yield from (Item("standing", ((fact, True),)) for fact, wanted in asked.items() if wanted)
        return
    if isinstance(condition, Activity):
        asked = {"admitted": _admitted(condition)}
    if condition.kind == "legal_form":
        asked = {name: _forms(value) for name, value in asked.items()}
    settled = {name: frozenset(value) if isinstance(value, tuple) else value for name, value in asked.items()}
    yield Item(condition.kind, tuple(sorted(settled.items())))


def _near(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= EURO


def _same(one: tuple[Item, ...], other: tuple[Item, ...]) -> bool:
    return len(one) == len(other) and all(any(left.agrees(right) for right in other) for left in one)


def _admitted(rule: Activity) -> frozenset[str]:
    """The sub-classes that the rule lets in."""
    return frozenset(leaf for leaf in _leaves() if rule.holds(leaf))


@cache
def _leaves() -> tuple[str, ...]:
    """Every sub-class of NAF rév. 2; NAF 2025 is in no sheet yet."""
    finest = len("00.00Z")
    return tuple(code for code, *_ in _tables.rows("naf_rev2") if len(code) == finest)


def _forms(forms: Iterable[str]) -> frozenset[str]:
    return frozenset(code for form in forms for code in legal_forms.codes_of(form) or (form,))
