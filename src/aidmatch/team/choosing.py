"""The best teams: those that hold most of what is asked, then surely, then with the fewest, then with the most to give.

Small pools are searched whole. In large ones the search is bounded: it keeps the best beginnings of each way of lacking
something, and says that it has not looked at every team. No random number is drawn, so two runs choose alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.team.bridging import Bridge, weights
from aidmatch.team.needs import Needs, hold, least_lacking

if TYPE_CHECKING:
    from aidmatch.team.candidates import Candidate, Circle

MORE = 2
"""Partners beyond the fewest that are tried: one more SME may make up for a large firm."""

WHOLE = 20_000
"""Teams of one size that are all looked at; above, the search is bounded."""

KEPT, KEPT_EACH = 120, 12
"""Beginnings kept from one partner to the next: in all, and of each way of lacking something."""


class Chosen(NamedTuple):
    """The best teams, and whether every team was looked at."""

    teams: tuple[tuple[Candidate, ...], ...]
    """The best first; in a team the lead stands first."""
    is_proved: bool


_Team = tuple["Candidate", ...]

Rank = tuple[int, int, int, int, tuple[str, ...]]
"""Less is better: what it lacks at best, what it lacks surely, its size, less its worth, and its names to be stable."""


class Worth:
    """What each adds to a team, alone and beside each other."""

    def __init__(self, candidates: Iterable[Candidate], found: Iterable[Bridge]) -> None:
        self._numbers: Mapping[str, float] = weights()["team"]
        self._met: dict[tuple[str, str], int] = {}
        for bridge in found:
            ends = bridge.giver, bridge.taker
            self._met[ends] = max(self._met.get(ends, 0), bridge.strength)
        self._alone = {one.key: self._of_one(one) for one in candidates}
        self._pairs: dict[tuple[str, str], int] = {}

    def alone(self, one: Candidate) -> int:
        """How well the call suits one, and what it answers."""
        return self._alone[one.key]

    def _of_one(self, one: Candidate) -> int:
        asked = {None: "to_complete", "to_confirm": "eligible"}.get(one.answer, one.answer or "")
        return round(self._numbers["fit"] * one.fit + self._numbers[asked])

    def pair(self, one: Candidate, other: Candidate) -> int:
        """How far two complete each other: other trades, and what one has that the other needs."""
        ends = (one.key, other.key) if one.key < other.key else (other.key, one.key)
        known = self._pairs.get(ends)
        if known is None:
            met = self._met.get(ends, 0) + self._met.get(ends[::-1], 0)
            same = one.trade is not None and one.trade == other.trade
            share = self._numbers["bridge_same_trade" if same else "bridge"]
            known = self._pairs[ends] = round(self._numbers[_beside(one, other)] + share * met)
        return known

    def of(self, team: Sequence[Candidate]) -> int:
        """What a team is worth."""
        pairs = sum(self.pair(one, other) for one, other in combinations(team, 2))
        return pairs + sum(self._alone[one.key] for one in team)


def _beside(one: Candidate, other: Candidate) -> str:
    if one.trade is None or other.trade is None:
        return "not_comparable"
    if one.trade == other.trade:
        return "same_division"
    return "other_division" if one.branch == other.branch else "other_section"


class _Search:
    """One search: what is asked, whose hands each is in, what each is worth."""

    def __init__(self, needs: Needs, circle: Circle, worth: Worth) -> None:
        self.needs, self.circle, self.worth = needs, circle, worth

    def rank(self, team: Sequence[Candidate], value: int) -> Rank:
        held = hold(team, self.needs, self.circle)
        names = tuple(sorted(one.key for one in team))
        return sum(one.lacks for one in held), sum(one.open for one in held), len(team), -value, names

    def whole(self, lead: tuple[Candidate, ...], pool: Sequence[Candidate], more: int) -> Iterator[tuple[Rank, _Team]]:
        """Every team of one size."""
        for others in combinations(pool, more):
            team = (*lead, *others)
            yield self.rank(team, self.worth.of(team)), team

    def bounded(
        self, lead: tuple[Candidate, ...], pool: Sequence[Candidate], more: int, most: int
    ) -> list[tuple[Rank, _Team]]:
        """The best teams of one size that grow from the best beginnings."""
        begun: list[tuple[int, _Team]] = [(self.worth.of(lead), lead)]
        for step in range(more):
            grown: dict[tuple[str, ...], tuple[int, _Team]] = {}
            for value, team in begun:
                inside = {one.key for one in team}
                for one in pool:
                    if one.key not in inside:
                        name = tuple(sorted((*inside, one.key)))
                        if name not in grown:
                            gain = self.worth.alone(one) + sum(self.worth.pair(one, other) for other in team)
                            grown[name] = (value + gain, (*team, one))
            if step == more - 1:
                ranked = ((self.rank(team, value), team) for value, team in grown.values())
                return nsmallest(most, ranked, key=lambda found: found[0])
            begun = self._kept(grown.values(), left=more - step - 1)
        return [(self.rank(team, value), team) for value, team in begun]

    def _kept(self, grown: Iterable[tuple[int, _Team]], left: int) -> list[tuple[int, _Team]]:
        """The best beginnings of each way of lacking something, those that `left` more can still make whole first."""
        by_way: dict[tuple[int, ...], list[tuple[int, _Team]]] = {}
        for value, team in grown:
            way = tuple(one.lacks for one in hold(team, self.needs, self.circle))
            by_way.setdefault(way, []).append((value, team))
        kept: list[tuple[int, _Team]] = []
        for way in sorted(by_way, key=lambda way: (sum(max(0, lacks - left) for lacks in way), sum(way), way)):
            best = nsmallest(KEPT_EACH, by_way[way], key=lambda one: (-one[0], _names(one[1])))
            kept += best[: KEPT - len(kept)]
        return kept


def _names(team: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(sorted(one.key for one in team))


def best_teams(
    pool: Sequence[Candidate],
    needs: Needs,
    circle: Circle,
    found: Iterable[Bridge],
    lead: Candidate | None = None,
    most: int = 1,
    partners: Sequence[Candidate] = (),
) -> Chosen:
    """The `most` best teams of the pool, each with the lead when one is given, and with the `partners` it has already.

    The best team never gets worse when one joins the pool, where the search is whole: every team that was there before
    is there still, and ranks as it did.
    """
    others = sorted((one for one in pool if lead is None or one.key != lead.key), key=lambda one: one.key)
    first = (*((lead,) if lead is not None else ()), *partners)
    search = _Search(needs, circle, Worth((*others, *first), found))
    best: list[tuple[Rank, _Team]] = []
    is_proved = True
    floor = least_lacking((*first, *others), needs)
    for size in _sizes(needs.size, len(first), len(others)):
        more = size - len(first)
        if comb(len(others), more) <= WHOLE:
            made: Iterable[tuple[Rank, _Team]] = search.whole(first, others, more)
        elif size < needs.size and best:
            # It would be a whole search again for a team that lacks partners.
            is_proved = False
            continue
        else:
            made = search.bounded(first, others, more, most)
            is_proved = False
        best = nsmallest(most, [*best, *made], key=lambda one: one[0])
        # A larger team that lacks nothing comes after these; a smaller one lacks partners.
        if len(best) == most and best[-1][0][:2] == (0, 0):
            break
        # A bounded search does not grow the teams for what nobody there can bring.
        if not is_proved and best and best[0][0][0] == floor:
            break
    return Chosen(tuple(team for _, team in best), is_proved)


def _sizes(fewest: int, least: int, there: int) -> list[int]:
    """Sizes of teams to try: the fewest that can hold all, a few more, then those that lack partners, largest first."""
    largest, fewest = least + there, max(fewest, least)
    sizes = [size for size in range(fewest, fewest + MORE + 1) if size <= largest]
    return [*sizes, *range(min(fewest - 1, largest), max(least, 1) - 1, -1)]
