"""`aidmatch doctor`: is the workspace whole, and what to do where it is not."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._lines import put
from aidmatch.cli._session import Session
from aidmatch.errors import IN_PART, CatalogueError
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer(pretty_exceptions_enable=False)

SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "nextcloud", "synology")
"""Words in a path that tell of a folder copied elsewhere behind one's back."""


@app.command(
    help=_("Look whether the workspace is whole: the store, its age, the clock, doubles; say what to do."),
    epilog=_("Examples: aidmatch doctor · aidmatch doctor --repair"),
)
def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help=_("Set a damaged store aside and rebuild it from what it still holds."))
    ] = False,
) -> None:
    """Check the workspace, and mend it when asked."""
    from aidmatch.prepare import home_of_store, locked

    session = Session()
    home = home_of_store(session.workspace.path)
    if repair and home.is_file():
        with locked(session.workspace.path):
            _repair(session, home)
    found = [*_of_folder(session), *_of_store(session, home), *_of_journal(session), *_of_calls(session)]
    for line in found:
        put(line)
    if found:
        raise typer.Exit(IN_PART)
    session.note(session.wording.text("Nothing wrong."))


def _repair(session: Session, home: Path) -> None:
    from aidmatch.catalogue.repair import faults
    from aidmatch.catalogue.repair import repair as mend

    words = session.wording
    if not faults(home):
        session.note(words.text("The store is whole: nothing to repair."))
        return
    done = mend(home)
    told = words.plural("{n} row kept", "{n} rows kept", done.kept)
    lost = words.plural("{n} row lost", "{n} rows lost", done.lost)
    session.note(
        words.text(
            "The store was rebuilt: {kept}, {lost}. The damaged one is {file:text}.",
            kept=told,
            lost=lost,
            file=done.aside.name,
        )
    )


def _of_folder(session: Session) -> Iterator[str]:
    words, path = session.wording, session.workspace.path
    if any(name in str(path).casefold() for name in SYNCED):
        yield words.text(
            "{folder:text} seems to be copied elsewhere by a synchronised folder: keep the workspace out of it, as a "
            "database copied while it is written is damaged",
            folder=str(path),
        )
    if not os.access(path, os.W_OK):
        what = "{folder:text} cannot be written: the index goes to the cache, and nothing synced can be kept"
        yield words.text(what, folder=str(path))


def _of_store(session: Session, home: Path) -> Iterator[str]:
    from aidmatch.catalogue.repair import faults
    from aidmatch.catalogue.store import Store
    from aidmatch.cli._sources import configured
    from aidmatch.cli.sources import standing
    from aidmatch.formats import origins

    words = session.wording
    if not home.is_file():
        return
    wrong = faults(home)
    if wrong:
        yield words.text("the store is damaged ({fault:text}): aidmatch doctor --repair", fault=wrong[0])
        return
    try:
        with Store(home) as store:
            last = max((run.started for run in store.runs()), default=None)
    except CatalogueError as error:
        yield words.say(error.what)
        return
    if last is not None and last > session.at + timedelta(minutes=5):
        yield words.text("the last sync is dated {day:date}, later than now: is the clock right?", day=last.date())
    yield from origins.wrong(words, standing(session, configured(session)), session.at, 8)


def _of_journal(session: Session) -> Iterator[str]:
    """A journal that is damaged: nothing else holds what it does, so it is never made anew."""
    from aidmatch.catalogue.repair import faults
    from aidmatch.journal import Journal, home_of_journal

    words, home = session.wording, home_of_journal(session.workspace.path)
    if not home.exists():
        return
    wrong = faults(home)
    if wrong:
        yield words.text(
            "the journal is damaged ({fault:text}): put {file:text} back from a back-up of the workspace, as nothing "
            "else holds what was told and sent",
            fault=wrong[0],
            file=str(home),
        )
        return
    try:
        with Journal(home):
            pass
    except CatalogueError as error:
        yield words.say(error.what)


def _of_calls(session: Session) -> Iterator[str]:
    """Overlays whose call is nowhere, and calls that share a page: perhaps one call twice."""
    from aidmatch.cli.check import alone

    words = session.wording
    yield from alone(session, session.catalogue.calls())
    pages = Counter(url for _ordinal, _id, _title, url in session.catalogue.call_names() if url)
    double = [url for url, count in pages.items() if count > 1]
    if double:
        count = words.plural("{n} page has several calls", "{n} pages have several calls", len(double))
        yield words.text("{count}, such as {url:text}: perhaps one call twice", count=count, url=min(double))
