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
    from aidmatch.value import Message


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
    waiting: int
    """Calls that a fact of the company alone keeps out: to ask for."""
    is_wide: bool = False
    """Whether calls of low relevance were looked at, as none of more brings euros."""


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
    found = list(candidates(session, company, typed))
    wanted = least = _row("plan.relevance", today)
    seen = _look(session, company, projects, found, least)
    while least and not any(_is_money(one) for one in seen.options):
        # Where little is told of a company, words in common say little: a plan without a euro helps nobody.
        least -= 1
        seen = _look(session, company, projects, found, least)
    calls = dict(seen.calls)
    given = openings({one: call.title for one, call in calls.items()}, steps_of(calls))
    limits = limits_of(company, projects, today, files, effort)
    asked = dict(handed_in(session, company, typed))
    reserve = reserved((one for one, _ in asked.values()), limits)
    return Table(
        calls | seen.beside | {name: call for name, (_, call) in asked.items()},
        seen.matches,
        [one._replace(opens_for=given.get(one.call, frozenset())) for one in seen.options],
        seen.outs,
        limits._replace(held=reserve.held),
        projects,
        frozenset(seen.undated),
        frozenset(seen.apart),
        seen.far,
        reserve,
        _waiting(session, company),
        is_wide=least < wanted and bool(seen.options),
    )


class _Seen(NamedTuple):
    """The calls of some relevance, looked at one by one."""

    calls: dict[str, Call]
    matches: dict[str, Match]
    options: list[Option]
    outs: list[Out]
    undated: set[str]
    apart: set[str]
    beside: dict[str, Call]
    """Calls that are no option, for their titles."""
    far: int


def _look(
    session: Session,
    company: Company,
    projects: list[Project],
    found: Iterable[tuple[Card, int, Match]],
    least: int,
) -> _Seen:
    """Each call of so many steps of relevance, as an option or with why it is none."""
    held = {project.id: project for project in projects}
    seen = _Seen({}, {}, [], [], set(), set(), {}, 0)
    far = 0
    stances = session.memory.stances(company.id)
    for card, gain, match in found:
        stance = stances.get(card.ordinal)
        if stance is not None and stance.state in UNDER_WAY:
            seen.outs.append(Out(card.id, say("already under way: {state:stance}", state=stance.state)))
            continue
        if step(gain) < least or match.targeted == "no":
            far += 1
            continue
        call = session.catalogue.call(card.ordinal)
        why = _not_for(company, card, match)
        if why is not None:
            seen.outs.append(Out(card.id, why))
            seen.beside[card.id] = call
            continue
        project = held.get(match.project or "")
        worth = worth_of(session, call, company, project)
        made = option(call, worth, project, gain, session.at)
        seen.calls[card.id], seen.matches[card.id] = call, match
        if isinstance(made, Out):
            seen.outs.append(made)
            continue
        seen.options.append(made)
        if card.state(session.at) == "undated":
            seen.undated.add(card.id)
        if worth.pays.is_apart:
            seen.apart.add(card.id)
    return seen._replace(far=far)


def _is_money(one: Option) -> bool:
    """Whether it may bring euros that are known."""
    return one.sort in ("money", "credit", "chance") and one.is_bounded and one.most > 0


def _not_for(company: Company, card: Card, match: Match) -> Message | None:
    """Why a call that refuses nobody is still not to be counted on."""
    if card.instrument == "cluster_funding" and not {"cluster", "association"} & set(company.roles):
        return say("meant for the life of a cluster, not for one company")
    if match.targeted == "unknown" and company.naf is None and company.naf_2025 is None:
        return say("meant for given trades, and that of the company is not known")
    return None


def _waiting(session: Session, company: Company) -> int:
    """How many calls that take files wait for an answer of the company."""
    memory = session.memory
    answers = memory.sifter(session.catalogue.sieve(session.at)).answers(company)
    return (session.catalogue.taking_files(session.at) & answers.to_complete & ~answers.ineligible).bit_count()


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
