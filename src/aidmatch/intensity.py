"""Intensité maximale au RGEC: the highest share of the costs that the law allows for an aim and a size.

Regulation (EU) 651/2014 as last amended in 2023, by article (rows ``gber.*``). What adds up is added: a base, the bonus
of the size, the bonuses of the case. For research (art. 25(6)) only one of collaboration, zone and cross-border call
is added, and the whole is capped. The result is an interval: a size or a bonus that is not known leaves both ends
open, and learning it narrows them. The sheet of a scheme may always give less; it never gives more.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple, cast

from aidmatch.areas import Zone as Zone
from aidmatch.call import Aim, Amounts
from aidmatch.nomenclatures import articles, figures
from aidmatch.nomenclatures.figures import Figure
from aidmatch.reckoning import Step, rows
from aidmatch.size import SizeClass
from aidmatch.value import Message, months_after, say


class Case(NamedTuple):
    """What the intensity depends on, as far as known."""

    sizes: frozenset[SizeClass]
    """The classes the company may be in."""
    collaboration: bool | None = None
    """Effective collaboration, wide dissemination or licensing (art. 25(6)(b)); subcontracting is none."""
    zone: Zone | None = None
    department: str | None = None
    """DEP-66: where the project is; the map of regional aid gives some departments a rate of their own."""
    cross_border: bool | None = None
    """A project of several countries chosen by open call (art. 25(6)(d))."""
    disadvantaged: bool | None = None
    """Training for disabled or disadvantaged workers (art. 31)."""
    innovative: bool | None = None
    """An innovative start-up (art. 22)."""


class Highest(NamedTuple):
    """The most the law allows."""

    low: float
    """Allowed whatever is not known."""
    high: float
    most: tuple[int, int] | None
    """The same in euros, where the article has an amount."""
    own_share: float | None
    """What must come from one's own means, free of public support."""
    steps: tuple[Step, ...]
    is_rule: bool
    """False when the rows are to be verified: shown, and limiting nothing."""


def highest(aim: Aim, case: Case, as_of: date) -> Highest:
    """The highest intensity for an aim on that day."""
    steps: list[Step] = []
    ends = [_of_size(aim, case, size, as_of) for size in sorted(case.sizes)]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    used = _rows_of(aim, as_of)
    if aim == "regional":
        used = (*used, *_of_map(case, as_of))
    unsure = any(row.is_unsure for row in used)
    base = _row(aim, "base", as_of)
    if base is None and aim != "regional":
        low, high = 0.0, 1.0
    else:
        steps.append(Step(_sum_of(aim, low, high, as_of), used, is_doubt=unsure))
    most = _most(aim, case, as_of)
    if most is not None:
        what = say("the article allows {least:euros} to {most:euros}", least=most[0], most=most[1])
        if most[0] == most[1]:
            what = say("the article allows {most:euros} at most", most=most[1])
        steps.append(Step(what, rows(*(_row(aim, part, as_of) for part in _AMOUNTS)), is_doubt=unsure))
    if aim == "regional" and case.zone != "none" and not (case.zone and case.department):
        steps.append(Step(say("the map of regional aid gives the rate of each commune: ask the Region"), (), True))
    if unsure:
        steps.append(Step(_unsure(tuple(row for row in used if row.is_unsure)), used, is_doubt=True))
    own = _row(aim, "own_share", as_of)
    return Highest(low, high, most, float(own.value) if own else None, tuple(steps), not unsure)


def among(aims: tuple[Aim, ...], case: Case, as_of: date) -> Highest:
    """The highest intensity where the aim is one of several: both ends stay open, and naming the aim narrows them."""
    found = [highest(aim, case, as_of) for aim in aims]
    if len(found) == 1:
        return found[0]
    low, high = min(one.low for one in found), max(one.high for one in found)
    amounts = [one.most for one in found if one.most is not None]
    most = (min(one[0] for one in amounts), max(one[1] for one in amounts)) if len(amounts) == len(found) else None
    is_rule = all(one.is_rule for one in found)
    what = say(
        "by what it pays for, the law allows {low:share} to {high:share} of the costs; --aim tells which: {aims:text}",
        low=low,
        high=high,
        aims=", ".join(aims),
    )
    used = tuple(dict.fromkeys(row for aim in aims for row in _rows_of(aim, as_of)))
    own = [one.own_share for one in found]
    steps = (
        Step(what, used, is_doubt=True),
        *(() if is_rule else (Step(_unsure(tuple(row for row in used if row.is_unsure)), used, is_doubt=True),)),
    )
    return Highest(low, high, most, own[0] if len(set(own)) == 1 else None, steps, is_rule)


