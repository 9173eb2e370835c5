"""Who asked to be forgotten: nothing is kept of it but keyed hashes, by which the next import knows the row to skip.

The key lies beside the journal and is made when first needed. Without it the hashes tell nothing; a SIREN alone has so
few values that an unkeyed hash of it would give it away.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from aidmatch.journal._file import Journal

KEY = "forget.key"
"""File of the key, beside the journal."""


def marks_of(home: Path, siren: str | None, name: str, town: str | None) -> frozenset[str]:
    """The keyed hashes by which a company that is forgotten is known again: its number, its name with and without town.

    A name of which the number is known is no reason to skip a row that bears another number.
    """
    told = [f"siren {siren}"] if siren else []
    kind = "numbered" if siren else "unnumbered"
    told += [f"{kind} {_settled(name)} {_settled(town or '')}", f"{kind} {_settled(name)} "]
    return _hashes(home, told)


def marks_by_name(home: Path, name: str) -> frozenset[str]:
    """The hashes of a name alone, whether its number was known or not."""
    return _hashes(home, [f"{kind} {_settled(name)} " for kind in ("numbered", "unnumbered")])


def is_known(home: Path, remembered: frozenset[str], siren: str | None, name: str, town: str | None) -> bool:
    """Whether a row is about one who asked to be forgotten."""
    if not remembered:
        return False
    who = f"{_settled(name)} {_settled(town or '')}"
    told = [f"siren {siren}", f"unnumbered {who}"] if siren else [f"numbered {who}", f"unnumbered {who}"]
    return bool(_hashes(home, told) & remembered)


def _hashes(home: Path, told: Iterable[str]) -> frozenset[str]:
    key = _key(home)
    return frozenset(hmac.new(key, one.encode(), hashlib.sha256).hexdigest() for one in told)


def remember(journal: Journal, marks: Iterable[str], day: date) -> None:
    """Keep the hashes of one who asked to be forgotten."""
    journal.connection.executemany(
        "INSERT OR IGNORE INTO forgotten VALUES (?, ?)", [(mark, day.isoformat()) for mark in sorted(marks)]
    )


def recall(journal: Journal, marks: Iterable[str]) -> int:
    """Take hashes back: who asked to be forgotten is a member again. How many there were."""
    with journal.whole():
        return sum(
            journal.connection.execute("DELETE FROM forgotten WHERE mark = ?", (mark,)).rowcount for mark in marks
        )


def remembered(journal: Journal) -> frozenset[str]:
    """Every hash kept."""
    return frozenset(mark for (mark,) in journal.connection.execute("SELECT mark FROM forgotten"))


def _settled(text: str) -> str:
    """A name less its accents, case and signs."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "", bare)


def _key(home: Path) -> bytes:
    """The key, made when first needed, for its owner's eyes only."""
    path = home.with_name(KEY)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        key = secrets.token_bytes(32)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(handle, "wb") as file:
            file.write(key)
        return key
