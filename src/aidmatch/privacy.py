"""A member forgotten, or told all that is held of it: in its data file, in the journal, in the letters written out.

What is not ours stays: the sheet a list was imported from, pages written elsewhere, mail that left; that is told.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from aidmatch.company import Company
from aidmatch.deliver.folder import LIST, listed
from aidmatch.formats._plain import UNSEEN
from aidmatch.journal.forgotten import is_known, marks_of
from aidmatch.roster.alike import commune_of, folded, siren_of
from aidmatch.roster.filing import object_of
from aidmatch.whole import write_whole

LARGEST = 50_000_000
"""Bytes of a file that is looked into."""

GATHERED = "pieces"
"""The folder of the workspace for what members brought together, by their id."""

NAME = 60
"""Signs of a name that are looked for: pages cut a long one."""


def marks(home: Path, company: Company) -> frozenset[str]:
    """The keyed hashes by which an import knows a member again; `home` is where the journal lies."""
    return marks_of(home, siren_of(company), " ".join(folded(company.name)), commune_of(company))


def is_forgotten(home: Path, remembered: frozenset[str], company: Company) -> bool:
    """Whether a row of a list is about one who asked to be forgotten."""
    if not remembered:
        return False
    return is_known(home, remembered, siren_of(company), " ".join(folded(company.name)), commune_of(company))


def is_in(path: Path, company: str) -> bool:
    """Whether a data file holds a company still."""
    if not path.is_file():
        return False
    if path.suffix == ".jsonl":
        lines = path.read_text("utf-8-sig", "replace").split("\n")
        return any((object_of(line) or {}).get("id") == company for line in lines)
    from ruamel.yaml import YAML

    content: Any = YAML(typ="safe").load(path.read_text("utf-8-sig"))
    return any(isinstance(one, dict) and one.get("id") == company for one in _each(content))


def _each(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [content]


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
        seen = os.fstat(old.fileno())
        if text:
            write_whole(path, [text.encode()])
        else:
            path.unlink()
        # The old file has no name any more, but its bytes lie on the disk until they are overwritten. Under another
        # name they are a back-up, which is not ours to empty.
        if seen.st_nlink == 1:
            old.write(b"\0" * seen.st_size)
            old.flush()


def wipe(path: Path) -> None:
    """Delete a file, its bytes overwritten first, as far as the disk lets one."""
    if path.is_symlink():
        path.unlink()
    elif path.is_file():
        _replace(path, "")


def cut_short(path: Path) -> Iterator[Path]:
    """What a run that was killed while it wrote a file left beside it."""
    start = f".{path.name}-"
    if path.parent.is_dir():
        # Names are compared, not patterns: an id is no pattern.
        yield from sorted(one for one in path.parent.iterdir() if one.name.startswith(start) and one.is_file())


class Written(NamedTuple):
    """What folders of letters hold of a member."""

    own: tuple[Path, ...]
    """Its letters, and what was cut short while they were written."""
    shared: tuple[Path, ...]
    """Pages of ours about several members that name it."""
    strange: tuple[Path, ...]
    """Files that name it and were not written by letters: whose they are nobody knows here."""


def written(folders: Iterable[Path], company: Company) -> Written:
    """Files in folders of letters that speak of a member.

    Whose a letter is stands on the list of what was written there: a name may be a word of every letter, and an id the
    beginning of another.
    """
    signs = _signs(company)
    own: list[Path] = []
    shared: list[Path] = []
    strange: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            continue
        ours = listed(folder)
        for name, one in ours.items():
            if one.company == company.id:
                own += (file for file in (folder / name, *cut_short(folder / name)) if file.is_file())
            elif not one.company:
                shared += (file for file in (folder / name, *cut_short(folder / name)) if _names(file, signs))
        known = {LIST, *ours, *(file.name for file in (*own, *shared) if file.parent == folder)}
        strange += sorted(file for file in folder.iterdir() if file.name not in known and _names(file, signs))
    return Written(tuple(own), tuple(shared), tuple(strange))


def _names(file: Path, signs: Iterable[str]) -> bool:
    held = _bare(_text(file))
    return any(sign in held for sign in signs)


def _signs(company: Company) -> list[str]:
    """What a page that speaks of a member holds, bare."""
    told = (
        company.name[:NAME],
        f'"{company.id}"',
        siren_of(company) or "",
        *(reader.email for reader in company.readers),
    )
    return [bare for bare in map(_bare, told) if bare]


def _bare(text: str) -> str:
    """A text less what each form of a page does to it: signs written by their number, lines broken and folded."""
    read = _NUMBERED.sub(lambda sign: chr(int(sign[1], 16)), unescape(text))
    return _ADDED.sub("", read).casefold()


_NUMBERED = re.compile(r"\\u([0-9a-fA-F]{4})")

_PACKED = frozenset({".xlsx", ".docx", ".ods", ".odt"})
"""Endings of files that are archives of XML."""

_ADDED = re.compile(f"[\\s\\\\\ufffd{UNSEEN}]+")
"""White space, escapes, what stands for a sign that acts, and that sign."""


def _text(file: Path) -> str:
    """What a file says, a sheet unpacked; nothing of one too large for a page, or that may not be read."""
    try:
        if not file.is_file() or file.stat().st_size > LARGEST:
            return ""
        held = file.read_bytes()
        if file.suffix.lower() in _PACKED:
            held = _unpacked(held)
    except OSError:
        return ""
    return held.decode("utf-8", "replace")


def _unpacked(held: bytes) -> bytes:
    """The texts of a sheet; of one that is none, or unfolds to more than a page, its bytes as they are."""
    try:
        with zipfile.ZipFile(io.BytesIO(held)) as packed:
            parts = [part for part in packed.infolist() if part.filename.endswith(".xml")]
            if sum(part.file_size for part in parts) > LARGEST:
                return held
            return b"".join(packed.read(part) for part in parts)
    # A password is a RuntimeError, an unknown packing a NotImplementedError.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
        return held


class Kits(NamedTuple):
    """What was written or brought together for a member's applications."""

    own: tuple[Path, ...]
    """Files of kits we wrote inside the workspace, whoever worked on them since, and what was cut short beside them."""
    outside: tuple[Path, ...]
    """Those we wrote elsewhere: a folder shared with others may be theirs by now."""
    strange: tuple[Path, ...]
    """Other files beside them that name the member."""


