"""A file written whole or not at all: a reader never meets half of one, nor does a run cut short leave one."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Put the bytes in the path's place in one stroke.

    A link stays a link, who may read the file stays as it was, and what is no regular file (a device, a pipe)
    is written to, never replaced.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            file.writelines(chunks)
        return
    fresh = written_beside(target, chunks)
    try:
        put_in_place(fresh, target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def written_beside(target: Path, chunks: Iterable[bytes]) -> Path:
    """The bytes in a hidden file of the same folder, to be put in the target's place."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return fresh


def put_in_place(fresh: Path, target: Path) -> None:
    """Give a file written beside the target its place, with the rights of the one before or of any new file."""
    fresh.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask())
    fresh.replace(target)


def _umask() -> int:
    """What the user's system takes from the rights of a new file."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