def aims_of(amounts: Amounts) -> tuple[Aim, ...]:
    """What the block exemption may let an aid pay for: the aim told, else all those of the articles the sheet names."""
    if amounts.aim is not None:
        return (amounts.aim,)
    if not all(map(articles.is_known, amounts.articles)):
        return ()
    found = dict.fromkeys(aim for article in amounts.articles for aim in articles.aims_of(article))
    return cast("tuple[Aim, ...]", tuple(found))


def depends_on_zone(aims: tuple[Aim, ...], as_of: date) -> bool:
    """Whether what the law allows hangs on the regional-aid area of the project."""
    return any(
        aim == "regional" or any(_row(aim, part, as_of) for part in ("zone_a", "zone_c", "most_zone_a", "most_zone_c"))
        for aim in aims
    )


def _unsure(used: tuple[Figure, ...]) -> Message:
    """Why the rows decide nothing: their law has not been seen, or the older one still covers what it began."""
    ended = max((row for row in figures.history(used[0].key) if not row.is_unsure), key=_end, default=None)
    months = figures.latest("gber.transition")
    if ended is None or ended.valid_to is None or months is None:
        return say("to be verified: these figures are shown, and limit nothing")
    return say(
        "the regulation ended on {day:date}; schemes resting on it stay covered until about {tail:date}, and its "
        "successor is to be verified",
        day=ended.valid_to,
        tail=months_after(ended.valid_to, int(months.value)),
    )


def _end(row: Figure) -> date:
    return row.valid_to or date.max


_AMOUNTS = ("most", "most_zone_c", "most_zone_a", "innovative")


def _row(aim: Aim, part: str, as_of: date) -> Figure | None:
    key = f"gber.{aim}.{part}"
    return figures.figure(key, as_of) if figures.has(key) else None


def _rows_of(aim: Aim, as_of: date) -> tuple[Figure, ...]:
    return rows(
        *(_row(aim, part, as_of) for part in ("base", "medium", "small", *_BONUSES, "cap", "most", "own_share"))
    )


_BONUSES = ("collaboration", "zone_a", "zone_c", "cross_border", "disadvantaged")


def _of_size(aim: Aim, case: Case, size: SizeClass, as_of: date) -> tuple[float, float]:
    """The least and the most for one size; nothing where the article is not for it."""
    base = _row(aim, "base", as_of)
    is_small = size in ("micro", "small")
    is_sme = is_small or size == "medium"
    if (_row(aim, "sme_only", as_of) and not is_sme) or (_row(aim, "small_only", as_of) and not is_small):
        return 0.0, 0.0
    if aim == "regional":
        return _of_the_map(case, size, as_of)
    own = base.value if base else Decimal(0)
    bonus = _row(aim, "small" if is_small else "medium", as_of) if is_sme else None
    own += bonus.value if bonus else 0
    given = [_bonus(aim, part, case, as_of) for part in _BONUSES]
    one_only = _row(aim, "one_bonus", as_of) is not None
    least = (
        max((one[0] for one in given), default=Decimal(0)) if one_only else sum((one[0] for one in given), Decimal(0))
    )
    most = max((one[1] for one in given), default=Decimal(0)) if one_only else _added(given, case)
    cap = _row(aim, "cap", as_of)
    top = cap.value if cap else Decimal(1)
    return float(min(top, own + least)), float(min(top, own + most))


