"""Kits to apply as they were written: which file, for whom, and its hash; so that who is forgotten takes them along."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from aidmatch.journal._file import Journal


class KitFile(NamedTuple):
    """A file that was written for a member."""

    path: Path
    company: str
    mark: str
    """Hash of what was written: another one today, and somebody worked on it since."""


def note(journal: Journal, company: str, call: str, day: date, content: Mapping[Path, bytes]) -> None:
    """Remember files about to be written, by where they truly lie: noted first, so that a kill leaves none unknown."""
    rows = [(str(path), company, call, day.isoformat(), mark_of(held)) for path, held in content.items()]
    with journal.whole():
        journal.connection.executemany("INSERT OR REPLACE INTO kits VALUES (?, ?, ?, ?, ?)", rows)


def of(journal: Journal, company: str) -> list[KitFile]:
    """The files written for a member, whether they still lie there or not."""
    return _files(journal, "company = ?", company)


def before(journal: Journal, day: date) -> list[KitFile]:
    """Those last written before a day."""
    return _files(journal, "day < ?", day.isoformat())


def drop(journal: Journal, files: list[KitFile]) -> None:
    """Take files off the list: they are gone."""
    with journal.whole():
        journal.connection.executemany("DELETE FROM kits WHERE path = ?", [(str(one.path),) for one in files])


def mark_of(content: bytes) -> str:
    """SHA-256."""
    return hashlib.sha256(content).hexdigest()


def _files(journal: Journal, where: str, value: str) -> list[KitFile]:
    ask = journal.connection.execute
    # A journal of an earlier version, opened to be read only, has no such table.
    if ask("SELECT 1 FROM sqlite_master WHERE name = 'kits'").fetchone() is None:
        return []
    rows = ask(f"SELECT path, company, mark FROM kits WHERE {where} ORDER BY path", (value,))
    return [KitFile(Path(path), company, mark) for path, company, mark in rows]
