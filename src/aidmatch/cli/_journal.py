"""The journal of a workspace, opened to be read or written, whatever for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from aidmatch.cli._session import refuse
from aidmatch.journal import Journal, home_of_journal

if TYPE_CHECKING:
    from aidmatch.cli._session import Session


@contextmanager
def journal_of(session: Session, *, write: bool) -> Iterator[Journal | None]:
    """The workspace's journal; None where there is none yet and nothing is to be written."""
    home = home_of_journal(session.workspace.path)
    if not write and not home.is_file():
        yield None
        return
    with Journal(home, write=write) as journal:
        # One that another run is only just making holds nothing yet.
        (version,) = journal.connection.execute("PRAGMA user_version").fetchone()
        yield journal if version else None


@contextmanager
def writing(session: Session, patience: float = 10.0) -> Iterator[Journal]:
    """The journal, to be written: one run at a time in a workspace; another waits so many seconds."""
    from aidmatch.prepare import locked

    if session.workspace.is_starter:
        refuse("the starter data are read in place: nothing can be kept there", "make a workspace with: aidmatch init")
    with (
        locked(session.workspace.path, patience),
        Journal(home_of_journal(session.workspace.path), write=True) as journal,
    ):
        yield journal
