"""What a list shows of a call, and the part of it that a score reads: short columns, in a table of their own."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from aidmatch.window import State, WindowKind, state_of


class Slip(NamedTuple):
    """The columns of a call that a score reads."""

    ordinal: int
    id: str
    level: str | None
    instrument: str
    themes: str
    stages: str
    targeted: bool
    window_kind: WindowKind
    opens: float | None
    last_close: float | None
    floor: int | None
    ceiling: int | None
    typical: int | None
    intensity: float | None
    confidence: str
    read_on: str | None
    next_close: float | None
    """Next first-stage closing at the instant asked, seconds since 1970."""

    def state_at(self, now: float) -> State:
        """Open, announced, closed or undated, at an instant in seconds since 1970."""
        return _state(self, now)


class Card(NamedTuple):
    """The columns of a call that a list shows: all that a slip has, and the words."""

    ordinal: int
    id: str
    title: str
    url: str | None
    funder: str
    level: str | None
    kind: str
    instrument: str
    themes: str
    stages: str
    targeted: bool
    window_kind: WindowKind
    opens: float | None
    last_close: float | None
    floor: int | None
    ceiling: int | None
    typical: int | None
    intensity: float | None
    worth: str
    """What one may get, in the words of the language asked."""
    confidence: str
    read_on: str | None
    origin: str
    origin_id: str | None
    next_close: float | None
    """Next first-stage closing at the instant asked, seconds since 1970."""

    def state(self, at: datetime) -> State:
        """Open, announced, closed or undated, at the instant the card was read for."""
        return self.state_at(at.timestamp())

    def state_at(self, now: float) -> State:
        """The same, at an instant in seconds since 1970."""
        return _state(self, now)


def _state(call: Slip | Card, now: float) -> State:
    dated = call.last_close is not None
    return state_of(call.window_kind, dated=dated, opening=call.opens, closing=call.next_close, at=now)


_NEXT_CLOSE = """CASE
    WHEN closings > 1
    THEN (SELECT min(at) FROM closings WHERE closings.ordinal = calls.ordinal AND closings.at >= :at)
    WHEN last_close >= :at THEN last_close
END"""

_AMONG = "calls.ordinal IN (SELECT value FROM json_each(:only))"


def slips(connection: sqlite3.Connection, at: datetime, *, only: Sequence[int] | None) -> list[Slip]:
    """What a score reads of calls, in the order of ids."""
    columns = ", ".join(Slip._fields[:-1])
    query = f"SELECT {columns}, {_NEXT_CLOSE} FROM calls{'' if only is None else f' WHERE {_AMONG}'} ORDER BY ordinal"
    return [Slip._make(row) for row in connection.execute(query, {"at": _second(at), "only": json.dumps(only)})]


def cards(
    connection: sqlite3.Connection,
    at: datetime,
    language: Literal["fr", "en"],
    *,
    closed: bool,
    only: Sequence[int] | None,
) -> list[Card]:
    """Cards in the order of ids; without those whose last closing has passed unless `closed`."""
    where = []
    if not closed:
        where.append("(last_close IS NULL OR last_close >= :at)")
    if only is not None:
        where.append(_AMONG)
    condition = f" WHERE {' AND '.join(where)}" if where else ""
    columns = ", ".join(f"worth_{language}" if name == "worth" else name for name in Card._fields[:-1])
    query = f"SELECT {columns}, {_NEXT_CLOSE} FROM calls JOIN faces USING (ordinal){condition} ORDER BY ordinal"
    return [Card._make(row) for row in connection.execute(query, {"at": _second(at), "only": json.dumps(only)})]


def _second(at: datetime) -> float:
    return at.replace(microsecond=0).timestamp()
