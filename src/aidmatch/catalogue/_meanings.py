"""The thesaurus as the index keeps it: each word looked up when a need says it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from aidmatch.search.thesaurus import Thesaurus


def kept_thesaurus(connection: sqlite3.Connection) -> Thesaurus:
    """The thesaurus of an open index."""
    return Thesaurus(_Column(connection, "related"), _Column(connection, "phrases"))


class _Column(Mapping[str, Any]):
    """One column of the table, as the mapping it was."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        self._known: dict[str, Any] = {}

    def __getitem__(self, stem: str) -> Any:
        held = self.get(stem)
        if held is None:
            raise KeyError(stem)
        return held

    def __contains__(self, stem: object) -> bool:
        return isinstance(stem, str) and self.get(stem) is not None

    def get(self, stem: str, default: Any = None) -> Any:
        """What the table says of a stem or phrase."""
        if stem not in self._known:
            query = f"SELECT {self._name} FROM meanings WHERE stem = ?"
            row = self._connection.execute(query, (stem,)).fetchone()
            self._known[stem] = json.loads(row[0]) if row and row[0] else None
        held = self._known[stem]
        return default if held is None else held

    def __iter__(self) -> Iterator[str]:
        query = f"SELECT stem FROM meanings WHERE {self._name} != '' ORDER BY stem"
        return (stem for (stem,) in self._connection.execute(query))

    def __len__(self) -> int:
        return sum(1 for _ in self)
