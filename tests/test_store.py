"""The store: damaged at the tail of its log, written by an earlier program, opened by two at once."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aidmatch.catalogue._store_schema import STEPS
from aidmatch.catalogue.store import Seen, Store, packed
from aidmatch.sync import decide

STORES = Path(__file__).parent / "stores"
"""A store as each version of the program wrote it, as SQL: never edited, one more with each step."""

CALL = (
    '{"id": "call-r1", "title": "Aide exemple r1", "kind": "standing", "instrument": "grant",'
    ' "window": {"kind": "permanent"}, "open_to_all": true,'
    ' "origin": {"source": "portal", "id": "r1", "url": "https://example.org/r1"}}'
)


def seen(number: int, says: int) -> Seen:
    return Seen(f"r{number}", f"call-{number}", packed(f"raw {says}".encode() * 50), packed(b"{}"), f"essence {says}")


def passage(store: Store, turn: int) -> None:
    """A run that changes much."""
    run = store.begin("portal", "portal", datetime(2026, 11, 1 + turn, tzinfo=UTC))
    came = [seen(number, (number + turn) % 3) for number in range(40) if (number + turn) % 4]
    store.finish(run, "complete", decide(store.known("portal"), came, [], complete=True), {"read": len(came)}, (), None)


def content(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in sorted(names)}


@pytest.mark.parametrize("harm", ["cut", "zeroed", "noise"])
def test_the_end_of_the_log_lost(harm: str, tmp_path: Path) -> None:
    """After a power cut: a store as it was after one of the runs, none of them by half."""
    drawn = random.Random(harm)  # noqa: S311 - places, no secrets
    home = tmp_path / "store.sqlite"
    with Store(home, write=True):
        pass
    states = [content(home)]
    with Store(home, write=True) as store:
        # One moment each, before and after the run is begun, and after it is kept.
        for turn in range(4):
            passage(store, turn)
            copy = copied(home, tmp_path / f"state-{turn}")
            states.append(content(copy))
        lasting = copied(home, tmp_path / "lasting")
        log = lasting.with_name("store.sqlite-wal").read_bytes()
    assert len(log) > 100_000
    kept = set()
    for number in range(25):
        harmed = copied(lasting, tmp_path / f"harmed-{number}")
        where = drawn.randrange(len(log))
        length = drawn.choice([1, 100, 4096, len(log)])
        filling = bytes(length) if harm == "zeroed" else drawn.randbytes(length)
        rest = b"" if harm == "cut" else (filling + log[where + length :])[: len(log) - where]
        harmed.with_name("store.sqlite-wal").write_bytes(log[:where] + rest)
        with Store(harmed, write=True) as store:
            assert all(run.state in ("complete", "running") for run in store.runs())
        found = content(harmed)
        # A run that was begun and not kept is one more row among the runs, and nothing else.
        found["runs"] = [row for row in found["runs"] if "running" not in row]
        assert found in states
        kept.add(states.index(found))
    assert len(kept) > 2


def copied(home: Path, folder: Path) -> Path:
    """The store and its log, as they lie on the disk."""
    folder.mkdir()
    for name in ("store.sqlite", "store.sqlite-wal"):
        if home.with_name(name).exists():
            shutil.copy(home.with_name(name), folder / name)
    return folder / "store.sqlite"


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
def test_a_store_of_every_version_is_read(version: int, tmp_path: Path) -> None:
    home = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(home)) as connection:
        connection.executescript((STORES / f"{version}.sql").read_text(encoding="utf-8"))
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    with Store(home, write=True) as store:
        assert [(run.state, run.new, run.gone) for run in store.runs()] == [("complete", 0, 1), ("complete", 2, 0)]
        assert [one.record for one in store.held()] == ["r1"]
        assert [record for record, raw in store.raw("portal") if raw == b'{"id": "r1"}'] == ["r1"]
        assert [(event.kind, event.record) for event in store.events()] == [
            ("new", "r1"),
            ("new", "r2"),
            ("gone", "r2"),
        ]
        passage(store, 1)
    with Store(tmp_path / "fresh.sqlite", write=True):
        pass
    assert schema(home) == schema(tmp_path / "fresh.sqlite")
    assert len(content(home)["runs"]) == 3


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
def test_a_store_of_every_version_can_be_looked_at_before_it_is_brought_up_to_date(
    version: int, tmp_path: Path
) -> None:
    """Whoever only reads may come first after a new version was installed, and may not write there."""
    home = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(home)) as connection:
        connection.executescript((STORES / f"{version}.sql").read_text(encoding="utf-8"))
    before = home.read_bytes()
    with Store(home) as store:
        assert store.last("portal", "complete") is not None
        assert [one.record for one in store.held()] == ["r1"]
        assert len(list(store.events())) == 3
        (trail,) = store.trails("call-r2")
        assert (trail.is_gone, len(trail.versions), [one.kind for one in trail.moments]) == (True, 1, ["gone"])
    assert home.read_bytes() == before


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
def test_a_step_is_never_edited(version: int, tmp_path: Path) -> None:
    """What the steps make is what the programs of that version made."""
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript((STORES / f"{version}.sql").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(new)) as connection:
        for step in STEPS[:version]:
            connection.executescript(step)
    assert schema(old) == schema(new)


def schema(path: Path) -> set[tuple[str, ...]]:
    """Tables and columns, comments apart."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        indexes = connection.execute(
            "SELECT 'index', name, tbl_name FROM sqlite_master WHERE type = 'index'"
        ).fetchall()
        columns = {(name, *map(str, row)) for name in names for row in connection.execute(f"PRAGMA table_info({name})")}
    return columns | set(indexes)


def test_two_that_open_a_new_store_at_once(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def opened(number: int) -> int:
        with Store(tmp_path / f"{number % 5}" / "store.sqlite", write=True) as store:
            return len(store.runs())

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(opened, range(40))) == [0] * 40


def test_a_run_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    """What cannot be written of a run takes the rest of it along."""
    home = tmp_path / "store.sqlite"
    with Store(home, write=True) as store:
        passage(store, 0)
        run = store.begin("portal", "portal", datetime(2026, 11, 9, tzinfo=UTC))
        before = content(home)
        decision = decide({}, [seen(100, 1)], [], complete=True)
        with pytest.raises(sqlite3.Error):
            store.finish(run, "complete", decision, {"read": 1}, [("r100", None)], None)  # type: ignore[list-item]
        assert content(home) == before


def sample() -> str:
    """How `tests/stores/N.sql` is made, by the program of that version."""
    records = [
        Seen(
            name,
            f"call-{name}",
            packed(f'{{"id": "{name}"}}'.encode()),
            packed(CALL.replace("r1", name).encode()),
            name,
        )
        for name in ("r1", "r2")
    ]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "store.sqlite"
        with Store(home, write=True) as store:
            for day, came in ((1, records), (2, records[:1])):
                run = store.begin("portal", "portal", datetime(2026, 11, day, tzinfo=UTC))
                decision = decide(store.known("portal"), came, [], complete=True)
                store.finish(run, "complete", decision, {"read": len(came)}, (), None)
        with closing(sqlite3.connect(home)) as connection:
            return "\n".join([*connection.iterdump(), f"PRAGMA user_version = {len(STEPS)};", ""])
