"""`aidmatch sync`: the sources read again, and what changed kept."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli import _log
from aidmatch.cli._lines import put
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session, refuse
from aidmatch.errors import IN_PART, CatalogueError
from aidmatch.formats._sentences import spoken as _
from aidmatch.value import say

if TYPE_CHECKING:
    from pathlib import Path

    from aidmatch.cli._sources import Configured
    from aidmatch.sync import Progress, Report

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Read the sources again: new, changed and gone calls. One that fails closes nothing, and is said."),
    epilog=_("Examples: aidmatch sync · aidmatch sync aides-entreprises --dry-run · aidmatch sync --quiet (from cron)"),
)
def sync(
    sources: Annotated[list[str] | None, typer.Argument(metavar=_("[SOURCE]..."), help=_("Only these."))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what would change; keep nothing."))] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar=_("DATE"), help=_("Only what changed since, where they can tell."))
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help=_("Read what was kept anew, without the network."))
    ] = False,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept",
            help=_("Take one source as it came, though much of it is gone or refused; never one that came in part."),
        ),
    ] = False,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Bring the catalogue up to date."""
    from aidmatch.cli._sources import chosen

    session = Session()
    if accept:
        _may_accept(sources, since, offline=offline)
    if session.workspace.is_starter:
        refuse("the starter data are read in place: nothing can be kept there", "make a workspace with: aidmatch init")
    wanted = list(chosen(session, sources, _day(since)))
    if not wanted:
        refuse("no source is on", "see them with: aidmatch sources list")
    reports = read_sources(session, wanted, offline=offline, dry_run=dry_run, accept=accept)
    chosen_format = Format.of(format_, output)
    if chosen_format is not Format.TABLE:
        from aidmatch.formats import syncing

        emit(syncing.document(session.wording, reports, session.at), chosen_format, output)
    elif not session.wanted.quiet:
        from aidmatch.formats import syncing

        put(syncing.summary(session.wording, reports, dry_run=dry_run))
    if any(report.state not in ("complete", "reread") for report in reports):
        raise typer.Exit(IN_PART)


def _may_accept(sources: list[str] | None, since: str | None, *, offline: bool) -> None:
    """A person answers for one source, as it is now and in full."""
    if len(sources or ()) != 1:
        refuse("--accept takes one source", "name it: aidmatch sync SOURCE --accept")
    if offline or since:
        refuse("--accept needs all that the source says now", "leave out --offline and --since")


def read_sources(
    session: Session,
    wanted: list[Configured],
    *,
    offline: bool,
    dry_run: bool = False,
    accept: bool = False,
    patience: float = 10.0,
) -> list[Report]:
    """Read sources into the store, one run at a time in a workspace, and tell what each lacks."""
    from aidmatch.prepare import home_of_store, locked

    home = home_of_store(session.workspace.path)
    try:
        with locked(session.workspace.path, patience):
            reports = _read(session, wanted, home, offline=offline, dry_run=dry_run, accept=accept)
    except sqlite3.Error as error:
        raise CatalogueError(
            say("the store cannot be read or written: {error:text}", error=str(error)),
            say("see what is wrong with: aidmatch doctor"),
        ) from error
    _tell(session, reports, home, accept=accept)
    return reports


def _day(given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        refuse("--since: {given:text} is not a date", "write it as 2026-12-31", given=given)


def _read(
    session: Session, wanted: list[Configured], home: Path, *, offline: bool, dry_run: bool, accept: bool
) -> list[Report]:
    from aidmatch.catalogue.store import Store
    from aidmatch.fetch import Fetcher
    from aidmatch.sync import again, run

    settings = session.settings
    cache = home.parent / "http.sqlite"
    reports = []
    with (
        Store(home, write=True) as store,
        Fetcher(cache=cache, contact=settings.contact, pace=settings.pace) as fetcher,
        _progress(session) as progress,
    ):
        for one in wanted:
            reader = _reader(session, one)
            if offline:
                reports.append(again(store, one.source, one.asked, session.at, reader=reader))
                continue
            reports.append(
                run(
                    store,
                    one.source,
                    one.asked,
                    fetcher,
                    session.at,
                    reader=reader,
                    dry=dry_run,
                    accept=accept,
                    progress=progress(one.asked.name),
                )
            )
    return reports


def _reader(session: Session, one: Configured) -> str:
    """What reads a source: this program, to the byte, and the source's settings."""
    from aidmatch.prepare.opening import program

    own = session.settings.sources.get(one.asked.name, {})
    return f"{program()} {json.dumps(own, sort_keys=True, default=str)}"


@contextmanager
def _progress(session: Session) -> Iterator[Callable[[str], Callable[[Progress], None]]]:
    """A bar a source for people, on stderr; nothing into pipes."""
    if session.wanted.quiet or not sys.stderr.isatty():
        yield lambda _name: lambda _progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    name, times = TextColumn("{task.description}"), (TimeElapsedColumn(), TimeRemainingColumn())
    columns = (name, BarColumn(), MofNCompleteColumn(), *times)
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:

        def start(name: str) -> Callable[[Progress], None]:
            task = bars.add_task(name, total=None)
            return lambda progress: bars.update(task, completed=progress.read, total=progress.expected)

        yield start


def _tell(session: Session, reports: list[Report], home: Path, *, accept: bool) -> None:
    """Each source that is not complete, in a sentence on stderr; what was refused, with --verbose."""
    from aidmatch.catalogue.store import Store
    from aidmatch.formats import syncing

    with Store(home) as store:
        for report in reports:
            last = store.last(report.source, "complete")
            for line in syncing.troubles(session.wording, report, last.started if last else None, session.at):
                _log.aside(line, _log.WARNING)
            if accept and report.trouble:
                told = session.wording.text("{source:text} was not accepted: not all of it came", source=report.source)
                _log.aside(told, _log.WARNING)
            counts = {name: len(changes) for name, changes in report.decision._asdict().items()}
            _log.event("source read", source=report.source, state=report.state, read=report.read, **counts)
    problems = [problem for report in reports for _record, problem in report.problems]
    shown = problems if session.wanted.verbose else []
    session.tell_problems(shown)
