"""Entreprise en difficulté: what the filed accounts show of it, as a warning.

Regulation (EU) 651/2014, art. 2(18): (a) a limited company that has lost more than half of its subscribed capital,
premium included; (b) a partnership, half of its own funds; (c) collective insolvency, or fit for it; (d) rescue aid not
paid back; (e) for a firm that is no SME, debts above 7.5 times the equity and earnings that do not cover the interest,
two years running. An SME under three years old escapes (a) and (b), never (c) and (d). The funder reads the whole
group, so accounts give a warning and never a verdict; what they do not show is not known, never no.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from aidmatch.company import Accounts, Company
from aidmatch.nomenclatures import figures
from aidmatch.reckoning import Step, rows
from aidmatch.size import possible_classes
from aidmatch.value import months_after, say


class Difficulty(NamedTuple):
    """What is known of it."""

    state: Literal["told", "warned", "not_known", "told_free"]
    """Told by somebody, shown by the accounts, not known, or told to be free of it."""
    steps: tuple[Step, ...]


def difficulty(company: Company, as_of: date) -> Difficulty:
    """What was told, and what the accounts show beside it."""
    steps = [*_capital(company, as_of), *_debts(company, as_of)]
    warned = any(not step.is_doubt for step in steps)
    if company.in_difficulty:
        return Difficulty("told", (Step(say("the company is an undertaking in difficulty")), *steps))
    if warned:
        return Difficulty("warned", tuple(steps))
    if company.in_difficulty is False:
        return Difficulty("told_free", tuple(steps))
    rest = Step(say("insolvency and rescue aid not paid back do not show in the accounts: to be asked"), (), True)
    return Difficulty("not_known", (*steps, rest))


def _years(company: Company, as_of: date) -> list[Accounts]:
    return sorted((year for year in company.accounts if year.closed_on <= as_of), key=lambda one: one.closed_on)[::-1]


def _capital(company: Company, as_of: date) -> list[Step]:
    """Test (a): the equity against half of the capital."""
    half = figures.figure("difficulty.equity_share", as_of)
    young = figures.figure("difficulty.young_years", as_of)
    years = _years(company, as_of)
    last = years[0] if years else None
    if half is None or last is None or last.equity is None or last.capital is None:
        return [Step(say("own funds or capital of the last year not on file"), rows(half), is_doubt=True)]
    if last.equity >= half.value * last.capital:
        return []
    what = say(
        "own funds of {equity:euros} at {day:date} for a capital of {capital:euros}: more than half of it may be lost",
        equity=last.equity,
        day=last.closed_on,
        capital=last.capital,
    )
    if young and company.created and as_of < months_after(company.created, 12 * int(young.value)):
        escapes = say("an SME under {years:years} old is not in difficulty for that", years=int(young.value))
        return [Step(what, rows(half), is_doubt=True), Step(escapes, rows(young), is_doubt=True)]
    return [Step(what, rows(half))]


def _debts(company: Company, as_of: date) -> list[Step]:
    """Test (e), for a firm that is surely or perhaps no SME."""
    classes = possible_classes(company, as_of).classes
    ratio = figures.figure("difficulty.debt_ratio", as_of)
    cover = figures.figure("difficulty.interest_cover", as_of)
    if classes <= {"micro", "small", "medium"} or ratio is None or cover is None:
        return []
    shown = [_is_indebted(year, float(ratio.value), float(cover.value)) for year in _years(company, as_of)[:2]]
    if len(shown) < 2 or None in shown:
        return [Step(say("debts and interest of two years not on file, for a firm that may be no SME"), (), True)]
    if not all(shown):
        return []
    what = say(
        "debts above {ratio:number} times the own funds and interest not covered, two years running",
        ratio=float(ratio.value),
    )
    return [Step(what, rows(ratio, cover), is_doubt=not classes.isdisjoint({"micro", "small", "medium"}))]


def _is_indebted(year: Accounts, ratio: float, cover: float) -> bool | None:
    if year.debts is None or year.equity is None or year.ebitda is None or year.interest is None:
        return None
    indebted = year.equity <= 0 or year.debts > ratio * year.equity
    return indebted and year.ebitda < cover * year.interest
