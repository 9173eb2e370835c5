"""Bytes -> a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aidmatch.errors import AidmatchError
from aidmatch.value import say
from aidmatch.whole import write_whole


def to_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file whole or not at all."""
    try:
        write_whole(path, chunks)
    except OSError as error:
        raise AidmatchError(
            say("{file:text} cannot be written: {error:text}", file=str(path), error=error.strerror or str(error)),
            say("check that the file is not open elsewhere and who may write there"),
        ) from error
