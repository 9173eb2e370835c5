"""A workspace's data files -> an index that is up to date, and what was refused on the way.

A file whose size and time are those of the index is not opened; one whose bytes are the same is not read
again; only the others are parsed. The new index takes the old one's place in one stroke, so that two commands
at once, or one killed half-way, do no harm.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aidmatch import __version__
from aidmatch.catalogue import Catalogue
from aidmatch.errors import Busy, CatalogueError, DataError, Problem, problems_to_json
from aidmatch.value import say

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from aidmatch.call import Call
    from aidmatch.catalogue import Kept
    from aidmatch.catalogue.writing import Source
    from aidmatch.company import Company
    from aidmatch.overlay import Overlay
    from aidmatch.sources._base import Column

CALLS, COMPANIES, IMPORTS, OVERLAYS = "data/calls", "data/companies", ".aidmatch/imports", "data/overlays"
"""Folders of a workspace, relative to it."""

SAME = "data/same.yaml"
"""What a person decided on calls that are one, or are not."""


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
    yield from _files(workspace, workspace / CALLS, "calls")
    yield from _files(workspace, workspace / COMPANIES, "companies")
    yield from _files(workspace, workspace / OVERLAYS, "overlays")
    same = workspace / SAME
    if same.is_file():
        stat = same.stat()
        yield Found(same, SAME, "decisions", stat.st_size, stat.st_mtime_ns)
    imports = workspace / IMPORTS
    if imports.is_dir():
        for folder in sorted(entry for entry in imports.iterdir() if entry.is_dir()):
            yield from _files(workspace, folder, folder.name)
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


_SUFFIXES = dict.fromkeys(("calls", "companies", "overlays", "decisions"), (".yaml", ".yml", ".jsonl"))


def _files(workspace: Path, folder: Path, shelf: str) -> Iterator[Found]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            suffix = Path(entry.name).suffix
            if entry.is_file() and not entry.name.startswith(".") and suffix in _SUFFIXES.get(shelf, (suffix,)):
                path = Path(entry.path)
                stat = entry.stat()
                modified = stat.st_mtime_ns
                if shelf not in _SUFFIXES and (beside := _beside(path)) is not None:
                    # A number that changes when what a person said of the columns does.
                    modified += beside.stat().st_mtime_ns
                yield Found(path, path.relative_to(workspace).as_posix(), shelf, stat.st_size, modified)


def _beside(path: Path) -> Path | None:
    """Where it is kept what a person said of the columns of a list, if anything was."""
    from aidmatch.sources._beside import columns_file

    beside = columns_file(path)
    return beside if beside.is_file() else None


def home_of_index(workspace: Path) -> Path:
    """Where the index of a workspace lies."""
    return workspace / ".aidmatch" / "index.sqlite"


def home_of_store(workspace: Path) -> Path:
    """Where what the sources said is kept. No cache: it is the only copy of their history."""
    return workspace / ".aidmatch" / "store.sqlite"


STORE = ".aidmatch/store.sqlite"
"""The store's name among the files an index was made from."""


@contextmanager
def locked(workspace: Path, patience: float = 10.0) -> Iterator[None]:
    """One writer at a time in a workspace: another waits, then is told. The lock goes with its process."""
    from filelock import FileLock, Timeout

    lock = workspace / ".aidmatch" / "lock"
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


def cache_of_index(workspace: Path) -> Path:
    """Where it lies when nothing can be written in the workspace: in the user's cache."""
    import hashlib

    import platformdirs

    name = hashlib.sha256(str(workspace.resolve()).encode()).hexdigest()[:16]
    return platformdirs.user_cache_path("aidmatch") / f"{name}.sqlite"


def open_catalogue(workspace: Path, *, in_place: bool = False) -> Catalogue:
    """The catalogue of a workspace, its index rebuilt first when a data file changed.

    `in_place` is for data that are only read where they are installed: nothing is written beside them.
    """
    found = list(data_files(workspace))
    stamps = {file.name: (file.size, file.modified) for file in found}
    kept: dict[str, Kept] = {}
    for where in (cache_of_index,) if in_place else (home_of_index, cache_of_index):
        catalogue = _open(where(workspace))
        if catalogue is None:
            continue
        try:
            if catalogue.stamps() == stamps:
                return catalogue
            kept = kept or {file.path: file for file in catalogue.files()}
        except sqlite3.Error:
            kept = {}
        catalogue.__exit__()
    return _rebuild(workspace, found, kept, in_place=in_place)


@cache
def _fingerprint() -> str:
    """The program's own files, told by name, size and time.

    The index holds what the code and its tables make of the data files (stems, synonyms, sentences): an edit to
    either makes it old, whatever the version says.
    """
    import zlib

    told = 0
    folders = [str(Path(__file__).parent)]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if not entry.is_dir():
                        stat = entry.stat()
                        # A sum, as no system promises an order of its entries.
                        told += zlib.crc32(f"{entry.path}|{stat.st_size}|{stat.st_mtime_ns}".encode(errors="replace"))
                    elif entry.name != "__pycache__":
                        folders.append(entry.path)
        except OSError:
            # A package that is read out of an archive has no folder; its version alone tells then.
            continue
    return f"{told:x}"


