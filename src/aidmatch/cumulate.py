"""How much de minimis aid the single undertaking may still receive, counted day by day.

Regulation (EU) 2023/2831 (general), 2023/2832 (services of general economic interest), 1408/2013 (agriculture) and
717/2014 (fisheries): a ceiling per single undertaking and Member State over three rolling years, counted back from
the day of the grant to the same day three years before; what counts is the day the right to the aid arose. The
undertaking is the linked group, partners apart, with one counter. Under art. 5, farming and fishing aid also weighs
on the general ceiling, and everything on that of the services of general interest.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple, get_args

from aidmatch.company import Award, Company, Regulation
from aidmatch.control import holdings_of, is_linked
from aidmatch.nomenclatures import figures
from aidmatch.value import months_after

REGULATIONS: tuple[Regulation, ...] = get_args(Regulation)

_WEIGHS_ON: dict[Regulation, tuple[tuple[Regulation, frozenset[Regulation]], ...]] = {
    "general": (
        ("general", frozenset({"general", "agriculture", "fisheries"})),
        ("sgei", frozenset(REGULATIONS)),
    ),
    "sgei": (("sgei", frozenset(REGULATIONS)),),
    "agriculture": (
        ("agriculture", frozenset({"agriculture"})),
        ("general", frozenset({"general", "agriculture", "fisheries"})),
    ),
    "fisheries": (
        ("fisheries", frozenset({"fisheries"})),
        ("general", frozenset({"general", "agriculture", "fisheries"})),
    ),
}
"""For an aid under a regulation: each ceiling it must fit under, and the aid that already weighs on it (art. 5)."""


class Headroom(NamedTuple):
    """What is left under a regulation, in euros of gross grant equivalent."""

    low: int
    """Surely left, whatever is not known."""
    high: int
    """Left if what is not known is nothing."""
    ceiling: int
    used: int
    """By the group, over the period, as far as known."""
    missing: tuple[str, ...]
    """Facts not known: `aid_received`, `holdings`."""
    growth: tuple[tuple[date, int], ...]
    """The days to come on which old aid leaves the period, and what is left then (as `high`)."""

    @property
    def known(self) -> bool:
        """Nothing is missing: low and high are one."""
        return not self.missing

    @property
    def grows_on(self) -> date | None:
        """The first day more is left."""
        return self.growth[0][0] if self.growth else None

    @property
    def grows_to(self) -> int | None:
        """What is left on that day."""
        return self.growth[0][1] if self.growth else None

    def holds_on(self, amount: int) -> date | None:
        """The first day to come on which an amount fits, without any new aid."""
        return next((day for day, left in self.growth if left >= amount), None)


def headroom(company: Company, as_of: date, regulation: Regulation = "general") -> Headroom | None:
    """What the group may still receive on that day; None when the regulation has no ceiling then."""
    ceiling = figures.figure(f"de_minimis.{regulation}", as_of)
    period = figures.figure("de_minimis.period", as_of)
    if ceiling is None or period is None:
        return None
    months = int(period.value)
    awards, missing = _ledger(company, as_of)
    high = _left(awards, regulation, as_of, months)
    leaving = {months_after(award.granted_on, months) + timedelta(days=1) for award in awards if award.de_minimis}
    growth: list[tuple[date, int]] = []
    for day in sorted(day for day in leaving if day > as_of):
        left = _left(awards, regulation, day, months, ceilings_of=as_of)
        if left > (growth[-1][1] if growth else high):
            growth.append((day, left))
    return Headroom(
        low=0 if missing else high,
        high=high,
        ceiling=int(ceiling.value),
        used=_used(awards, frozenset({regulation}), as_of, months),
        missing=missing,
        growth=tuple(growth),
    )


def _ledger(company: Company, as_of: date) -> tuple[tuple[Award, ...], tuple[str, ...]]:
    """The aid of the linked group known by that day, and the facts that would complete it."""
    missing: list[str] = []
    awards = list(company.aid_received or ())
    if company.aid_received is None:
        missing.append("aid_received")
    holdings = holdings_of(company)
    if holdings is None:
        missing.append("holdings")
    for holding in holdings or ():
        if holding.holder in ("person", "public_body"):
            continue
        linked = is_linked(holding, as_of)
        if linked:
            awards.extend(holding.aid_received or ())
        if linked is None or (linked and holding.aid_received is None):
            missing.append("holdings")
    return tuple(award for award in awards if award.granted_on <= as_of), tuple(sorted(set(missing)))


def _left(
    awards: tuple[Award, ...], regulation: Regulation, day: date, months: int, ceilings_of: date | None = None
) -> int:
    rooms = []
    for ceiling_of, counted in _WEIGHS_ON[regulation]:
        ceiling = figures.figure(f"de_minimis.{ceiling_of}", ceilings_of or day)
        if ceiling is not None:
            rooms.append(int(ceiling.value) - _used(awards, counted, day, months))
    return max(0, min(rooms))


def _used(awards: tuple[Award, ...], counted: frozenset[Regulation], day: date, months: int) -> int:
    since = months_after(day, -months)
    return sum(award.amount for award in awards if award.de_minimis in counted and since <= award.granted_on <= day)
