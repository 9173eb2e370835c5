"""What a plan takes for granted, so that a person can say where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from aidmatch.cumulate import headroom
from aidmatch.nomenclatures import figures
from aidmatch.reckoning import Step, rows
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.company import Company, Project
    from aidmatch.plan._limits import Limits
    from aidmatch.plan._option import Option


def assumed(
    company: Company,
    projects: Sequence[Project],
    chosen: Sequence[Option],
    limits: Limits,
    titles: Mapping[str, str],
    as_of: date,
    *,
    to_confirm: int,
    undated: int,
) -> tuple[Step, ...]:
    """One line each, with the rows of law behind it."""
    return tuple(
        step
        for found in (
            _about_costs(projects, limits, as_of),
            _about_amounts(chosen, titles),
            _about_de_minimis(company, chosen, titles, as_of),
            _about_own_funds(company, chosen, as_of),
            _about_effort(limits, as_of),
            _about_doubts(to_confirm, undated),
        )
        for step in found
    )


def _about_costs(projects: Sequence[Project], limits: Limits, as_of: date) -> Iterator[Step]:
    if not projects:
        yield Step(say("no project described: costs, cumulation on them and own share are not counted"), (), True)
    for project in projects:
        if project.costs is None:
            what = say("costs of “{title:text}” not known: cumulation on them is not counted", title=project.title)
            yield Step(what, (), True)
        else:
            what = say(
                "every aid of “{title:text}” is taken to pay for the same costs, {costs:euros}",
                title=project.title,
                costs=project.costs,
            )
            yield Step(what, rows(figures.figure("cumulation.public_share", as_of)))
    same = figures.figure("cumulation.same_costs", as_of)
    if limits.costs and limits.is_shared:
        what = say("aids on the same costs go no higher than the highest rate; the sheet’s stands where no law is told")
        yield Step(what, rows(same))
    elif limits.costs:
        what = say("how far aids on the same costs may go is to be verified for that day: only the costs limit them")
        yield Step(what, rows(same), is_doubt=True)


def _about_amounts(chosen: Sequence[Option], titles: Mapping[str, str]) -> Iterator[Step]:
    if any(one.sort == "chance" for one in chosen):
        yield Step(say("what a jury may give is in no sum, yet all limits hold even if it gives everything"))
    if any(one.sort == "credit" and one.rate for one in chosen):
        net = figures.latest("cumulation.tax_credit_net")
        yield Step(say("a tax credit shrinks by the grants on the same costs: counted, but for chances"), rows(net))
    open_ended = [
        titles[one.call] for one in chosen if not one.is_bounded and one.sort in ("money", "credit", "chance")
    ]
    if open_ended:
        what = say("no amount can be told for {calls:texts}: nothing counted", calls=tuple(open_ended))
        yield Step(what, (), is_doubt=True)
    unknown = [titles[one.call] for one in chosen if not one.is_bounded and one.sort == "lent"]
    if unknown:
        what = say("grant equivalent of {calls:texts} not known: it weighs nothing here, ask", calls=tuple(unknown))
        yield Step(what, (), is_doubt=True)


def _about_de_minimis(
    company: Company, chosen: Sequence[Option], titles: Mapping[str, str], as_of: date
) -> Iterator[Step]:
    for regulation in sorted({one.regulation for one in chosen if one.regime == "de_minimis"}):
        room = headroom(company, as_of, regulation)
        if room is not None and not room.known:
            what = say(
                "de minimis aid already received not all known: {high:euros} taken to be left, {low:euros} sure",
                high=room.high,
                low=room.low,
            )
            yield Step(what, rows(figures.figure(f"de_minimis.{regulation}", as_of)), is_doubt=True)
    untold = [titles[one.call] for one in chosen if one.regime is None and one.most]
    if untold:
        what = say("state-aid regime not told of {calls:texts}: taken for State aid", calls=tuple(untold))
        yield Step(what, (), is_doubt=True)


def _about_own_funds(company: Company, chosen: Sequence[Option], as_of: date) -> Iterator[Step]:
    asked = sum(one.most for one in chosen if one.sort in ("money", "chance"))
    if not asked:
        return
    practice = figures.figure("practice.equity_ratio", as_of)
    years = [year for year in company.accounts if year.closed_on <= as_of and year.equity is not None]
    last = max(years, key=lambda year: year.closed_on, default=None)
    if last is None or last.equity is None:
        what = say("own funds not on file: many funders give no more than them, and all want the own share paid")
        yield Step(what, rows(practice), is_doubt=True)
        return
    what = say(
        "own funds of {equity:euros} on {day:date}: many funders give no more than that; it limits nothing here",
        equity=last.equity,
        day=last.closed_on,
    )
    yield Step(what, rows(practice), is_doubt=last.equity < asked)


def _about_effort(limits: Limits, as_of: date) -> Iterator[Step]:
    day = figures.figure("plan.days.grant", as_of)
    yield Step(
        say("working days of a file are our defaults by nature, and one file is put together after the other"),
        rows(day),
    )
    if limits.days is None:
        yield Step(say("the days the company can spend are not told: give them with --effort"), (), is_doubt=True)


def _about_doubts(to_confirm: int, undated: int) -> Iterator[Step]:
    if to_confirm:
        what = say("aids of the plan with points left to confirm, taken as met: {n:number}", n=to_confirm)
        yield Step(what, (), is_doubt=True)
    if undated:
        what = say("aids of the plan whose dates are not known, to ask the funder: {n:number}", n=undated)
        yield Step(what, (), is_doubt=True)
