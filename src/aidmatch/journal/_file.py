"""The journal's file."""

from __future__ import annotations

from pathlib import Path

from aidmatch.durable import Durable
from aidmatch.journal._schema import STEPS


class Journal(Durable):
    """The journal of a workspace, opened for reading or for writing."""

    def __init__(self, path: Path, *, write: bool = False) -> None:
        super().__init__(path, STEPS, write=write)


def home_of_journal(workspace: Path) -> Path:
    """Where it lies."""
    return workspace / ".aidmatch" / "journal.sqlite"
