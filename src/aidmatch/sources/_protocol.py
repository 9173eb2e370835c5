"""What a source is: a card that tells about it, how its records are fetched, and how one becomes a call.

A source is a module. `fetch` knows HTTP and no call; `call_of` knows the record's form and no HTTP. Neither knows
what we already have, the workspace or the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.fetch import Fetcher
    from aidmatch.sources._base import Note


class Proof(NamedTuple):
    """How far a source is proven."""

    on: Literal["recorded", "reconstructed", "live"]
    """Real payloads recorded from the service; payloads rebuilt from its documentation; the service itself."""
    day: date | None = None
    """The day the payloads were recorded, or the service answered."""


class About(NamedTuple):
    """The card of a source."""

    title: str
    """As people know it."""
    home: str
    """Its site."""
    licence: str
    attribution: str
    """The words its terms ask to show; else its title."""
    proof: Proof
    url: str | None = None
    """Where it is read by default; None when the settings must say."""
    keys: tuple[str, ...] = ()
    """Names of the environment variables that hold its keys; none when it is open."""
    keys_needed: bool = True
    """False when it is read without them, and better with them."""
    key_from: str | None = None
    """Where one asks for a key."""
    by_default: bool = True
    """Whether `sync` reads it without being asked."""


class Record(NamedTuple):
    """A record as the source sent it."""

    id: str
    """The source's own."""
    body: bytes
    """JSON."""


class Batch(NamedTuple):
    """A page of records."""

    records: tuple[Record, ...]
    expected: int | None = None
    """How many the source says there are in all."""


class Asked(NamedTuple):
    """A source as the workspace configures it."""

    name: str
    """As `aidmatch.toml` names it; the kind's own name where it says nothing."""
    kind: str
    """The module's name on the shelf."""
    url: str | None = None
    options: Mapping[str, Any] = {}
    keys: Mapping[str, str] = {}
    """By the names of `About.keys`; never kept, never logged."""
    since: date | None = None
    """Only what changed since then, where the source can tell."""


class Source(Protocol):
    """A module of the shelf."""

    ABOUT: About

    def fetch(self, fetcher: Fetcher, asked: Asked) -> Iterator[Batch]:
        """Every record, page after page; a SourceError when the rest cannot be read."""
        ...

    def call_of(self, body: Any, note: Note) -> Call:
        """One record's call; `Aside` when it is left aside, a ValidationError or Refusal when it is wrong."""
        ...
