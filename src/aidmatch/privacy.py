"""A member forgotten, or told all that is held of it: in its data file, in the journal, in the letters written out.

What is not ours stays: the sheet a list was imported from, pages written elsewhere, mail that left; that is told.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from aidmatch.company import Company
from aidmatch.journal.forgotten import is_known, marks_of
from aidmatch.roster.alike import commune_of, folded, siren_of
from aidmatch.roster.filing import object_of
from aidmatch.whole import write_whole

LARGEST = 50_000_000
"""Bytes of a file that is looked into."""


def marks(home: Path, company: Company) -> frozenset[str]:
    """The keyed hashes by which an import knows a member again; `home` is where the journal lies."""
    return marks_of(home, siren_of(company), " ".join(folded(company.name)), commune_of(company))


def is_forgotten(home: Path, remembered: frozenset[str], company: Company) -> bool:
    """Whether a row of a list is about one who asked to be forgotten."""
    if not remembered:
        return False
    return is_known(home, remembered, siren_of(company), " ".join(folded(company.name)), commune_of(company))


def remove(path: Path, company: str) -> None:
    """Take a company out of its data file; a file that held nothing else goes."""
    if path.suffix == ".jsonl":
        lines = path.read_text("utf-8-sig").split("\n")
        left = [line for line in lines if (object_of(line) or {}).get("id") != company]
        _replace(path, "\n".join(left) if any(line.strip() for line in left) else "")
        return
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    content: Any = yaml.load(path.read_text("utf-8-sig"))
    kept = [one for one in content if one.get("id") != company] if isinstance(content, list) else []
    if not kept:
        _replace(path, "")
        return
    content[:] = kept
    text = io.StringIO()
    yaml.dump(content, text)
    _replace(path, text.getvalue())


def _replace(path: Path, text: str) -> None:
    """The file with that text, or none. The new one stands before the old one's room is overwritten."""
    with path.open("r+b") as old:
        size = path.stat().st_size
        if text:
            write_whole(path, [text.encode()])
        else:
            path.unlink()
        # The old file has no name any more, but its bytes lie on the disk until they are overwritten.
        old.write(b"\0" * size)
        old.flush()


def wipe(path: Path) -> None:
    """Delete a file, its bytes overwritten first, as far as the disk lets one."""
    if path.is_file():
        _replace(path, "")


def written(folders: Iterable[Path], company: Company, names: Collection[str]) -> Iterator[Path]:
    """Files in folders of letters that speak of a member: those of its letters, by name, and pages that name it."""
    signs = [sign.encode() for sign in _signs(company)]
    for folder in folders:
        if folder.is_dir():
            for file in sorted(one for one in folder.iterdir() if one.is_file()):
                if file.name in names or any(sign in _bytes(file) for sign in signs):
                    yield file


def _signs(company: Company) -> Iterator[str]:
    """What a page that speaks of a member holds."""
    yield company.name
    yield escape(company.name)
    yield f'"{company.id}"'
    yield from (reader.email for reader in company.readers)


def _bytes(file: Path) -> bytes:
    """What a file says, a sheet unpacked; nothing of one too large to be a letter or a page."""
    if file.stat().st_size > LARGEST:
        return b""
    if file.suffix.lower() != ".xlsx":
        return file.read_bytes()
    try:
        with zipfile.ZipFile(file) as packed:
            return b"".join(packed.read(part) for part in packed.namelist() if part.endswith(".xml"))
    except (zipfile.BadZipFile, OSError):
        return file.read_bytes()
