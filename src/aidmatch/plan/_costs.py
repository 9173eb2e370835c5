"""The limits on one project's costs, as the solver takes them, in ten-thousandths of a euro: no rate is rounded.

Groups of costs are as many as there are ways to put the costs of aids together: the solver is given few of them, and
those that a set it finds would pass (`passed`), as a flow of what is asked over the costs tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aidmatch.plan._limits import Limits, is_state, room
from aidmatch.plan._option import WHOLE, Option
from aidmatch.plan._shared import Cut, Parts, ground, on_part, weighing

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel

_RICHEST = 10**12
"""Euros the solver counts in one part of the costs: more is a slip of the keyboard."""


class Costs:
    """What aids may ask for of one project's costs."""

    def __init__(
        self,
        model: CpModel,
        inside: Sequence[Option],
        limits: Limits,
        project: str,
        takes: Mapping[str, Any],
        asks: Mapping[str, Any],
    ) -> None:
        self.model, self.inside, self.limits, self.takes, self.asks = model, inside, limits, takes, asks
        self.on = ground(inside, limits.costs[project], limits.split.get(project, {}))
        self.rooms: dict[tuple[int, bool], tuple[Any, Any]] = {}
        self.present: dict[Parts, Any] = {}

    def begin(self) -> None:
        """Limit all of the costs, and those of each aid: what most sets would pass."""
        told = {parts for parts in self.on.where.values() if parts} | {self.on.whole}
        for parts in sorted(told, key=sorted):
            self.hold(Cut(parts, parts, None))
        if None in self.on.where.values():
            self.hold(Cut(self.on.whole, self.on.whole, self.on.whole))

    def hold(self, cut: Cut) -> None:
        """Let a group of costs not be asked for more than it holds."""
        some = weighing(self.inside, self.on, cut)
        if not some:
            return
        rooms = [
            self._room(part, with_adrift=cut.adrift is not None and part in cut.adrift)[part not in cut.every]
            for part in sorted(cut.counted)
        ]
        held = self.model.add(WHOLE * sum(self.asks[one.call] for one in some) <= sum(rooms))
        if cut.adrift is not None and cut.adrift != self.on.whole:
            held.only_enforce_if(self._present(cut.adrift))

    def passed(self, asked: Mapping[str, int]) -> Iterator[Cut]:
        """Groups of costs that are asked for too much; `asked`: of each aid taken."""
        chosen = [one for one in self.inside if one.call in asked]
        where = [self.on.where[one.call] for one in chosen]
        places: list[Parts | None] = [None]
        if None in where:
            told = {parts for parts in where if parts} | {self.on.whole}
            places += [frozenset(parts) for parts in sorted(sorted(parts) for parts in told)]
        for place in places:
            cut = self._overflow(chosen, asked, place)
            if cut is not None:
                yield cut

    def _overflow(self, chosen: Sequence[Option], asked: Mapping[str, int], place: Parts | None) -> Cut | None:
        """The group of costs on which the aids flow over, where those of unknown costs lie on `place`."""
        from ortools.graph.python.max_flow import SimpleMaxFlow

        flow, source, sink, count = SimpleMaxFlow(), 0, 1, len(self.on.costs)
        supply, node = 0, 2 + 2 * count
        for one in chosen:
            parts, euros = self.on.lies(one, place), WHOLE * asked[one.call]
            if parts and euros:
                supply += euros
                flow.add_arc_with_capacity(source, node, euros)
                # Under no rule of State aid, it counts among all public money alone.
                first = 2 + count if one.regime == "none" else 2
                for part in sorted(parts):
                    flow.add_arc_with_capacity(node, first + part, euros)
                node += 1
        if not supply:
            return None
        for part in range(count):
            counted, every = self._holds(part, on_part(chosen, self.on, part, place))
            flow.add_arc_with_capacity(2 + part, 2 + count + part, counted)
            flow.add_arc_with_capacity(2 + count + part, sink, every)
        flow.solve(source, sink)
        if flow.optimal_flow() >= supply:
            return None
        near = frozenset(flow.get_source_side_min_cut())
        full = frozenset(part for part in range(count) if 2 + count + part in near)
        return Cut(full | frozenset(part for part in range(count) if 2 + part in near), full, place)

    def _holds(self, part: int, payers: Iterable[Option]) -> tuple[int, int]:
        """What a part holds of aid under the rules of State aid, and of all public money, with these aids."""
        cost, held = min(self.on.costs[part], _RICHEST), tuple(payers)
        return room(cost, held, self.limits, is_every=False), room(cost, held, self.limits, is_every=True)

    def _room(self, part: int, *, with_adrift: bool) -> tuple[Any, Any]:
        """What a part holds of all public money, and of aid under the rules of State aid, by the aids taken."""
        known = self.rooms.get((part, with_adrift))
        if known is not None:
            return known
        model, cost = self.model, min(self.on.costs[part], _RICHEST)
        payers = on_part(self.inside, self.on, part, frozenset({part}) if with_adrift else None)
        every = model.new_int_var(0, cost * self.limits.public, f"all public money on {part}")
        for one in payers:
            if one.own:
                model.add(every <= cost * (WHOLE - one.own)).only_enforce_if(self.takes[one.call])
        state = [one for one in payers if is_state(one) and one.intensity is not None]
        counted = every
        if state and self.limits.is_shared:
            # One of the State aids taken leads: the sum goes as high as that one allows. Without any, nothing does.
            counted = model.new_int_var(0, cost * self.limits.public, f"State aid on {part}")
            model.add(counted <= every)
            leads = {one.call: model.new_bool_var(f"{one.call} leads on {part}") for one in state}
            none = model.new_bool_var(f"no State aid on {part}")
            model.add_exactly_one([none, *leads.values()])
            for one in state:
                model.add_implication(leads[one.call], self.takes[one.call])
                model.add_implication(none, ~self.takes[one.call])
                model.add(counted <= (one.intensity or 0) * cost).only_enforce_if(leads[one.call])
        self.rooms[part, with_adrift] = every, counted
        return every, counted

    def _present(self, parts: Parts) -> Any:
        """Whether an aid is taken that pays for just these parts."""
        if parts not in self.present:
            self.present[parts] = self.model.new_bool_var(f"something on {sorted(parts)}")
            for one in self.inside:
                if self.on.where[one.call] == parts:
                    self.model.add_implication(self.takes[one.call], self.present[parts])
        return self.present[parts]
