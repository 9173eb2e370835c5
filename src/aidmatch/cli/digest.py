"""`aidmatch digest`: the letter of each member for a week, to look at, to release, to write to a folder, to send."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._deciding import Carried, carry_out, told
from aidmatch.cli._letter_forms import FOLDER, Form, show, to_folder
from aidmatch.cli._lines import put
from aidmatch.cli._output import OUTPUT
from aidmatch.cli._overview import overview
from aidmatch.cli._progress import progress
from aidmatch.cli._reviewing import review
from aidmatch.cli._session import Session, refuse
from aidmatch.errors import DONE
from aidmatch.formats._sentences import spoken as _
from aidmatch.journal import Journal, home_of_journal, letters

if TYPE_CHECKING:
    from aidmatch.cli._mailing import Written

app = typer.Typer(
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    help=_("Write the letter of each member: what is new for it, what closes, what changed, since it was last told."),
    epilog=_("Examples: aidmatch digest · aidmatch digest --member brumequille --preview · aidmatch digest --send"),
)
app.command(help=_("The coordinator's own letter: whom to phone, what fits many, what waits."))(overview)

app.command(
    help=_("Put all letters of the week on one page and in a sheet, or read the sheet back."),
    epilog=_("Examples: aidmatch digest review · aidmatch digest review 2026-W48-relecture.xlsx"),
)(review)

WEEK = Annotated[str | None, typer.Option("--week", metavar=_("WEEK"), help=_("Week, as 2026-W48; this one else."))]
MEMBER = Annotated[list[str] | None, typer.Option("--member", "-m", help=_("Only this member; may be repeated."))]


@app.callback()
def digest(
    context: typer.Context,
    cluster: Annotated[str | None, typer.Option("--cluster", help=_("Only members of this cluster."))] = None,
    group: Annotated[str | None, typer.Option("--group", help=_("Only members of this group."))] = None,
    member: MEMBER = None,
    week: WEEK = None,
    urgent: Annotated[bool, typer.Option("--urgent", help=_("Only what waiting for Monday would lose."))] = False,
    preview: Annotated[bool, typer.Option("--preview", help=_("Look only: nothing is kept."))] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar=_("DIR"), help=_("Write a file a letter into this folder."))
    ] = None,
    send: Annotated[bool, typer.Option("--send", help=_("Send the letters that were released."))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("With --send: say what would leave."))] = False,
    format_: Annotated[
        list[Form] | None,
        typer.Option("--format", "-f", help=_("Form of the letters; with --out may be repeated."), show_default=False),
    ] = None,
    output: OUTPUT = None,
) -> None:
    """Write the letters."""
    if context.invoked_subcommand is not None:
        return
    from aidmatch.cli._journal import journal_of, writing
    from aidmatch.cli._mailing import Mailing, members, waiting, week_asked

    session = Session()
    if send and preview:
        refuse("--send and --preview do not go together")
    asked = week_asked(session, week)
    who = members(session, cluster, group, member)
    wanted = _forms(format_, output, out, is_one=bool(member))
    if preview or session.workspace.is_starter:
        with journal_of(session, write=False) as journal:
            written = list(Mailing(session, journal, asked).write(who, keep=False, is_urgent=urgent))
        _give(session, asked, written, wanted, output, out)
        session.finish()
        return
    code = DONE
    with writing(session) as journal:
        waiting(session, journal, asked)
        mailing = Mailing(session, journal, asked)
        with progress(session, len(who)) as tick:
            written = list(mailing.write(who, keep=True, is_urgent=urgent, tick=tick))
        if send and session.letters.digest.auto_send:
            letters.release(journal, [one.id for one in written if one.id is not None], session.at)
            written = [one._replace(is_released=True) for one in written]
        if not send or dry_run or format_ or output or out:
            _give(session, asked, written, wanted, output, out)
        if out is not None:
            letters.note_folder(journal, out.resolve())
        if send and not urgent:
            # A flash that was released leaves with the others.
            asked_for, ids = {company.id for company in who}, {one.id for one in written}
            written += [one for one in mailing.held() if one.company.id in asked_for and one.id not in ids]
    if send:
        # No more under the lock of the workspace: a greylisted letter waits for minutes. Sending has a lock of its own.
        with Journal(home_of_journal(session.workspace.path), write=True) as journal:
            code = send_letters(session, journal, written, dry_run=dry_run)
    if code != DONE:
        raise typer.Exit(code)
    session.finish()


def _forms(given: list[Form] | None, output: Path | None, out: Path | None, *, is_one: bool) -> list[Form]:
    if out is not None:
        return given or list(FOLDER)
    if given and len(given) > 1:
        refuse("several forms want a folder", "name it with --out DIR")
    if given:
        return given
    if output is not None:
        return [Form.of_file(output)]
    return [Form.TEXT if is_one and sys.stdout.isatty() else Form.TABLE]


def _give(
    session: Session, week: str, written: list[Written], wanted: list[Form], output: Path | None, out: Path | None
) -> None:
    words = session.wording
    if out is None:
        if not (session.wanted.quiet and wanted == [Form.TABLE]):
            show(session, week, written, wanted[0], output)
        return
    changed = to_folder(session, week, written, wanted, out)
    if not session.wanted.quiet:
        count = words.plural("{n} letter", "{n} letters", len(written))
        files = words.plural("{n} file new or changed", "{n} files new or changed", changed)
        put(words.text("{told} in {folder:text}, {files}", told=count, folder=str(out), files=files))


def send_letters(session: Session, journal: Journal, written: list[Written], *, dry_run: bool = False) -> int:
    """Send what was released of some letters, and tell what became of it; the exit code."""
    from aidmatch.cli import _posting

    drafts = sum(not one.is_released for one in written)
    if drafts:
        words = session.wording
        count = words.plural("{n} letter is still a draft", "{n} letters are still drafts", drafts)
        session.note(words.text("{told}: let them go with aidmatch digest release", told=count))
    nowhere = [one.company.id for one in written if one.is_released and not list(_posting.readers(one))]
    if nowhere:
        words = session.wording
        session.note(words.text("Without an address: {members:text}", members=", ".join(dict.fromkeys(nowhere))))
    without = len(nowhere)
    report = _posting.send(session, journal, written, dry_run=dry_run)
    if not session.wanted.quiet:
        put(_posting.summary(session, report, without))
    return report.exit_code


@app.command(help=_("Release the letters of a week: from then on they do not change, and may be sent."))
def release(member: MEMBER = None, week: WEEK = None) -> None:
    """Let letters go."""
    from aidmatch.cli._journal import writing
    from aidmatch.cli._mailing import kept_letters, week_asked

    session = Session()
    asked = week_asked(session, week)
    with writing(session) as journal:
        drafts = [one.id for one in kept_letters(session, journal, asked, member) if not one.is_released]
        count = letters.release(journal, drafts, session.at)
    words = session.wording
    put(words.plural("{n} letter released", "{n} letters released", count))
    if count:
        can_send = session.letters.mail.host is not None
        session.note(
            words.text("Next: aidmatch digest --send")
            if can_send
            else words.text("Next: aidmatch digest --out DIR --format eml, send the drafts, then: aidmatch digest sent")
        )
    session.finish()


@app.command(help=_("Take a call out of the letters of a week: of all, or of one member's."))
def drop(
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    member: MEMBER = None,
    week: WEEK = None,
    back: Annotated[bool, typer.Option("--back", help=_("Put it back."))] = False,
) -> None:
    """Take out an item."""
    from aidmatch.cli._choose import choose_call
    from aidmatch.cli._journal import writing
    from aidmatch.cli._mailing import members, week_asked

    session = Session()
    asked = week_asked(session, week)
    which = session.cards(only=[choose_call(session, call)])[0].id
    whose = [company.id for company in members(session, None, None, member)] if member else [""]
    with writing(session) as journal:
        for one in whose:
            (letters.keep if back else letters.drop)(journal, asked, which, one)
        carried = carry_out(session, journal, asked, whose, call=which)
    _decided(session, asked, carried)


@app.command(help=_("Say a word on top of the letters of a week; an empty one takes it away."))
def word(
    text: Annotated[str, typer.Argument(help=_("What to say."), show_default=False)],
    member: MEMBER = None,
    week: WEEK = None,
) -> None:
    """A word of the coordinator's."""
    from aidmatch.cli._journal import writing
    from aidmatch.cli._mailing import members, week_asked

    session = Session()
    asked = week_asked(session, week)
    whose = [company.id for company in members(session, None, None, member)] if member else [""]
    with writing(session) as journal:
        for one in whose:
            letters.say_on_top(journal, asked, text.strip(), one)
        carried = carry_out(session, journal, asked, whose)
    _decided(session, asked, carried)


