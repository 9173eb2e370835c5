"""Where a company stands to every call, whatever its stage: what the stages are laid from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidmatch.cli._planning import projects_of, steps_of
from aidmatch.match import Answer
from aidmatch.plan import Stand, Way, openings, ways
from aidmatch.score import profile, score
from aidmatch.sift import ordinals

if TYPE_CHECKING:
    from aidmatch.cli._session import Session
    from aidmatch.company import Company
    from aidmatch.match import Match


def lay(session: Session, company: Company, typed: str | None) -> tuple[Way, ...]:
    """The stages of a company, with what there is for each."""
    catalogue, at, memory = session.catalogue, session.at, session.memory
    scoring = session.settings.scoring
    known = profile(company, catalogue.lookup, catalogue.count, catalogue.thesaurus, scoring)
    sifter = memory.sifter(catalogue.sieve(at))
    elsewhere, done = frozenset(ordinals(sifter.elsewhere(company))), memory.done_with(company.id)
    calls, stands = {}, []
    for card in session.cards():
        if card.ordinal in done or not card.stages.strip():
            continue
        match = memory.match(card.ordinal, catalogue.brief(card.ordinal, at).terms, company)
        answer = _whatever_the_stage(match)
        if answer == "ineligible" or match.targeted == "no":
            continue
        call = catalogue.call(card.ordinal)
        calls[card.id] = call
        here = card.ordinal not in elsewhere
        gain = score(card, known, match.targeted, at, scoring, here=here)
        back = call.window.expected_return(at)
        stands.append(Stand(card.id, card.title, call.stages, answer, card.state(at), gain, call.instrument, back))
    given = openings({one: call.title for one, call in calls.items()}, steps_of(calls))
    stages = [*company.stages, *(project.stage for project in projects_of(company, typed) if project.stage)]
    return ways(stands, stages, given)


def _whatever_the_stage(match: Match) -> Answer:
    """The answer, were the company at the stage that the call asks for."""
    if set(match.failed) - {"stage"}:
        return "ineligible"
    if set(match.unknown) - {"stage"}:
        return "to_complete"
    return "to_confirm" if match.points or match.failed or match.unknown else "eligible"