def _program() -> str:
    return f"{__version__} {_fingerprint()}"


def _rebuild(workspace: Path, found: list[Found], kept: Mapping[str, Kept], *, in_place: bool) -> Catalogue:
    from aidmatch.catalogue.writing import write
    from aidmatch.formats._worth import in_both_languages
    from aidmatch.standing import standing

    sources, stands = standing(workspace, [_source(file, kept.get(file.name)) for file in found], CALLS, SAME)
    home, cache = home_of_index(workspace), cache_of_index(workspace)
    if not in_place and os.access(home.parent if home.parent.is_dir() else workspace, os.W_OK):
        # Some systems tell only when one tries: a network share, a file that another program holds.
        with suppress(CatalogueError):
            write(home, sources, _program(), in_both_languages, stands)
            return Catalogue(home)
    try:
        write(cache, sources, _program(), in_both_languages, stands)
    except CatalogueError as trouble:
        # No home of one's own, as some services have none: the index lasts as long as this run.
        cache = _passing_folder(trouble) / cache.name
        write(cache, sources, _program(), in_both_languages, stands)
    return Catalogue(cache)


def _passing_folder(trouble: CatalogueError) -> Path:
    """A folder that goes when the program ends; the trouble met before is told when there is none."""
    import atexit
    import shutil
    import tempfile

    try:
        folder = tempfile.mkdtemp(prefix="aidmatch-")
    except OSError:
        raise trouble from None
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def lone_overlays(workspace: Path, known: Container[str]) -> Iterator[tuple[str, str]]:
    """File and id of each overlay whose call is in no data file."""
    from aidmatch.datafiles import read_file
    from aidmatch.overlay import Overlay

    for file in _files(workspace, workspace / OVERLAYS, "overlays"):
        overlays, _ = read_file(file.path, Overlay, file.name)
        yield from ((file.name, one.id) for one in overlays if one.id not in known)


def _open(target: Path) -> Catalogue | None:
    """The index as it stands, or None when there is none, it is of another program or it cannot be read."""
    try:
        if not target.is_file():
            return None
        catalogue = Catalogue(target)
        if catalogue.is_current(_program()) and catalogue.is_whole():
            return catalogue
        catalogue.__exit__()
    except (sqlite3.Error, OSError):
        return None
    return None


class Import(NamedTuple):
    """What an import did."""

    name: str
    """The file kept, relative to the workspace."""
    read: int
    """Records in the file."""
    kept: int
    changed: int
    """Calls that are new, or not as they were."""
    replaced: tuple[str, ...]
    """Names of the files of an earlier import whose place it took."""
    gone: int
    """Calls of those files that it no longer has."""
    problems: list[Problem]
    columns: tuple[Column, ...] = ()
    """What each column was taken for, where no format says it."""


