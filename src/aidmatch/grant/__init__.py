"""Montant de l'aide: what a company may get from a call, as an interval with its reasoning.

Eligible costs times the rate, then caps and floors. The sheet of the scheme wins below and the law above: the block
exemption's highest intensity is a check on the sheet's rate, and the de minimis headroom one on the amount, which must
fit whole. A term that is not known leaves the interval open and is named; nothing is a bare number. What a loan or a
guarantee is worth as a grant is told apart, so that it is never ranked as one.
"""

from __future__ import annotations

from datetime import date
from math import floor
from typing import Literal, NamedTuple

from aidmatch.call import Call
from aidmatch.company import Company, Project, Regulation
from aidmatch.cumulate import headroom
from aidmatch.equivalent import Loan, equivalent
from aidmatch.grant._asked import Asked as Asked
from aidmatch.grant._asked import law_of
from aidmatch.grant._warnings import warnings_of
from aidmatch.intensity import Highest
from aidmatch.nomenclatures import figures
from aidmatch.reckoning import Step, rows
from aidmatch.value import say


class Grant(NamedTuple):
    """What one may get, in euros of the aid itself, and how that was counted."""

    low: int
    """No less, if the aid is granted at all."""
    high: int | None
    """No more; None when no term bounds it."""
    equivalent: tuple[int, int | None] | None
    """As a grant, of what is lent or guaranteed; None for the other natures."""
    own: tuple[int, int] | None
    """What is left to pay from one's own means: the least and the most; None when the costs are not known."""
    steps: tuple[Step, ...]
    warnings: tuple[Step, ...]
    """What may stop or shrink it: start of works, difficulty, funder; none of them a verdict."""
    law: Highest | None = None
    """The highest the block exemption allows; None when the call does not say what it pays for."""

    @property
    def is_refused(self) -> bool:
        """A limit leaves nothing."""
        return self.high == 0


_MONEY = frozenset({"grant", "repayable_advance", "loan", "guarantee", "tax_credit", "prize", "cluster_funding"})
LENT = frozenset({"loan", "guarantee", "repayable_advance"})


class _Count:
    """The interval as it is narrowed, a step a time."""

    def __init__(self) -> None:
        self.low = 0
        self.high: int | None = None
        self.steps: list[Step] = []

    def cap(self, most: int) -> bool:
        """Bring the upper end down; whether that changed anything."""
        if self.high is not None and most >= self.high:
            return False
        self.high = most
        self.low = min(self.low, most)
        return True

    def nothing(self, why: Step) -> None:
        """A limit leaves nothing of it."""
        self.low, self.high = 0, 0
        self.steps.append(why)

    def tell(self, step: Step) -> None:
        """Add a line."""
        self.steps.append(step)


def grant(call: Call, company: Company, project: Project | None, as_of: date, asked: Asked | None = None) -> Grant:
    """What the company may get from the call for a project."""
    asked = asked or Asked()
    count = _Count()
    costs = asked.costs if asked.costs is not None else project.costs if project else None
    if call.instrument not in _MONEY:
        count.tell(Step(say("no sum of money: what it is worth is not counted here"), is_doubt=True))
    law = law_of(call, company, as_of, asked)
    base = _base(count, call, costs)
    if asked.site is not None and asked.zone is None and law is not None:
        count.tell(Step(asked.site.why, is_doubt=asked.site.is_doubt))
    _rate(count, call, base, law, as_of)
    _bounds(count, call, law)
    regulation = regulation_of(call)
    if regulation is not None:
        _de_minimis(count, call, company, as_of, regulation)
    _own_funds(count, call, company, as_of)
    worth = _as_a_grant(count, call, asked, as_of) if call.instrument in LENT else None
    own = None
    if costs is not None:
        own = (max(0, costs - (costs if count.high is None else count.high)), max(0, costs - count.low))
        if count.high != 0:
            _own_share(count, call, law, costs)
    warnings = tuple(warnings_of(call, company, project, as_of))
    return Grant(count.low, count.high, worth, own, tuple(count.steps), warnings, law)


