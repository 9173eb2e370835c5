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
from aidmatch.roster import object_of, valid
from aidmatch.whole import write_whole


def change(path: Path, company: str, changes: Mapping[str, Any], as_of: date, by: str | None) -> None:
    """Set facts of a company in its file, with the day and who said them; None takes a fact away.

    A dotted name reaches inside (`seat.commune`). Comments and order stay as they are.
    """
    if path.suffix == ".jsonl":
        _change_line(path, company, changes, as_of, by)
        return
    from ruamel.yaml import YAML

    written = path.read_bytes().decode("utf-8-sig")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = LARGEST
    if _INDENTED.search(written):
        yaml.indent(mapping=2, sequence=4, offset=2)
    content = yaml.load(written)
    record = next(one for one in content if one.get("id") == company) if isinstance(content, list) else content
    _apply(record, changes, as_of, by)
    valid(_bare(record), path.name)
    text = io.StringIO()
    yaml.dump(content, text)
    ends = "\r\n" if "\r\n" in written else "\n"
    write_whole(path, [text.getvalue().replace("\n", ends).encode()])


_INDENTED = re.compile(r"^[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ ]+- ", re.MULTILINE)
"""A list written further right than the field that holds it."""


def _change_line(path: Path, company: str, changes: Mapping[str, Any], as_of: date, by: str | None) -> None:
    lines = []
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n"), start=1):
        record = object_of(line)
        if record is not None and record.get("id") == company:
            _apply(record, changes, as_of, by)
            record = json.loads(json.dumps(record, default=str))
            valid(record, path.name, number)
            lines.append(json.dumps(record, ensure_ascii=False))
        else:
            lines.append(line)
    write_whole(path, ["\n".join(lines).encode()])


def _apply(record: Any, changes: Mapping[str, Any], as_of: date, by: str | None) -> None:
    for name, value in changes.items():
        steps = name.split(".")
        _put(record, steps, value)
        if steps[0] == "provenance":
            continue
        if value is None:
            _put(record, ["provenance", steps[0]], None)
        elif by or steps[0] in _DATED:
            _put(record, ["provenance", steps[0]], {**({"by": by} if by else {}), "on": _own(as_of)})


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
