"""Calls and companies -> the index, in one stroke: a new file takes the place of the old, or nothing changes."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from aidmatch import search
from aidmatch.alike import grouped, mentions, names_codes
from aidmatch.call import Call
from aidmatch.catalogue._schema import SCHEMA_VERSION, TABLES
from aidmatch.company import Company
from aidmatch.condition import Condition
from aidmatch.errors import CatalogueError
from aidmatch.match import lasting_doubts, prose_of, stale_after
from aidmatch.overlay import Overlay
from aidmatch.search.thesaurus import thesaurus
from aidmatch.sift import bitset
from aidmatch.value import say
from aidmatch.whole import put_in_place


class Source(NamedTuple):
    """A data file as it was read."""

    path: str
    """Relative to the workspace, with forward slashes."""
    shelf: str
    size: int
    modified: int
    sha256: str
    records: tuple[Call, ...] | tuple[Company, ...] | tuple[Overlay, ...]
    problems: str
    """JSON, as `prepare` writes and reads it."""
    keep: bool = True
    """Whether its records are kept for the next time; the store's are not, as it has them."""


Worth = Callable[[Call], tuple[str, str]]
"""What one may get, in French and English words."""


def write(
    target: Path,
    sources: Iterable[Source],
    version: str,
    worth: Worth,
    standing: Mapping[str, Call | None] | None = None,
) -> None:
    """Write a whole index beside the target, then put it in the target's place.

    A file's records are kept as it gives them; `standing` are the calls that stand in place of theirs, by id, and None
    for one that is told within another.
    """
    fresh: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".index-", suffix=".sqlite", dir=target.parent)
        os.close(handle)
        fresh = Path(name)
        _fill(fresh, list(sources), version, worth, standing or {})
        put_in_place(fresh, target)
    except (sqlite3.Error, OSError) as error:
        raise CatalogueError(
            say("the index {path:text} cannot be written: {error:text}", path=str(target), error=str(error)),
            say("check the free space and who may write there"),
        ) from error
    finally:
        if fresh is not None:
            fresh.unlink(missing_ok=True)


def _fill(
    path: Path, sources: Sequence[Source], version: str, worth: Worth, standing: Mapping[str, Call | None]
) -> None:
    first = _first_by_id(source for source in sources if source.shelf == "calls")
    calls = [(call, file) for read, file in first if (call := standing.get(read.id, read)) is not None]
    companies = _first_by_id(source for source in sources if source.shelf == "companies")
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(TABLES)
        meta = {"schema": str(SCHEMA_VERSION), "version": version, "calls": str(len(calls))}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        connection.executemany("INSERT INTO meanings VALUES (?, ?, ?)", _meaning_rows())
        connection.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", map(_file_row, sources))
        connection.executemany(
            f"INSERT INTO calls VALUES ({', '.join('?' * 20)})",
            (_call_row(ordinal, call) for ordinal, (call, _) in enumerate(calls)),
        )
        connection.executemany(
            f"INSERT INTO faces VALUES ({', '.join('?' * 10)})",
            (_face_row(ordinal, call, file, worth(call)) for ordinal, (call, file) in enumerate(calls)),
        )
        connection.executemany("INSERT OR IGNORE INTO within VALUES (?, ?)", _within_rows(calls))
        records = ((ordinal, to_json(call)) for ordinal, (call, _) in enumerate(calls))
        connection.executemany("INSERT INTO records VALUES (?, ?)", records)
        connection.executemany("INSERT OR IGNORE INTO closings VALUES (?, ?, ?, ?)", _closing_rows(calls))
        _write_rules(connection, calls)
        connection.executemany("INSERT INTO targets VALUES (?, ?)", _target_rows(calls))
        connection.executemany("INSERT INTO themes VALUES (?, ?)", _theme_rows(calls))
        postings = search.build((ordinal, texts_of(call)) for ordinal, (call, _) in enumerate(calls))
        connection.executemany(
            "INSERT INTO terms VALUES (?, ?, ?)",
            ((term, _bytes(held.ordinals), _bytes(held.impacts)) for term, held in postings.by_term.items()),
        )
        connection.executemany(
            "INSERT INTO gists VALUES (?, ?, ?)",
            ((ordinal, "\n".join(gist.terms), _bytes(gist.weights)) for ordinal, gist in postings.gists().items()),
        )
        connection.executemany(
            "INSERT INTO companies VALUES (?, ?, ?, ?, ?, ?)",
            (
                (ordinal, company.id, company.name, company.siren, file, to_json(company))
                for ordinal, (company, file) in enumerate(companies)
            ),
        )
        connection.commit()
    finally:
        connection.close()


