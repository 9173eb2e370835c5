"""A member's record as it is written: nothing is that is no valid company."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from aidmatch.company import Company
from aidmatch.datafiles import Raw, problems_of
from aidmatch.errors import DataError, Problem
from aidmatch.value import say
from aidmatch.whole import write_whole

if TYPE_CHECKING:
    from ruamel.yaml.comments import CommentedMap

SCHEMA_LINE = "# yaml-language-server: $schema=../schemas/company.schema.json\n"


def add(folder: Path, facts: Mapping[str, Any]) -> Path:
    """Write a new company as a YAML file of its own; a refusal names the field."""
    from ruamel.yaml import YAML

    company = valid(facts, f"{facts['id']}.yaml")
    path = folder / f"{company.id}.yaml"
    if path.exists():
        raise DataError(say("{file:text} exists already", file=path.name))
    text = io.StringIO()
    written = dict(facts)
    for said in _on_one_line(written):
        said.fa.set_flow_style()
    YAML().dump(written, text)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, [(SCHEMA_LINE + text.getvalue()).encode()])
    return path


def _on_one_line(facts: dict[str, Any]) -> Iterator[CommentedMap]:
    """Who said each fact, ready to stand on the fact's line."""
    from ruamel.yaml.comments import CommentedMap

    if "provenance" in facts:
        facts["provenance"] = {field: CommentedMap(said) for field, said in facts["provenance"].items()}
        yield from facts["provenance"].values()


class RefusedFacts(DataError):
    """Facts that do not make a valid company, each with its field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(say("the company is not valid as given"))
        self.problems = problems


def valid(facts: Mapping[str, Any], name: str, line: int | None = None) -> Company:
    """The company the facts make; each that is refused is told with its field."""
    try:
        return Company.model_validate(dict(facts))
    except ValidationError as error:
        raise RefusedFacts(list(problems_of(error, Company, name, Raw(facts, line)))) from error


def object_of(line: str) -> dict[str, Any] | None:
    """The JSON object of a line, or None when it holds none."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def append(target: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Add members to a file of JSON lines; the lines that stand there stay as they are."""
    before = target.read_bytes() if target.is_file() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    lines = (f"{json.dumps(record, ensure_ascii=False, default=str)}\n".encode() for record in records)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, chain([before], lines))


def check_lines(target: Path) -> None:
    """Stop at a line that cannot be read: its member would be added a second time."""
    if not target.is_file():
        return
    for number, line in enumerate(target.read_text("utf-8-sig", errors="replace").split("\n"), start=1):
        record = object_of(line) if line.strip() else {"id": ""}
        if record is None or "id" not in record:
            raise DataError(
                say("{file:text}, line {line:number}: not a company", file=target.name, line=number),
                say("put it right or delete the line, then import again"),
            )
