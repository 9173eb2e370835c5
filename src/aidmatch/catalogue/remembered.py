"""What the store remembers, as values: runs, records, their versions, what changed."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from aidmatch.call import Call

State = Literal["running", "complete", "partial", "failed", "interrupted", "reread"]


class Known(NamedTuple):
    """What is remembered of a record, for deciding."""

    essence: str
    version: int
    is_gone: bool
    reading: str | None = None
    """Of what was sent, and of what read it; None where it must be read again."""


class Seen(NamedTuple):
    """A record as it came, read.

    Of one that says what it said only the essence counts: what would not be kept is not held.
    """

    record: str
    call: str
    """Id of the call."""
    raw: bytes
    """As it was sent, packed."""
    content: bytes
    """The call, JSON, packed."""
    essence: str
    reading: str | None = None
    """See `Known`."""


def packed(text: bytes) -> bytes:
    """A text as it is held and kept: a run has thousands of them."""
    return zlib.compress(text)


def unpacked(held: bytes) -> bytes:
    """The text again."""
    return zlib.decompress(held)


class Decision(NamedTuple):
    """What a run changes."""

    new: tuple[Seen, ...]
    changed: tuple[Seen, ...]
    back: tuple[Seen, ...]
    """Gone before, here again; changed or not."""
    same: tuple[str, ...]
    """Records seen that say what they said, those of which the present form was refused included."""
    gone: tuple[str, ...]


class Run(NamedTuple):
    """A passage at one source."""

    id: int
    source: str
    kind: str
    started: datetime
    state: State
    pages: int
    read: int
    expected: int | None
    refused: int
    new: int
    changed: int
    gone: int
    back: int
    bytes: int
    requests: int
    trouble: str | None
    """JSON messages: why it is not complete; of a complete one, what a person took as it is."""


class Held(NamedTuple):
    """A record that stands, as the index reads it."""

    source: str
    record: str
    content: str
    """The call, JSON."""
    seen: datetime
    """When the last run that saw it started."""


class Event(NamedTuple):
    """What a run changed of a record."""

    kind: Literal["new", "changed", "gone", "back"]
    source: str
    record: str
    at: datetime
    """When its run started."""
    run: int
    before: Call | None
    after: Call | None


class Version(NamedTuple):
    """A form a record was seen in."""

    run: int
    at: datetime
    """When its run started."""
    cause: Literal["source", "reader"]
    """It said something else; or we read it otherwise."""
    call: Call


class Moment(NamedTuple):
    """When a record went, or came back."""

    kind: Literal["gone", "back"]
    run: int
    at: datetime


class Trail(NamedTuple):
    """All that was seen of a record."""

    source: str
    record: str
    call: str
    """Id of the call."""
    seen: datetime
    """When the last run that saw it started."""
    run: int
    """That run."""
    is_gone: bool
    versions: tuple[Version, ...]
    """The first one first."""
    moments: tuple[Moment, ...]
