"""A member forgotten, or told all that is held of it: in its data file, in the journal, in the letters written out.

What is not ours stays: the sheet a list was imported from, pages and sheets written elsewhere, mail that left. They are
named to whoever asks.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aidmatch.company import Company
from aidmatch.journal.forgotten import marks_of
from aidmatch.whole import write_whole

if TYPE_CHECKING:
    from aidmatch.journal import Journal


def marks(home: Path, company: Company) -> frozenset[str]:
    """The keyed hashes by which an import knows a member again; `home` is where the journal lies."""
    seat = company.seat
    emails = [reader.email for reader in company.readers]
    town = _town(seat.code) if seat is not None else None
    return marks_of(home, company.siren, company.siret, company.name, town, emails) | marks_of(
        home, None, None, company.name, None
    )


def _town(code: str) -> str | None:
    from aidmatch.nomenclatures import territories

    return territories.label(code) if code.startswith("COM-") else None


def remove(path: Path, company: str) -> None:
    """Take a company out of its data file; a file that held nothing else goes."""
    if path.suffix == ".jsonl":
        from aidmatch.roster import object_of

        lines = path.read_text("utf-8-sig").split("\n")
        left = [line for line in lines if (object_of(line) or {}).get("id") != company]
        _written(path, "\n".join(left) if any(line.strip() for line in left) else "")
        return
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    content: Any = yaml.load(path.read_text("utf-8-sig"))
    if not isinstance(content, list):
        _written(path, "")
        return
    kept = [one for one in content if one.get("id") != company]
    if not kept:
        _written(path, "")
        return
    content[:] = kept
    text = io.StringIO()
    yaml.dump(content, text)
    _written(path, text.getvalue())


def _written(path: Path, text: str) -> None:
    """The file with that text, or no file: what stood there is overwritten first, as far as the disk allows."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(b"\0" * size)
        file.flush()
    if text:
        write_whole(path, [text.encode()])
    else:
        path.unlink()


def erase(journal: Journal, company: str) -> int:
    """Take a member out of the journal, and off the disk."""
    from aidmatch.journal import held

    count = held.erase(journal, company)
    held.settle(journal)
    return count
