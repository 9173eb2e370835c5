"""The index as a warm command reads it: columns, rules and postings, no data file and no whole call."""

import json
import sqlite3
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from aidmatch.catalogue._cards import Card, Slip, cards, slips
from aidmatch.catalogue._meanings import kept_thesaurus
from aidmatch.catalogue._rules import conditions, rules_apart, rules_named, set_of
from aidmatch.catalogue._schema import SCHEMA_VERSION
from aidmatch.company import Company
from aidmatch.condition import sum_of
from aidmatch.kept import restore
from aidmatch.match import Terms, terms_of
from aidmatch.search import Gist, Posting
from aidmatch.search.thesaurus import Thesaurus
from aidmatch.sift import Sieve, Target, bitset, ordinals
from aidmatch.targeting import Targeting
from aidmatch.window import SHUT

if TYPE_CHECKING:
    from aidmatch.call import Call


class Brief(NamedTuple):
    """What a line of a shortlist tells of a call beyond its card: its terms, and what to know first."""

    terms: Terms
    step: str | None
    """The first thing to have before applying."""
    days: int | None
    """Days it takes."""
    summary: str | None
    back: date | None
    """For a yearly call now closed, the closing to expect next: our estimate."""


def brief_of(call: "Call", at: datetime) -> Brief:
    """The brief of a whole call."""
    first = call.steps[0] if call.steps else None
    return Brief(
        terms_of(call, at),
        first.what if first else None,
        first.days if first else None,
        call.summary,
        call.window.expected_return(at),
    )


class Kept(NamedTuple):
    """A data file as the index knows it."""

    path: str
    shelf: str
    size: int
    modified: int
    sha256: str
    records: str
    problems: str


