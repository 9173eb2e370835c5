"""Expected trouble: `Problem`, a value returned beside the good ones, and the exception tree.

Each exception carries the exit code of the contract (docs/contract.md):
0 done, 1 a bug, 2 usage or settings, 3 done in part, 4 not done, 5 data files wrong (`check` only),
130 interrupted.
"""

import json
from typing import ClassVar, NamedTuple

from aidmatch.value import Message, say

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


def problems_to_json(problems: list[Problem]) -> str:
    """Problems as the index keeps them; values that JSON lacks become text."""
    return json.dumps(
        [[file, line, field, what, fix] for file, line, field, what, fix in problems], ensure_ascii=False, default=str
    )


def problems_from_json(text: str) -> list[Problem]:
    """Problems as `problems_to_json` wrote them."""

    def message(raw: tuple[str, dict[str, object]]) -> Message:
        return say(raw[0], **dict(raw[1]))

    return [
        Problem(file, line, field, message(what), message(fix) if fix else None)
        for file, line, field, what, fix in json.loads(text)
    ]


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


class DeliveryError(AidmatchError):
    """Letters cannot leave: the mail server cannot be reached, or says no to all of them."""


class CatalogueError(AidmatchError):
    """The prepared index cannot be read or written."""