def keep_import(workspace: Path, file: Path, source: str, columns: Mapping[str, str] | None = None) -> Import:
    """Keep a public file or a list whole under `.aidmatch/imports/`, and read it.

    It takes the place of the files of that source which hold some of its calls, whatever their names: what was
    imported last stands. The same bytes are not written again. A file that gives no call is not kept. `columns` is what
    the person says of the columns of a list; what was said of the list it takes the place of stands until then.
    """
    from aidmatch.sources import IMPORTERS
    from aidmatch.sources._beside import columns_file, kept_columns
    from aidmatch.sources.watch_list import read as read_list
    from aidmatch.whole import write_whole

    folder = workspace / IMPORTS / source
    said = kept_columns(folder / file.name) if columns is None else columns
    reading = read_list(file, file.name, said) if said else IMPORTERS[source](file, file.name)
    problems = list(reading.problems)
    if problems and not reading.calls:
        return Import("", reading.read, 0, 0, (), 0, problems, reading.columns)
    former: dict[Path, dict[str, Call]] = {}
    now = {call.id: call for call in reading.calls}
    for found in _files(workspace, folder, source):
        held = {call.id: call for call in IMPORTERS[source](found.path, found.name).calls}
        if found.path.name == file.name or not held.keys().isdisjoint(now):
            former[found.path] = held
    content = file.read_bytes()
    target = next((path for path in former if path.read_bytes() == content), folder / file.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if said != kept_columns(target):
            write_whole(columns_file(target), [json.dumps(said, ensure_ascii=False, indent=1).encode()])
        if target not in former or target.read_bytes() != content:
            write_whole(target, [content])
        # Afterwards, so that a run cut short loses nothing; the next import ends its work.
        for path in former.keys() - {target}:
            path.unlink()
            columns_file(path).unlink(missing_ok=True)
    except OSError as error:
        raise DataError(
            say("{path:text} cannot be written: {error:text}", path=str(target), error=error.strerror or str(error)),
            say("check the free space and who may write there"),
        ) from error
    before = {name: call for held in former.values() for name, call in held.items()}
    return Import(
        target.relative_to(workspace).as_posix(),
        reading.read,
        len(now),
        sum(before.get(name) != call for name, call in now.items()),
        tuple(sorted(path.name for path in former.keys() - {target})),
        len(before.keys() - now.keys()),
        problems,
        reading.columns,
    )


@cache
def _kept_calls() -> TypeAdapter[tuple[Call, ...]]:
    """Reads the calls of a file as the index kept them; built once for all files."""
    from pydantic import TypeAdapter

    from aidmatch.call import Call

    return TypeAdapter(tuple[Call, ...])


@cache
def _kept_companies() -> TypeAdapter[tuple[Company, ...]]:
    """The same for companies."""
    from pydantic import TypeAdapter

    from aidmatch.company import Company

    return TypeAdapter(tuple[Company, ...])


def _source(file: Found, kept: Kept | None) -> Source:
    import hashlib

    from aidmatch.call import Call
    from aidmatch.catalogue.writing import Source
    from aidmatch.company import Company
    from aidmatch.datafiles import LARGEST, read_file
    from aidmatch.overlay import Overlay

    def whole(
        records: tuple[Call, ...] | tuple[Company, ...] | tuple[Overlay, ...], problems: str, sha256: str
    ) -> Source:
        shelf = file.shelf if file.shelf in ("companies", "overlays", "decisions") else "calls"
        return Source(file.name, shelf, file.size, file.modified, sha256, records, problems)

    try:
        if file.shelf == "store":
            return _store_source(file)
        beside = _beside(file.path) if file.shelf not in _SUFFIXES else None
        content = file.path.read_bytes() if file.size <= LARGEST else f"size {file.size}".encode()
        sha256 = hashlib.sha256(content + (beside.read_bytes() if beside else b"")).hexdigest()
    except OSError as error:
        what = say("cannot be read: {error:text}", error=error.strerror or str(error))
        fix = say("check who may read it, and that it is not open elsewhere")
        told = problems_to_json([Problem(file.name, None, "", what, fix)])
        # Rights may change without the file's time doing so: look again the next time.
        return whole((), told, "")._replace(modified=-1)
    if file.shelf == "decisions":
        from aidmatch.reconcile.decisions import read_decisions

        return whole((), problems_to_json(read_decisions(file.path, file.name)[1]), sha256)
    if file.shelf == "overlays":
        # Few and small, and whether one is right depends on its call: read each time the index is made.
        overlays, troubles = read_file(file.path, Overlay, file.name)
        return whole(tuple(overlays), problems_to_json(troubles), sha256)
    if kept is not None and kept.sha256 == sha256:
        if file.shelf == "companies":
            return whole(_kept_companies().validate_json(kept.records), kept.problems, sha256)
        return whole(_kept_calls().validate_json(kept.records), kept.problems, sha256)
    if file.shelf == "companies":
        members, troubles = read_file(file.path, Company, file.name)
        return whole(tuple(members), problems_to_json(troubles), sha256)
    if file.shelf == "calls":
        calls, troubles = read_file(file.path, Call, file.name)
        return whole(tuple(calls), problems_to_json(troubles), sha256)
    from aidmatch.sources import IMPORTERS

    reading = IMPORTERS[file.shelf](file.path, file.name)
    return whole(tuple(reading.calls), problems_to_json(list(reading.problems)), sha256)


def _store_source(file: Found) -> Source:
    """The store as a source of calls; damaged, it gives none and says so each time."""
    from aidmatch.catalogue.writing import Source

    try:
        calls = _stored_calls(file.path)
    except (sqlite3.Error, CatalogueError) as error:
        why = error.what if isinstance(error, CatalogueError) else say("damaged: {error:text}", error=str(error))
        told = problems_to_json([Problem(file.name, None, "", why, say("repair it with: aidmatch doctor --repair"))])
        return Source(file.name, "calls", file.size, -1, "", (), told, keep=False)
    return Source(file.name, "calls", file.size, file.modified, "", calls, "[]", keep=False)


def _stored_calls(path: Path) -> tuple[Call, ...]:
    """The calls of the sources as they stand; a record seen again was checked again that day."""
    from aidmatch.catalogue.store import Store

    with Store(path) as store:
        held = list(store.held())
    calls = _kept_calls().validate_json(f"[{','.join(one.content for one in held)}]")
    return tuple(_checked(call, one.seen.date()) for call, one in zip(calls, held, strict=True))


def _checked(call: Call, day: date) -> Call:
    read_on = max(call.origin.read_on or day, day)
    return call.model_copy(update={"origin": call.origin.model_copy(update={"read_on": read_on})})
