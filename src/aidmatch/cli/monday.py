"""`aidmatch monday`: all of a Monday morning in one line of a crontab."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aidmatch.cli._lines import put
from aidmatch.cli._session import Session, refuse
from aidmatch.errors import IN_PART
from aidmatch.formats._sentences import spoken as _

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_(
        "Do all of a Monday: read the sources, say what changed, write the letters, the calendar and your own letter. "
        "Run again, it goes on where it was; it ends in five lines."
    ),
    epilog=_("Examples: aidmatch monday · aidmatch monday --offline · aidmatch monday --quiet (from cron)"),
)
def monday(
    send: Annotated[
        bool | None,
        typer.Option(
            "--send/--no-send", help=_("Send what was released; as aidmatch.toml says else."), show_default=False
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help=_("Read what was kept anew, without the network."))
    ] = False,
    week: Annotated[
        str | None, typer.Option("--week", metavar=_("WEEK"), help=_("Week, as 2026-W48; this one else."))
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar=_("DIR"), help=_("Folder of the letters; lettres/2026-W48 else."), show_default=False
        ),
    ] = None,
) -> None:
    """The whole morning."""
    from aidmatch.cli._mailing import week_asked
    from aidmatch.cli._monday import Monday

    session = Session()
    if session.workspace.is_starter:
        refuse("the starter data are read in place: nothing can be kept there", "make a workspace with: aidmatch init")
    asked = week_asked(session, week)
    settings = session.letters
    folder = output or session.workspace.path / settings.digest.folder / asked
    if not settings.clusters:
        session.note(
            session.wording.text(
                "No cluster is named in aidmatch.toml: the letters are signed “Your cluster” and say no address to "
                "answer to. Name yours there: [clusters.my-cluster], then name, sender and email"
            )
        )
    sends = settings.digest.auto_send if send is None else send
    run = Monday(session, asked, folder, offline=offline, sends=sends)
    lines = run.run()
    if not session.wanted.quiet:
        for line in lines:
            put(line)
    session.finish()
    if not run.is_whole:
        raise typer.Exit(IN_PART)
