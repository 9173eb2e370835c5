"""A sync ended at any moment leaves what was there before it, or all it did; the next one goes on.

`make test` kills a few; `make soak` two hundred. The moments are drawn from a seed; where they fall is for the machine
to say.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.replay import Replay, ok, serving
from tests.stages import alone

KILLS = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 5
RECORDS = 120


def programmes(turn: int) -> bytes:
    """What the service says on its nth day: each time some are new, some changed, some gone, some back."""

    def one(number: int) -> dict[str, Any]:
        says = (number * 7 + turn) % 5
        return {
            "id": f"aide-{number:03}",
            "titre": f"Aide exemple {number}, forme {says}",
            "promesse": "Un diagnostic en partie pris en charge",
            "description": f"Texte {says}. " * 40,
            "nature de l'aide": "étude",
            "eligibilityData": {"company": {}, "validity": {"end": "31/12/2027"}, "priorityObjectives": []},
        }

    return json.dumps([one(number) for number in range(RECORDS) if (number + turn) % 6]).encode()


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        yield server


def at(folder: Path, web: Replay) -> Workspace:
    place = Workspace(folder)
    place.write("aidmatch.toml", alone("mission-transition-ecologique", web.url("/programs.json")))
    (folder / "data").mkdir()
    return place


def started(place: Workspace, *words: str) -> subprocess.Popen[str]:
    """A command in a process of its own."""
    command = [sys.executable, "-m", "aidmatch", "--workspace", str(place.path), "--as-of", "2026-11-22", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    return process.returncode, out + err


def told(place: Workspace) -> dict[str, list[Any]]:
    """All that the store says, but for the numbers of its runs, of which the killed ones take some."""
    with closing(sqlite3.connect(place.path / ".aidmatch/store.sqlite")) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []
        queries = {
            "records": """
                SELECT records.record, records.call, versions.call, raw, gone IS NULL
                FROM records JOIN versions ON versions.id = version ORDER BY 1""",
            "versions": "SELECT record, essence, cause FROM versions ORDER BY id",
            "events": "SELECT record, kind FROM events ORDER BY id",
            "runs": "SELECT state, read, new, changed, gone, back FROM runs WHERE state = 'complete' ORDER BY id",
        }
        return {name: store.execute(query).fetchall() for name, query in queries.items()}


def test_killed_at_any_moment(tmp_path: Path, web: Replay) -> None:
    drawn = random.Random(20261122)  # noqa: S311 - moments, no secrets
    calm, wild = at(tmp_path / "calm", web), at(tmp_path / "wild", web)
    killed = turns = 0
    while killed < KILLS:
        web.routes["/programs.json"] = [ok(programmes(turns))]
        process, begun = started(calm, "sync"), monotonic()
        wakes = asked(web, process) - begun
        assert ended(process)[0] == 0
        works = monotonic() - begun - wakes
        for _ in range(4):
            process = started(wild, "sync")
            # Most of a run is waking up: three moments of four fall after it went to the source, whatever else the
            # machine does meanwhile.
            if drawn.randrange(4):
                asked(web, process)
                after(process, drawn.uniform(0, 1) * works)
            else:
                after(process, drawn.uniform(0, 1) * wakes)
            process.kill()
            process.communicate(timeout=60)
            if process.returncode == 0:
                # It was done already: there is nothing left to disturb until the source says something else.
                break
            killed += 1
            if (wild.path / ".aidmatch/store.sqlite").exists() and drawn.random() < 0.5:
                whole(wild)
        assert ended(started(wild, "sync"))[0] == 0
        turns += 1
        agree(calm, wild)


def asked(web: Replay, process: subprocess.Popen[str]) -> float:
    """The moment the source is asked."""
    before = len(web.asked)
    while len(web.asked) == before and process.poll() is None:
        sleep(0.001)
    return monotonic()


def after(process: subprocess.Popen[str], seconds: float) -> None:
    """So long, or until it ends by itself."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def agree(calm: Workspace, wild: Workspace) -> None:
    """The one that was disturbed holds what the other does."""
    mine, its = told(calm), told(wild)
    # A run that ended before it was killed leaves nothing to the next but to see the same.
    changes = [run for run in its.pop("runs") if any(run[2:])]
    assert changes == [run for run in mine.pop("runs") if any(run[2:])]
    assert its == mine


def whole(place: Workspace) -> None:
    """What a reader finds between two attempts: nothing half-written."""
    with closing(sqlite3.connect(place.path / ".aidmatch/store.sqlite")) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if store.execute("PRAGMA user_version").fetchone() == (0,):
            return
        query = """
        SELECT state, new + changed + gone + back, (SELECT count(*) FROM events WHERE run = runs.id) FROM runs
        """
        for state, counted, events in store.execute(query):
            assert (counted, events) == ((events, counted) if state == "complete" else (0, 0))


def test_two_syncs_and_a_rank_at_once(tmp_path: Path, web: Replay) -> None:
    place = at(tmp_path / "w", web)
    place.company("studio", "id: studio\nname: Studio Exemple (fictif)\nneeds: [un diagnostic]\n")
    web.routes["/programs.json"] = [ok(programmes(0))]
    assert ended(started(place, "sync"))[0] == 0
    web.routes["/programs.json"] = [ok(programmes(1))]
    at_once = [started(place, "sync"), started(place, "sync"), started(place, "rank", "studio")]
    syncs, rank = [ended(process)[0] for process in at_once[:2]], ended(at_once[2])
    # A writer that waits too long for the other is told so.
    assert set(syncs) <= {0, 4}
    assert 0 in syncs
    assert rank[0] == 0
    assert "Aide exemple" in rank[1]
    whole(place)
