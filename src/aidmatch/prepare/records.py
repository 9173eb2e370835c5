"""What each data file becomes: its records, and what was refused of it."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from aidmatch.errors import CatalogueError, Problem, problems_to_json
from aidmatch.prepare.files import SUFFIXES, Found, beside_of
from aidmatch.value import say

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from aidmatch.call import Call
    from aidmatch.catalogue import Kept
    from aidmatch.catalogue.writing import Source
    from aidmatch.company import Company
    from aidmatch.overlay import Overlay


@cache
def _kept_calls() -> TypeAdapter[tuple[Call, ...]]:
    """Reads the calls of a file as the index kept them; built once for all files."""
    from pydantic import TypeAdapter

    from aidmatch.call import Call

    return TypeAdapter(tuple[Call, ...])


@cache
def _kept_companies() -> TypeAdapter[tuple[Company, ...]]:
    """The same for companies."""
    from pydantic import TypeAdapter

    from aidmatch.company import Company

    return TypeAdapter(tuple[Company, ...])


def source_of(file: Found, kept: Kept | None) -> Source:
    """A data file as it is read now, or as the index kept it when its bytes are the same."""
    import hashlib

    from aidmatch.call import Call
    from aidmatch.catalogue.writing import Source
    from aidmatch.company import Company
    from aidmatch.datafiles import LARGEST, read_file
    from aidmatch.overlay import Overlay

    def whole(
        records: tuple[Call, ...] | tuple[Company, ...] | tuple[Overlay, ...], problems: str, sha256: str
    ) -> Source:
        shelf = file.shelf if file.shelf in ("companies", "overlays", "decisions") else "calls"
        return Source(file.name, shelf, file.size, file.modified, sha256, records, problems)

    try:
        if file.shelf == "store":
            return _store_source(file)
        beside = beside_of(file.path) if file.shelf not in SUFFIXES else None
        content = file.path.read_bytes() if file.size <= LARGEST else f"size {file.size}".encode()
        sha256 = hashlib.sha256(content + (beside.read_bytes() if beside else b"")).hexdigest()
    except OSError as error:
        what = say("cannot be read: {error:text}", error=error.strerror or str(error))
        fix = say("check who may read it, and that it is not open elsewhere")
        told = problems_to_json([Problem(file.name, None, "", what, fix)])
        # Rights may change without the file's time doing so: look again the next time.
        return whole((), told, "")._replace(modified=-1)
    if file.shelf == "decisions":
        from aidmatch.reconcile.decisions import read_decisions

        return whole((), problems_to_json(read_decisions(file.path, file.name)[1]), sha256)
    if file.shelf == "overlays":
        # Few and small, and whether one is right depends on its call: read each time the index is made.
        overlays, troubles = read_file(file.path, Overlay, file.name)
        return whole(tuple(overlays), problems_to_json(troubles), sha256)
    if kept is not None and kept.sha256 == sha256:
        if file.shelf == "companies":
            return whole(_kept_companies().validate_json(kept.records), kept.problems, sha256)
        return whole(_kept_calls().validate_json(kept.records), kept.problems, sha256)
    if file.shelf == "companies":
        members, troubles = read_file(file.path, Company, file.name)
        return whole(tuple(members), problems_to_json(troubles), sha256)
    if file.shelf == "calls":
        calls, troubles = read_file(file.path, Call, file.name)
        return whole(tuple(calls), problems_to_json(troubles), sha256)
    from aidmatch.sources import IMPORTERS

    reading = IMPORTERS[file.shelf](file.path, file.name)
    return whole(tuple(reading.calls), problems_to_json(list(reading.problems)), sha256)


def _store_source(file: Found) -> Source:
    """The store as a source of calls; damaged, it gives none and says so each time."""
    from aidmatch.catalogue.writing import Source

    try:
        calls = _stored_calls(file.path)
    except (sqlite3.Error, CatalogueError) as error:
        why = error.what if isinstance(error, CatalogueError) else say("damaged: {error:text}", error=str(error))
        told = problems_to_json([Problem(file.name, None, "", why, say("repair it with: aidmatch doctor --repair"))])
        return Source(file.name, "calls", file.size, -1, "", (), told, keep=False)
    return Source(file.name, "calls", file.size, file.modified, "", calls, "[]", keep=False)


def _stored_calls(path: Path) -> tuple[Call, ...]:
    """The calls of the sources as they stand; a record seen again was checked again that day."""
    from aidmatch.catalogue.store import Store

    with Store(path) as store:
        held = list(store.held())
    calls = _kept_calls().validate_json(f"[{','.join(one.content for one in held)}]")
    return tuple(_checked(call, one.seen.date()) for call, one in zip(calls, held, strict=True))


def _checked(call: Call, day: date) -> Call:
    read_on = max(call.origin.read_on or day, day)
    return call.model_copy(update={"origin": call.origin.model_copy(update={"read_on": read_on})})
