"""An SQLite file that is the only copy of what it holds: opened, brought up to date, and written whole or not at all.

A write-ahead log and `synchronous = FULL`: a run killed at any moment leaves what was there before it. What is deleted
is overwritten (`secure_delete`): a file of which something was taken out does not still hold it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from aidmatch.errors import CatalogueError
from aidmatch.value import say

_HEADER = 512
"""Bytes of the shortest page: no file that holds anything is shorter."""


class Durable:
    """A file of ours, opened for reading or for writing."""

    def __init__(self, path: Path, steps: Sequence[str], *, write: bool = False) -> None:
        self.path = path
        self._steps = steps
        try:
            # SQLite takes so short a file for an empty one: what it held would seem never to have been.
            if path.is_file() and 0 < path.stat().st_size < _HEADER:
                raise sqlite3.DatabaseError("file is cut short")
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
                self.connection = sqlite3.connect(path, isolation_level=None, timeout=10)
            else:
                uri = f"{path.resolve().as_uri()}?mode=ro"
                self.connection = sqlite3.connect(uri, uri=True, isolation_level=None)
            try:
                self._prepare() if write else self._version()
            except BaseException:
                self.connection.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise CatalogueError(
                say("{path:text} cannot be opened: {error:text}", path=str(path), error=str(error)),
                say("see what is wrong with: aidmatch doctor"),
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def _version(self) -> int:
        """The version of its tables; one that is not known here is refused."""
        (version,) = self.connection.execute("PRAGMA user_version").fetchone()
        if version > len(self._steps):
            raise CatalogueError(
                say("{path:text} was written by a newer aidmatch", path=str(self.path)),
                say("install the newest version: pip install -U aidmatch"),
            )
        return int(version)

    def _prepare(self) -> None:
        """Bring the tables up to date, one step after the other."""
        run, version = self.connection.execute, self._version()
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA secure_delete = ON")
        if version == len(self._steps):
            return
        with self.whole():
            # Asked again: another may have done it while this one waited.
            (version,) = run("PRAGMA user_version").fetchone()
            for step in self._steps[version:]:
                for statement in _statements(step):
                    run(statement)
            run(f"PRAGMA user_version = {len(self._steps)}")

    @contextmanager
    def whole(self) -> Iterator[None]:
        """All of it or nothing; inside another, a part of that one."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            # On a full disk SQLite may have done it already.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one; run as a whole, it would end the transaction it stands in."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""
