"""The data files -> an index that is up to date, opened.

A file whose size and time are those of the index is not opened; one whose bytes are the same is not read
again; only the others are parsed. The new index takes the old one's place in one stroke, so that two commands
at once, or one killed half-way, do no harm.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from aidmatch import __version__
from aidmatch.catalogue import Catalogue
from aidmatch.errors import CatalogueError
from aidmatch.prepare.files import CALLS, SAME, Found, cache_of_index, data_files, home_of_index

if TYPE_CHECKING:
    from aidmatch.catalogue import Kept


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


def _open(target: Path) -> Catalogue | None:
    """The index as it stands, or None when there is none, it is of another program or it cannot be read."""
    try:
        if not target.is_file():
            return None
        catalogue = Catalogue(target)
        if catalogue.is_current(program()) and catalogue.is_whole():
            return catalogue
        catalogue.__exit__()
    except (sqlite3.Error, OSError):
        return None
    return None


def _rebuild(workspace: Path, found: list[Found], kept: Mapping[str, Kept], *, in_place: bool) -> Catalogue:
    from aidmatch.catalogue.writing import write
    from aidmatch.formats._worth import in_both_languages
    from aidmatch.prepare.records import source_of
    from aidmatch.standing import standing

    sources, stands = standing(workspace, [source_of(file, kept.get(file.name)) for file in found], CALLS, SAME)
    home, cache = home_of_index(workspace), cache_of_index(workspace)
    if not in_place and os.access(home.parent if home.parent.is_dir() else workspace, os.W_OK):
        # Some systems tell only when one tries: a network share, a file that another program holds.
        with suppress(CatalogueError):
            write(home, sources, program(), in_both_languages, stands)
            return Catalogue(home)
    try:
        write(cache, sources, program(), in_both_languages, stands)
    except CatalogueError as trouble:
        # No home of one's own, as some services have none: the index lasts as long as this run.
        cache = _passing_folder(trouble) / cache.name
        write(cache, sources, program(), in_both_languages, stands)
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


@cache
def _fingerprint() -> str:
    """The program's own files, told by name, size and time.

    The index holds what the code and its tables make of the data files (stems, synonyms, sentences): an edit to
    either makes it old, whatever the version says.
    """
    import zlib

    told = 0
    folders = [str(Path(__file__).parents[1])]
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


def program() -> str:
    """Which program this is, to the byte: what it made is old for another."""
    return f"{__version__} {_fingerprint()}"
