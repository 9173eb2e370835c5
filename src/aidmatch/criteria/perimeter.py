"""Territoire concerné: where the seat, an establishment or the project must be.

Territories are INSEE codes of the Code officiel géographique (PAYS-, REG-, DEP-, EPCI-, COM-), EU-27 or a
NUTS code; membership is read from the commune's own lists, never from a prefix, since an EPCI may straddle
departments and regions. An exclusion wins over an inclusion. Establishments not given mean the seat alone,
and the proof says so; more than one open in the register, and not listed, leaves the answer unknown. One that is
still to open does not count yet. French NUTS codes are refused: no table says which communes they hold.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Perimeter(kind="perimeter", within=("REG-76",), excluding=("COM-66136",))
>>> def says(**place):
...     company = Company(id="x", name="X", seat=place or None)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says(commune="66195"), says(commune="13055"), says(department="66"), says()
('met', 'failed', 'unknown', 'unknown')
"""

from datetime import date
from functools import cache
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field

from aidmatch.company import Applicant
from aidmatch.criteria._base import Criterion, Told, told
from aidmatch.nomenclatures import territories
from aidmatch.value import Refusal, no_such_code
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say

PlaceKind = Literal["seat", "establishment", "project"]


def _known(code: str) -> str:
    if not territories.exists(code):
        near = territories.nearest(code)
        raise no_such_code(code, near)
    if code.startswith("NUTS-FR"):
        raise Refusal(
            "French territories are written PAYS-99100, REG-76, DEP-66, EPCI- or COM-, not {given}", given=code
        )
    return code


Territory = Annotated[str, AfterValidator(_known)]


class Spot(NamedTuple):
    """A place with every territory it lies in, so that judging it opens no table."""

    code: str
    """The finest code known."""
    inside: frozenset[str]
    """Territories that surely hold it."""
    across: frozenset[str]
    """Territories that perhaps hold it, as it is known too broadly."""


class Key(NamedTuple):
    """Every place of the applicant."""

    seat: Spot | None
    establishments: tuple[Spot, ...]
    """Beyond the seat."""
    all_listed: bool
    """False when there are establishments nobody listed."""
    seat_alone: bool
    """True when establishments were not given, and the seat alone is looked at."""
    project: Spot | None
    seat_told: Told = Told()
    establishments_told: Told = Told()
    project_told: Told = Told()


class Perimeter(Criterion):
    """One place at least inside the territories, none of the excluded ones holding it."""

    kind: Literal["perimeter"]
    within: tuple[Territory, ...] = ()
    """Empty means everywhere."""
    excluding: Annotated[tuple[Territory, ...], Field(alias="except")] = ()
    places: tuple[PlaceKind, ...] = ("seat", "establishment")
    """Which places count; the seat is an establishment too."""

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """Every place of the applicant on that day, as codes."""
        company, project = applicant
        listed = company.establishments if isinstance(company.establishments, tuple) else ()
        counted = company.open_establishments or 0
        opened = {one.place.code for one in listed if one.opened is None or one.opened <= as_of}
        return Key(
            seat=_spot(company.seat.code) if company.seat else None,
            establishments=tuple(_spot(code) for code in sorted(opened)),
            all_listed=company.establishments != "unknown" and counted <= len(listed) + 1,
            seat_alone=company.establishments is None and counted <= 1,
            project=_spot(project.place.code) if project and project.place else None,
            seat_told=told(company, "seat", "place", as_of) if company.seat else Told(),
            establishments_told=told(company, "establishments", "place", as_of) if listed else Told(),
            project_told=told(company, "projects", "project", as_of) if project and project.place else Told(),
        )

    def judge(self, key: Key) -> Verdict:
        """Met when a place is surely inside, failed when all are surely outside."""
        missing: set[str] = set()
        facts: list[Fact] = []
        inside: list[tuple[Fact, Told]] = []
        for fact, spot, source in self._candidates(key):
            if spot is None:
                missing.add(fact)
                continue
            facts.append(Fact(fact, spot.code, source.by, source.on))
            holds = self._holds(spot)
            if holds:
                inside.append((facts[-1], source))
            elif holds is None:
                missing.add(fact)
        if inside:
            # A place told lately speaks before one told too long ago.
            fact_inside, source = min(inside, key=lambda found: found[1].aged)
            reason = say("{place:place} is in the area asked", place=fact_inside.value)
            return Verdict("perimeter", Outcome.MET, reason, (fact_inside,), confirm=source.confirm)
        if "establishment" in self.places and not key.all_listed:
            missing.add("establishments")
        if missing:
            return self._unknown(tuple(facts), missing)
        area = tuple(self.within)
        reason = (
            say("{here:spots} outside the area asked (seat alone, no other establishment given)", here=_codes(facts))
            if key.seat_alone and "establishment" in self.places
            else say("{here:spots} outside the area asked", here=_codes(facts))
        )
        return Verdict("perimeter", Outcome.FAILED, reason, tuple(facts), remedy=self._remedy(area))

    def _candidates(self, key: Key) -> list[tuple[str, Spot | None, Told]]:
        found: list[tuple[str, Spot | None, Told]] = []
        if "seat" in self.places or "establishment" in self.places:
            found.append(("place", key.seat, key.seat_told))
        if "establishment" in self.places:
            found.extend(("establishments", spot, key.establishments_told) for spot in key.establishments)
        if "project" in self.places:
            found.append(("project.place", key.project, key.project_told))
        return found

    def _holds(self, spot: Spot) -> bool | None:
        """Whether a place lies in the area: True surely, False surely not, None perhaps."""
        outside = [_lies_in(spot, excluded) for excluded in self.excluding]
        if True in outside:
            return False
        inside = [_lies_in(spot, included) for included in self.within] or [True]
        if True in inside:
            return None if None in outside else True
        return None if None in inside else False

    def _remedy(self, area: tuple[str, ...]) -> Message | None:
        if "establishment" in self.places and area:
            return say("open an establishment in {area:places}", area=area)
        if "project" in self.places and area:
            return say("carry out the project in {area:places}", area=area)
        return None

    def _unknown(self, facts: tuple[Fact, ...], missing: set[str]) -> Verdict:
        if "place" in missing:
            question = say("In which commune is the company's seat?")
        elif "establishments" in missing:
            question = say("Has the company an establishment in {area:places}?", area=tuple(self.within))
        else:
            question = say("Where will the project be carried out?")
        reason = say("{here:spots}: too broad to tell", here=_codes(facts)) if facts else say("place not known")
        return Verdict("perimeter", Outcome.UNKNOWN, reason, facts, missing=tuple(sorted(missing)), question=question)


@cache
def _spot(code: str) -> Spot:
    return Spot(code, territories.ancestors(code), territories.overlaps(code))


def _lies_in(spot: Spot, target: str) -> bool | None:
    if target in spot.inside:
        return True
    if target in spot.across or _is_vague(spot.code, target):
        return None
    return False


def _is_vague(code: str, target: str) -> bool:
    """Whether a place known by its country alone, or by a broad NUTS code, may lie in the target."""
    if code == "PAYS-99100":
        return not target.startswith(("PAYS-", "NUTS-", "EU-"))
    return code.startswith("NUTS-") and target.startswith(code)


def _codes(facts: tuple[Fact, ...] | list[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(fact.value) for fact in facts))
