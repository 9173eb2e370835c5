"""What a call asks of a team, and how far a team holds it: surely, perhaps, or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import ceil
from typing import TYPE_CHECKING, Literal, NamedTuple

from aidmatch.criteria._shares import SLIP, Bearer, bears_too_much, borne_by_smes
from aidmatch.criteria.consortium import Consortium
from aidmatch.verdict import Outcome

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.team.candidates import Candidate, Circle

NEEDS = ("partners", "countries", "regions", "research", "sme_share", "unlinked", "max_share")
"""What may be asked, in the order it is shown."""

_LEAST = 2
"""Partners of a team of which nothing else is said: one alone is none."""


class Needs(NamedTuple):
    """What is asked of a team."""

    partners: int = _LEAST
    countries: int = 1
    regions: int = 1
    research: bool = False
    sme_share: float | None = None
    """Least share of SMEs."""
    sme_share_of: Literal["partners", "costs"] = "partners"
    """By number of partners, or by the part of the costs they bear."""
    unlinked: bool = False
    max_share: float | None = None
    """Largest part of the costs that one partner may bear."""
    stated: bool = True
    """Whether the call says so; if not, a team of two is looked for."""
    one_of_several: bool = False
    """Whether the call has another way, which asks for other partners or none."""

    @property
    def size(self) -> int:
        """The fewest partners that can hold it all: what each may bear needs so many of them."""
        bearers = ceil(1 / self.max_share - SLIP) if self.max_share else 1
        return max(self.partners, self.countries, self.regions, bearers, 1)


def needs_of(call: Call, least: int | None = None) -> Needs:
    """What a call asks of a team; `least`: partners that a person wants in any case.

    Of an alternative the first way that speaks of partners is taken, and that there are others is told.
    """
    rules = [rule for rule in call.criteria if isinstance(rule, Consortium)]
    several = False
    for condition in call.criteria:
        if condition.kind == "any_of":
            ways = [[rule for rule in way if isinstance(rule, Consortium)] for way in condition.branches]
            held = [way for way in ways if way]
            rules += held[0] if held else []
            several = several or bool(held)
    return Needs(
        partners=max([_LEAST, least or 0, *(rule.min_partners or 0 for rule in rules)]),
        countries=max([1, *(rule.min_countries or 0 for rule in rules)]),
        regions=max([1, *(rule.min_regions or 0 for rule in rules)]),
        research=any(rule.research_body for rule in rules),
        sme_share=max((rule.min_sme_share for rule in rules if rule.min_sme_share), default=None),
        sme_share_of="costs" if any(rule.sme_share_of == "costs" for rule in rules) else "partners",
        unlinked=any(rule.unlinked for rule in rules),
        max_share=min((rule.max_share for rule in rules if rule.max_share), default=None),
        stated=bool(rules) or call.consortium == "required",
        one_of_several=several,
    )


class Held(NamedTuple):
    """How far a team holds one need."""

    need: str
    outcome: Outcome
    here: int
    """How many are there surely."""
    asked: int
    lacks: int
    """How many more it takes, even where all that is not known turns out well."""
    open: int
    """How many more it would take if none of it did."""


def hold(team: Sequence[Candidate], needs: Needs, circle: Circle) -> tuple[Held, ...]:
    """Each need that is asked, with how far the team holds it."""
    return tuple(_held(team, needs, circle))


def least_lacking(pool: Sequence[Candidate], needs: Needs) -> int:
    """What the best team of a pool lacks at the least: what nobody there can bring."""
    everyone = needs._replace(sme_share=None, unlinked=False, max_share=None)
    return sum(one.lacks for one in _held(pool, everyone, None))


def _held(team: Sequence[Candidate], needs: Needs, circle: Circle | None) -> Iterable[Held]:
    size = len(team)
    yield _counted("partners", size, 0, needs.partners)
    if needs.countries > 1:
        yield _counted("countries", *_kinds([one.country for one in team]), needs.countries)
    if needs.regions > 1:
        yield _counted("regions", *_kinds([one.region for one in team]), needs.regions)
    if needs.research:
        yield _counted("research", min(1, sum(one.is_research for one in team)), 0, 1)
    if needs.sme_share is not None:
        yield _smes(team, needs, needs.sme_share)
    if needs.unlinked and circle is not None:
        ties = [circle.linked(one, other) for one, other in combinations(team, 2)]
        yield _counted("unlinked", ties.count(False), ties.count(None), len(ties))
    if needs.max_share is not None:
        asked = Needs(partners=1, max_share=needs.max_share).size
        lacks = max(0, asked - size)
        told = any(one.share is not None for one in team)
        too_much = bears_too_much([Bearer(one.share, one.is_sme) for one in team], needs.max_share) if told else None
        # Enough of them can share the costs so; whether they will is written in the budget.
        state = Outcome.FAILED if lacks or too_much else Outcome.MET if too_much is False else Outcome.UNKNOWN
        yield Held("max_share", state, size, asked, lacks, lacks)


def _smes(team: Sequence[Candidate], needs: Needs, share: float) -> Held:
    """SMEs by number; or as many as can bear their part of the costs, which is written in the budget."""
    known = [one.is_sme for one in team]
    here, perhaps = known.count(True), known.count(None)
    if needs.sme_share_of == "partners":
        return _counted("sme_share", here, perhaps, ceil(share * len(team) - SLIP))
    bearers = [Bearer(one.share, one.is_sme) for one in team]
    if any(one.share is not None for one in bearers):
        # The parts that the project tells; who joins bears what they leave.
        low, high = borne_by_smes(bearers)
        if low >= share - SLIP:
            return Held("sme_share", Outcome.MET, here, here, 0, 0)
        if high < share - SLIP:
            return Held("sme_share", Outcome.FAILED, here, here + 1, 1, 1)
    # Too few to bear it all within what each may: that need says so, and here anybody may bear anything.
    most = needs.max_share if needs.max_share and needs.max_share * len(team) >= 1 - SLIP else 1
    held = _counted("sme_share", here, perhaps, ceil(share / most - SLIP))
    if 1 - most * (len(team) - here) >= share - SLIP:
        # The others cannot bear so much that less would be left for them.
        return held._replace(outcome=Outcome.MET, lacks=0, open=0)
    return held._replace(outcome=Outcome.UNKNOWN) if held.outcome is Outcome.MET else held


def _kinds(told: Sequence[str | None]) -> tuple[int, int]:
    """How many different ones there are, and how many are not told."""
    untold = told.count(None)
    return len(set(told)) - bool(untold), untold


def _counted(need: str, here: int, perhaps: int, asked: int) -> Held:
    lacks, missing = max(0, asked - here - perhaps), max(0, asked - here)
    outcome = Outcome.FAILED if lacks else Outcome.UNKNOWN if missing else Outcome.MET
    return Held(need, outcome, here, asked, lacks, missing)
