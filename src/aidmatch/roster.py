"""The cluster's members on file: adding one, importing a list. Nothing is written that is no valid company."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from pydantic import ValidationError

from aidmatch.company import Company
from aidmatch.datafiles import LARGEST, Raw, problems_of
from aidmatch.datafiles import id_of as id_of
from aidmatch.errors import DataError, Problem
from aidmatch.typed import NO, YES
from aidmatch.value import Refusal, say
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


class Import(NamedTuple):
    """What an import did."""

    read: int
    kept: int
    path: Path
    refused: tuple[Problem, ...]
    """Rows left aside."""
    noted: tuple[Problem, ...]
    """Rows kept without a fact that could not be read."""


COLUMNS: Mapping[str, str] = {
    "workforce": "headcount",
    "microentrepreneur": "micro_entrepreneur",
    "region_code": "seat.region",
    "department": "seat.department",
    "commune": "seat.commune",
    "country": "seat.country",
    "nuts": "seat.nuts",
}
"""Columns of member lists under other names than ours; a dotted name reaches inside."""

UNUSED = frozenset({"naf_section", "region"})
"""Columns that say again what another says: read only where the other is empty."""


def import_rows(source: Path, folder: Path, elsewhere: Mapping[str, str]) -> Import:
    """Import JSONL or CSV rows into one file of the members' folder.

    A row keeps its id and replaces the one that had it there. `elsewhere` gives the ids other data files
    hold, with the file: such a row is left aside. A row whose SIREN fails its checksum is kept without it.
    """
    target = folder / f"{source.stem}.jsonl"
    held = _held(target)
    refused: list[Problem] = []
    noted: list[Problem] = []
    named: set[str] = set()
    read = kept = 0
    for line, row in _rows(source):
        read += 1
        if row is None:
            refused.append(Problem(source.name, line, "", say("not a JSON object on one line")))
            continue
        facts, notes = _facts(row, source.name, line)
        if "id" not in facts and "name" in facts:
            facts["id"] = id_of(str(facts["name"]), named)
        problems = _try(facts, source.name, line, notes)
        if not problems and facts["id"] in elsewhere:
            home = elsewhere[facts["id"]]
            problems = [
                Problem(
                    source.name,
                    line,
                    "id",
                    say("the id {id:text} is already used in {home:text}", id=facts["id"], home=home),
                )
            ]
        if problems:
            refused.extend(problems)
            continue
        noted.extend(notes)
        named.add(facts["id"])
        held[facts["id"]] = facts
        kept += 1
    if kept:
        folder.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(facts, ensure_ascii=False, default=str) for facts in held.values())
        write_whole(target, (f"{line}\n".encode() for line in lines))
    return Import(read, kept, target, tuple(refused), tuple(noted))


def _held(target: Path) -> dict[str, Any]:
    """The records imported before, by id; a line that cannot be read would be lost, so nothing is done."""
    if not target.is_file():
        return {}
    held: dict[str, Any] = {}
    for number, line in enumerate(target.read_text("utf-8-sig").split("\n"), start=1):
        if line.strip():
            record = object_of(line)
            if record is None or "id" not in record:
                raise DataError(
                    say("{file:text}, line {line:number}: not a company", file=target.name, line=number),
                    say("put it right or delete the line, then import again"),
                )
            held[record["id"]] = record
    return held


def _rows(source: Path) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    """Each row with its line; None for a line that holds no record."""
    if source.stat().st_size > LARGEST:
        raise DataError(say("{file:text} is larger than {most:number} bytes", file=source.name, most=LARGEST))
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            say("{file:text} is not UTF-8 text", file=source.name), say("save the file again as UTF-8")
        ) from error
    if source.suffix.lower() in (".jsonl", ".ndjson"):
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield number, object_of(line)
        return
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=header.count))
    try:
        for row in reader:
            yield reader.line_num, {key: value for key, value in row.items() if key is not None}
    except csv.Error as error:
        what = say("{file:text}, line {line:number}: not a CSV row", file=source.name, line=reader.line_num)
        raise DataError(what, say("{error:text}", error=str(error))) from error


def _facts(row: Mapping[str, Any], name: str, line: int) -> tuple[dict[str, Any], list[Problem]]:
    """A row as our own fields; empty cells are unknown."""
    facts: dict[str, Any] = {}
    notes: list[Problem] = []
    given = {key.strip(): value for key, value in row.items() if value is not None and str(value).strip() != ""}
    for key, value in given.items():
        if key in UNUSED:
            continue
        field = COLUMNS.get(key, key)
        if field.split(".", maxsplit=1)[0] not in Company.model_fields:
            notes.append(Problem(name, line, key, say("no such field; the column is left out")))
            continue
        holder, last = facts, field.rsplit(".", 1)[-1]
        for step in field.split(".")[:-1]:
            inner = holder.get(step)
            holder[step] = holder = dict(inner) if isinstance(inner, dict) else {}
        holder[last] = _cell(field, value)
    if "naf" not in facts and "naf_section" in given:
        facts["naf"] = given["naf_section"]
    if "seat" not in facts and "region" in given:
        facts["seat"] = {"region": given["region"]}
    if isinstance(facts.get("headcount"), str) and facts["headcount"].isdigit():
        facts["headcount"] = int(facts["headcount"])
    return facts, notes


_SEVERAL = frozenset({"roles", "labels", "labels_refused", "stages", "themes", "needs", "offers", "clusters", "groups"})
"""Fields of several values, which a cell holds between bars, as our own lists write them."""


def _cell(field: str, value: Any) -> Any:
    """A cell as our own field."""
    if not isinstance(value, str):
        return value
    if field in _SEVERAL:
        return [part.strip() for part in value.split("|") if part.strip()]
    if field in Company.model_fields and bool in get_args(Company.model_fields[field].annotation):
        word = value.strip().casefold()
        return True if word in YES else False if word in NO else value
    return value


def _try(facts: dict[str, Any], name: str, line: int, noted: list[Problem]) -> list[Problem]:
    """The row's problems; a wrong SIREN alone is taken out and noted."""
    try:
        Company.model_validate(facts)
    except ValidationError as error:
        problems = list(problems_of(error, Company, name, Raw(facts, line)))
        refusals = [
            one.get("ctx", {}).get("error") for one in error.errors(include_url=False) if one["loc"] == ("siren",)
        ]
        if refusals and all(isinstance(refusal, Refusal) for refusal in refusals):
            noted.extend(one for one in problems if one.field == "siren")
            del facts["siren"]
            return _try(facts, name, line, noted)
        return problems
    return []
