"""All that the journal holds of one member: given, or taken out for good; and what is past its time."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

from aidmatch.journal._file import Journal


class Past(NamedTuple):
    """The first day of each kind of thing that is still kept."""

    letters: date
    stances: date
    sendings: date


def held(journal: Journal, company: str) -> dict[str, list[dict[str, Any]]]:
    """Every row that speaks of a member, by table; what stands in a letter is read as JSON."""
    found = {}
    for table in _tables(journal):
        rows = _rows(journal, f"SELECT * FROM {table} WHERE company = ?", company)
        if rows:
            found[table] = rows
    for table in ("items", "sendings"):
        query = f"SELECT {table}.* FROM {table} JOIN letters ON letters.id = letter WHERE company = ? ORDER BY 1, 2"
        rows = _rows(journal, query, company)
        if rows:
            found[table] = rows
    return found


def _rows(journal: Journal, query: str, company: str) -> list[dict[str, Any]]:
    cursor = journal.connection.execute(query, (company,))
    names = [column[0] for column in cursor.description]
    return [
        {
            name: json.loads(value) if name in ("worded", "seen") else value
            for name, value in zip(names, row, strict=True)
        }
        for row in cursor
    ]


def erase(journal: Journal, company: str) -> int:
    """Take out every row that speaks of a member. How many there were; `settle` then takes them off the disk."""
    with journal.whole():
        count = sum(len(rows) for rows in held(journal, company).values())
        for table in _tables(journal):
            journal.connection.execute(f"DELETE FROM {table} WHERE company = ?", (company,))
    return count


def settle(journal: Journal) -> None:
    """Write the file anew, without the room of what was deleted, and empty its write-ahead log."""
    journal.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    journal.connection.execute("VACUUM")
    journal.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def overdue(journal: Journal, past: Past) -> dict[str, int]:
    """How many rows are past their time, by table."""
    ask = journal.connection.execute
    # A journal of an earlier version, opened to be read only, lacks some.
    there = {name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        table: ask(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()[0]
        for table, where, values in _old(past)
        if table in there
    }


def purge(journal: Journal, past: Past) -> dict[str, int]:
    """Delete what is past its time. How many rows, by table.

    A letter goes with its items: a call told so long ago is news again if it still stands. Of a sending only the
    address goes, as the letter must still be known to have left.
    """
    done = {}
    with journal.whole():
        for table, where, values in _old(past):
            what = f"UPDATE {table} SET reader = 'reader ' || id" if table == "sendings" else f"DELETE FROM {table}"
            done[table] = journal.connection.execute(f"{what} WHERE {where}", values).rowcount
    return done


def _old(past: Past) -> list[tuple[str, str, tuple[str, ...]]]:
    year, number, _ = past.letters.isocalendar()
    week, said = (f"{year}-W{number:02}",), (past.stances.isoformat(),)
    return [
        ("letters", "week < ?", week),
        ("drops", "week < ?", week),
        ("words", "week < ?", week),
        # What stands of a pair stays: without it a call dismissed would come back.
        ("stances", "day < ? AND id NOT IN (SELECT max(id) FROM stances GROUP BY company, call)", said),
        ("answers", "day < ? AND id NOT IN (SELECT max(id) FROM answers GROUP BY company, call, point)", said),
        ("partnering", "day < ? AND id NOT IN (SELECT max(id) FROM partnering GROUP BY company, call)", said),
        ("sendings", "at < ? AND reader LIKE '%@%'", (past.sendings.isoformat(),)),
    ]


def _tables(journal: Journal) -> list[str]:
    """Tables with a column that names a member, whatever the version."""
    query = """
    SELECT tables.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table' AND columns.name = 'company' ORDER BY tables.name
    """
    return [name for (name,) in journal.connection.execute(query)]
