"""One answer with its proof, in a terminal: each criterion, the fact used, the rule, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.padding import Padding

from aidmatch import plausible
from aidmatch.formats import _conflicts, _gain, _offer, _words
from aidmatch.formats._marks import STYLES, dots, until
from aidmatch.formats._plain import plain
from aidmatch.formats._reasons import answer, is_of_project
from aidmatch.formats._text import Text
from aidmatch.score import PARTS
from aidmatch.settle import points_of
from aidmatch.verdict import Fact, Outcome, Verdict

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.call import Call
    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.grant import Grant
    from aidmatch.journal.stances import Stance
    from aidmatch.match import Match
    from aidmatch.rank import Ranked
    from aidmatch.settle import Reply

_SIGNS = {Outcome.MET: ("✓", "green"), Outcome.FAILED: ("✗", "red"), Outcome.UNKNOWN: ("?", "yellow")}


def show(
    out: Console,
    words: Wording,
    company: Company,
    call: Call,
    found: Match,
    ranked: Ranked,
    stance: Stance | None,
    void: Sequence[Reply],
    gain: Grant,
    at: datetime,
) -> None:
    """The whole page."""
    out.print(Text(plain(call.title), style="bold"))
    card = ranked.card
    funders = ", ".join(plain(body.name) for body in call.funders)
    out.print(Text(" · ".join(part for part in (funders, card.worth, until(words, card, at)) if part), "dim"))
    for line in _offer.dates(words, call, at):
        out.print(Text(line))
    chosen = _offer.choice(words, call)
    if chosen:
        out.print(Text(" · ".join(chosen), style="dim"))
    if call.summary:
        out.print(plain(call.summary), markup=False)
    out.print()
    head = Text.assemble(
        (words.text("{name}: ", name=plain(company.name)), "bold"), (answer(words, found), STYLES[found.answer])
    )
    project = company.project(found.project)
    if project is not None:
        head.append(words.text("  (project: {title:text})", title=project.title), style="dim")
    out.print(head)
    if stance is not None:
        _stance(out, words, stance)
    _conditions(out, words, found)
    _answers(out, words, company, call, void, is_open=any(not one.verdict.is_settled for one in points_of(found)))
    for doubt in found.doubts:
        out.print(Text(f"! {words.term(_words.DOUBTS, doubt)}", style="yellow"))
    _steps(out, words, call)
    _gains(out, words, company, call, gain, at, is_refused=found.answer == "ineligible")
    _score(out, words, ranked)
    _source(out, words, call)


def _conditions(out: Console, words: Wording, found: Match) -> None:
    """Rules, then what stays in the source's words; each point left to a person with its number."""
    numbers = {id(point.condition): point.number for point in points_of(found)}
    for condition, verdict in found.verdicts:
        if verdict.kind != "prose":
            number = numbers.get(id(condition))
            _criterion(out, words, condition, verdict, number, of_project=is_of_project(found, verdict))
    prose = [one for one in found.verdicts if one[1].kind == "prose"]
    if prose:
        out.print(Text(words.text("To check with the funder, in the source's words:"), style="bold"))
        for condition, verdict in prose:
            sign = _SIGNS[verdict.outcome] if verdict.is_settled else ("–", "")
            line = Text.assemble(sign, f" {words.say(verdict.reason)}", _number(numbers[id(condition)]))
            out.print(Padding(line, (0, 0, 0, 2)))


def _stance(out: Console, words: Wording, stance: Stance) -> None:
    """« Suite donnée : demandée, le 12 novembre 2026, 40 000 € · dossier complet »"""
    state = words.term(_words.STANCES, stance.state)
    told = [words.text("{state}, {day:date}", state=state, day=stance.day)]
    told += [words.euros(stance.amount)] if stance.amount is not None else []
    told += [plain(stance.note)] if stance.note else []
    told += [words.text("willing to talk about it")] if stance.talks else []
    out.print(Text.assemble((words.text("What was done: "), "bold"), " · ".join(told)))


def _number(number: int | None) -> tuple[str, str]:
    """The number a point is named by, where it is left to a person."""
    return (f" [{number}]" if number else "", "dim")


def _answers(
    out: Console, words: Wording, company: Company, call: Call, void: Sequence[Reply], *, is_open: bool
) -> None:
    """What was answered on words that are no more, and how to note an answer."""
    for reply in void:
        no_more = (
            words.text(
                "No longer valid, as the call says something else: yes to “{quote:text}” ({who:text}, {day:date})",
                quote=reply.quote,
                who=reply.source,
                day=reply.day,
            )
            if reply.is_yes
            else words.text(
                "No longer valid, as the call says something else: no to “{quote:text}” ({who:text}, {day:date})",
                quote=reply.quote,
                who=reply.source,
                day=reply.day,
            )
        )
        out.print(Text(f"! {no_more}", style="yellow"))
    if is_open:
        command = f"aidmatch confirm {company.id} {call.id}"
        out.print(
            Text(words.text("An answer came? {command} NUMBER yes --by WHO", command=command), "dim"), soft_wrap=True
        )