def _of_map(case: Case, as_of: date) -> tuple[Figure, ...]:
    """The rows of the regional-aid map that may hold: of the zone and the department, as far as they are known."""
    if case.zone == "none":
        return ()
    own = case.department.removeprefix("DEP-") if case.department else None
    outermost = [one for one in figures.under("regional_map.a") if own in (None, one)]
    found = [figures.figure(f"regional_map.a.{one}", as_of) for one in outermost if case.zone != "c"]
    if case.zone != "a" and not (own and outermost):
        apart = [one for one in figures.under("regional_map.c") if own in (None, one)]
        found += [figures.figure(f"regional_map.c.{one}", as_of) for one in apart]
        if not (own and apart):
            found.append(figures.figure("regional_map.c", as_of))
    held = rows(*found)
    # A rate to be verified decides only where there is no other.
    return tuple(row for row in held if not row.is_unsure) or held


def _of_the_map(case: Case, size: SizeClass, as_of: date) -> tuple[float, float]:
    """Regional aid to one size: the rate of the map and the bonus of the size, or nothing outside the areas."""
    rates = [row.value for row in _of_map(case, as_of)]
    if case.zone == "none":
        return 0.0, 0.0
    if not rates:
        return 0.0, 1.0
    bonus = _row("regional", "small" if size in ("micro", "small") else "medium", as_of)
    more = bonus.value if bonus and size in ("micro", "small", "medium") else Decimal(0)
    # A place whose zone is not known may lie outside of all of them.
    return (float(min(rates) + more) if case.zone else 0.0), float(max(rates) + more)


def _bonus(aim: Aim, part: str, case: Case, as_of: date) -> tuple[Decimal, Decimal]:
    """The least and the most a bonus adds."""
    row = _row(aim, part, as_of)
    if row is None:
        return Decimal(0), Decimal(0)
    if part.startswith("zone_"):
        known = None if case.zone is None else case.zone == part[-1]
    else:
        known = {
            "collaboration": case.collaboration,
            "cross_border": case.cross_border,
            "disadvantaged": case.disadvantaged,
        }[part]
    return (row.value if known else Decimal(0)), (Decimal(0) if known is False else row.value)


def _added(given: list[tuple[Decimal, Decimal]], case: Case) -> Decimal:
    """The most the bonuses add: a place is in one zone alone."""
    added = dict(zip(_BONUSES, (one[1] for one in given), strict=True))
    if case.zone is None:
        added["zone_c"] = Decimal(0) if added["zone_a"] >= added["zone_c"] else added["zone_c"]
    return sum(added.values(), Decimal(0))


def _most(aim: Aim, case: Case, as_of: date) -> tuple[int, int] | None:
    """The amount the article allows, by zone; twice as much for an innovative start-up."""
    plain = _row(aim, "most", as_of)
    if plain is None:
        return None
    by_zone = {
        zone: row.value if (row := _row(aim, f"most_zone_{zone}", as_of)) else plain.value for zone in ("a", "c")
    } | {"none": plain.value}
    amounts = [by_zone[case.zone]] if case.zone else list(by_zone.values())
    factor = _row(aim, "innovative", as_of)
    twice = factor.value if factor else Decimal(1)
    return (
        int(min(amounts) * (twice if case.innovative else 1)),
        int(max(amounts) * (1 if case.innovative is False else twice)),
    )


def _sum_of(aim: Aim, low: float, high: float, as_of: date) -> Message:
    """« La loi permet 60 % à 80 % au plus »"""
    if aim == "regional" and high == 0:
        return say("no regional aid outside the areas of the map")
    if high == 0:
        return say("the article is not for this size of company")
    cap = _row(aim, "cap", as_of)
    one_only = _row(aim, "one_bonus", as_of) is not None
    if low == high:
        if cap and high == float(cap.value):
            return say("the law allows {high:share} of the costs, its cap for all bonuses together", high=high)
        return say("the law allows {high:share} of the costs", high=high)
    if one_only:
        return say(
            "the law allows {low:share} to {high:share} of the costs, by size, and by collaboration or zone, which do "
            "not add up",
            low=low,
            high=high,
        )
    return say("the law allows {low:share} to {high:share} of the costs, by size and zone", low=low, high=high)