def _base(count: _Count, call: Call, costs: int | None) -> int | None:
    """The eligible costs that are counted."""
    amounts = call.amounts
    if costs is None:
        count.tell(Step(say("eligible costs not known: give them with --costs"), is_doubt=True))
        return amounts.costs_ceiling
    if amounts.costs_floor is not None and costs < amounts.costs_floor:
        why = say("costs of {costs:euros}, at least {floor:euros} asked", costs=costs, floor=amounts.costs_floor)
        count.nothing(Step(why))
        return 0
    if amounts.costs_ceiling is not None and costs > amounts.costs_ceiling:
        count.tell(
            Step(
                say(
                    "costs of {costs:euros}, counted up to {ceiling:euros}",
                    costs=costs,
                    ceiling=amounts.costs_ceiling,
                )
            )
        )
        return amounts.costs_ceiling
    count.tell(Step(say("eligible costs: {costs:euros}, as told; the funder sorts them", costs=costs)))
    return costs


def _rate(count: _Count, call: Call, base: int | None, law: Highest | None, as_of: date) -> None:
    """The sheet's rate below, the law's above."""
    sheet = call.amounts.intensity
    _tell_law(count, call, law)
    limit = law.high if law is not None and law.is_rule else None
    if limit == 0:
        # Its steps have just said why: a rate on the sheet, or of nothing, would only hide it.
        count.cap(0)
        return
    if sheet is None and limit is None:
        count.tell(Step(say("rate not told by the sheet"), is_doubt=True))
        if base is not None:
            count.cap(base)
        return
    rate = min(one for one in (sheet, limit) if one is not None)
    if sheet is not None and limit is not None and sheet > limit:
        count.tell(
            Step(say("the sheet says {sheet:share}, above the law: {limit:share} counted", sheet=sheet, limit=limit))
        )
    if base is None:
        count.tell(Step(say("rate: {rate:share} of the costs at most", rate=rate)))
        return
    found = floor(rate * base + 1e-6)
    what = say("{base:euros} × {rate:share} = {found:euros} at most", base=base, rate=rate, found=found)
    count.cap(found)
    count.tell(Step(what))
    is_of_right = call.selection.by == "of_right" and call.instrument == "tax_credit"
    if is_of_right and sheet is not None and count.steps and not any(step.is_doubt for step in count.steps):
        count.low = found if law is None else min(found, floor(law.low * base + 1e-6))
        net = rows(figures.figure("cumulation.tax_credit_net", as_of))
        count.tell(
            Step(say("granted of right: the rate is not up to the funder; grants on the same work shrink it"), net)
        )


def _tell_law(count: _Count, call: Call, law: Highest | None) -> None:
    """What the block exemption allows, or that the sheet does not say by which article."""
    if law is not None:
        if call.amounts.aim is None:
            named = ", ".join(call.amounts.articles)
            count.tell(Step(say("the sheet names article {articles:text} of the block exemption", articles=named)))
        for step in law.steps:
            count.tell(step)
    elif call.aid_regime == "gber" and call.instrument not in ("tax_credit", "exemption"):
        count.tell(
            Step(say("exempted by block, by an article the sheet does not name: --aim checks the rate"), is_doubt=True)
        )


def _bounds(count: _Count, call: Call, law: Highest | None) -> None:
    """Floor and cap of the sheet, amount of the article."""
    amounts = call.amounts
    if amounts.ceiling is not None and count.cap(amounts.ceiling):
        count.tell(Step(say("capped by the sheet at {ceiling:euros}", ceiling=amounts.ceiling)))
    if law is not None and law.most is not None and law.is_rule and count.cap(law.most[1]):
        count.tell(Step(say("capped by the law at {ceiling:euros}", ceiling=law.most[1])))
    if amounts.floor is not None:
        if count.high is not None and count.high < amounts.floor:
            if not count.high:
                return
            why = say("under the smallest aid of the sheet, {floor:euros}: nothing", floor=amounts.floor)
            count.nothing(Step(why))
        else:
            count.low = max(count.low, amounts.floor)
            count.tell(Step(say("no aid under {floor:euros}", floor=amounts.floor)))
    if amounts.typical is not None and count.high != 0:
        count.tell(Step(say("{typical:euros} is what is usually granted", typical=amounts.typical)))


