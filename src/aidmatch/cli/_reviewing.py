"""`aidmatch digest review`: every letter of the week on one page and in a sheet, and the sheet read back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from aidmatch.cli._deciding import carry_out
from aidmatch.cli._deciding import told as sentence
from aidmatch.cli._lines import put
from aidmatch.cli._session import Session, refuse
from aidmatch.errors import IN_PART
from aidmatch.formats._sentences import spoken as _


def review(
    file: Annotated[
        Path | None,
        typer.Argument(
            exists=True, dir_okay=False, help=_("The sheet, filled in; else it is written."), show_default=False
        ),
    ] = None,
    week: Annotated[
        str | None, typer.Option("--week", metavar=_("WEEK"), help=_("Week, as 2026-W48; this one else."))
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar=_("DIR"), help=_("Where page and sheet go; here by default."))
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help=_("Open the page."))] = False,
) -> None:
    """Look at all letters, or say what to take out."""
    from aidmatch.cli._mailing import week_asked

    session = Session()
    if file is not None:
        # A sheet filled in on Friday and read on Monday is still about the week in its name.
        _read_back(session, file, week_asked(session, week or _week_in(file.name)))
    else:
        _write(session, week_asked(session, week), out or Path(), show=open_)
    session.finish()


def _week_in(name: str) -> str | None:
    found = re.match(r"\d{4}-W\d{2}(?=\D)", name)
    return found[0] if found else None


def _write(session: Session, week: str, folder: Path, *, show: bool) -> None:
    from aidmatch.cli._mailing import drafts_and_released
    from aidmatch.deliver import folder as folders
    from aidmatch.deliver.folder import Page
    from aidmatch.formats import review as forms
    from aidmatch.journal.letters import note_folder
    from aidmatch.journal.letters import review as review_of

    words = session.wording
    with drafts_and_released(session, week) as (journal, written):
        name = words.text("review")
        pages = [
            Page(week, "", "html", forms.page(words, week, written).encode(), name),
            Page(week, "", "xlsx", forms.sheet(words, written, review_of(journal, week).words), name),
        ]
        done = folders.write(folder, pages)
        note_folder(journal, folder.resolve())
    for file in done.files:
        typer.echo(str(file))
    session.note(words.text("Fill in the sheet, then: aidmatch digest review {file:text}", file=str(done.files[1])))
    if show:
        typer.launch(str(done.files[0]))


def _read_back(session: Session, file: Path, week: str) -> None:
    from aidmatch.cli._journal import writing
    from aidmatch.formats.review import decided, strays
    from aidmatch.journal import letters
    from aidmatch.worded import from_record

    if file.suffix.lower() not in (".xlsx", ".ods"):
        refuse("{file:text} is no sheet of letters", "give back the .xlsx that review wrote", file=file.name)
    found, problems = decided(file)
    dropped = kept = said = 0
    changed = set()
    with writing(session) as journal, journal.whole():
        before = letters.review(journal, week)
        aside = strays(file, found, [from_record(one.worded) for one in letters.kept(journal, week)])
        wrong = {problem.line for problem in aside}
        problems += aside
        for one in found:
            if one.line in wrong:
                continue
            if one.call:
                out = (one.company, one.call) in before.drops
                if one.keeps is False and not out:
                    letters.drop(journal, week, one.call, one.company)
                    dropped += 1
                    changed.add(one.company)
                elif one.keeps and out:
                    letters.keep(journal, week, one.call, one.company)
                    kept += 1
                    changed.add(one.company)
            elif one.word is not None and one.word != before.words.get(one.company, ""):
                letters.say_on_top(journal, week, one.word, one.company)
                said += 1
                changed.add(one.company)
        carried = carry_out(session, journal, week, changed)
    session.tell_problems(problems)
    words = session.wording
    told = (
        words.plural("{n} item taken out", "{n} items taken out", dropped),
        words.plural("{n} put back", "{n} put back", kept),
        words.plural("{n} word on top", "{n} words on top", said),
    )
    put(words.text("{told}.", told=", ".join(told)))
    if carried.rewritten or carried.standing:
        put(sentence(session, week, carried))
    if problems or carried.standing:
        raise typer.Exit(IN_PART)
