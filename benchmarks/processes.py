"""Whole processes: what a start costs, and what a catalogue's size adds to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks import workspace
from benchmarks.tables import ratio, table
from benchmarks.workspace import AS_OF

HERE = Path(__file__).resolve().parent
SEED = 20261122
MEMBER = "calque-et-boussole"
"""A demo company with nearly every fact on file, and a project."""

START_UP_CALLS = 5_000
START_UP_ROUNDS = 15
SIZES = (1_000, 10_000, 100_000)
SIZE_ROUNDS = 7

BARE = [sys.executable, "-c", "import typer, pydantic, rich.table"]
FLOOR = [sys.executable, str(HERE / "floor.py"), MEMBER]


class Run(NamedTuple):
    """One process."""

    seconds: float
    processor: float
    """Seconds of processor, its own and the system's."""
    peak: int
    """Bytes."""


def start_up() -> str:
    """A warm `aidmatch rank` by id against the floor and the bare imports, turn by turn."""
    calls, companies = workspace.demo()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "workspace"
        workspace.write(path, calls, companies, START_UP_CALLS, SEED)
        measured(_rank(path))
        runs = alternate({"bare imports": BARE, "floor.py": FLOOR, "aidmatch rank": _rank(path)}, START_UP_ROUNDS)
    floor = wall(runs["floor.py"])
    rows = [
        (name, wall(held) * 1000, ratio(wall(held), floor), _processor(held) * 1000, _spread(held))
        for name, held in runs.items()
    ]
    busy = ratio(_processor(runs["aidmatch rank"]), _processor(runs["floor.py"]))
    return "\n".join(
        [
            "## Start-up\n",
            (
                f"`aidmatch rank {MEMBER}`, warm, in a workspace of {START_UP_CALLS:,} calls, beside `floor.py` "
                f"and the bare imports in the same environment; medians of {START_UP_ROUNDS} rounds, turn by turn.\n"
            ),
            table(("command", "ms", "x floor", "processor, ms", "rounds"), rows),
            f"By processor time the ratio to the floor is {busy}.\n",
        ]
    )


def sizes(wanted: Sequence[int] = SIZES) -> str:
    """Time and peak memory of a whole warm `rank` process by the number of calls."""
    calls, companies = workspace.demo()
    built: dict[int, Run] = {}
    with TemporaryDirectory() as folder:
        commands = {}
        for count in wanted:
            path = Path(folder) / str(count)
            workspace.write(path, calls, companies, count, SEED)
            built[count] = measured(_rank(path))
            commands[f"{count:,}"] = _rank(path)
        runs = alternate(commands, SIZE_ROUNDS)
    least = wall(runs[f"{wanted[0]:,}"])
    rows = []
    for count in wanted:
        held = runs[f"{count:,}"]
        peak = median(run.peak for run in held) / 1e6
        rows.append(
            (
                f"{count:,}",
                wall(held),
                ratio(wall(held), least),
                _processor(held),
                _spread(held),
                peak,
                built[count].seconds,
                built[count].peak / 1e6,
            )
        )
    head = ("calls", "s", f"x {wanted[0]:,}", "processor, s", "rounds", "peak, MB", "first run, s", "its peak, MB")
    return "\n".join(
        [
            "## Size of the catalogue\n",
            (
                f"A whole `aidmatch rank {MEMBER}` process, warm; medians of {SIZE_ROUNDS} rounds, turn by turn. The "
                "first run, apart, reads the data files and builds the index.\n"
            ),
            table(head, rows),
        ]
    )


def aidmatch(path: Path, *words: str) -> list[str]:
    """A command in a workspace, on the day the varied dates lie around."""
    program = Path(sys.executable).parent / ("aidmatch.exe" if sys.platform == "win32" else "aidmatch")
    return [str(program), *words, "--workspace", str(path), "--as-of", AS_OF.isoformat()]


def _rank(path: Path) -> list[str]:
    return aidmatch(path, "rank", MEMBER)


def alternate(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[Run]]:
    """Run each command so many times, turn by turn."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(measured(command))
    return runs


def measured(command: Sequence[str]) -> Run:
    """One process, started and measured."""
    environment = {**os.environ, "AIDMATCH_LANG": "fr", "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    done = subprocess.run(
        [sys.executable, str(HERE / "launcher.py"), *command],
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def wall(runs: Sequence[Run]) -> float:
    """Seconds, the median."""
    return median(run.seconds for run in runs)


def _processor(runs: Sequence[Run]) -> float:
    return median(run.processor for run in runs)


def _spread(runs: Sequence[Run]) -> str:
    middle = wall(runs)
    return (
        f"{min(run.seconds for run in runs) / middle - 1:+.0%} to {max(run.seconds for run in runs) / middle - 1:+.0%}"
    )
