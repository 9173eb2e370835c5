"""Which calls are one: pairs worth a look, found by keys; the reason for each; then groups in which no two differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from aidmatch.call import Call
from aidmatch.reconcile.decisions import Decision
from aidmatch.reconcile.likeness import Likeness, is_one, known_words, likeness, page
from aidmatch.reconcile.titles import nearness
from aidmatch.value import Message, say


class Evidence(NamedTuple):
    """Why two calls are one."""

    one: str
    """Id of the call."""
    other: str
    reason: Message


class Group(NamedTuple):
    """Calls that are one, by id."""

    calls: tuple[Call, ...]
    evidence: tuple[Evidence, ...] = ()
    """The pairs that made it one; none for a call alone."""


DECIDED = say("a person decided that they are one")

CROWD = 60
"""Calls that share a key from which the whole title is the key: so many have a common phrase in common."""

RAREST = 3
"""Words of a title, the rarest of the catalogue, two of which a title near it has too."""


def group(
    calls: Sequence[Call], decisions: Iterable[Decision] = (), curated: Collection[str] = frozenset()
) -> list[Group]:
    """The calls in groups, each by id, and the groups by their first.

    The strongest evidence is heard first. Two groups become one only when no call of one is known to differ from a
    call of the other: « A is B » and « B is C » do not make A and C one against their titles. A call that has several
    origins already is not looked at again. Two calls that a person wrote are never joined but by a person.
    """
    held = [likeness(call) for call in _in_order(calls)]
    decided = _Decided(held, decisions)
    found = [(0, min(two), max(two), DECIDED) for two in decided.together]
    hubs = hubs_of(held)
    for left, right in _candidates(held):
        if frozenset((left, right)) in decided.known or _settled(held[left], held[right], curated):
            continue
        why = is_one(held[left], held[right], hubs)
        if why is not None:
            found.append((why[0], left, right, why[1]))
    home = list(range(len(held)))
    members = {place: [place] for place in home}
    reasons: dict[int, list[Evidence]] = defaultdict(list)
    for strength, left, right, reason in sorted(found, key=lambda pair: pair[:3]):
        mine, theirs = home[left], home[right]
        told = Evidence(held[left].call.id, held[right].call.id, reason)
        if mine != theirs:
            crossing = [frozenset((one, other)) for one in members[mine] for other in members[theirs]]
            if any(decided.forbids(two, held, curated, by_person=not strength) for two in crossing):
                continue
            for place in members[theirs]:
                home[place] = mine
            members[mine] += members.pop(theirs)
            reasons[mine] += reasons.pop(theirs, [])
        reasons[mine].append(told)
    groups = (
        Group(tuple(held[place].call for place in sorted(inside)), tuple(sorted(reasons.get(at, []), key=_by_ids)))
        for at, inside in members.items()
    )
    return sorted(groups, key=lambda one: one.calls[0].id)


def _by_ids(told: Evidence) -> tuple[str, str, str]:
    return told.one, told.other, told.reason.id


def _in_order(calls: Iterable[Call]) -> list[Call]:
    """By id, then by what else tells them apart, so that the order they come in does not matter."""

    def key(call: Call) -> tuple[str, ...]:
        origin = call.origin
        return call.id, origin.source, origin.id or "", origin.url or "", str(origin.read_on), call.title

    known = Counter(map(key, calls))
    # Writing a call out is dear: only of those that are alike in all that.
    return sorted(calls, key=lambda call: (key(call), call.model_dump_json() if known[key(call)] > 1 else ""))


class _Decided:
    """What a person decided, by the places of the calls."""

    def __init__(self, held: Sequence[Likeness], decisions: Iterable[Decision]) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(held):
            places[one.call.id].append(place)
        joined: set[frozenset[int]] = set()
        self.apart: set[frozenset[int]] = set()
        for decision in decisions:
            two = {
                frozenset((one, other))
                for left, right in decision.pairs()
                for one in places.get(left, ())
                for other in places.get(right, ())
            }
            (joined if decision.same else self.apart).update(two)
        # Where both were written, a duplicate does less harm than a wrong merge.
        self.together = joined - self.apart
        self.known = joined | self.apart

    def forbids(
        self, two: frozenset[int], held: Sequence[Likeness], curated: Collection[str], *, by_person: bool
    ) -> bool:
        """Whether two calls cannot be in one group; only a person's own word stands against a person's."""
        if two in self.known:
            return two in self.apart
        one, other = sorted(two)
        return not by_person and _differ(held[one], held[other], curated)


def _settled(one: Likeness, other: Likeness, curated: Collection[str]) -> bool:
    return bool(one.call.origins or other.call.origins) or (one.call.id in curated and other.call.id in curated)


def _differ(one: Likeness, other: Likeness, curated: Collection[str]) -> bool:
    """Whether two calls cannot be one, whatever a third has in common with both."""
    if _settled(one, other, curated):
        return True
    if one.source == other.source:
        return one.call.origin.id is None or one.call.origin.id != other.call.origin.id
    return bool(one.title.numbers and other.title.numbers and one.title.numbers != other.title.numbers) or (
        nearness(one.title, other.title, known_words(one, other)) == "apart"
    )


def hubs_of(held: Sequence[Likeness]) -> frozenset[str]:
    """Pages to which one source sends for several of its calls: a programme's page, a search, a guide."""
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in held:
        for origin in one.call.origins or (one.call.origin,):
            address = page(origin.url)
            if address is not None:
                seen[(address.address, origin.source.casefold())].add(origin.id or origin.call or one.call.id)
    return frozenset(address for (address, _), records in seen.items() if len(records) > 1)


def _candidates(held: Sequence[Likeness]) -> list[tuple[int, int]]:
    """Pairs worth a look, each once: same page, a page named after a record, or two rare words in common."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    spread = Counter(stem for one in held for stem in one.title.stems)
    for place, one in enumerate(held):
        if one.page and not one.page.is_home:
            blocks[("page", one.page.address)].append(place)
            blocks[("name", one.page.last)].append(place)
        if one.call.origin.id:
            blocks[("name", one.call.origin.id.casefold())].append(place)
            blocks[("record", one.source, one.call.origin.id)].append(place)
        rare = sorted(one.title.stems, key=lambda stem: (spread[stem], stem))[:RAREST]
        for two in combinations(sorted(rare), 2) if len(rare) > 1 else [(*rare, "")]:
            blocks[("words", *two)].append(place)
    pairs: set[tuple[int, int]] = set()
    for places in blocks.values():
        for crowd in _thinned(held, places):
            pairs.update(
                (one, other)
                for one, other in combinations(sorted(set(crowd)), 2)
                if held[one].source != held[other].source or held[one].call.origin.id == held[other].call.origin.id
            )
    return sorted(pairs)


def _thinned(held: Sequence[Likeness], places: Sequence[int]) -> Iterator[Sequence[int]]:
    """A block as it is, or a crowd by whole titles and numbers."""
    if len(places) <= CROWD:
        yield places
        return
    finer: dict[object, list[int]] = defaultdict(list)
    for place in places:
        finer[(held[place].title.stems, held[place].title.numbers)].append(place)
    yield from finer.values()
