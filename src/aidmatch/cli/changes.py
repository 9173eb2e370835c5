"""`aidmatch changes`: what is new, changed, reopened, closing, closed or gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit, emit_bytes
from aidmatch.cli._session import PARIS, Session, refuse
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.changes import Change

app = typer.Typer(pretty_exceptions_enable=False)

WEEK = timedelta(days=7)


@app.command(
    help=_("Say what changed: new, reopened, moved deadlines, changed fields, closing soon, closed, gone."),
    epilog=_("Examples: aidmatch changes --since 2026-11-02 · aidmatch changes -o news.atom"),
)
def changes(
    since: Annotated[
        str | None,
        typer.Option("--since", metavar=_("DATE"), help=_("A day, or the number of a run; a week by default.")),
    ] = None,
    within: Annotated[int, typer.Option("--within", min=0, help=_("Tell what closes within so many days."))] = 14,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """What changed since a day or a run."""
    from aidmatch.formats import evolution

    session = Session()
    found = _found(session, since, within)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        evolution.show(session.out, session.wording, found, session.at)
    elif chosen is Format.ATOM:
        from aidmatch.formats.feed import feed

        emit_bytes(feed(session.wording, found, session.at), output)
    else:
        emit(evolution.document(session.wording, found, session.at), chosen, output)
    session.finish()


def _found(session: Session, since: str | None, within: int) -> list[Change]:
    from aidmatch.catalogue.store import Store
    from aidmatch.changes import changes as changes_of
    from aidmatch.prepare import home_of_store

    calls = list(session.catalogue.calls())
    home = home_of_store(session.workspace.path)
    if not home.is_file():
        return changes_of((), calls, _moment(since) or session.at - WEEK, session.at, within)
    with Store(home) as store:
        if since and since.isdigit():
            run = next((one for one in store.runs() if one.id == int(since)), None)
            if run is None:
                refuse("no such run: {number:text}", "see the last ones with: aidmatch sources list", number=since)
            return changes_of(store.events(after=run.id), calls, run.started, session.at, within)
        moment = _moment(since) or session.at - WEEK
        return changes_of(store.events(since=moment), calls, moment, session.at, within)


def _moment(given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        refuse("--since: {given:text} is not a date", "write it as 2026-12-31", given=given)
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
