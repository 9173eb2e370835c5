"""Expected trouble: `Problem`, a value returned beside the good ones, and the exception tree.

Each exception carries the exit code of the contract (docs/contract.md):
0 done, 1 a bug, 2 usage or settings, 3 done in part, 4 not done, 5 data files wrong (`check` only),
130 interrupted.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from aidmatch.value import Message

DONE = 0
USAGE = 2
IN_PART = 3
NOT_DONE = 4
DATA_WRONG = 5
INTERRUPTED = 130


class Problem(NamedTuple):
    """Something wrong in a file or a record that does not stop the others."""

    file: str
    """The file as the reader knows it, relative to the workspace where possible."""
    line: int | None
    """Line in that file, from 1."""
    field: str
    """The field, dotted (`window.closes`), or empty when the whole file is meant."""
    what: Message
    """What is wrong, and what was expected."""
    fix: Message | None = None
    """What to do: the nearest valid value, or the next step."""


class AidmatchError(Exception):
    """Trouble that a person can act on; the messages say what, then what to do."""

    exit_code: ClassVar[int] = NOT_DONE

    def __init__(self, what: Message, fix: Message | None = None) -> None:
        super().__init__(what.id)
        self.what = what
        self.fix = fix


class SettingsError(AidmatchError):
    """Wrong usage or settings, or no such company or call."""

    exit_code = USAGE


class DataError(AidmatchError):
    """The data files cannot be read at all."""


class SourceError(AidmatchError):
    """A source cannot be read; the others go on, and what is known of it stays."""

    exit_code = IN_PART


class Unreachable(SourceError):
    """Nobody answers, or not in time, however often one asks."""


class Refused(SourceError):
    """The source says no: a status, a key that is missing or wrong; or its answer is over a limit of ours."""

    def __init__(self, what: Message, fix: Message | None = None, *, status: int | None = None) -> None:
        super().__init__(what, fix)
        self.status = status
        """HTTP status, where that is the reason."""


class Changed(SourceError):
    """The source answers something else than what it is known for."""


class Busy(AidmatchError):
    """Another run is writing in the workspace."""


class CatalogueError(AidmatchError):
    """The prepared index cannot be read or written."""