def _first_by_id(sources: Iterable[Source]) -> list[tuple[Any, str]]:
    """Records by id with their file; of two with one id the first read stands."""
    found: dict[str, tuple[Any, str]] = {}
    for source in sources:
        for record in source.records:
            found.setdefault(record.id, (record, source.path))
    return [found[key] for key in sorted(found)]


def to_json(value: Call | Company | Overlay) -> str:
    """A record as the index and our own exports keep it: only what is set, by the names of the data files."""
    return value.model_dump_json(exclude_defaults=True, by_alias=True)


def texts_of(call: Call) -> dict[str, str]:
    """The call's text by search field."""
    return {
        "title": call.title,
        "summary": call.summary or "",
        "themes": " ".join(theme.replace("-", " ") for theme in call.themes),
        "description": call.description or "",
        "sectors": " ; ".join(call.targeting.sectors),
        "costs": " ; ".join(call.amounts.costs),
        "conditions": " ; ".join(call.conditions),
        "amounts": call.amounts.note or "",
        "steps": " ; ".join(step.what for step in call.steps),
        "funder": " ; ".join(body.name for body in (*call.funders, *([call.operator] if call.operator else []))),
    }


def _file_row(source: Source) -> tuple[object, ...]:
    records = "[" + ",".join(map(to_json, source.records)) + "]" if source.keep else "[]"
    return (source.path, source.shelf, source.size, source.modified, source.sha256, source.problems, records)


def _call_row(ordinal: int, call: Call) -> tuple[object, ...]:
    doubts = lasting_doubts(call)
    closings = call.window.closings()
    opening = call.window.opening()
    stale = stale_after(call)
    return (
        ordinal,
        call.id,
        call.level,
        call.instrument,
        f" {' '.join(call.themes)} ",
        f" {' '.join(call.stages)} ",
        bool(call.targeting.naf),
        call.window.kind,
        len({closing.at for closing in closings}),
        opening.timestamp() if opening else None,
        closings[-1].at.timestamp() if closings else None,
        call.amounts.floor,
        call.amounts.ceiling,
        call.amounts.typical,
        call.amounts.intensity,
        call.origin.confidence,
        call.origin.read_on.isoformat() if call.origin.read_on else None,
        prose_of(call) + len(doubts),
        " ".join(doubts),
        stale.isoformat() if stale else None,
    )


def _face_row(ordinal: int, call: Call, file: str, worth: tuple[str, str]) -> tuple[object, ...]:
    return (
        ordinal,
        call.title,
        call.url,
        ", ".join(body.name for body in call.funders) or (call.operator.name if call.operator else ""),
        call.kind,
        *worth,
        call.origin.source,
        call.origin.id,
        file,
    )


def _meaning_rows() -> Iterator[tuple[str, str, str]]:
    related, phrases = thesaurus()
    for stem in sorted({*related, *phrases}):
        yield stem, _told(related.get(stem)), _told(phrases.get(stem))


def _told(meanings: object) -> str:
    return "" if meanings is None else json.dumps(meanings, ensure_ascii=False)


def _within_rows(calls: Iterable[tuple[Call, str]]) -> Iterable[tuple[str, int]]:
    for ordinal, (call, _) in enumerate(calls):
        for origin in call.origins:
            if origin.call is not None and origin.call != call.id:
                yield origin.call, ordinal


def _closing_rows(calls: Iterable[tuple[Call, str]]) -> Iterable[tuple[float, int, str, bool]]:
    for ordinal, (call, _) in enumerate(calls):
        for closing in call.window.closings():
            yield closing.at.timestamp(), ordinal, closing.at.isoformat(), closing.time_given


