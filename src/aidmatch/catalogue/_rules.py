"""The rules of the index: those that name codes are found by them, and read when a company meets them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, cached_property
from struct import unpack_from
from typing import Any

from aidmatch.alike import Held, Kin, Named
from aidmatch.condition import Condition, Rule
from aidmatch.kept import restorer
from aidmatch.sift import bitset


@cache
def conditions() -> Callable[[Any], tuple[Condition, ...]]:
    """What makes conditions of their JSON, read."""
    return restorer(tuple[Condition, ...]) or tuple


def rules_apart(connection: sqlite3.Connection) -> tuple[Rule, ...]:
    """The rules that name no code."""
    return _rules(connection.execute("SELECT rule, calls FROM rules WHERE kin IS NULL ORDER BY number"))


def rules_named(connection: sqlite3.Connection) -> Mapping[str, Named]:
    """The others, by kind."""
    found = connection.execute("SELECT DISTINCT kind FROM kin ORDER BY kind")
    return {kind: _Kept(connection, kind) for (kind,) in found}


class _Kept:
    """The rules of a kind that name codes; each is read once."""

    def __init__(self, connection: sqlite3.Connection, kind: str) -> None:
        self._connection, self._kind = connection, kind
        self._texts: dict[int, str] = {}
        self._known: dict[int, Held] = {}
        self._conditions: dict[int, Condition] = {}

    @cached_property
    def codes(self) -> AbstractSet[str]:
        """Every code that one of them names."""
        found = self._connection.execute("SELECT DISTINCT code FROM naming WHERE kind = ?", (self._kind,))
        return frozenset(code for (code,) in found)

    @cached_property
    def kin(self) -> Mapping[int, Kin]:
        """Each group of kin, by its number."""
        own = self._connection.execute("SELECT kin, own FROM kin WHERE kind = ? ORDER BY kin", (self._kind,))
        groups = {kin: Kin(set_of(calls), {}) for kin, calls in own}
        query = "SELECT shared.kin, number, calls FROM shared JOIN rules USING (number) ORDER BY number"
        several: dict[int, dict[int, int]] = {kin: {} for kin in groups}
        for kin, number, calls in self._connection.execute(query):
            if kin in several:
                several[kin][number] = set_of(calls)
        return {kin: group._replace(shared=several[kin]) for kin, group in groups.items()}

    def naming(self, codes: Collection[str]) -> Iterable[tuple[int, str, bool]]:
        """Each rule that names one of the codes, the code, and whether it excludes it."""
        query = f"SELECT number, code, excluded FROM naming WHERE kind = ? AND code IN {_AMONG} ORDER BY number, code"
        return self._connection.execute(query, (self._kind, json.dumps(list(codes)))).fetchall()

    def held(self, rules: Collection[int]) -> Mapping[int, Held]:
        """The kin and the calls of some rules."""
        unread = [number for number in rules if number not in self._known]
        if unread:
            query = f"SELECT number, kin, rule, calls FROM rules WHERE number IN {_AMONG}"
            for number, kin, rule, calls in self._connection.execute(query, (json.dumps(unread),)):
                self._texts[number] = rule
                self._known[number] = Held(kin, set_of(calls))
        return self._known

    def condition(self, rule: int) -> Condition:
        """The condition of one rule."""
        known = self._conditions.get(rule)
        if known is None:
            self.held((rule,))
            (known,) = conditions()([json.loads(self._texts.pop(rule))])
            self._conditions[rule] = known
        return known

    def left(self, kin: int, near: AbstractSet[int]) -> int | None:
        """A rule of a group that is not among those near."""
        query = f"SELECT number FROM rules WHERE kin = ? AND number NOT IN {_AMONG} ORDER BY number LIMIT 1"
        row = self._connection.execute(query, (kin, json.dumps(list(near)))).fetchone()
        return None if row is None else int(row[0])

    def every(self) -> Iterable[Rule]:
        """All of them."""
        return self._all

    @cached_property
    def _all(self) -> tuple[Rule, ...]:
        query = "SELECT rule, calls FROM rules WHERE kind = ? ORDER BY number"
        return _rules(self._connection.execute(query, (self._kind,)))


_AMONG = "(SELECT value FROM json_each(?))"


def _rules(rows: Iterable[tuple[str, bytes]]) -> tuple[Rule, ...]:
    found = list(rows)
    told = conditions()(json.loads("[" + ",".join(rule for rule, _ in found) + "]"))
    return tuple(Rule(condition, set_of(calls)) for condition, (_, calls) in zip(told, found, strict=True))


def set_of(blob: bytes) -> int:
    """A bitset of calls, from either of the forms that `writing` gives it."""
    if blob[:1] == b"B":
        return int.from_bytes(memoryview(blob)[1:], "little")
    ordinals = unpack_from(f"<{len(blob) // 4}I", blob, 1)
    if len(ordinals) > _FEW:
        return bitset(ordinals)
    held = 0
    for ordinal in ordinals:
        held |= 1 << ordinal
    return held


_FEW = 16
"""Up to so many, a bit at a time is the shorter way."""
