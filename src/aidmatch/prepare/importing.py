"""A public file or a list, kept whole among the workspace's own and read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.errors import DataError, Problem
from aidmatch.prepare.files import IMPORTS, files_of
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.sources._base import Column


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
    for found in files_of(workspace, folder, source):
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