def _decided(session: Session, week: str, carried: Carried) -> None:
    """Tell what a decision did, and end the command."""
    put(told(session, week, carried))
    if carried.exit_code:
        raise typer.Exit(carried.exit_code)
    session.finish()


@app.command(help=_("Note that you sent the letters of a week by hand: what they show counts as told from then on."))
def sent(member: MEMBER = None, week: WEEK = None) -> None:
    """Letters that left by hand, or arrived in spite of a doubt."""
    from aidmatch.cli._journal import writing
    from aidmatch.cli._mailing import kept_letters, week_asked
    from aidmatch.journal import sendings

    session = Session()
    asked = week_asked(session, week)
    with writing(session) as journal, journal.whole():
        which = [one.id for one in kept_letters(session, journal, asked, member)]
        letters.release(journal, which, session.at)
        count = sendings.arrived(journal, which) + letters.handed(journal, which, session.at)
    put(session.wording.plural("{n} letter noted as sent", "{n} letters noted as sent", count))
    session.finish()


@app.command(help=_("Put letters that were refused back in line; with --member, doubtful ones too."))
def again(member: MEMBER = None, week: WEEK = None) -> None:
    """Letters to be sent once more."""
    from aidmatch.cli._journal import writing
    from aidmatch.cli._mailing import kept_letters, week_asked
    from aidmatch.journal import sendings

    session = Session()
    asked = week_asked(session, week)
    with writing(session) as journal:
        which = [one.id for one in kept_letters(session, journal, asked, member)]
        # A doubtful letter may have arrived: that is asked member by member, never settled for all at once.
        count = sendings.again(journal, which, doubtful=bool(member))
    put(session.wording.plural("{n} letter back in line", "{n} letters back in line", count))
    session.finish()
