"""`aidmatch digest`: the letter of each member for a week, to look at, to release, to write to a folder, to send."""

from __future__ import annotations

from gettext import gettext as _
from typing import Annotated

import typer

from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session

app = typer.Typer(
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    help=_("Write the letter of each member: what is new for it, what closes, what changed, since it was last told."),
    epilog=_("Examples: aidmatch digest · aidmatch digest --member brumequille --preview · aidmatch digest --send"),
)

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
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Write the letters."""
    if context.invoked_subcommand is not None:
        return
    from aidmatch.cli._mailing import Mailing, journal_of, members, week_asked, writing
    from aidmatch.formats import letter_list

    session = Session()
    asked = week_asked(session, week)
    who = members(session, cluster, group, member)
    if preview or session.workspace.is_starter:
        with journal_of(session, write=False) as journal:
            written = list(Mailing(session, journal, asked).write(who, keep=False, is_urgent=urgent))
    else:
        with writing(session) as journal:
            written = list(Mailing(session, journal, asked).write(who, keep=True, is_urgent=urgent))
    chosen = Format.of(format_, output)
    if chosen is not Format.TABLE:
        emit(letter_list.document(asked, written, session.at), chosen, output)
    elif member and len(written) == 1:
        letter_list.show(session.out, written[0].letter)
    elif not session.wanted.quiet:
        letter_list.table(session.out, session.wording, asked, written)
    session.finish()


@app.command(help=_("Release the letters of a week: from then on they do not change, and may be sent."))
def release(member: MEMBER = None, week: WEEK = None) -> None:
    """Let letters go."""
    from aidmatch.cli._mailing import kept_letters, week_asked, writing
    from aidmatch.journal import letters

    session = Session()
    asked = week_asked(session, week)
    with writing(session) as journal:
        drafts = [one.id for one in kept_letters(session, journal, asked, member) if not one.is_released]
        count = letters.release(journal, drafts, session.at)
    typer.echo(session.wording.plural("{n} letter released", "{n} letters released", count))
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
    from aidmatch.cli._mailing import members, week_asked, writing
    from aidmatch.journal import letters

    session = Session()
    asked = week_asked(session, week)
    which = session.cards(only=[choose_call(session, call)])[0].id
    whose = [company.id for company in members(session, None, None, member)] if member else [""]
    with writing(session) as journal:
        for one in whose:
            (letters.keep if back else letters.drop)(journal, asked, which, one)
    typer.echo(session.wording.text("Noted. Write the letters again with: aidmatch digest"))
    session.finish()


@app.command(help=_("Say a word on top of the letters of a week; an empty one takes it away."))
def word(
    text: Annotated[str, typer.Argument(help=_("What to say."), show_default=False)],
    member: MEMBER = None,
    week: WEEK = None,
) -> None:
    """A word of the coordinator's."""
    from aidmatch.cli._mailing import members, week_asked, writing
    from aidmatch.journal import letters

    session = Session()
    asked = week_asked(session, week)
    whose = [company.id for company in members(session, None, None, member)] if member else [""]
    with writing(session) as journal:
        for one in whose:
            letters.say_on_top(journal, asked, text.strip(), one)
    typer.echo(session.wording.text("Noted. Write the letters again with: aidmatch digest"))
    session.finish()


@app.command(help=_("Note that you sent the letters of a week by hand: what they show counts as told from then on."))
def sent(member: MEMBER = None, week: WEEK = None) -> None:
    """Letters that left by hand."""
    from aidmatch.cli._mailing import kept_letters, week_asked, writing
    from aidmatch.journal import letters

    session = Session()
    asked = week_asked(session, week)
    with writing(session) as journal, journal.whole():
        which = [one.id for one in kept_letters(session, journal, asked, member)]
        letters.release(journal, which, session.at)
        count = letters.handed(journal, which, session.at)
    typer.echo(session.wording.plural("{n} letter noted as sent", "{n} letters noted as sent", count))
    session.finish()