class Catalogue:
    """An index opened for reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def is_current(self, version: str) -> bool:
        """Whether this program wrote it, with the tables it knows."""
        meta = dict(self._rows("SELECT key, value FROM meta WHERE key IN ('schema', 'version')"))
        return meta.get("schema") == str(SCHEMA_VERSION) and meta.get("version") == version

    def is_whole(self) -> bool:
        """Whether the file is as long as it says: one cut short may open, and fail later."""
        pages, size = self._one("PRAGMA page_count")[0], self._one("PRAGMA page_size")[0]
        return bool(self.path.stat().st_size == pages * size)

    def files(self) -> tuple[Kept, ...]:
        """The data files it was made from."""
        columns = ", ".join(Kept._fields)
        return tuple(Kept(*row) for row in self._rows(f"SELECT {columns} FROM files ORDER BY path"))

    def stamps(self) -> dict[str, tuple[int, int]]:
        """Size and time of each data file it was made from."""
        return {path: (size, modified) for path, size, modified in self._rows("SELECT path, size, modified FROM files")}

    def problems(self) -> list[str]:
        """What was refused in the data files, JSON a file."""
        query = "SELECT problems FROM files WHERE problems != '[]' ORDER BY path"
        return [problems for (problems,) in self._rows(query)]

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The thesaurus, its words already stemmed."""
        return kept_thesaurus(self._connection)

    @cached_property
    def count(self) -> int:
        """Number of calls."""
        return int(self._one("SELECT value FROM meta WHERE key = 'calls'")[0])

    def slips(self, at: datetime, *, only: Sequence[int] | None = None) -> list[Slip]:
        """What a score reads of calls, in the order of ids."""
        return slips(self._connection, at, only=only)

    def cards(
        self,
        at: datetime,
        language: Literal["fr", "en"] = "fr",
        *,
        closed: bool = True,
        only: Sequence[int] | None = None,
    ) -> list[Card]:
        """Cards in the order of ids; without those whose last closing has passed unless `closed`."""
        return cards(self._connection, at, language, closed=closed, only=only)

    def taking_files(self, at: datetime) -> int:
        """The bitset of the calls that are not closed."""
        shut = ", ".join(f"'{kind}'" for kind in sorted(SHUT))
        query = f"""
        SELECT ordinal FROM calls WHERE window_kind NOT IN ({shut}) AND (last_close IS NULL OR last_close >= ?)
        ORDER BY ordinal
        """
        return bitset([ordinal for (ordinal,) in self._rows(query, (at.replace(microsecond=0).timestamp(),))])

    def themed(self, themes: Iterable[str]) -> int:
        """The bitset of the calls that have one of the themes."""
        query = "SELECT calls FROM themes WHERE theme IN (SELECT value FROM json_each(?))"
        return sum_of(set_of(calls) for (calls,) in self._rows(query, (json.dumps(sorted(themes)),)))

    def having(self, column: Literal["instrument", "level"], words: Iterable[str]) -> int:
        """The bitset of the calls of which a column holds one of the words."""
        query = f"SELECT ordinal FROM calls WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY ordinal"
        return bitset([ordinal for (ordinal,) in self._rows(query, (json.dumps(sorted(words)),))])

    def closing(self, ordinal: int, at: datetime) -> tuple[str, bool] | None:
        """The next first-stage closing of a call: ISO with offset, and whether the source gave the hour."""
        query = "SELECT iso, time_given FROM closings WHERE ordinal = ? AND at >= ? ORDER BY at LIMIT 1"
        row = self._connection.execute(query, (ordinal, at.replace(microsecond=0).timestamp())).fetchone()
        return None if row is None else (row[0], bool(row[1]))

    def closings(self, at: datetime) -> dict[int, tuple[str, bool]]:
        """The same for every call that has one."""
        query = "SELECT ordinal, iso, time_given, min(at) FROM closings WHERE at >= ? GROUP BY ordinal"
        second = at.replace(microsecond=0).timestamp()
        return {ordinal: (iso, bool(given)) for ordinal, iso, given, _ in self._rows(query, (second,))}

    def sieve(self, at: datetime) -> Sieve:
        """The fast path's table for a day."""
        targets = tuple(
            Target(restore(Targeting, json.loads(rule)), set_of(blob))
            for rule, blob in self._rows("SELECT rule, calls FROM targets ORDER BY rowid")
        )
        day = at.date().isoformat()
        every: list[int] = []

        def points(chosen: int) -> Sequence[int] | Mapping[int, int]:
            if chosen.bit_count() <= _A_LIST:
                query = f"SELECT ordinal, {_POINTS} FROM calls WHERE ordinal IN (SELECT value FROM json_each(?))"
                return dict(self._rows(query, (day, json.dumps(list(ordinals(chosen))))))
            if not every:
                every.extend(
                    resting for (resting,) in self._rows(f"SELECT {_POINTS} FROM calls ORDER BY ordinal", (day,))
                )
            return every

        return Sieve(self.count, rules_apart(self._connection), rules_named(self._connection), targets, points)

    def lookup(self, wanted: Sequence[str]) -> dict[str, Posting]:
        """The postings of the wanted terms that exist."""
        found: dict[str, Posting] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            query = f"SELECT term, ordinals, impacts FROM terms WHERE term IN ({', '.join('?' * len(part))})"
            for term, places, impacts in self._rows(query, tuple(part)):
                found[term] = Posting(term, _array("I", places), _array("f", impacts))
        return found

    def gists(self, wanted: Sequence[int]) -> dict[int, Gist]:
        """The gists of the wanted calls that have one."""
        query = "SELECT ordinal, terms, weights FROM gists WHERE ordinal IN (SELECT value FROM json_each(?))"
        return {
            ordinal: Gist(tuple(terms.split("\n")), _array("f", weights))
            for ordinal, terms, weights in self._rows(query, (json.dumps(list(wanted)),))
        }

    def vocabulary(self) -> list[str]:
        """Every term of the index, sorted."""
        return [term for (term,) in self._rows("SELECT term FROM terms ORDER BY term")]

    def words(self, column: str) -> frozenset[str]:
        """Every theme, instrument or level that some call has."""
        query = {
            "theme": "SELECT theme FROM themes",
            "instrument": "SELECT DISTINCT instrument FROM calls",
            "level": "SELECT DISTINCT level FROM calls WHERE level IS NOT NULL",
        }[column]
        return frozenset(word for (word,) in self._rows(query))

    def brief(self, ordinal: int, at: datetime) -> Brief:
        """The brief of a call, read without validating the whole of it."""
        query = """
        SELECT record, doubts, stale_after < ?, last_close < ? FROM calls JOIN records USING (ordinal) WHERE ordinal = ?
        """
        asked = (at.date().isoformat(), at.timestamp(), ordinal)
        record, doubts, stale, closed = self._one(query, asked)
        if closed:
            return brief_of(self.call(ordinal), at)
        held = json.loads(record)
        first: dict[str, Any] = next(iter(held.get("steps", ())), {})
        terms = Terms(
            held["id"],
            conditions()(held.get("criteria", ())),
            tuple(held.get("conditions", ())),
            (*doubts.split(), *(("stale",) if stale else ())),
            restore(Targeting, held.get("targeting", {})),
        )
        return Brief(terms, first.get("what"), first.get("days"), held.get("summary"), None)

    def call(self, ordinal: int) -> "Call":
        """A whole call."""
        from aidmatch.call import Call

        return Call.model_validate_json(self._one("SELECT record FROM records WHERE ordinal = ?", (ordinal,))[0])

    def calls(self) -> "Iterator[Call]":
        """Every call, in the order of ids."""
        from aidmatch.call import Call

        for (record,) in self._rows("SELECT record FROM records ORDER BY ordinal"):
            yield Call.model_validate_json(record)

    def call_names(self) -> list[tuple[int, str, str, str | None]]:
        """Ordinal, id, title and URL of every call."""
        return self._rows("SELECT ordinal, id, title, url FROM calls JOIN faces USING (ordinal) ORDER BY ordinal")

    def call_ordinal(self, call: str) -> int | None:
        """The place of a call named by its id, or by the id under which one of its sources gives it."""
        row = self._connection.execute("SELECT ordinal FROM calls WHERE id = ?", (call,)).fetchone()
        row = row or self._connection.execute("SELECT ordinal FROM within WHERE id = ?", (call,)).fetchone()
        return None if row is None else int(row[0])

    def call_file(self, ordinal: int) -> str:
        """The data file a call is in."""
        return str(self._one("SELECT file FROM faces WHERE ordinal = ?", (ordinal,))[0])

    def company(self, company: str) -> Company | None:
        """A company by its id."""
        row = self._connection.execute("SELECT record FROM companies WHERE id = ?", (company,)).fetchone()
        return None if row is None else restore(Company, json.loads(row[0]))

    def companies(self) -> Iterator[Company]:
        """Every company, in the order of ids."""
        for (record,) in self._rows("SELECT record FROM companies ORDER BY ordinal"):
            yield restore(Company, json.loads(record))

    def company_names(self) -> list[tuple[str, str, str | None]]:
        """Id, name and SIREN of every company."""
        return self._rows("SELECT id, name, siren FROM companies ORDER BY ordinal")

    def company_file(self, company: str) -> str | None:
        """The data file a company is in."""
        row = self._connection.execute("SELECT file FROM companies WHERE id = ?", (company,)).fetchone()
        return None if row is None else str(row[0])

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with closing(self._connection.execute(query, values)) as cursor:
            return cursor.fetchall()

    def _one(self, query: str, values: tuple[Any, ...] = ()) -> Any:
        return self._connection.execute(query, values).fetchone()


_POINTS = "points + (stale_after IS NOT NULL AND stale_after < ?)"

_A_LIST = 100
"""Calls that people may be shown at once: of so few the points are looked up, else all are read."""


def _array(code: str, blob: bytes) -> "array[Any]":
    numbers: array[Any] = array(code)
    numbers.frombytes(blob)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
