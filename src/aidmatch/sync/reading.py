"""Records as they were sent -> calls, packed for keeping, and what was refused of them.

What was sent before and read by the same reader is not read again, and what says what it said is not held: a run of
thousands of records costs what is new of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from aidmatch.call import Call
from aidmatch.catalogue.store import Known, Seen, packed
from aidmatch.datafiles import Raw, problems_of
from aidmatch.errors import Changed, Problem
from aidmatch.sources._base import Aside
from aidmatch.sources._resting import resting
from aidmatch.value import Message, Refusal, say

if TYPE_CHECKING:
    from aidmatch.sources._protocol import Asked, Record, Source

MISREAD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a reader stumbles over when a form has changed in a way that nobody foresaw."""
FLICKER = frozenset({"read_on"})
"""Fields of a call's origin that say when we looked, not what it says."""


class Reading(NamedTuple):
    """What the records of a source gave."""

    seen: list[Seen]
    refused: list[str]
    """Records without a call."""
    problems: list[tuple[str, Problem]]


def read(
    source: Source, asked: Asked, records: Iterable[Record], held: Mapping[str, Known] | None = None, reader: str = ""
) -> Reading:
    """Each record on its own: one that is refused never hides the others."""
    reading = Reading([], [], [])
    for record in records:
        known = (held or {}).get(record.id)
        known = None if known is None or known.is_gone else known
        mark = hashlib.sha256(reader.encode() + b"\0" + record.body).hexdigest()
        if known is not None and known.reading == mark:
            reading.seen.append(Seen(record.id, "", b"", b"", known.essence, mark))
            continue
        odd = len(reading.problems)
        call = _call(source, asked, record, reading.problems)
        if call is None:
            reading.refused.append(record.id)
            continue
        # What is odd is told each time: such a record is read again though nothing of it moved.
        reread = mark if len(reading.problems) == odd else None
        content = call.model_dump(mode="json", exclude_defaults=True, by_alias=True)
        says = essence(content)
        if known is not None and known.essence == says:
            reading.seen.append(Seen(record.id, call.id, b"", b"", says, reread))
            continue
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        reading.seen.append(Seen(record.id, call.id, packed(record.body), packed(text), says, reread))
    return reading


def _call(source: Source, asked: Asked, record: Record, problems: list[tuple[str, Problem]]) -> Call | None:
    def note(field: str, what: Message, fix: Message | None = None) -> None:
        problems.append((record.id, Problem(asked.name, None, f"{record.id}.{field}".rstrip("."), what, fix)))

    body: Any = None
    try:
        body = json.loads(record.body)
        return resting(source.call_of(body, note))
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
        note("", say("its answer is not in the form it had: {error:text}", error=why(error)))
    return None


def why(error: Exception) -> str:
    """What a reader stumbled over."""
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
