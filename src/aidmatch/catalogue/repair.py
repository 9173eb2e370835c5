"""A damaged store set aside, and what can still be read of it put into a new one.

Nothing is overwritten: the damaged file keeps its place under another name, for whoever wants to look further. Rows
are copied one by one, so that a page that cannot be read costs its own rows only; what refers to a lost row is left.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from aidmatch.catalogue.store import Store

TABLES = ("runs", "versions", "records", "events", "problems")
"""In the order they may be filled: what is referred to comes first."""

SIDECARS = ("-wal", "-shm")


class Repaired(NamedTuple):
    """What came of a repair."""

    aside: Path
    """Where the damaged file is now."""
    kept: int
    """Rows put into the new store."""
    lost: int
    """Rows that could not be read, or referred to one that could not."""


def faults(path: Path) -> list[str]:
    """What SQLite finds wrong in a store; empty when it is whole."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        return [str(error)]
    return [fault for fault in found if fault != "ok"] + [f"{row[0]}: {row[2]}" for row in broken[:20]]


def repair(path: Path) -> Repaired:
    """Set a damaged store aside and make a new one of what it still gives."""
    aside = _set_aside(path)
    kept = lost = 0
    with Store(path, write=True) as fresh, closing(_opened(aside)) as old:
        for table in TABLES:
            for row in _rows(old, table):
                if row is not None and fresh.restore(table, row):
                    kept += 1
                else:
                    lost += 1
    return Repaired(aside, kept, lost)


def _set_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    path.rename(aside)
    for suffix in SIDECARS:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    return aside


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def _rows(old: sqlite3.Connection, table: str) -> Iterator[dict[str, Any] | None]:
    """The rows of a table, None for each that cannot be read."""
    try:
        for row in old.execute(f"SELECT * FROM {table}"):
            yield dict(row)
    except sqlite3.Error:
        yield None
    else:
        return
    # A page is lost: what lies behind it is looked for from the other end.
    with suppress(sqlite3.Error):
        order = "source DESC, record DESC" if table == "records" else "rowid DESC"
        for row in old.execute(f"SELECT * FROM {table} ORDER BY {order}"):
            yield dict(row)
