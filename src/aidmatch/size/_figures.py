"""The figures that a size is judged on, in ranges: the company's own closed years, and what other firms add to each.

Linked firms count whole, partner firms pro rata; a firm that may be linked counts from its part to the whole of it.
"""

from datetime import date, timedelta
from math import inf
from typing import Literal, NamedTuple

from aidmatch.accounts import Accounts, Holding
from aidmatch.company import Company
from aidmatch.control import holdings_of, is_linked, share


class Range(NamedTuple):
    """A number known within bounds."""

    low: float
    high: float
    gap: str | None = None
    """The fact that would close it."""

    def around(self, margin: float, gap: str) -> "Range":
        """The numbers that lie within a margin of this one."""
        return Range(self.low / (1 + margin), self.high / (1 - margin), gap)


class Year(NamedTuple):
    awu: tuple[Range, ...]
    turnover: tuple[Range, ...]
    balance_total: tuple[Range, ...]


def years_counted(company: Company, as_of: date) -> tuple[Accounts, ...]:
    """The closed years that count, last first: in a row, and none from before a merger but the last."""
    found: list[Accounts] = []
    for year in sorted((y for y in company.accounts if y.closed_on <= as_of), key=lambda y: y.closed_on, reverse=True):
        if found:
            later = found[-1]
            follows = later.closed_on - year.closed_on <= timedelta(days=31 * (later.months + 1))
            if not follows or (company.merged_on is not None and year.closed_on < company.merged_on):
                break
        found.append(year)
    return tuple(found)


def counted_from(company: Company, year: Accounts | None) -> Literal["accounts", "awu", "headcount"] | None:
    if year is not None and year.awu is not None:
        return "accounts"
    if company.awu is not None:
        return "awu"
    return None if company.headcount is None else "headcount"


def _work_units(company: Company, year: Accounts | None, near: float) -> Range:
    """The staff of the last year; a number of people stands for work units within the margin."""
    if year is not None and year.awu is not None:
        return Range(year.awu, year.awu)
    span = company.awu or company.headcount
    if span is None:
        return Range(0, inf, "headcount")
    told = Range(span.low, inf if span.high is None else span.high, None if span.low == span.high else "awu")
    return told if company.awu is not None else told.around(near, "awu")


def own_years(company: Company, as_of: date, near: float) -> tuple[Year, ...]:
    """The company's own figures, last year first; older ones not told lie near the last."""
    counted = years_counted(company, as_of)
    last = counted[0] if counted else None
    awu = _work_units(company, last, near)
    turnover, balance = (last.turnover, last.balance_total) if last else (None, None)
    years = [
        Year(
            (awu,),
            (Range(0, inf, "turnover") if turnover is None else Range(turnover, turnover),),
            (
                Range(0, inf, "turnover" if turnover is None else "balance_total")
                if balance is None
                else Range(balance, balance),
            ),
        )
    ]
    for year in counted[1:]:
        told = (year.awu, year.turnover, year.balance_total)
        years.append(
            Year(
                *(
                    (Range(amount, amount),)
                    if amount is not None
                    else (latest if latest.high == inf else latest.around(near, latest.gap or "accounts"),)
                    for amount, (latest,) in zip(told, years[0], strict=True)
                )
            )
        )
    return tuple(years)


def tie_of(
    company: Company, holding: Holding, as_of: date
) -> tuple[Literal["linked", "partner", "perhaps_linked"], float, float] | None:
    """How a holding counts, and the least and the most of it; None when it does not."""
    is_sister = holding.side == "sister"
    if holding.holder in ("person", "public_body") and not is_sister:
        return None
    linked = is_linked(holding, as_of)
    if linked:
        return "linked", 1.0, 1.0
    if is_sister:
        # Persons make no partner firms: their other firm counts whole or not at all.
        return ("perhaps_linked", 0.0, 1.0) if linked is None else None
    if holding.holder == "exempt_investor":
        return ("perhaps_linked", 0.0, 1.0) if _may_act_together(company, holding, as_of) else None
    if holding.share < share("sme.partner_share", as_of):
        return None
    return ("perhaps_linked", holding.share, 1.0) if linked is None else ("partner", holding.share, holding.share)


def _may_act_together(company: Company, holding: Holding, as_of: date) -> bool:
    """Whether exempt investors of whom nobody said that they do not control hold more than half together."""
    if holding.controls is False:
        return False
    others = (one for one in company.holdings or () if one.holder == "exempt_investor" and one.side == holding.side)
    return sum(one.share for one in others if one.controls is not False) > share("sme.linked_share", as_of)


def others_of(company: Company, index: int, as_of: date) -> Year:
    """What linked and partner firms add to a year of the company; no end to it when holdings are not known."""
    holdings = holdings_of(company)
    if holdings is None:
        unknown = (Range(0, inf, "holdings"),)
        return Year(unknown, unknown, unknown)
    columns: tuple[list[Range], list[Range], list[Range]] = ([], [], [])
    for holding in holdings:
        tie = tie_of(company, holding, as_of)
        if tie is not None:
            for column, part in zip(columns, part_of(holding, index, as_of, *tie[1:]), strict=True):
                column.append(part)
    return Year(*(tuple(column) for column in columns))


def part_of(holding: Holding, index: int, as_of: date, least: float, most: float) -> tuple[Range, Range, Range]:
    """One firm's part of a year: its own year of the same rank, or the oldest on file."""
    closed = sorted((y for y in holding.accounts if y.closed_on <= as_of), key=lambda y: y.closed_on, reverse=True)
    year = closed[min(index, len(closed) - 1)] if closed else None
    told = (year.awu, year.turnover, year.balance_total) if year else (None, None, None)
    awu, turnover, balance = (
        Range(0, inf, "holdings")
        if amount is None
        else Range(amount * least, amount * most, None if least == most else "holdings")
        for amount in told
    )
    return awu, turnover, balance
