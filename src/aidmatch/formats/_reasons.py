"""A match -> the sentences people read of it: the answer, why, and the one thing to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from aidmatch.formats import _words
from aidmatch.formats._plain import shortened, without_addresses
from aidmatch.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from aidmatch.board import Standing
    from aidmatch.catalogue import Brief, Card
    from aidmatch.formats._wording import Wording
    from aidmatch.match import Answer, Match


def answer(words: Wording, found: Match | Standing) -> str:
    """« à confirmer : 2 points », « il nous manque : l'effectif », « non éligible : effectif »."""
    return answered(words, found.answer, found.points, found.unknown, found.failed)


def answered(words: Wording, given: Answer, points: int, unknown: Sequence[str], failed: Sequence[str]) -> str:
    """The same of a pair of the fast path."""
    if given == "to_confirm":
        return words.plural("to confirm: {n} point", "to confirm: {n} points", points)
    if given == "to_complete":
        asked = list(dict.fromkeys(words.term(_words.SHORT_QUESTIONS, kind) for kind in unknown))
        return words.text("we lack: {facts}", facts=", ".join(asked))
    if given == "ineligible":
        kinds = ", ".join(words.term(_words.FAILING, kind) for kind in failed)
        return words.text("not eligible: {kinds}", kinds=kinds)
    return words.term(_words.ANSWERS, given)


def reasons(words: Wording, found: Match) -> list[str]:
    """Every sentence behind an answer, the deciding ones first."""
    order = sorted(found.verdicts, key=lambda one: -one[1].strength)
    sentences = [_sentence(words, condition.kind, verdict) for condition, verdict in order]
    return [*sentences, *(words.term(_words.DOUBTS, doubt) for doubt in found.doubts)]


def _sentence(words: Wording, kind: str, verdict: Verdict) -> str:
    name = words.term(_words.FAILING if verdict.is_settled else _words.CRITERIA, kind)
    told = verdict.confirm if verdict.confirm is not None and verdict.outcome is Outcome.MET else verdict.reason
    return words.text("{name}: {reason}", name=name, reason=words.say(told))


def to_know(words: Wording, brief: Brief, found: Match, card: Card) -> str:
    """The one thing to know: what fails, the question, the step to take, what not to do, the first point."""
    verdicts = [verdict for _, verdict in found.verdicts]
    told = chain(_deciding(words, found, verdicts), _practical(words, brief, card, verdicts), _left(words, found))
    return shortened(without_addresses(next(told, brief.summary or "")), _A_LINE)


_A_STEP = 160
"""Letters of the step in it: its delay is not cut off."""

_A_LINE = 200
"""Letters of the one thing to know: a list is looked through; `explain` tells all."""


OF_PROJECT = frozenset({"works_start", "consortium", "stage"})
"""Kinds that look at the project and not at the company: where one fails, another project may do."""


def is_of_project(found: Match, verdict: Verdict) -> bool:
    """Whether a verdict says no to the project described, not to the company."""
    return found.project is not None and verdict.outcome is Outcome.FAILED and verdict.kind in OF_PROJECT


def _deciding(words: Wording, found: Match, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """What fails, with its remedy; else the question that settles it."""
    for verdict in verdicts:
        if verdict.outcome is Outcome.FAILED:
            told = [words.say(verdict.reason), *([words.say(verdict.remedy)] if verdict.remedy else [])]
            if is_of_project(found, verdict):
                told.append(words.text("judged on this project; another one may do"))
            yield " · ".join(told)
    for verdict in verdicts:
        if verdict.outcome is Outcome.UNKNOWN and not verdict.is_reserve and verdict.question:
            yield words.say(verdict.question)


def _practical(words: Wording, brief: Brief, card: Card, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """The first step to take, the window's own news, what not to do before applying."""
    if brief.step:
        delay = words.plural(" ({n} day)", " ({n} days)", brief.days) if brief.days else ""
        yield words.text("First: {step}{delay}", step=shortened(without_addresses(brief.step), _A_STEP), delay=delay)
    if card.window_kind == "suspended":
        yield words.text("suspended for now")
    if brief.back is not None:
        yield words.text("back around {day:date}, our estimate", day=brief.back)
    yield from (words.say(verdict.reason) for verdict in verdicts if verdict.kind == "works_start")


def _left(words: Wording, found: Match) -> Iterator[str]:
    """What is left to a person: a fact to confirm, a condition in the source's words, a doubt, a reserve."""
    yield from (words.say(one.confirm) for _, one in found.verdicts if one.confirm and one.outcome is Outcome.MET)
    yield from (words.say(one.reason) for _, one in found.verdicts if one.kind == "prose" and not one.is_settled)
    yield from (words.term(_words.DOUBTS, doubt) for doubt in found.doubts)
    yield from (words.say(one.question) for _, one in found.verdicts if one.is_reserve and one.question)
