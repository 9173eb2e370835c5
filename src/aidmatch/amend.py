"""Changing the facts of a company in its own file.

YAML files keep their comments and order (a round-trip library). Nothing is written that is no valid company.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from aidmatch import _comments
from aidmatch.datafiles import LARGEST
from aidmatch.roster.filing import object_of, valid
from aidmatch.whole import write_whole


def change(path: Path, company: str, changes: Mapping[str, Any], as_of: date, by: str | None) -> None:
    """Set facts of a company in its file, with the day and who said them; None takes a fact away.

    A dotted name reaches inside (`seat.commune`). Comments and order stay as they are.
    """
    change_all(path, {company: changes}, as_of, by)


def change_all(path: Path, changes: Mapping[str, Mapping[str, Any]], as_of: date, by: str | None) -> None:
    """Set facts of several companies of one file, in one stroke."""
    if path.suffix == ".jsonl":
        _change_lines(path, changes, as_of, by)
        return
    from ruamel.yaml import YAML

    written = path.read_bytes().decode("utf-8-sig")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = LARGEST
    if _INDENTED.search(written):
        yaml.indent(mapping=2, sequence=4, offset=2)
    content = yaml.load(written)
    for record in content if isinstance(content, list) else [content]:
        if isinstance(record, dict) and record.get("id") in changes:
            _apply(record, changes[record["id"]], as_of, by)
            valid(_bare(record), path.name)
    text = io.StringIO()
    yaml.dump(content, text)
    ends = "\r\n" if "\r\n" in written else "\n"
    write_whole(path, [text.getvalue().replace("\n", ends).encode()])


_INDENTED = re.compile(r"^[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ ]+- ", re.MULTILINE)
"""A list written further right than the field that holds it."""


def _change_lines(path: Path, changes: Mapping[str, Mapping[str, Any]], as_of: date, by: str | None) -> None:
    lines = []
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), start=1):
        record = object_of(line)
        if record is not None and record.get("id") in changes:
            _apply(record, changes[record["id"]], as_of, by)
            record = json.loads(json.dumps(record, default=str))
            valid(record, path.name, number)
            lines.append(json.dumps(record, ensure_ascii=False))
        else:
            lines.append(line)
    write_whole(path, ["\n".join(lines).encode()])


def take_out(path: Path, company: str) -> bool:
    """Take a company's record out of its file, which goes when it holds nothing else; whether it was there."""
    if path.suffix == ".jsonl":
        lines = path.read_text("utf-8-sig").split("\n")
        kept = [line for line in lines if (object_of(line) or {}).get("id") != company]
        return _left(path, "\n".join(kept).encode(), kept != lines)
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = LARGEST
    written = path.read_bytes().decode("utf-8-sig")
    content = yaml.load(written)
    if not isinstance(content, list):
        return _left(path, b"", content.get("id") == company)
    if _INDENTED.search(written):
        yaml.indent(mapping=2, sequence=4, offset=2)
    places = [place for place, one in enumerate(content) if isinstance(one, dict) and one.get("id") == company]
    for place in reversed(places):
        del content[place]
    text = io.StringIO()
    if content:
        yaml.dump(content, text)
    return _left(path, text.getvalue().encode(), bool(places))


def _left(path: Path, content: bytes, changed: bool) -> bool:
    """Write what is left of a file, if anything is."""
    if changed and content.strip():
        write_whole(path, [content])
    elif changed:
        path.unlink()
    return changed


def _apply(record: Any, changes: Mapping[str, Any], as_of: date, by: str | None) -> None:
    for name, value in changes.items():
        steps = name.split(".")
        _put(record, steps, value)
        if steps[0] == "provenance":
            continue
        if value is None or _is_marked(record, steps[0]):
            # Whoever said it before says so no more.
            _put(record, ["provenance", steps[0]], None)
        if value is None:
            continue
        if by or steps[0] in _DATED:
            _put(record, ["provenance", steps[0]], {**({"by": by} if by else {}), "on": _own(as_of)})


def _is_marked(record: Any, field: str) -> bool:
    """Whether a list said the fact: what is written over it is no longer the list's."""
    told = record.get("provenance")
    said = told.get(field) if isinstance(told, dict) else None
    return isinstance(said, dict) and "mark" in said


def _own(day: date) -> date:
    """The same day as a value of its own: the library writes one that stands twice as a reference to the first."""
    return date.fromordinal(day.toordinal())


def _put(record: Any, steps: list[str], value: Any) -> None:
    """Set a value, or take it away with what would hold nothing any more."""
    if value is not None:
        _comments.put(record, steps, value)
        return
    held = [record]
    for step in steps[:-1]:
        if not isinstance(held[-1].get(step), dict):
            return
        held.append(held[-1][step])
    if steps[-1] not in held[-1]:
        return
    while len(held) > 1 and len(held[-1]) == 1:
        held.pop()
    _comments.take(held[-1], steps[len(held) - 1])


_DATED = frozenset({"headcount", "awu", "micro_entrepreneur", "tax_regime", "labels", "debts_paid", "in_difficulty"})
"""Facts that change with time: who said them and when is kept beside them."""


def _bare(record: Any) -> Any:
    """A round-trip mapping as plain values, for validation."""
    if isinstance(record, dict):
        return {str(key): _bare(value) for key, value in record.items()}
    if isinstance(record, list):
        return [_bare(value) for value in record]
    return record
