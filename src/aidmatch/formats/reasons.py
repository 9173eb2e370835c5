"""A match -> the sentences people read of it: the answer, why, and the one thing to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from aidmatch.catalogue import Brief, Card
    from aidmatch.formats._wording import Wording
    from aidmatch.match import Match


def answer(words: Wording, found: Match) -> str:
    """« à confirmer : 2 points », « il nous manque : l'effectif », « non éligible : effectif »."""
    if found.answer == "to_confirm":
        return words.plural("to confirm: {n} point", "to confirm: {n} points", found.points)
    if found.answer == "to_complete":
        asked = list(dict.fromkeys(words.term(_words.SHORT_QUESTIONS, kind) for kind in found.unknown))
        return words.text("we lack: {facts}", facts=", ".join(asked))
    if found.answer == "ineligible":
        kinds = ", ".join(words.term(_words.CRITERIA, kind) for kind in found.failed)
        return words.text("not eligible: {kinds}", kinds=kinds)
    return words.term(_words.ANSWERS, found.answer)


def reasons(words: Wording, found: Match) -> list[str]:
    """Every sentence behind an answer, the deciding ones first."""
    order = sorted(found.verdicts, key=lambda one: -one[1].strength)
    sentences = [_sentence(words, condition.kind, verdict) for condition, verdict in order]
    return [*sentences, *(words.term(_words.DOUBTS, doubt) for doubt in found.doubts)]


def _sentence(words: Wording, kind: str, verdict: Verdict) -> str:
    name = words.term(_words.CRITERIA, kind)
    return words.text("{name}: {reason}", name=name, reason=words.say(verdict.confirm or verdict.reason))


def to_know(words: Wording, brief: Brief, found: Match, card: Card) -> str:
    """The one thing to know: what fails, the question, what not to do, the step to take, the first point."""
    verdicts = [verdict for _, verdict in found.verdicts]
    for verdict in verdicts:
        if verdict.outcome is Outcome.FAILED:
            remedy = words.text("; {remedy}", remedy=words.say(verdict.remedy)) if verdict.remedy else ""
            return f"{words.say(verdict.reason)}{remedy}"
    for verdict in verdicts:
        if verdict.outcome is Outcome.UNKNOWN and not verdict.is_reserve and verdict.question:
            return words.say(verdict.question)
    if brief.step:
        delay = words.plural(" ({n} day)", " ({n} days)", brief.days) if brief.days else ""
        return words.text("First: {step}{delay}", step=plain(brief.step), delay=delay)
    if card.window_kind == "suspended":
        return words.text("suspended for now")
    if brief.back is not None:
        return words.text("back around {day:date}, our estimate", day=brief.back)
    start = next((verdict for verdict in verdicts if verdict.kind == "works_start"), None)
    if start is not None:
        return words.say(start.reason)
    for verdict in verdicts:
        if verdict.confirm is not None:
            return words.say(verdict.confirm)
    if brief.terms.conditions:
        return plain(brief.terms.conditions[0])
    if found.doubts:
        return words.term(_words.DOUBTS, found.doubts[0])
    for verdict in verdicts:
        if verdict.is_reserve and verdict.question:
            return words.say(verdict.question)
    return plain(brief.summary or "")
