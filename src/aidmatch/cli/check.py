"""`aidmatch check`: every data file validated, every stale or conflicting record named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from aidmatch.cli._lines import put
from aidmatch.cli._session import Session
from aidmatch.errors import DATA_WRONG
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.call import Call

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Check all data: wrong files with the line and the fix, stale and conflicting records."),
    epilog=_("Example: aidmatch check"),
)
def check() -> None:
    """Validate everything."""
    run(Session(), "calls", "companies", "contacts", "zones")


def run(session: Session, *shelves: str) -> None:
    """Check some shelves; exit 5 when a data file is wrong."""
    from aidmatch.checkup import findings, rules_past_check
    from aidmatch.formats import _conflicts as conflicts

    words, catalogue = session.wording, session.catalogue
    counts = []
    if "calls" in shelves:
        calls = list(catalogue.calls())
        for finding in findings(calls, session.at):
            put(words.text("{call}: {what}", call=finding.call, what=words.say(finding.what)))
        for line in alone(session, calls):
            put(line)
        for call in calls:
            for sentence in conflicts.sentences(words, call):
                what = words.text("its sources disagree: {what}", what=sentence)
                put(words.text("{call}: {what}", call=call.id, what=what))
        past = rules_past_check(session.at.date())
        if past:
            told = words.plural(
                "docs/law.md: {n} row of law past its check date: read its text again",
                "docs/law.md: {n} rows of law past their check date: read their texts again",
                len(past),
            )
            put(told)
        session.tell_problems(session.refused)
        counts.append(words.plural("{n} call", "{n} calls", len(calls)))
    if "companies" in shelves:
        counts.append(words.plural("{n} company", "{n} companies", len(catalogue.company_names())))
    counts += _lists(session, shelves)
    wrong = [problem for problem in session.problems if _shelf(problem.file) in shelves]
    troubles = words.plural("{n} thing wrong", "{n} things wrong", len(wrong))
    session.note(words.text("Checked: {counts}; {troubles}.", counts=", ".join(counts), troubles=troubles))
    if wrong:
        raise typer.Exit(DATA_WRONG)


def _lists(session: Session, shelves: Sequence[str]) -> Iterator[str]:
    """How many a list of the coordinator's holds, where there is one."""
    words = session.wording
    if "contacts" in shelves:
        from aidmatch.cli._partners import listed

        contacts = listed(session)
        if contacts:
            yield words.plural("{n} contact", "{n} contacts", len(contacts))
    if "zones" in shelves:
        areas = len(session.areas)
        if areas:
            yield words.plural("{n} place of a regional-aid list", "{n} places of a regional-aid list", areas)


def alone(session: Session, calls: Iterable[Call]) -> Iterator[str]:
    """A sentence for each overlay whose call is nowhere, be it under the id of one of its sources."""
    from aidmatch.prepare.files import lone_overlays

    known = {name for call in calls for name in (call.id, *(origin.call or "" for origin in call.origins))}
    for file, lone in lone_overlays(session.workspace.path, known):
        yield session.wording.text(
            "{file:text}: no such call: {call}; import it again, or delete this file", file=file, call=lone
        )


def _shelf(file: str) -> str:
    if file.startswith("data/zones."):
        return "zones"
    return next((shelf for shelf in ("companies", "contacts") if file.startswith(f"data/{shelf}/")), "calls")
