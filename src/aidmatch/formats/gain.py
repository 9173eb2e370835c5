"""What one may get from a call: the interval, its calculation line by line, and what may stop it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from aidmatch.formats import _words
from aidmatch.formats._gain import interval, summary
from aidmatch.formats._law import Footnotes, as_records, step_records
from aidmatch.formats._marks import STYLES
from aidmatch.formats._plain import plain
from aidmatch.formats._reasons import answer
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.call import Call
    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.rows import Document
    from aidmatch.grant import Grant
    from aidmatch.match import Match


def show(out: Console, words: Wording, call: Call, company: Company, matched: Match, found: Grant, day: date) -> None:
    """The whole page."""
    notes = Footnotes(words, day)
    out.print(Text(plain(call.title), style="bold"))
    who = words.text("{name:text}, {nature}", name=company.name, nature=words.term(_words.INSTRUMENTS, call.instrument))
    project = next((one for one in company.projects if one.id == matched.project), None)
    if project is not None:
        who = words.text("{who} · project: {title:text}", who=who, title=project.title)
    out.print(Text(who, "dim"))
    out.print(Text(answer(words, matched), STYLES[matched.answer]))
    if matched.answer == "ineligible":
        why = words.text(
            "An amount for the case that this changes: aidmatch explain {company} {call}",
            company=company.id,
            call=call.id,
        )
        out.print(Text(why, "yellow"))
    style = "bold red" if found.is_refused else "bold yellow" if found.high is None else "bold green"
    is_refused = matched.answer == "ineligible"
    label = words.text("What one might get, were it eligible: ") if is_refused else words.text("What one may get: ")
    out.print(Text.assemble(label, (summary(words, call, found), style)))
    if found.own is not None and not found.is_refused:
        own = interval(words, *found.own)
        out.print(Text(words.text("Left to pay from own means and other money: {sum}", sum=own)))
    out.print()
    for step in found.steps:
        out.print(notes.line(step))
    if found.warnings:
        out.print()
        out.print(Text(words.text("Before anything else"), style="bold"))
        for step in found.warnings:
            out.print(notes.line(step))
    notes.show(out)
    out.print()
    certain = words.text(
        "Sure: the caps, the ceilings of the law and the ledger on file. The funder decides: which costs count, the "
        "rate within these bounds, and whether there is an aid at all."
    )
    out.print(Text(certain, "dim italic"))


def document(words: Wording, call: Call, company: Company, matched: Match, found: Grant, at: datetime) -> Document:
    """`worth --format json`."""
    from aidmatch.formats.rows import Document, head

    steps = [*found.steps, *found.warnings]
    told = head(
        at,
        company=company.id,
        call=call.id,
        project=matched.project,
        answer=matched.answer,
        instrument=call.instrument,
        low=found.low,
        high=found.high,
        equivalent=list(found.equivalent) if found.equivalent else None,
        own=list(found.own) if found.own else None,
        text=summary(words, call, found),
        rules=as_records((rule for step in steps for rule in step.rules), at.date()),
    )
    items = [{"as": "step", **one} for one in step_records(words, found.steps)]
    items += [{"as": "warning", **one} for one in step_records(words, found.warnings)]
    return Document(told, "steps", items, ("company", "call", "as", "text", "doubt", "rules"))
