"""One writer of the members' files at a time: who reads a record, changes it and writes it is not written over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from aidmatch.cli._session import Session

_LOCK = "members.lock"
"""Apart from the journal's: a command may hold both, this one first."""


def alone_until_done(workspace: Path) -> None:
    """Nobody else writes members until this command has ended; called before anything of them is read."""
    from aidmatch.prepare import locked

    click.get_current_context().with_resource(locked(workspace, name=_LOCK))


@contextmanager
def alone(session: Session) -> Iterator[None]:
    """The same for a moment: where a person is asked, others need not wait for the answer."""
    from aidmatch.prepare import locked

    with locked(session.workspace.path, name=_LOCK):
        # What was read before may no longer be what is on file.
        session.__dict__.pop("catalogue", None)
        yield
