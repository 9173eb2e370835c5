"""Where things lie in a workspace, what data files there are in it, and who may write: one at a time."""

import os
import sqlite3
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from aidmatch.errors import Busy, CatalogueError
from aidmatch.value import say

CALLS, COMPANIES, IMPORTS, OVERLAYS = "data/calls", "data/companies", ".aidmatch/imports", "data/overlays"
"""Folders of a workspace, relative to it."""

SAME = "data/same.yaml"
"""What a person decided on calls that are one, or are not."""


def home_of_index(workspace: Path) -> Path:
    """Where the index of a workspace lies."""
    return workspace / ".aidmatch" / "index.sqlite"


def home_of_store(workspace: Path) -> Path:
    """Where what the sources said is kept. No cache: it is the only copy of their history."""
    return workspace / ".aidmatch" / "store.sqlite"


STORE = ".aidmatch/store.sqlite"
"""The store's name among the files an index was made from."""


def cache_of_index(workspace: Path) -> Path:
    """Where it lies when nothing can be written in the workspace: in the user's cache."""
    import hashlib

    import platformdirs

    name = hashlib.sha256(str(workspace.resolve()).encode()).hexdigest()[:16]
    return platformdirs.user_cache_path("aidmatch") / f"{name}.sqlite"


class Found(NamedTuple):
    """A data file of the workspace, before it is read."""

    path: Path
    name: str
    """Relative to the workspace, with forward slashes."""
    shelf: str
    """calls, companies, overlays, decisions or the importer's name."""
    size: int
    modified: int


def data_files(workspace: Path) -> Iterator[Found]:
    """Every data file of a workspace, by folder then name."""
    yield from files_of(workspace, workspace / CALLS, "calls")
    yield from files_of(workspace, workspace / COMPANIES, "companies")
    yield from files_of(workspace, workspace / OVERLAYS, "overlays")
    same = workspace / SAME
    if same.is_file():
        stat = same.stat()
        yield Found(same, SAME, "decisions", stat.st_size, stat.st_mtime_ns)
    imports = workspace / IMPORTS
    if imports.is_dir():
        for folder in sorted(entry for entry in imports.iterdir() if entry.is_dir()):
            yield from files_of(workspace, folder, folder.name)
    yield from _stored(workspace)


def _stored(workspace: Path) -> Iterator[Found]:
    """The store as one more file, whose time is the number of its last run; an index made before it is old."""
    home = home_of_store(workspace)
    if home.is_file():
        from aidmatch.catalogue.store import Store

        try:
            with Store(home) as store:
                yield Found(home, STORE, "store", 0, store.generation())
        except (sqlite3.Error, CatalogueError):
            # What it lacks is told when it is read.
            yield Found(home, STORE, "store", 0, -1)


SUFFIXES = dict.fromkeys(("calls", "companies", "overlays", "decisions"), (".yaml", ".yml", ".jsonl"))
"""By shelf, the names of the files that a person writes; whatever was imported goes by any."""


def files_of(workspace: Path, folder: Path, shelf: str) -> Iterator[Found]:
    """The data files of a folder, by name."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            suffix = Path(entry.name).suffix
            if entry.is_file() and not entry.name.startswith(".") and suffix in SUFFIXES.get(shelf, (suffix,)):
                path = Path(entry.path)
                stat = entry.stat()
                modified = stat.st_mtime_ns
                if shelf not in SUFFIXES and (beside := beside_of(path)) is not None:
                    # A number that changes when what a person said of the columns does.
                    modified += beside.stat().st_mtime_ns
                yield Found(path, path.relative_to(workspace).as_posix(), shelf, stat.st_size, modified)


def beside_of(path: Path) -> Path | None:
    """Where it is kept what a person said of the columns of a list, if anything was."""
    from aidmatch.sources._beside import columns_file

    beside = columns_file(path)
    return beside if beside.is_file() else None


def lone_overlays(workspace: Path, known: Container[str]) -> Iterator[tuple[str, str]]:
    """File and id of each overlay whose call is in no data file."""
    from aidmatch.datafiles import read_file
    from aidmatch.overlay import Overlay

    for file in files_of(workspace, workspace / OVERLAYS, "overlays"):
        overlays, _ = read_file(file.path, Overlay, file.name)
        yield from ((file.name, one.id) for one in overlays if one.id not in known)


@contextmanager
def locked(workspace: Path, patience: float = 10.0, name: str = "lock") -> Iterator[None]:
    """One writer at a time in a workspace: another waits, then is told. The lock goes with its process.

    A run of several steps, each of which takes the lock, is kept to one by a lock of another name.
    """
    from filelock import FileLock, Timeout

    lock = workspace / ".aidmatch" / name
    try:
        lock.parent.mkdir(exist_ok=True)
        with FileLock(lock, timeout=patience):
            yield
    except Timeout as error:
        raise Busy(
            say("another aidmatch is writing in {folder:text}", folder=str(workspace)),
            say("wait until it has ended, then try again"),
        ) from error
    except OSError as error:
        raise CatalogueError(
            say("nothing can be written in {folder:text}: {error:text}", folder=str(lock.parent), error=str(error)),
            say("check the free space and who may write there"),
        ) from error
