"""Bytes -> a file, or several files that belong together."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from aidmatch.errors import AidmatchError
from aidmatch.value import Message, say
from aidmatch.whole import put_in_place, write_whole, written_beside


def to_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file whole or not at all."""
    try:
        write_whole(path, chunks)
    except OSError as error:
        raise _unwritten(path, error) from error


def to_files(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together: each takes its place once there is room for all."""
    with ExitStack() as left:
        beside: dict[Path, Path] = {}
        for path, content in files.items():
            try:
                beside[path] = written_beside(path, [content])
            except OSError as error:
                raise _unwritten(path, error) from error
            left.callback(beside[path].unlink, missing_ok=True)
        for path, fresh in beside.items():
            try:
                put_in_place(fresh, path)
            except OSError as error:
                raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> AidmatchError:
    what = say("{file:text} cannot be written: {error:text}", file=str(path), error=error.strerror or str(error))
    return AidmatchError(what, _FIXES.get(error.errno or 0, _USUAL))


_USUAL = say("check that the file is not open elsewhere and who may write there")
_FULL = say("check the free space and who may write there")
_FIXES: Mapping[int, Message] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.ENAMETOOLONG: say("give it a shorter name"),
}
"""What to do, by what the system says."""