def regulation_of(call: Call) -> Regulation | None:
    """The de minimis regulation the aid is under, when the call says that it is."""
    for rule in call.criteria:
        if rule.kind == "de_minimis":
            found: Regulation = getattr(rule, "regulation", "general")
            return found
    return "general" if call.aid_regime == "de_minimis" else None


def _de_minimis(count: _Count, call: Call, company: Company, as_of: date, regulation: Regulation) -> None:
    """The aid must fit whole: one that would cross the ceiling is no de minimis aid at all."""
    room = headroom(company, as_of, regulation)
    rule = rows(figures.figure(f"de_minimis.{regulation}", as_of))
    if room is None:
        count.tell(Step(say("no de minimis ceiling on file for that day"), is_doubt=True))
        return
    if call.instrument in LENT:
        left = say("{left:euros} left of de minimis aid, for the grant equivalent", left=room.high)
        count.tell(Step(left, rule))
        return
    if count.low > room.high:
        why = say(
            "{left:euros} left of de minimis aid: an aid of {low:euros} would cross the ceiling, so nothing of it",
            left=room.high,
            low=count.low,
        )
        count.nothing(Step(why, rule))
    elif count.cap(room.high):
        what = say("{left:euros} left of de minimis aid: ask for no more, it must fit whole", left=room.high)
        count.tell(Step(what, rule))
    if not room.known:
        what = say("aid already received not all known: what is left lies between {low:euros} and {high:euros}")
        told = what._replace(values=(("low", room.low), ("high", room.high)))
        count.tell(Step(told, rule, is_doubt=True))


def _own_funds(count: _Count, call: Call, company: Company, as_of: date) -> None:
    """Many funders give no more than the own funds: told, and limiting nothing."""
    practice = figures.figure("practice.equity_ratio", as_of)
    years = [year for year in company.accounts if year.closed_on <= as_of and year.equity is not None]
    last = max(years, key=lambda year: year.closed_on, default=None)
    if practice is None or last is None or last.equity is None or call.selection.by == "of_right":
        return
    usual = max(0, floor(last.equity * practice.value))
    if count.high is None or usual < count.high:
        what = say("own funds of {equity:euros}: many funders give no more than that", equity=last.equity)
        count.tell(Step(what, rows(practice), is_doubt=True))


def _as_a_grant(count: _Count, call: Call, asked: Asked, as_of: date) -> tuple[int, int | None]:
    """The grant equivalent of the largest sum that may be lent."""
    if call.instrument == "repayable_advance":
        count.tell(
            Step(say("repaid if the project succeeds: its grant equivalent is told by the funder"), is_doubt=True)
        )
        return 0, count.high
    years = asked.years if asked.years is not None else call.amounts.years
    if count.high is None:
        count.tell(Step(say("no sum told: its grant equivalent cannot be counted"), is_doubt=True))
        return 0, None
    nature: Literal["loan", "guarantee"] = "loan" if call.instrument == "loan" else "guarantee"
    found = equivalent(Loan(nature, count.high, years, asked.secured), as_of)
    for step in found.steps:
        count.tell(step)
    return 0, found.amount


def _own_share(count: _Count, call: Call, law: Highest | None, costs: int) -> None:
    """What must be paid from one's own means."""
    asked = [("sheet", call.amounts.own_share), ("law", law.own_share if law is not None and law.is_rule else None)]
    share = max((one for _, one in asked if one is not None), default=None)
    if share is not None:
        what = say("own share: at least {share:share} of the costs, {sum:euros}", share=share, sum=round(costs * share))
        count.tell(Step(what, law.steps[0].rules if law is not None and law.own_share and law.steps else ()))