def kits(files: Iterable[Path], workspace: Path, company: Company) -> Kits:
    """Files written for a member that still lie there; `files`: as they were noted."""
    home = workspace.resolve()
    own: list[Path] = []
    outside: list[Path] = []
    beside: dict[Path, set[str]] = {}
    for file in files:
        beside.setdefault(file.parent, set()).add(file.name)
        there = [one for one in (file, *cut_short(file)) if one.is_file() or one.is_symlink()]
        # A folder made a link since leads to files that may not be ours.
        inside = file.is_relative_to(home) and file.parent.resolve() == file.parent
        (own if inside else outside).extend(there)
    known = {*own, *outside}
    signs = _signs(company)
    strange = [
        one
        for folder in sorted(beside)
        if folder.is_dir()
        for one in sorted(folder.iterdir())
        if one not in known and _names(one, signs)
    ]
    return Kits(tuple(own), tuple(outside), tuple(strange))


def pieces(workspace: Path, company: str) -> tuple[Path, ...]:
    """What was brought together for a member: files we did not write. A link is itself, never what it leads to."""
    home = workspace / GATHERED / company
    if home.is_symlink():
        return (home,)
    found = [Path(folder) / name for folder, within, files in os.walk(home) for name in (*within, *files)]
    return tuple(sorted(one for one in found if one.is_symlink() or not one.is_dir()))


def naming(workspace: Path, company: Company) -> tuple[Path, ...]:
    """The data files of others that seem to name a member: a partner of a project, a decision on two records."""
    # A name of a few letters is in every file.
    signs = [sign for sign in _signs(company) if len(sign) >= _TELLING]
    files = (Path(folder) / name for folder, _, names in os.walk(workspace / "data") for name in names)
    return tuple(
        sorted(
            file
            for file in files
            if not file.is_symlink()
            and file.relative_to(workspace / "data").parts[0] != "calls"
            and _names(file, signs)
        )
    )


_TELLING = 5


def sweep(workspace: Path, company: str, files: Iterable[Path]) -> None:
    """Take away the folders of files that went, and those of the papers, where they hold nothing any more."""
    papers = (Path(folder) for folder, _, _ in os.walk(workspace / GATHERED / company))
    for folder in sorted({*papers, *(file.parent for file in files)}, key=lambda one: -len(one.parts)):
        with suppress(OSError):
            if not folder.is_symlink():
                folder.rmdir()