def _gains(
    out: Console, words: Wording, company: Company, call: Call, gain: Grant, at: datetime, *, is_refused: bool
) -> None:
    """What one may get, in a line, and whether the funder may give it at all."""
    label = words.text("What one might get, were it eligible: ") if is_refused else words.text("What one may get: ")
    line = Text.assemble((label, "bold"), _gain.summary(words, call, gain))
    line.append(f" (aidmatch worth {company.id} {call.id})", "dim")
    out.print(line)
    funder = plausible.doubt(call, at.date())
    if funder is not None:
        out.print(Text(f"! {words.say(funder.what)}", style="yellow"))


def _criterion(
    out: Console, words: Wording, condition: Any, verdict: Verdict, number: int | None, *, of_project: bool
) -> None:
    sign, style = _SIGNS[verdict.outcome]
    kind = words.term(_words.CRITERIA, verdict.kind)
    line = Text.assemble(
        (f"{sign} ", f"bold {style}"),
        (words.text("{name}: ", name=kind), "bold"),
        words.say(verdict.reason),
        _number(number),
    )
    out.print(line)
    # A person's answer tells its author and day itself.
    notes = [] if verdict.is_settled else [_fact(words, fact) for fact in verdict.facts]
    if verdict.confirm is not None:
        notes.append(words.text("to confirm: {what}", what=words.say(verdict.confirm)))
    if verdict.outcome is Outcome.FAILED and of_project:
        notes.append(words.text("judged on this project; another one may do"))
    if verdict.remedy is not None:
        notes.append(words.text("what would change it: {what}", what=words.say(verdict.remedy)))
    if verdict.question is not None:
        notes.append(words.text("to ask: {what}", what=words.say(verdict.question)))
    if condition.words:
        notes.append(words.text("in the source's words: “{words:text}”", words=condition.words))
    if condition.source:
        notes.append(words.text("rule: {source:text}", source=condition.source))
    for note in notes:
        out.print(Padding(Text(note, style="dim"), (0, 0, 0, 4)))
    if verdict.kind == "any_of":
        for part in verdict.parts:
            reason = words.text(
                "{name}: {reason}", name=words.term(_words.CRITERIA, part.kind), reason=words.say(part.reason)
            )
            out.print(Padding(Text(f"{_SIGNS[part.outcome][0]} {reason}", "dim"), (0, 0, 0, 4)))


def _fact(words: Wording, fact: Fact) -> str:
    """« effectif : 12 personnes (registre public, 31 décembre 2025) »"""
    name = words.term(_words.FACTS, fact.name)
    told = [words.term(_words.SAID_BY, fact.by)] if fact.by else []
    if fact.on is not None:
        told.append(words.date(fact.on))
    origin = words.text(" ({told})", told=", ".join(told)) if told else ""
    return words.text("{name}: {value}{origin}", name=name, value=words.fact(fact), origin=origin)


def _steps(out: Console, words: Wording, call: Call) -> None:
    if call.steps:
        out.print(Text(words.text("Before applying:"), style="bold"))
        for step in call.steps:
            delay = words.plural(" ({n} day)", " ({n} days)", step.days) if step.days else ""
            out.print(Padding(Text(f"– {plain(step.what)}{delay}"), (0, 0, 0, 2)))


def _score(out: Console, words: Wording, ranked: Ranked) -> None:
    line = Text.assemble((words.text("Relevance "), "bold"), dots(ranked.score), " ")
    gains = [
        f"{words.term(_words.SCORE_PARTS, part)} {gain:.0f}"
        for part, gain in zip(PARTS, ranked.parts, strict=True)
        if round(gain)
    ]
    line.append(words.text("{gains}: {sum} of 100", gains=" + ".join(gains), sum=ranked.score), style="dim")
    out.print(line)


def _source(out: Console, words: Wording, call: Call) -> None:
    origin = call.origin
    told = [plain(words.term(_words.SOURCES, origin.source))]
    if origin.read_on:
        told.append(words.text("read on {day:date}", day=origin.read_on))
    told.append(words.text("confidence: {level}", level=words.term(_words.CONFIDENCE, origin.confidence)))
    out.print(Text.assemble((words.text("Source "), "bold"), (" · ".join(told) + _offer.licence(words, call), "dim")))
    if origin.note:
        out.print(Padding(Text(plain(origin.note), style="dim"), (0, 0, 0, 2)))
    if origin.corrected:
        out.print(Padding(Text(_offer.correction(words, origin.corrected), style="yellow"), (0, 0, 0, 2)))
    if origin.url:
        out.print(Text(plain(origin.url), style="underline"), soft_wrap=True)
    for other in call.origins[1:]:
        read = words.text("read on {day:date}", day=other.read_on) if other.read_on else ""
        line = " · ".join(plain(part) for part in (other.source, read, other.url or "") if part)
        out.print(Text(words.text("Also told by {origin}", origin=line), "dim"), soft_wrap=True)
    told = list(_conflicts.sentences(words, call))
    if told:
        out.print(Text(words.text("Its sources disagree; what stands first is used:"), style="yellow"))
        for sentence in told:
            out.print(Padding(Text(f"– {sentence}", style="yellow"), (0, 0, 0, 2)))
    out.print(Text(words.text("A lead to check, never a right: the funder decides."), style="dim italic"))
