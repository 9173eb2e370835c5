"""Équivalent-subvention brut (ESB): what a loan or a guarantee weighs as de minimis aid.

Regulation (EU) 2023/2831, art. 4: a grant counts at its face value; a loan at least half secured, to a firm that is not
insolvent, and a guarantee of at most 80 % of the loan, count pro rata of a *safe harbour*: an amount over a number of
years that is worth the whole ceiling. Amounts and durations are hard limits: above them the equivalent follows from the
reference rate of the day, which only the funder has. A repayable advance counts at its face value unless the funder
has an approved method. Only the general regulation's harbours are on file.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from aidmatch.company import AidNature, Regulation
from aidmatch.nomenclatures import figures
from aidmatch.nomenclatures.figures import Figure
from aidmatch.reckoning import Step, rows
from aidmatch.value import say


class Loan(NamedTuple):
    """The terms of what is lent or guaranteed."""

    nature: AidNature
    amount: int
    """Lent, or the part guaranteed."""
    years: float | None = None
    secured: bool | None = None
    """Collateral of at least half of the loan (art. 4(3)); for a guarantee, at most 80 % of the loan (art. 4(6))."""
    insolvent: bool | None = None
    """In collective insolvency proceedings, or fit for them at its creditors' request."""


class Equivalent(NamedTuple):
    """What it is worth as a grant, and why."""

    amount: int | None
    """None when it cannot be told here: the funder has to."""
    steps: tuple[Step, ...]


def equivalent(loan: Loan, on: date, regulation: Regulation = "general") -> Equivalent:
    """The gross grant equivalent of an aid granted on that day."""
    if loan.nature not in ("loan", "guarantee"):
        step = say("{amount:euros} count at their face value", amount=loan.amount)
        return Equivalent(loan.amount, (Step(step),))
    if loan.insolvent:
        return _asked(say("the safe harbour is closed to a firm in insolvency"))
    if regulation != "general":
        return _asked(say("only the safe harbours of the general regulation are on file"))
    if loan.years is None:
        return _asked(say("for how many years it runs is not known"))
    if not loan.secured:
        lacking = (
            say("the guarantee must cover no more than {cover:share} of the loan", cover=_cover(loan, on))
            if loan.nature == "guarantee"
            else say("the loan must be secured for {cover:share} of it at least", cover=_cover(loan, on))
        )
        return _asked(lacking, *rows(_row(loan, "secured" if loan.nature == "loan" else "cover", on)))
    return _pro_rata(loan, loan.years, on)


def _pro_rata(loan: Loan, years: float, on: date) -> Equivalent:
    """Inside one of the two safe harbours, which are one line seen from its two ends."""
    ceiling = figures.figure("de_minimis.general", on)
    for length in ("short", "long"):
        amount, longest = _row(loan, f"amount_{length}", on), _row(loan, f"years_{length}", on)
        if ceiling is None or amount is None or longest is None:
            return _asked(say("no safe harbour on file for that day"))
        if years <= longest.value and loan.amount <= amount.value:
            worth = ceiling.value * loan.amount * Decimal(str(years)) / (amount.value * longest.value)
            found = int(worth.to_integral_value(ROUND_CEILING))
            what = say(
                "{face:euros} over {years:number} years, of {most:euros} over {longest:number} years worth "
                "{ceiling:euros}: grant equivalent {found:euros}",
                face=loan.amount,
                years=int(years) if float(years).is_integer() else years,
                most=int(amount.value),
                longest=int(longest.value),
                ceiling=int(ceiling.value),
                found=found,
            )
            return Equivalent(found, (Step(what, (amount, longest, ceiling)),))
    outside = say("above the amounts and durations of the safe harbours: ask the funder for the grant equivalent")
    return _asked(outside, *rows(_row(loan, "amount_short", on), _row(loan, "amount_long", on)))


def _row(loan: Loan, part: str, on: date) -> Figure | None:
    return figures.figure(f"equivalent.{loan.nature}.{part}", on)


def _cover(loan: Loan, on: date) -> float:
    row = _row(loan, "secured" if loan.nature == "loan" else "cover", on)
    return float(row.value) if row else 1.0


def _asked(why: object, *rules: Figure) -> Equivalent:
    unknown = say("grant equivalent not known, ask the funder: {why:said}", why=why)
    return Equivalent(None, (Step(unknown, rules, is_doubt=True),))
