"""A source and what we know of it -> what changed.

`decide` is pure: what was known, what came, whether all of it came. `run` is not: it fetches, reads each record,
decides and keeps. A fetch that failed or came in part closes nothing. A record of which the new form is refused keeps
its former one. A source of which half is refused, or that shrank to less than half, has drifted: what could be read
is taken, nothing is closed, and it is said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from aidmatch.call import Call
from aidmatch.catalogue.store import Decision, Known, Seen, State, Store
from aidmatch.datafiles import Raw, problems_of
from aidmatch.errors import Changed, Problem, SourceError
from aidmatch.sources._base import Aside
from aidmatch.value import Message, Refusal, say

if TYPE_CHECKING:
    from aidmatch.fetch import Fetcher
    from aidmatch.sources._protocol import Asked, Record, Source

DRIFT = 0.5
"""Share of records refused, or gone at once, from which a source is said to have drifted."""
DRIFT_LEAST = 10
"""Records under which no share is told from chance."""
MISREAD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a reader stumbles over when a form has changed in a way that nobody foresaw."""
FLICKER = frozenset({"read_on"})
"""Fields of a call's origin that say when we looked, not what it says."""


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


def decide(known: Mapping[str, Known], seen: Iterable[Seen], refused: Iterable[str], *, complete: bool) -> Decision:
    """What changed. A record refused is seen all the same; only a complete passage tells what is gone."""
    new: list[Seen] = []
    changed: list[Seen] = []
    back: list[Seen] = []
    same = [record for record in refused if record in known and not known[record].is_gone]
    met = set(same)
    for one in seen:
        met.add(one.record)
        before = known.get(one.record)
        if before is None:
            new.append(one)
        elif before.is_gone:
            back.append(one)
        elif before.essence != one.essence:
            changed.append(one)
        else:
            same.append(one.record)
    gone = sorted(record for record, one in known.items() if not one.is_gone and record not in met) if complete else ()
    return Decision(tuple(new), tuple(changed), tuple(back), tuple(sorted(same)), tuple(gone))


