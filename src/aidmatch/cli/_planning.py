"""What a plan is made from: the calls a company may ask for, each as an option or with why it is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from math import floor
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.cli._session import refuse
from aidmatch.cli._worth import worth_of
from aidmatch.cumulate import ceilings
from aidmatch.nomenclatures import figures
from aidmatch.plan import WHOLE, Limits, Option, Out, Reserve, asked_for, openings, option, reserved
from aidmatch.score import profile, score, step
from aidmatch.sift import ordinals
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.catalogue import Card
    from aidmatch.cli._session import Session
    from aidmatch.company import Company, Project
    from aidmatch.match import Match


class Table(NamedTuple):
    """All that lies on the table before the set is chosen."""

    calls: dict[str, Call]
    matches: dict[str, Match]
    options: list[Option]
    outs: list[Out]
    limits: Limits
    projects: list[Project]
    undated: frozenset[str]
    apart: frozenset[str]
    """Calls that pay for other costs than those of the project."""
    far: int
    """Calls left out as their relevance is low."""
    reserve: Reserve
    """What is kept for aids handed in and not yet granted."""


def projects_of(company: Company, typed: str | None) -> list[Project]:
    """The project named, or all of them."""
    if typed is None:
        return list(company.projects)
    found = [one for one in company.projects if one.id == typed]
    if not found:
        known = ", ".join(one.id for one in company.projects) or "–"
        refuse("no such project: {project:text}", "there are: {known:text}", project=typed, known=known)
    return found


def lay(session: Session, company: Company, typed: str | None, files: int | None, effort: int | None) -> Table:
    """The options of a company, and the limits they share."""
    today = session.at.date()
    projects = projects_of(company, typed)
    held = {project.id: project for project in projects}
    calls: dict[str, Call] = {}
    matches: dict[str, Match] = {}
    options: list[Option] = []
    outs: list[Out] = []
    undated: set[str] = set()
    apart: set[str] = set()
    far = 0
    stances = session.memory.stances(company.id)
    found = list(candidates(session, company, typed))
    least = _row("plan.relevance", today)
    if all(step(gain) < least for _, gain, _ in found):
        # In a small catalogue words in common say little: then all of it is looked at.
        least = 0
    for card, gain, match in found:
        stance = stances.get(card.ordinal)
        if stance is not None and stance.state in UNDER_WAY:
            outs.append(Out(card.id, say("already under way: {state:stance}", state=stance.state)))
            continue
        if step(gain) < least or match.targeted == "no":
            far += 1
            continue
        if card.instrument == "cluster_funding" and not {"cluster", "association"} & set(company.roles):
            outs.append(Out(card.id, say("meant for the life of a cluster, not for one company")))
            continue
        call = session.catalogue.call(card.ordinal)
        project = held.get(match.project or "")
        worth = worth_of(session, call, company, project)
        made = option(call, worth, project, gain, session.at)
        calls[card.id], matches[card.id] = call, match
        if isinstance(made, Out):
            outs.append(made)
            continue
        options.append(made)
        if card.state(session.at) == "undated":
            undated.add(card.id)
        if worth.pays.is_apart:
            apart.add(card.id)
    given = openings({one: call.title for one, call in calls.items()}, steps_of(calls))
    options = [one._replace(opens_for=given.get(one.call, frozenset())) for one in options]
    limits = limits_of(company, projects, today, files, effort)
    asked = dict(handed_in(session, company, typed))
    reserve = reserved((one for one, _ in asked.values()), limits)
    calls |= {name: call for name, (_, call) in asked.items()}
    return Table(
        calls,
        matches,
        options,
        outs,
        limits._replace(held=reserve.held),
        projects,
        frozenset(undated),
        frozenset(apart),
        far,
        reserve,
    )


UNDER_WAY = frozenset({"applied", "won"})


def handed_in(session: Session, company: Company, typed: str | None) -> Iterator[tuple[str, tuple[Option, Call]]]:
    """Aids handed in, or obtained and not yet among those received, at what was asked or the most they may be."""
    received = {one.call for one in company.aid_received or ()}
    for ordinal, stance in sorted(session.memory.stances(company.id).items()):
        if stance.state not in UNDER_WAY:
            continue
        call = session.catalogue.call(ordinal)
        if call.id in received or stance.call in received:
            continue
        found = _match(session, ordinal, call.themes, company, None)
        project = next((one for one in projects_of(company, typed) if one.id == found.project), None)
        worth = worth_of(session, call, company, project)
        yield call.id, (asked_for(call, worth, project, session.at, stance.amount), call)


def steps_of(calls: dict[str, Call]) -> dict[str, list[str]]:
    """What must come first, by call."""
    return {one: [first.what for first in call.steps] for one, call in calls.items()}


def candidates(session: Session, company: Company, typed: str | None) -> Iterator[tuple[Card, int, Match]]:
    """The calls it may ask for now, with their relevance; those it is done with left out."""
    catalogue, at, memory = session.catalogue, session.at, session.memory
    sifter = memory.sifter(catalogue.sieve(at))
    answers = sifter.answers(company)
    wanted = catalogue.taking_files(at) & ~answers.ineligible & ~answers.to_complete
    done = memory.done_with(company.id)
    scoring = session.settings.scoring
    known = profile(company, catalogue.lookup, catalogue.count, catalogue.thesaurus, scoring)
    elsewhere = frozenset(ordinals(sifter.elsewhere(company)))
    for card in session.cards(only=list(ordinals(wanted))):
        match = _match(session, card.ordinal, card.themes.split(), company, typed)
        if card.ordinal in done or match.answer not in ("eligible", "to_confirm"):
            continue
        here = card.ordinal not in elsewhere
        yield card, score(card, known, match.targeted, at, scoring, here=here), match


def _match(session: Session, ordinal: int, themes: Iterable[str], company: Company, typed: str | None) -> Match:
    terms = session.catalogue.brief(ordinal, session.at).terms
    return session.memory.match_project(ordinal, terms, themes, company, typed)


def limits_of(company: Company, projects: list[Project], today: date, files: int | None, effort: int | None) -> Limits:
    """What the aids share: costs, the law of the day, what is left of de minimis, places and days."""
    costs = {one.id: one.costs for one in projects if one.costs is not None}
    whole, same = figures.figure("cumulation.public_share", today), figures.figure("cumulation.same_costs", today)
    one_credit = figures.figure("cumulation.one_tax_credit", today)
    share = float(whole.value) if whole else 1.0
    return Limits(
        costs,
        {one.id: {str(item): euros for item, euros in one.costs_by.items()} for one in projects if one.costs_by},
        floor(share * WHOLE + 1e-6),
        same is not None and not same.is_unsure,
        ceilings(company, today),
        files if files is not None else _row("plan.files", today),
        effort,
        is_one_credit=one_credit is not None and not one_credit.is_unsure,
    )


def _row(key: str, today: date) -> int:
    found = figures.figure(key, today)
    return int(found.value) if found else 0
