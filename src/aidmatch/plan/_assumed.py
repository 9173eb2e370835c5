"""What a plan takes for granted, so that a person can say where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.cumulate import headroom
from aidmatch.nomenclatures import figures
from aidmatch.reckoning import Step, rows
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.company import Company, Project
    from aidmatch.plan._limits import Limits
    from aidmatch.plan._option import Option
    from aidmatch.plan._reserve import Reserve


class Doubts(NamedTuple):
    """What is not settled of the aids of a plan, and of those handed in before."""

    to_confirm: int
    """Aids with points left to confirm."""
    undated: int
    """Aids whose dates are not known."""
    reserve: Reserve
    apart: frozenset[str]
    """Calls that pay for other costs than those of the project."""
    is_wide: bool = False
    """Whether calls of low relevance were looked at, as none of more brings euros."""


def assumed(
    company: Company,
    projects: Sequence[Project],
    chosen: Sequence[Option],
    limits: Limits,
    titles: Mapping[str, str],
    as_of: date,
    doubts: Doubts,
) -> tuple[Step, ...]:
    """One line each, with the rows of law behind it."""
    return tuple(
        step
        for found in (
            _about_costs(projects, chosen, limits, as_of),
            _about_what_is_paid(projects, chosen, titles, doubts.apart, as_of),
            _about_handed_in(doubts.reserve, titles, as_of),
            _about_amounts(chosen, limits, titles, as_of),
            _about_de_minimis(company, chosen, titles, as_of),
            _about_own_funds(company, chosen, as_of),
            _about_effort(limits, as_of),
            _about_doubts(doubts),
        )
        for step in found
    )


def _about_costs(projects: Sequence[Project], chosen: Sequence[Option], limits: Limits, as_of: date) -> Iterator[Step]:
    if not projects:
        yield Step(
            say(
                "no project described: costs, cumulation on them and own share are not counted; tell costs with --costs"
            ),
            (),
            True,
        )
    whole = rows(figures.figure("cumulation.public_share", as_of))
    for project in projects:
        if project.costs is None:
            what = say(
                "{title:text}: costs not known, so cumulation on them is not counted; tell them with --costs",
                title=project.title,
            )
            yield Step(what, (), True)
        elif project.costs_by:
            what = say(
                "{title:text}: each aid weighs on the items of its costs, {costs:euros}, that it pays for",
                title=project.title,
                costs=project.costs,
            )
            yield Step(what, whole)
        else:
            what = say(
                "{title:text}: how its costs split, {costs:euros}, is not told; all aids are counted on the same",
                title=project.title,
                costs=project.costs,
            )
            yield Step(what, whole, sum(one.project == project.id for one in chosen) > 1)
    same = figures.figure("cumulation.same_costs", as_of)
    if limits.costs and limits.is_shared:
        what = say("aids on the same costs go no higher than the highest rate; the sheet’s stands where no law is told")
        yield Step(what, rows(same))
    elif limits.costs:
        what = say("how far aids on the same costs may go is to be verified for that day: only the costs limit them")
        yield Step(what, rows(same), is_doubt=True)


def _about_what_is_paid(
    projects: Sequence[Project],
    chosen: Sequence[Option],
    titles: Mapping[str, str],
    apart: frozenset[str],
    as_of: date,
) -> Iterator[Step]:
    """What each aid pays for, where that decides which of them meet."""
    rule = rows(figures.figure("cumulation.same_costs", as_of))
    split = {project.id for project in projects if project.costs_by}
    on_split = [one for one in chosen if one.project in split]
    if any(one.items is not None for one in on_split):
        yield Step(say("what an aid pays for is read in the words of its sheet: the funder sorts the costs"), rule)
    untold = tuple(titles[one.call] for one in on_split if one.items is None)
    if untold:
        what = say(
            "which costs are paid for is not told of {calls:texts}: counted on the same as each of the others",
            calls=untold,
        )
        yield Step(what, rule, is_doubt=True)
    others = tuple(titles[one.call] for one in chosen if one.call in apart)
    if others:
        what = say("other costs than those of the project, counted apart from the rest: {calls:texts}", calls=others)
        yield Step(what, rule, is_doubt=True)


def _about_handed_in(reserve: Reserve, titles: Mapping[str, str], as_of: date) -> Iterator[Step]:
    """Room kept for what was handed in, as if all of it were granted."""
    ledger = rows(figures.figure("de_minimis.general", as_of))
    for one in reserve.held:
        what = say(
            "handed in and not granted yet: {sum:euros} kept for {call:text}, as if it were",
            sum=one.most,
            call=titles[one.call],
        )
        yield Step(what, ledger if one.regime == "de_minimis" else ())
    if reserve.unknown:
        calls = tuple(titles[call] for call in reserve.unknown)
        what = say("handed in, without an amount that anybody told: nothing kept for {calls:texts}", calls=calls)
        yield Step(what, (), is_doubt=True)
    if reserve.beside:
        calls = tuple(titles[call] for call in reserve.beside)
        what = say(
            "what is handed in is already too much on the same costs: {calls:texts} not counted on them", calls=calls
        )
        yield Step(what, (), is_doubt=True)


def _about_amounts(chosen: Sequence[Option], limits: Limits, titles: Mapping[str, str], as_of: date) -> Iterator[Step]:
    if any(one.sort == "chance" for one in chosen):
        yield Step(say("what a jury may give is in no sum, yet all limits hold even if it gives everything"))
    if any(one.sort == "credit" and one.rate for one in chosen):
        net = figures.latest("cumulation.tax_credit_net")
        yield Step(say("a tax credit shrinks by the grants on the same costs: counted, but for chances"), rows(net))
    if limits.is_one_credit and any(one.sort == "credit" for one in chosen):
        what = say("the same costs enter one tax credit only: one that pays for some of them leaves no other")
        yield Step(what, rows(figures.figure("cumulation.one_tax_credit", as_of)))
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


def _about_doubts(doubts: Doubts) -> Iterator[Step]:
    to_confirm, undated = doubts.to_confirm, doubts.undated
    if doubts.is_wide:
        what = say("aids of low relevance are looked at, as no other brings euros: tell the company's needs and themes")
        yield Step(what, (), is_doubt=True)
    if to_confirm:
        what = say("aids of the plan with points left to confirm, taken as met: {n:number}", n=to_confirm)
        yield Step(what, (), is_doubt=True)
    if undated:
        what = say("aids of the plan whose dates are not known, to ask the funder: {n:number}", n=undated)
        yield Step(what, (), is_doubt=True)
