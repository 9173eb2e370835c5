"""A disk without room: the sync says so, nothing half-written is seen, and the next one goes on.

Two ways that need no rights of an administrator: files that may grow no further (a limit of the process), and where
Linux lets anybody make one, a file system of a few megabytes that is filled up.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT, Workspace
from tests.replay import ok, serving
from tests.test_killed import agree, at, ended, programmes, started, whole

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits and file systems of Linux")

Starved = Callable[[Workspace, int], tuple[int, str]]
"""A sync with so many bytes of room: its code, and what it said."""

DOORS = ["unshare", "--user", "--map-root-user", "--mount"]
"""A process that sees a file system of its own."""


def suffered(folder: Path, full: Path, starved: Starved, rooms: Sequence[int]) -> list[int]:
    """Syncs with too little room, each followed by one with enough: the codes of the first."""
    codes = []
    with serving() as web:
        calm, wild = at(folder, web), at(full, web)
        for turn, room in enumerate(rooms):
            web.routes["/programs.json"] = [ok(programmes(turn))]
            code, said = starved(wild, room)
            assert "Traceback" not in said
            assert code == 0 or "Error: " in said
            codes.append(code)
            if (wild.path / ".aidmatch/store.sqlite").exists():
                whole(wild)
            for place in (calm, wild):
                assert ended(started(place, "sync"))[0] == 0
            agree(calm, wild)
    return codes


@linux
def test_files_that_may_grow_no_further(tmp_path: Path) -> None:
    def starved(place: Workspace, room: int) -> tuple[int, str]:
        import resource

        kept = resource.getrlimit(resource.RLIMIT_FSIZE)
        # The limit is this process's own for a moment, as the child takes it over.
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, kept[1]))
        try:
            process = started(place, "sync")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        out, err = process.communicate(timeout=60)
        return process.returncode, out + err

    # Not even a new store; a new run and not its records.
    assert suffered(tmp_path / "calm", tmp_path / "wild", starved, [1_000, 150_000]) == [4, 4]


@linux
def test_a_file_system_that_is_full(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    mounted = f'mount -t tmpfs -o size=3m none "{own}"'
    if _called([*DOORS, "sh", "-c", mounted]).returncode:
        pytest.skip("this system lets nobody but its administrator make a file system")
    inside = f'{mounted} && exec "{sys.executable}" -m tests.test_full_disk "{tmp_path}" "{own}"'
    done = _called([*DOORS, "sh", "-c", inside])
    assert (done.returncode, done.stdout.split()) == (0, ["4", "4"]), done.stdout + done.stderr


def _called(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    except FileNotFoundError:
        return subprocess.CompletedProcess(command, 1, "", "")


def filled(place: Workspace, room: int) -> tuple[int, str]:
    """A sync where all but so many bytes of the file system are taken."""
    import shutil

    filler = place.path.parent / "filler"
    filler.write_bytes(b"\0" * max(shutil.disk_usage(place.path).free - room, 0))
    process = started(place, "sync")
    out, err = process.communicate(timeout=60)
    filler.unlink()
    return process.returncode, out + err


if __name__ == "__main__":
    there, own_ = map(Path, sys.argv[1:])
    print(*suffered(there / "calm", own_ / "wild", filled, [0, 100_000]))  # noqa: T201
