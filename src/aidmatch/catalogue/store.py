"""The store: what the sources said, every version of it, and every run that looked.

SQLite with a write-ahead log and `synchronous = FULL`: a run killed at any moment leaves what was there before it. A
run's records go in as one transaction, at its end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from aidmatch.catalogue._store_schema import STEPS
from aidmatch.catalogue.remembered import Decision as Decision
from aidmatch.catalogue.remembered import Event as Event
from aidmatch.catalogue.remembered import Held as Held
from aidmatch.catalogue.remembered import Known as Known
from aidmatch.catalogue.remembered import Moment as Moment
from aidmatch.catalogue.remembered import Run as Run
from aidmatch.catalogue.remembered import Seen as Seen
from aidmatch.catalogue.remembered import State as State
from aidmatch.catalogue.remembered import Trail as Trail
from aidmatch.catalogue.remembered import Version as Version
from aidmatch.catalogue.remembered import packed as packed
from aidmatch.catalogue.remembered import unpacked as unpacked
from aidmatch.durable import Durable

_RUN = ", ".join(Run._fields)


class Store(Durable):
    """The store of a workspace, opened for reading or for writing."""

    def __init__(self, path: Path, *, write: bool = False) -> None:
        super().__init__(path, STEPS, write=write)
        self._connection = self.connection

    def known(self, source: str) -> dict[str, Known]:
        """What is remembered of every record of a source."""
        query = """
        SELECT records.record, essence, version, records.gone IS NOT NULL, reading
        FROM records JOIN versions ON versions.id = version WHERE records.source = ?
        """
        rows = self._connection.execute(query, (source,))
        return {
            record: Known(essence, version, bool(gone), reading) for record, essence, version, gone, reading in rows
        }

    def begin(self, source: str, kind: str, at: datetime) -> int:
        """A new run; one of this source that never ended was interrupted."""
        with self.whole():
            run = self._connection.execute
            run("UPDATE runs SET state = 'interrupted' WHERE source = ? AND state = 'running'", (source,))
            query = "INSERT INTO runs (source, kind, started, state) VALUES (?, ?, ?, 'running') RETURNING id"
            return int(run(query, (source, kind, at.isoformat())).fetchone()[0])

    def finish(
        self,
        run: int,
        state: State,
        decision: Decision,
        counts: Mapping[str, int | None],
        problems: Iterable[tuple[str, str]],
        trouble: str | None,
        *,
        cause: Literal["source", "reader"] = "source",
        readings: Mapping[str, str | None] | None = None,
    ) -> None:
        """End a run: its records, what it changed and its counts, in one stroke.

        `problems` are records with what was refused of them, JSON; `cause` says why what changed did; `readings` are
        those of the records that were read and say what they said.
        """
        with self.whole():
            ask, many = self._connection.execute, self._connection.executemany
            (source,) = ask("SELECT source FROM runs WHERE id = ?", (run,)).fetchone()
            for kind, seen in (("new", decision.new), ("changed", decision.changed), ("back", decision.back)):
                for one in seen:
                    self._keep(run, source, kind, one, cause)
            seen_again = [(run, source, record) for record in decision.same]
            many("UPDATE records SET seen = ? WHERE source = ? AND record = ?", seen_again)
            again = ((reading, source, record) for record, reading in (readings or {}).items())
            many("UPDATE records SET reading = ? WHERE source = ? AND record = ?", again)
            for record in decision.gone:
                event = (
                    "INSERT INTO events (run, source, record, kind, before) SELECT ?, source, record, 'gone', version"
                )
                ask(f"{event} FROM records WHERE source = ? AND record = ?", (run, source, record))
                ask("UPDATE records SET gone = ? WHERE source = ? AND record = ?", (run, source, record))
            many("INSERT INTO problems VALUES (?, ?, ?)", ((run, record, problem) for record, problem in problems))
            told = {
                "new": len(decision.new),
                "changed": len(decision.changed),
                "back": len(decision.back),
                "gone": len(decision.gone),
                **counts,
            }
            columns = ", ".join(f"{name} = ?" for name in told)
            ask(
                f"UPDATE runs SET state = ?, trouble = ?, {columns} WHERE id = ?", (state, trouble, *told.values(), run)
            )

    def _keep(self, run: int, source: str, kind: str, seen: Seen, cause: str) -> None:
        ask = self._connection.execute
        held = ask(
            "SELECT version, essence FROM records JOIN versions ON versions.id = version "
            "WHERE records.source = ? AND records.record = ?",
            (source, seen.record),
        ).fetchone()
        before = held[0] if held else None
        if held and held[1] == seen.essence:
            after = before
        else:
            query = """
            INSERT INTO versions (source, record, run, cause, raw, call, essence)
            VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id
            """
            content = unpacked(seen.content).decode()
            values = (source, seen.record, run, cause, seen.raw, content, seen.essence)
            (after,) = ask(query, values).fetchone()
        ask(
            """
            INSERT INTO records (source, record, call, version, first, seen, reading) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source, record) DO UPDATE SET call = excluded.call, version = excluded.version,
                seen = excluded.seen, gone = NULL, reading = excluded.reading
            """,
            (source, seen.record, seen.call, after, run, run, seen.reading),
        )
        if cause == "source":
            event = "INSERT INTO events (run, source, record, kind, before, after) VALUES (?, ?, ?, ?, ?, ?)"
            ask(event, (run, source, seen.record, kind, before, after))

    def generation(self) -> int:
        """A number that grows whenever what stands changes, or is seen again."""
        (last,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM runs WHERE state <> 'running'").fetchone()
        return int(last)

    def held(self) -> Iterator[Held]:
        """Every record that stands, by source then id."""
        query = """
        SELECT records.source, records.record, versions.call, runs.started
        FROM records JOIN versions ON versions.id = version JOIN runs ON runs.id = seen
        WHERE records.gone IS NULL ORDER BY records.source, records.record
        """
        for source, record, content, seen in self._connection.execute(query):
            yield Held(source, record, content, datetime.fromisoformat(seen))

    def raw(self, source: str) -> Iterator[tuple[str, bytes]]:
        """Every record that stands of a source, as it was sent."""
        query = """
        SELECT records.record, raw FROM records JOIN versions ON versions.id = version
        WHERE records.source = ? AND records.gone IS NULL ORDER BY records.record
        """
        for record, raw in self._connection.execute(query, (source,)):
            yield record, unpacked(raw)

    def runs(self, source: str | None = None) -> list[Run]:
        """Runs, the last first."""
        where, values = ("WHERE source = ?", (source,)) if source else ("", ())
        rows = self._connection.execute(f"SELECT {_RUN} FROM runs {where} ORDER BY id DESC", values)
        return [_run(row) for row in rows]

    def last(self, source: str, *states: State) -> Run | None:
        """The last run of a source in one of those states."""
        marks = ", ".join("?" * len(states))
        query = f"SELECT {_RUN} FROM runs WHERE source = ? AND state IN ({marks}) ORDER BY id DESC LIMIT 1"
        row = self._connection.execute(query, (source, *states)).fetchone()
        return None if row is None else _run(row)

    def standing(self, source: str) -> int:
        """How many records of a source stand."""
        query = "SELECT count(*) FROM records WHERE source = ? AND gone IS NULL"
        return int(self._connection.execute(query, (source,)).fetchone()[0])

    def events(self, since: datetime | None = None, after: int = 0) -> Iterator[Event]:
        """What the runs changed, in order: those started after a moment, or numbered after another."""
        from aidmatch.call import Call

        query = """
        SELECT events.kind, events.source, events.record, started, events.run, old.call, new.call
        FROM events JOIN runs ON runs.id = events.run
            LEFT JOIN versions AS old ON old.id = events.before LEFT JOIN versions AS new ON new.id = events.after
        WHERE events.run > ? ORDER BY events.id
        """
        for kind, source, record, started, run, old, new in self._connection.execute(query, (after,)):
            at = datetime.fromisoformat(started)
            if since is None or at > since:
                calls = (Call.model_validate_json(text) if text else None for text in (old, new))
                yield Event(kind, source, record, at, run, *calls)

    def trails(self, call: str) -> list[Trail]:
        """All that was seen of the records that give a call, by source then record."""
        query = """
        SELECT records.source, record, started, seen, records.gone IS NOT NULL
        FROM records JOIN runs ON runs.id = seen WHERE call = ? ORDER BY records.source, record
        """
        rows = self._connection.execute(query, (call,)).fetchall()
        return [
            Trail(
                *(source, record, call, datetime.fromisoformat(started), run, bool(gone)),
                tuple(self._versions(source, record)),
                tuple(self._moments(source, record)),
            )
            for source, record, started, run, gone in rows
        ]

    def _versions(self, source: str, record: str) -> Iterator[Version]:
        from aidmatch.call import Call

        query = """
        SELECT runs.id, started, cause, call FROM versions JOIN runs ON runs.id = run
        WHERE versions.source = ? AND record = ? ORDER BY versions.id
        """
        for run, started, cause, text in self._connection.execute(query, (source, record)):
            yield Version(run, datetime.fromisoformat(started), cause, Call.model_validate_json(text))

    def _moments(self, source: str, record: str) -> Iterator[Moment]:
        query = """
        SELECT events.kind, runs.id, started FROM runs JOIN events ON run = runs.id
        WHERE runs.source = ? AND record = ? AND events.kind IN ('gone', 'back') ORDER BY events.id
        """
        for kind, run, started in self._connection.execute(query, (source, record)):
            yield Moment(kind, run, datetime.fromisoformat(started))

    def restore(self, table: str, row: Mapping[str, Any]) -> bool:
        """Put back a row of a damaged store; whether it, or its like, is there now."""
        names = ", ".join(row)
        marks = ", ".join("?" * len(row))
        try:
            self._connection.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))
        except sqlite3.Error:
            return False
        return True

    def problems(self, run: int) -> list[tuple[str, str]]:
        """What a run refused: record and problem, JSON."""
        return self._connection.execute("SELECT record, problem FROM problems WHERE run = ?", (run,)).fetchall()


def _run(row: tuple[Any, ...]) -> Run:
    run = Run._make(row)
    return run._replace(started=datetime.fromisoformat(str(run.started)))
