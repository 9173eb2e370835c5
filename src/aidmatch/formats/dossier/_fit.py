"""One page on fit: each criterion with what is known and who said it, the doubts, the questions for the funder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aidmatch.dossier import TAXED
from aidmatch.formats import _conflicts, _offer, _words
from aidmatch.formats._gain import interval, summary
from aidmatch.formats._plain import plain
from aidmatch.formats._reasons import answer, is_of_project
from aidmatch.formats._told import Section, blank, capital
from aidmatch.formats._words import term
from aidmatch.formats._worth import worth
from aidmatch.grant import LENT
from aidmatch.nomenclatures.figures import HOUSE
from aidmatch.verdict import Outcome

if TYPE_CHECKING:
    from aidmatch.dossier import Dossier
    from aidmatch.formats._wording import Wording
    from aidmatch.reckoning import Step
    from aidmatch.verdict import Fact, Verdict

OUTCOMES = {"met": term("met"), "failed": term("not met"), "unknown": term("to check")}
_MARKS = {"met": "✓", "failed": "✗", "unknown": "?"}


def fit(words: Wording, kit: Dossier) -> Section:
    """The page."""
    rows = [_row(words, kit, verdict) for condition, verdict in kit.found.verdicts if condition.kind != "prose"]
    headings = (words.text("Criterion"), words.text("Answer"), words.text("What is known, and since when"))
    notes = [f"! {one}" for one in _doubts(words, kit)]
    return Section(words.text("Does it fit?"), tuple(_offered(words, kit)), headings, tuple(rows), tuple(notes))


def _offered(words: Wording, kit: Dossier) -> Iterator[str]:
    """What is offered, until when, and the answer."""
    call = kit.call
    name = plain(kit.company.name)
    yield words.text("{name} – {answer}.", name=name, answer=answer(words, kit.found))
    if kit.project is not None:
        yield words.text("Project looked at: {title:text}.", title=kit.project.title)
    else:
        yield blank(words, words.text("the project (none is described on file)"))
    yield words.text("What is offered: {worth}.", worth=worth(words, call))
    dates = _offer.dates(words, call, kit.at)
    if dates:
        yield _sentence(" · ".join(dates))
    elif call.window.kind in ("permanent", "until_exhausted", "suspended"):
        yield _sentence(words.term(_words.WINDOW_KINDS, call.window.kind))
    else:
        yield blank(words, words.text("the deadline (the source gives none)"))
    chosen = _offer.choice(words, call)
    if chosen:
        yield _sentence(" · ".join(chosen))


def _sentence(text: str) -> str:
    return capital(text) if text.endswith((".", "…")) else f"{capital(text)}."


def _row(words: Wording, kit: Dossier, verdict: Verdict) -> tuple[str, ...]:
    told = [words.say(verdict.reason)]
    told += [] if verdict.is_settled else [_fact(words, fact) for fact in verdict.facts]
    if verdict.confirm is not None:
        told.append(words.text("to confirm: {what}", what=words.say(verdict.confirm)))
    if is_of_project(kit.found, verdict):
        told.append(words.text("judged on this project; another one may do"))
    if verdict.remedy is not None:
        told.append(words.text("what would change it: {what}", what=words.say(verdict.remedy)))
    known = capital(" · ".join(told))
    name = words.term(_words.CRITERIA, verdict.kind)
    outcome = str(verdict.outcome)
    return capital(name), f"{_MARKS[outcome]}\u00a0{words.term(OUTCOMES, outcome)}", known


def _fact(words: Wording, fact: Fact) -> str:
    """« effectif : 12 personnes (registre public, 31 décembre 2025) »"""
    told = [words.term(_words.SAID_BY, fact.by)] if fact.by else []
    if fact.on is not None:
        told.append(words.date(fact.on))
    origin = words.text(" ({told})", told=", ".join(told)) if told else ""
    name = words.term(_words.FACTS, fact.name)
    return words.text("{name}: {value}{origin}", name=name, value=words.fact(fact), origin=origin)


def _doubts(words: Wording, kit: Dossier) -> Iterator[str]:
    """What is not sure of the record itself, and answers that the call's new words made void."""
    yield from (words.term(_words.DOUBTS, one) for one in kit.found.doubts)
    for reply in kit.void:
        yield words.text("an answer of {day:date} no longer holds: the call says something else", day=reply.day)
    yield from _conflicts.sentences(words, kit.call)


