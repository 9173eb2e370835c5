"""The three other rulers of a size, which are not the EU's: INSEE's category, the sizes of the accounts, and why.

INSEE (decree 2008-1354): people and turnover or balance of the group, last closed year alone, no pro rata, no rule on
public holders: statistics. Accounts (code de commerce, D. 123-200): two rulers of three, by the thresholds in force on
the day the year began: which accounts a company must file. « Micro-entreprise » in a sheet most often means neither,
but the regime of the micro-entrepreneur.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from aidmatch.company import Company
from aidmatch.nomenclatures import figures
from aidmatch.nomenclatures.figures import Figure
from aidmatch.size import Bounds, Line, Sizing
from aidmatch.value import months_after

InseeCategory = Literal["mic", "pme", "eti", "ge"]
AccountsSize = Literal["micro", "small", "medium", "large"]


class Ruler(NamedTuple):
    """The classes one ruler leaves possible, smallest first."""

    classes: tuple[str, ...]
    rules: tuple[Figure, ...]
    day: date
    """The day whose thresholds were taken."""


def insee(sizing: Sizing, as_of: date) -> Ruler:
    """INSEE's category, of the group without its partners."""
    counted = [line for line in sizing.lines if line.tie in ("own", "linked", "perhaps_linked")]
    people, turnover, balance = (
        _sum(getattr(line, name) for line in counted) for name in ("awu", "turnover", "balance_total")
    )
    found: list[str] = []
    used: list[Figure] = []
    for category in ("mic", "pme", "eti"):
        rows = [figures.figure(f"insee.{category}.{part}", as_of) for part in ("people", "turnover", "balance_total")]
        if None in rows:
            continue
        most_people, most_turnover, most_balance = (row for row in rows if row)
        used += [most_people, most_turnover, most_balance]
        amounts = (_under(turnover, most_turnover, reached=True), _under(balance, most_balance, reached=True))
        held = _all(_under(people, most_people, reached=False), _any(*amounts))
        if held is not False:
            found.append(category)
        if held:
            break
    else:
        found.append("ge")
    return Ruler(tuple(found), tuple(used), as_of)


def accounting(company: Company, own: Line, as_of: date) -> Ruler:
    """The size of the accounts, of the company alone, by the thresholds of the year it closed."""
    years = [year for year in company.accounts if year.closed_on <= as_of]
    last = max(years, key=lambda year: year.closed_on, default=None)
    day = months_after(last.closed_on + timedelta(days=1), -last.months) if last else as_of
    found: list[str] = []
    used: list[Figure] = []
    for size in ("micro", "small", "medium"):
        held = []
        for part, bounds in (("balance_total", own.balance_total), ("turnover", own.turnover), ("people", own.awu)):
            row = figures.figure(f"accounting.{size}.{part}", day) or figures.figure(f"accounting.{size}.{part}", as_of)
            if row is not None:
                used.append(row)
                held.append(_under(bounds, row, reached=True))
        # A class holds when at most one of the three is passed.
        sure, possible = held.count(True), len(held) - held.count(False)
        if possible >= 2:
            found.append(size)
        if sure >= 2:
            break
    else:
        found.append("large")
    return Ruler(tuple(found), tuple(used), day)


def _sum(bounds: Iterable[Bounds]) -> Bounds:
    parts = tuple(bounds)
    highs = [high for _, high in parts]
    return sum(low for low, _ in parts), None if None in highs else sum(high for high in highs if high is not None)


def _under(bounds: Bounds, row: Figure, *, reached: bool) -> bool | None:
    """Whether a number stays under a ceiling: surely, surely not, or not known."""
    low, high = bounds
    ceiling = float(row.value)
    if high is not None and (high <= ceiling if reached else high < ceiling):
        return True
    return False if (low > ceiling if reached else low >= ceiling) else None


def _all(*held: bool | None) -> bool | None:
    return False if False in held else None if None in held else True


def _any(*held: bool | None) -> bool | None:
    return True if True in held else None if None in held else False
