"""Our own JSON, in and out: whole records, by the names of the data files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aidmatch.formats._file import to_file

if TYPE_CHECKING:
    from aidmatch.call import Call


def write(path: Path, calls: Sequence[Call], *, lines: bool) -> None:
    """Write calls as JSON lines, which `data/calls` reads as they are, or as one JSON list."""
    records = [call.model_dump_json(exclude_defaults=True, by_alias=True).encode() for call in calls]
    if lines:
        to_file(path, [record + b"\n" for record in records])
    else:
        to_file(path, [b"[\n", b",\n".join(records), b"\n]\n"])