def run(
    store: Store | None,
    source: Source,
    asked: Asked,
    fetcher: Fetcher,
    at: datetime,
    *,
    known: Mapping[str, Known] | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Report:
    """Fetch a source, read it, decide, and keep what changed; with no store nothing is kept (a dry run)."""
    number = store.begin(asked.name, asked.kind, at) if store else None
    held = store.known(asked.name) if store else known or {}
    records: dict[str, Record] = {}
    pages, expected = 0, None
    trouble: list[Message] = []
    before = fetcher.transferred, fetcher.requests
    try:
        for batch in source.fetch(fetcher, asked):
            pages += 1
            expected = batch.expected if batch.expected is not None else expected
            for record in batch.records:
                records.setdefault(record.id, record)
            progress(Progress(len(records), expected))
    except SourceError as error:
        trouble.append(error.what)
    except MISREAD as error:
        # A reader of pages that meets what it was never told of: a bug of ours, and no reason to stop the others.
        trouble.append(say("its answer is not in the form it had: {error:text}", error=_why(error)))
    else:
        if expected is not None and len(records) < expected:
            what = say("{read:number} records came of {expected:number}", read=len(records), expected=expected)
            trouble.append(what)
    reading = read(source, asked, records.values())
    trouble += _drift(held, reading)
    decision = decide(held, reading.seen, reading.refused, complete=not trouble)
    state: State = "complete" if not trouble else "partial" if records else "failed"
    counts = {
        "pages": pages,
        "read": len(records),
        "expected": expected,
        "refused": len(reading.refused),
        "bytes": fetcher.transferred - before[0],
        "requests": fetcher.requests - before[1],
    }
    if store and number is not None:
        kept = [(record, to_json_of(problem)) for record, problem in reading.problems[:200]]
        store.finish(number, state, decision, counts, kept, _told(trouble))
    spent = fetcher.transferred - before[0], fetcher.requests - before[1]
    return Report(asked.name, state, len(records), decision, tuple(reading.problems), tuple(trouble), *spent)


def again(store: Store, source: Source, asked: Asked, at: datetime) -> Report:
    """Read what is kept of a source anew, without the network: a reader that has learnt something changes calls."""
    from aidmatch.sources._protocol import Record

    number = store.begin(asked.name, asked.kind, at)
    held = store.known(asked.name)
    reading = read(source, asked, (Record(record, raw) for record, raw in store.raw(asked.name)))
    found = decide(held, reading.seen, reading.refused, complete=False)
    decision = found._replace(same=())
    counts = {"read": len(reading.seen) + len(reading.refused), "refused": len(reading.refused)}
    kept = [(record, to_json_of(problem)) for record, problem in reading.problems[:200]]
    store.finish(number, "reread", decision, counts, kept, None, cause="reader")
    return Report(asked.name, "reread", counts["read"], decision, tuple(reading.problems), (), 0, 0)


class Reading(NamedTuple):
    """What the records of a source gave."""

    seen: list[Seen]
    refused: list[str]
    """Records without a call."""
    problems: list[tuple[str, Problem]]


def read(source: Source, asked: Asked, records: Iterable[Record]) -> Reading:
    """Each record on its own: one that is refused never hides the others."""
    reading = Reading([], [], [])
    for record in records:
        call = _call(source, asked, record, reading.problems)
        if call is None:
            reading.refused.append(record.id)
            continue
        content = call.model_dump(mode="json", exclude_defaults=True, by_alias=True)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        reading.seen.append(Seen(record.id, call.id, record.body, text, essence(content)))
    return reading


def _call(source: Source, asked: Asked, record: Record, problems: list[tuple[str, Problem]]) -> Call | None:
    def note(field: str, what: Message, fix: Message | None = None) -> None:
        problems.append((record.id, Problem(asked.name, None, f"{record.id}.{field}".rstrip("."), what, fix)))

    body: Any = None
    try:
        body = json.loads(record.body)
        return source.call_of(body, note)
    except ValidationError as error:
        for problem in problems_of(error, Call, asked.name, Raw(body, None)):
            note(problem.field, problem.what, problem.fix)
    except Refusal as error:
        note(str(dict(error.message.values).get("field") or ""), error.message)
    except Changed as error:
        note("", error.what, error.fix)
    except (ValueError, RecursionError) as error:
        note("", say("not valid JSON: {error:text}", error=str(error)[:200]))
    except Aside:
        pass
    except MISREAD as error:
        note("", say("its answer is not in the form it had: {error:text}", error=_why(error)))
    return None


def _why(error: Exception) -> str:
    return f"{type(error).__name__} {error}"[:200]


def essence(content: Mapping[str, Any]) -> str:
    """What a call says, less what flickers: the order of lists, blanks, and the day we looked."""
    origin = {name: value for name, value in content.get("origin", {}).items() if name not in FLICKER}
    told = _settled({**content, "origin": origin})
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _settled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _settled(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return sorted((_settled(inner) for inner in value), key=lambda one: json.dumps(one, sort_keys=True))
    return " ".join(value.split()) if isinstance(value, str) else value


def _drift(held: Mapping[str, Known], reading: Reading) -> list[Message]:
    """What is odd about a source as a whole."""
    read_ = len(reading.seen) + len(reading.refused)
    if reading.refused and len(reading.refused) >= (DRIFT * read_ if read_ >= DRIFT_LEAST else read_):
        return [
            say(
                "{refused:number} records of {read:number} cannot be read: the source has changed its form",
                refused=len(reading.refused),
                read=read_,
            )
        ]
    standing = sum(not one.is_gone for one in held.values())
    met = {one.record for one in reading.seen} | set(reading.refused)
    lost = sum(not one.is_gone and record not in met for record, one in held.items())
    # A small source may lose half its records in a quiet week; all of them at once is another matter.
    few = lost == standing and (standing > 2 or not met)
    if lost and (lost > DRIFT * standing if standing >= DRIFT_LEAST else few):
        return [
            say(
                "{lost:number} records of {known:number} are missing at once: nothing is closed",
                lost=lost,
                known=standing,
            )
        ]
    return []


def to_json_of(problem: Problem) -> str:
    """A problem as the store keeps it."""
    return json.dumps(problem, ensure_ascii=False, default=str)


def _told(trouble: list[Message]) -> str | None:
    return json.dumps(trouble, ensure_ascii=False, default=str) if trouble else None
