"""Letters into a folder: one file a member and form, whole or not at all, the same bytes each time.

A list of what was written, and of whom, lies beside the letters, so that a letter withdrawn since takes its file with
it. Nothing is removed that is not on it, or that somebody has changed since.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from aidmatch.errors import DeliveryError
from aidmatch.value import say
from aidmatch.whole import write_whole

LIST = ".aidmatch-letters.json"

_LONGEST = 120
"""Letters of a file's name before its ending: the rest of a path has to fit too, on Windows."""


class Page(NamedTuple):
    """A letter in one form."""

    week: str
    """2026-W48"""
    company: str
    """The member's id; empty for a page about several."""
    form: str
    """The ending of the file: html, eml."""
    content: bytes
    about: str = ""
    """What tells it from the weekly letter: « flash » and a call, a day. Of a page about several, its name."""


class Written(NamedTuple):
    """What was done in the folder."""

    files: tuple[Path, ...]
    """Of every page, in its order."""
    changed: int
    """How many were new or other than before."""
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    """Ours once, but changed by somebody since: left alone."""


class Listed(NamedTuple):
    """A file written here."""

    mark: str
    """Hash of what was written."""
    company: str
    """As of its page."""


def name_of(page: Page) -> str:
    """2026-W48-studio-exemple.html"""
    stem = "-".join(part for part in (page.week, page.company, page.about) if part)
    safe = re.sub(r"[^A-Za-z0-9_.-]+", "-", stem).strip("-.")
    if len(safe) > _LONGEST:
        safe = f"{safe[: _LONGEST - 9]}-{_mark(stem.encode())[:8]}"
    return f"{safe}.{page.form}"


def write(folder: Path, pages: Iterable[Page], whole: Iterable[tuple[str, str]] = ()) -> Written:
    """Write the pages. `whole` names week and form of which they are all there is: older ones of ours are removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write(folder, list(pages), frozenset(whole))
    except OSError as error:
        raise DeliveryError(
            say("nothing can be written in {folder:text}: {error:text}", folder=str(folder), error=str(error)),
            say("check the free space and who may write there; close what is open in another program"),
        ) from error


def _write(folder: Path, pages: list[Page], whole: frozenset[tuple[str, str]]) -> Written:
    ours = dict(listed(folder))
    files: dict[str, bytes] = {}
    fresh: dict[str, Listed] = {}
    taken = {name.casefold(): one.company for name, one in ours.items()}
    names: list[str] = []
    for page in pages:
        name = name_of(page)
        # Two ids that differ by capitals alone are one name on Windows and macOS; the mail of « a » to its second
        # reader bears the name of the mail of « a-2 ».
        if taken.setdefault(name.casefold(), page.company) != page.company:
            name = f"{name.removesuffix(f'.{page.form}')}-{_mark(page.company.encode())[:8]}.{page.form}"
        files[name] = page.content
        fresh[name] = Listed(_mark(page.content), page.company)
        names.append(name)
    old = [name for name in ours if name not in files and (name[:8], name.rpartition(".")[2]) in whole]
    # Written down first: a run killed half-way leaves no file that is not known to be ours.
    _note(folder, ours | fresh, ours)
    changed = 0
    for name, content in files.items():
        path = folder / name
        if not (path.is_file() and path.read_bytes() == content):
            write_whole(path, [content])
            changed += 1
    removed, kept = [], []
    for name in old:
        path = folder / name
        if path.is_file() and _mark(path.read_bytes()) != ours[name].mark:
            kept.append(name)
            continue
        path.unlink(missing_ok=True)
        removed.append(name)
    before = listed(folder)
    _note(folder, {name: one for name, one in before.items() if name not in removed}, before)
    return Written(tuple(folder / name for name in names), changed, tuple(removed), tuple(kept))


def adopt(file: Path, company: str = "") -> None:
    """Put a page written into a folder of letters on its list, so that who is forgotten goes from it too."""
    before = listed(file.parent)
    if before:
        _note(file.parent, {**before, file.name: Listed(_mark(file.read_bytes()), company)}, before)


def disown(folder: Path, names: Iterable[str]) -> None:
    """Take files off the list of what was written here: they are gone."""
    before, gone = listed(folder), frozenset(names)
    _note(folder, {name: one for name, one in before.items() if name not in gone}, before)


def listed(folder: Path) -> Mapping[str, Listed]:
    """What was written here, by the name of the file; a list that cannot be read is none."""
    try:
        raw = json.loads((folder / LIST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(raw, dict):
        return {}
    return {
        name: Listed(*told)
        for name, told in raw.items()
        if isinstance(told, list) and len(told) == len(Listed._fields) and all(isinstance(one, str) for one in told)
        # A name of this folder's own, whoever wrote the list.
        if Path(name).name == name and name != LIST and "\0" not in name
    }


def _note(folder: Path, files: Mapping[str, Listed], before: Mapping[str, Listed]) -> None:
    if files != before:
        write_whole(folder / LIST, [json.dumps(files, indent=0, sort_keys=True).encode()])


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