def worth_of(words: Wording, kit: Dossier) -> Section:
    """What one may get: the interval, how it was counted, each doubt marked, and what may stop it."""
    found = kit.worth.grant
    intro = [words.text("What one may get: {sum}.", sum=summary(words, kit.call, found))]
    if found.own is not None and not found.is_refused:
        own = interval(words, *found.own)
        intro.append(words.text("Left to pay from own means and other money: {sum}.", sum=own))
    # How costs are given on the command line is no news to who reads the kit.
    counted = [step for step in found.steps if "--costs" not in step.what.id]
    if len(counted) < len(found.steps):
        intro.append(blank(words, words.text("the eligible costs of the project")))
    notes = [f"{'? ' if step.is_doubt else ''}{capital(words.say(step.what))}{_law(words, step)}" for step in counted]
    notes += [f"! {capital(words.say(step.what))}{_law(words, step)}" for step in found.warnings]
    return Section(words.text("What one may get, and how it is counted"), tuple(intro), notes=tuple(notes))


def _law(words: Wording, step: Step) -> str:
    """The texts a line rests on, each once."""
    told = dict.fromkeys(
        words.text("{source:text}, {article:text}", source=row.source, article=row.article)
        for row in step.rules
        if row.source != HOUSE
    )
    return words.text(" ({told})", told="; ".join(told)) if told else ""


def questions(words: Wording, kit: Dossier) -> Section:
    """What to ask the funder, then what to ask the company."""
    rows = [(words.text("The funder"), one) for one in for_funder(words, kit)]
    rows += [(words.text("The company"), one) for one in _for_company(words, kit)]
    headings = (words.text("Whom"), words.text("Question"))
    intro = () if rows else (words.text("No question is left open."),)
    return Section(words.text("Questions left open"), intro, headings if rows else (), tuple(rows))


def for_funder(words: Wording, kit: Dossier) -> Iterator[str]:
    """Questions that only the funder answers, the conditions quoted in the source's words."""
    call = kit.call
    for condition, verdict in kit.found.verdicts:
        if condition.kind == "prose" and verdict.outcome is Outcome.UNKNOWN:
            yield words.text("Do we meet this condition? “{quote}”", quote=words.say(verdict.reason))
    if call.amounts.intensity is None and call.amounts.typical is None and call.amounts.ceiling is None:
        yield words.text("How much may be granted, and at which share of the costs?")
    elif call.amounts.intensity is None and call.instrument not in LENT:
        yield words.text("Which share of the costs is covered?")
    if kit.closing is None and call.window.kind not in ("permanent", "until_exhausted"):
        yield words.text("Until when is a file taken?")
    if call.aid_regime is None:
        yield words.text("Under which state-aid regime is the aid granted (de minimis, block exemption…)?")
    # What is claimed on a return for costs already borne waits for no receipt.
    if call.instrument not in TAXED and not any(one.kind == "works_start" for one, _ in kit.found.verdicts):
        yield words.text("From which day may orders be signed without losing the aid?")


def _for_company(words: Wording, kit: Dossier) -> Iterator[str]:
    """Questions that the company itself answers, each once."""
    asked = (
        words.say(verdict.question)
        for condition, verdict in kit.found.verdicts
        if condition.kind != "prose" and verdict.outcome is Outcome.UNKNOWN and verdict.question
    )
    yield from dict.fromkeys(asked)
