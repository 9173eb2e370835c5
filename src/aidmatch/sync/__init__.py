"""A source and what we know of it -> what changed.

`decide` is pure: what was known, what came, whether all of it came. `run` is not: it fetches, reads each record,
decides and keeps. A fetch that failed or came in part closes nothing. A record of which the new form is refused keeps
its former one. A source of which half is refused, or that shrank to less than half, has drifted: what could be read
is taken, nothing is closed, and it is said; a person may accept it, when all of it came.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.catalogue.store import Decision, State, Store
from aidmatch.errors import Problem, SourceError
from aidmatch.sync.deciding import decide as decide
from aidmatch.sync.deciding import drift_of, refused_before
from aidmatch.sync.reading import MISREAD, Reading, why
from aidmatch.sync.reading import essence as essence
from aidmatch.sync.reading import read as read
from aidmatch.value import Message, say

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher
    from aidmatch.sources._protocol import Asked, Batch, Record, Source


class Progress(NamedTuple):
    """How far a run is."""

    read: int
    expected: int | None


class Report(NamedTuple):
    """What came of a source."""

    source: str
    state: State
    read: int
    decision: Decision
    problems: tuple[tuple[str, Problem], ...]
    """By record."""
    trouble: tuple[Message, ...]
    """Why it is not complete, or what is odd."""
    transferred: int
    """Bytes."""
    requests: int
    accepted: tuple[Message, ...] = ()
    """What is odd, and was taken on a person's word."""
    may_be_accepted: bool = False
    """All of it came, and only a person can say whether the source truly changed so."""


def run(
    store: Store | None,
    source: Source,
    asked: Asked,
    fetcher: Fetcher,
    at: datetime,
    *,
    reader: str = "",
    dry: bool = False,
    accept: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Report:
    """Fetch a source, read it, decide, and keep what changed.

    With no store nothing is known; a dry run looks at it and keeps nothing. `reader` tells the program that reads and
    the source's settings: what was sent before and read by the same need not be read again. `accept` is a person's
    word that what came whole is right, though much of it is gone or refused.
    """
    number = store.begin(asked.name, asked.kind, at) if store and not dry else None
    held = store.known(asked.name) if store else {}
    before = fetcher.transferred, fetcher.requests
    passage = _Passage(source, asked, fetcher, progress)
    reading = read(source, asked, passage.records(), held, reader)
    accepted = accept and not passage.trouble
    before_that = refused_before(store.last(asked.name, "complete") if store else None)
    drift = drift_of(held, reading, before_that, accepted=accepted, whole=not passage.trouble)
    taken = drift if accepted else []
    trouble = passage.trouble + ([] if accepted else drift)
    decision = decide(held, reading.seen, reading.refused, complete=not trouble)
    state: State = "complete" if not trouble else "partial" if passage.count else "failed"
    spent = fetcher.transferred - before[0], fetcher.requests - before[1]
    if store and number is not None:
        counts = {
            "pages": passage.pages,
            "read": passage.count,
            "expected": passage.expected,
            "refused": len(reading.refused),
            "bytes": spent[0],
            "requests": spent[1],
        }
        kept = [(record, to_json_of(problem)) for record, problem in reading.problems[:200]]
        told = _told(trouble or taken)
        store.finish(number, state, decision, counts, kept, told, readings=_readings(decision, reading))
    only_drift = bool(trouble) and not passage.trouble
    problems = tuple(reading.problems)
    return Report(
        asked.name, state, passage.count, decision, problems, tuple(trouble), *spent, tuple(taken), only_drift
    )


def again(store: Store, source: Source, asked: Asked, at: datetime, *, reader: str = "") -> Report:
    """Read what is kept of a source anew, without the network: a reader that has learnt something changes calls."""
    from aidmatch.sources._protocol import Record

    number = store.begin(asked.name, asked.kind, at)
    held = store.known(asked.name)
    afresh = {record: one._replace(reading=None) for record, one in held.items()}
    reading = read(source, asked, (Record(record, raw) for record, raw in store.raw(asked.name)), afresh, reader)
    found = decide(held, reading.seen, reading.refused, complete=False)
    readings = _readings(found, reading)
    decision = found._replace(same=())
    counts = {"read": len(reading.seen) + len(reading.refused), "refused": len(reading.refused)}
    kept = [(record, to_json_of(problem)) for record, problem in reading.problems[:200]]
    store.finish(number, "reread", decision, counts, kept, None, cause="reader", readings=readings)
    return Report(asked.name, "reread", counts["read"], decision, tuple(reading.problems), (), 0, 0)


def _readings(decision: Decision, reading: Reading) -> dict[str, str | None]:
    """How the records that say what they said were read this time."""
    same = frozenset(decision.same)
    return {one.record: one.reading for one in reading.seen if one.record in same}


class _Passage:
    """What is fetched of a source, record after record, and why the rest of it did not come."""

    def __init__(self, source: Source, asked: Asked, fetcher: Fetcher, progress: Callable[[Progress], None]) -> None:
        self._source, self._asked, self._fetcher, self._progress = source, asked, fetcher, progress
        self.pages = self.count = 0
        self.expected: int | None = None
        self.trouble: list[Message] = []

    def records(self) -> Iterator[Record]:
        """Each record once, as it comes: a run never holds all that was sent."""
        met: set[str] = set()
        for batch in self._batches():
            self.pages += 1
            self.expected = batch.expected if batch.expected is not None else self.expected
            for record in batch.records:
                if record.id not in met:
                    met.add(record.id)
                    yield record
            self.count = len(met)
            self._progress(Progress(self.count, self.expected))
        if not self.trouble and self.expected is not None and self.count < self.expected:
            what = say("{read:number} records came of {expected:number}", read=self.count, expected=self.expected)
            self.trouble.append(what)

    def _batches(self) -> Iterator[Batch]:
        try:
            yield from self._source.fetch(self._fetcher, self._asked)
        except SourceError as error:
            self.trouble.append(error.what)
        except MISREAD as error:
            # A reader of pages that meets what it was never told of: a bug of ours, and no reason to stop the others.
            self.trouble.append(say("its answer is not in the form it had: {error:text}", error=why(error)))


def to_json_of(problem: Problem) -> str:
    """A problem as the store keeps it."""
    return json.dumps(problem, ensure_ascii=False, default=str)


def _told(trouble: list[Message]) -> str | None:
    return json.dumps(trouble, ensure_ascii=False, default=str) if trouble else None
