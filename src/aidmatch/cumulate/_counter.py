"""How much de minimis aid the single undertaking may still receive, counted day by day.

Regulation (EU) 2023/2831 (general), 2023/2832 (services of general economic interest), 1408/2013 (agriculture) and
717/2014 (fisheries): a ceiling per single undertaking and Member State over three rolling years, counted back from
the day of the grant to the same day three years before; what counts is the day the right to the aid arose. The
undertaking is the linked group, partners apart, with one counter; firms linked through natural persons alone are not in
it. Under art. 5, farming and fishing aid also weighs
on the general ceiling, and everything on that of the services of general interest.
"""

from datetime import date, timedelta
from typing import NamedTuple, get_args

from aidmatch.company import Award, Company, Regulation
from aidmatch.control import holdings_of, is_of_undertaking
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
    """Facts not known: `aid_received`, `holdings`, `fiscal_years`."""
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
    told, missing = ledger(company, as_of)
    awards = tuple(own.award for own in told)
    low = high = _left(awards, regulation, as_of, months)
    shortest = figures.figure("de_minimis.fisheries_shortest", as_of) if regulation == "fisheries" else None
    if shortest is not None:
        high = _left(awards, regulation, as_of, int(shortest.value))
        if high != low:
            missing = (*missing, "fiscal_years")
    since = months_after(as_of, -months)
    if any(award.amount is None and award.de_minimis and award.granted_on >= since for award in awards):
        missing = tuple(sorted({*missing, "aid_received"}))
    leaving = {months_after(award.granted_on, months) + timedelta(days=1) for award in awards if award.de_minimis}
    growth: list[tuple[date, int]] = []
    for day in sorted(day for day in leaving if day > as_of):
        left = _left(awards, regulation, day, months, ceilings_of=as_of)
        if left > (growth[-1][1] if growth else high):
            growth.append((day, left))
    return Headroom(
        low=low if missing in ((), ("fiscal_years",)) else 0,
        high=high,
        ceiling=int(ceiling.value),
        used=_used(awards, frozenset({regulation}), as_of, months),
        missing=missing,
        growth=tuple(growth),
    )


class Entry(NamedTuple):
    """An aid of the single undertaking, and which of its firms received it."""

    award: Award
    firm: str | None
    """None for the company itself."""


def ledger(company: Company, as_of: date) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The aid of the linked group known by that day, and the facts that would complete it."""
    missing: set[str] = set()
    entries = [Entry(award, None) for award in company.aid_received or ()]
    if company.aid_received is None or company.aid_received_in_part:
        missing.add("aid_received")
    holdings = holdings_of(company)
    if holdings is None:
        missing.add("holdings")
    for holding in holdings or ():
        linked = is_of_undertaking(holding, as_of)
        if linked:
            entries.extend(Entry(award, holding.name or "?") for award in holding.aid_received or ())
        if linked is None or (linked and holding.aid_received is None):
            missing.add("holdings")
    return tuple(own for own in entries if own.award.granted_on <= as_of), tuple(sorted(missing))


def leaves_on(award: Award, as_of: date) -> date | None:
    """The first day a de minimis aid no longer counts; None when no period is on file."""
    period = figures.figure("de_minimis.period", as_of)
    return months_after(award.granted_on, int(period.value)) + timedelta(days=1) if period else None


class Ceiling(NamedTuple):
    """A ceiling new aid must fit under: under which regulations aid weighs on it, and what is left."""

    regulation: Regulation
    counted: frozenset[Regulation]
    low: int
    high: int
    rule: figures.Figure


def ceilings(company: Company | None, as_of: date) -> tuple[Ceiling, ...]:
    """Every de minimis ceiling of the day with what the group has left of it; whole ones without a company."""
    found = []
    for regulation, weights in _WEIGHS_ON.items():
        rule = figures.figure(f"de_minimis.{regulation}", as_of)
        if rule is None:
            continue
        counted = dict(weights)[regulation]
        room = headroom(company, as_of, regulation) if company else None
        if company is None or room is None:
            low = high = int(rule.value)
        else:
            # Of this ceiling alone: the wider ones have lines of their own.
            known = tuple(own.award for own in ledger(company, as_of)[0])
            period = figures.figure("de_minimis.period", as_of)
            used = _used(known, counted, as_of, int(period.value)) if period else 0
            high = max(0, int(rule.value) - used)
            low = 0 if room.low == 0 and room.missing else high
        found.append(Ceiling(regulation, counted, low, high, rule))
    return tuple(found)


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
    return sum(
        award.amount or 0 for award in awards if award.de_minimis in counted and since <= award.granted_on <= day
    )
