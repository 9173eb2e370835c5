"""The limits on one project's costs, as the solver takes them, in ten-thousandths of a euro: no rate is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aidmatch.plan._limits import Limits, is_state
from aidmatch.plan._option import WHOLE, Option
from aidmatch.plan._shared import Parts, cuts, ground, on_part, weighing

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

    def limit(self) -> None:
        """No group of costs is asked for more than it holds."""
        for cut in cuts(self.inside, self.on):
            some = weighing(self.inside, self.on, cut)
            if not some:
                continue
            rooms = [
                self._room(part, with_adrift=cut.adrift is not None and part in cut.adrift)[part not in cut.every]
                for part in sorted(cut.counted)
            ]
            held = self.model.add(WHOLE * sum(self.asks[one.call] for one in some) <= sum(rooms))
            if cut.adrift is not None and cut.adrift != self.on.whole:
                held.only_enforce_if(self._present(cut.adrift))

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