class _Rule(NamedTuple):
    """A distinct condition, and the ordinals of the calls that hold it, in order."""

    kind: str
    text: str
    condition: Condition
    members: array[int]


def _write_rules(connection: sqlite3.Connection, calls: Sequence[tuple[Call, str]]) -> None:
    held: dict[tuple[str, str], _Rule] = {}
    for ordinal, (call, _) in enumerate(calls):
        for condition in call.criteria:
            if condition.kind == "prose":
                continue
            key = condition.kind, condition.rule()
            members = held.setdefault(key, _Rule(*key, condition, array("I"))).members
            if not members or members[-1] != ordinal:
                members.append(ordinal)
    rules = [held[key] for key in sorted(held)]
    kin_of_rule: dict[int, int] = {}
    kin = 0
    for kind in sorted({rule.kind for rule in rules if names_codes(rule.kind)}):
        numbers = [number for number, rule in enumerate(rules) if rule.kind == kind]
        for group in grouped(kind, [rules[number].condition for number in numbers])[0]:
            of_kin = [numbers[place] for place in group]
            own, shared = _alone({number: rules[number].members for number in of_kin}, len(calls))
            connection.execute("INSERT INTO kin VALUES (?, ?, ?)", (kin, kind, _set_bytes(own, len(calls))))
            connection.executemany("INSERT INTO shared VALUES (?, ?)", ((kin, number) for number in shared))
            kin_of_rule.update((number, kin) for number in of_kin)
            kin += 1
    connection.executemany(
        "INSERT INTO rules VALUES (?, ?, ?, ?, ?)",
        (
            (number, rule.kind, kin_of_rule.get(number), rule.text, _set_bytes(rule.members, len(calls)))
            for number, rule in enumerate(rules)
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO naming VALUES (?, ?, ?, ?)",
        (
            (rules[number].kind, code, number, excluded)
            for number in kin_of_rule
            for code, excluded in mentions(rules[number].condition)
        ),
    )


def _alone(members: Mapping[int, array[int]], total: int) -> tuple[array[int], list[int]]:
    """The calls that hold one rule of a kin, and the rules of those that hold several (`alike.Kin`).

    Counted call by call: a bitset for each of ten thousand rules would take gigabytes over a country.
    """
    holding = bytearray(total)
    for ordinals in members.values():
        for ordinal in ordinals:
            holding[ordinal] = min(2, holding[ordinal] + 1)
    shared = [number for number, ordinals in members.items() if any(holding[ordinal] > 1 for ordinal in ordinals)]
    apart = set(shared)
    own = sorted(ordinal for number, ordinals in members.items() if number not in apart for ordinal in ordinals)
    return array("I", own), shared


def _target_rows(calls: Sequence[tuple[Call, str]]) -> Iterable[tuple[str, bytes]]:
    held: dict[str, array[int]] = {}
    for ordinal, (call, _) in enumerate(calls):
        if call.targeting.is_specific:
            held.setdefault(call.targeting.rule(), array("I")).append(ordinal)
    total = len(calls)
    return ((rule, _set_bytes(members, total)) for rule, members in sorted(held.items()))


def _theme_rows(calls: Sequence[tuple[Call, str]]) -> Iterable[tuple[str, bytes]]:
    held: dict[str, array[int]] = {}
    for ordinal, (call, _) in enumerate(calls):
        for theme in dict.fromkeys(call.themes):
            held.setdefault(theme, array("I")).append(ordinal)
    total = len(calls)
    return ((theme, _set_bytes(members, total)) for theme, members in sorted(held.items()))


def _set_bytes(members: array[int], total: int) -> bytes:
    """Some calls, as the shorter of the two forms that `reading` knows: their ordinals, or their bitset."""
    dense = bitset(members).to_bytes((total + 7) // 8, "little")
    listed = _bytes(members)
    return b"B" + dense if len(dense) < len(listed) else b"L" + listed


def _bytes(numbers: array[Any]) -> bytes:
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()
