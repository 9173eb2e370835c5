"""`aidmatch mail test`: does the mailbox that letters leave from work, and if not, why."""

from __future__ import annotations

from typing import Annotated

import typer

from aidmatch.cli._lines import put
from aidmatch.cli._session import Session, refuse
from aidmatch.formats._sentences import spoken as _

app = typer.Typer(pretty_exceptions_enable=False, help=_("The mailbox that letters leave from."))


@app.callback()
def mail() -> None:
    """Look after the mailbox."""


@app.command(
    "test",
    help=_("Send one letter to yourself, and say why where it does not leave."),
    epilog=_("Examples: aidmatch mail test · aidmatch mail test --to moi@example.org"),
)
def trial_letter(
    to: Annotated[
        str | None, typer.Option("--to", metavar=_("ADDRESS"), help=_("Who gets it: the coordinator by default."))
    ] = None,
) -> None:
    """Try the mailbox out."""
    from aidmatch.cli._mailbox import mailbox_of, sender_of
    from aidmatch.deliver import trial

    session = Session()
    words = session.wording
    mailbox = mailbox_of(session)
    sender = sender_of(session.letters)
    reader = to or mailbox.all_to or sender
    if "@" not in reader:
        refuse("--to: {given:text} is no e-mail address", given=reader)
    post = trial.letter(
        sender,
        reader,
        words.text("Test of the mailbox"),
        words.text("This letter left by aidmatch: the mailbox works. There is nothing to answer."),
        session.at,
    )
    for step in trial.steps(mailbox, post):
        session.note(words.text("ok: {step}", step=words.say(step)))
    if not session.wanted.quiet:
        put(words.text("The mailbox works: look for the letter in {reader:text}.", reader=reader))
