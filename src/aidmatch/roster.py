"""The cluster's members on file: adding one, changing a fact, importing a list.

YAML files keep their comments and order (a round-trip library). Nothing is written that does not read back
as a valid company.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from aidmatch.company import Company
from aidmatch.datafiles import LARGEST, Raw, problems_of
from aidmatch.errors import DataError, Problem
from aidmatch.value import Refusal, say

SCHEMA_LINE = "# yaml-language-server: $schema=../schemas/company.schema.json\n"


def id_of(name: str, taken: Iterable[str]) -> str:
    """An id made from a name: "Studio Éclair SARL" is studio-eclair-sarl; a number follows when it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "company"
    used = set(taken)
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, len(used) + 3))) if one not in used)


def add(folder: Path, facts: Mapping[str, Any]) -> Path:
    """Write a new company as a YAML file of its own; a refusal names the field."""
    from ruamel.yaml import YAML

    company = _valid(facts, f"{facts['id']}.yaml")
    path = folder / f"{company.id}.yaml"
    if path.exists():
        raise DataError(say("{file:text} exists already", file=path.name))
    text = io.StringIO()
    YAML().dump(dict(facts), text)
    folder.mkdir(parents=True, exist_ok=True)
    _replace(path, SCHEMA_LINE + text.getvalue())
    return path


class RefusedFacts(DataError):
    """Facts that do not make a valid company, each with its field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(say("the company is not valid as given"))
        self.problems = problems


def _valid(facts: Mapping[str, Any], name: str) -> Company:
    try:
        return Company.model_validate(dict(facts))
    except ValidationError as error:
        raise RefusedFacts(list(problems_of(error, Company, name, None, Raw(facts, None, None)))) from error


def change(path: Path, company: str, changes: Mapping[str, Any], as_of: date, by: str | None) -> None:
    """Set facts of a company in its file, with the day and who said them; None takes a fact away.

    A dotted name reaches inside (`seat.commune`). Comments and order stay as they are.
    """
    if path.suffix == ".jsonl":
        _change_line(path, company, changes, as_of, by)
        return
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    content = yaml.load(path.read_text("utf-8-sig"))
    record = next(one for one in content if one.get("id") == company) if isinstance(content, list) else content
    _apply(record, changes, as_of, by)
    _valid(_bare(record), path.name)
    text = io.StringIO()
    yaml.dump(content, text)
    _replace(path, text.getvalue())


def _change_line(path: Path, company: str, changes: Mapping[str, Any], as_of: date, by: str | None) -> None:
    lines = []
    for line in path.read_text("utf-8-sig").splitlines():
        record = json.loads(line) if line.strip() else {}
        if record.get("id") == company:
            _apply(record, changes, as_of, by)
            record = json.loads(json.dumps(record, default=str))
            _valid(record, path.name)
            line = json.dumps(record, ensure_ascii=False)  # noqa: PLW2901 - the line is what is rewritten
        lines.append(line)
    _replace(path, "\n".join(lines) + "\n")


def _apply(record: Any, changes: Mapping[str, Any], as_of: date, by: str | None) -> None:
    for name, value in changes.items():
        holder, last = record, name
        for step in name.split(".")[:-1]:
            if not isinstance(holder.get(step), dict):
                holder[step] = {}
            holder = holder[step]
            last = name.rsplit(".", 1)[-1]
        provenance = record.get("provenance") or {}
        field = name.split(".", maxsplit=1)[0]
        if value is None:
            holder.pop(last, None)
            provenance.pop(field, None)
        else:
            holder[last] = value
            if field in _DATED:
                provenance[field] = {**({"by": by} if by else {}), "on": as_of}
        if provenance:
            record["provenance"] = provenance
        else:
            record.pop("provenance", None)


_DATED = frozenset({"headcount", "awu", "micro_entrepreneur", "tax_regime", "labels", "debts_paid", "in_difficulty"})
"""Facts that change with time: who said them and when is kept beside them."""


def _bare(record: Any) -> Any:
    """A round-trip mapping as plain values, for validation."""
    if isinstance(record, dict):
        return {str(key): _bare(value) for key, value in record.items()}
    if isinstance(record, list):
        return [_bare(value) for value in record]
    return record


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
    read = kept = 0
    for line, row in _rows(source, refused):
        read += 1
        facts, notes = _facts(row, source.name, line)
        problems = _try(facts, source.name, line, noted)
        noted.extend(notes)
        if not problems and facts["id"] in elsewhere:
            home = elsewhere[facts["id"]]
            problems = [
                Problem(source.name, line, "id", say("the id {id:text} is already used in {home:text}", id=facts["id"], home=home))
            ]
        if problems:
            refused.extend(problems)
            continue
        held[facts["id"]] = facts
        kept += 1
    if kept:
        folder.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(facts, ensure_ascii=False, default=str) for facts in held.values())
        _replace(target, "".join(f"{line}\n" for line in lines))
    return Import(read, kept, target, tuple(refused), tuple(noted))


def _held(target: Path) -> dict[str, Any]:
    if not target.is_file():
        return {}
    records = (json.loads(line) for line in target.read_text("utf-8-sig").splitlines() if line.strip())
    return {record["id"]: record for record in records}


def _rows(source: Path, refused: list[Problem]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if source.stat().st_size > LARGEST:
        raise DataError(say("{file:text} is larger than {most:number} bytes", file=source.name, most=LARGEST))
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            say("{file:text} is not UTF-8 text", file=source.name), say("save the file again as UTF-8")
        ) from error
    if source.suffix.lower() in (".jsonl", ".ndjson"):
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                try:
                    row = json.loads(line)
                except (json.JSONDecodeError, RecursionError):
                    row = None
                if isinstance(row, dict):
                    yield number, row
                else:
                    refused.append(Problem(source.name, number, "", say("not a JSON object on one line")))
        return
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:10_000], delimiters=",;\t|")
    except csv.Error:
        dialect = "excel"
    reader = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect)
    try:
        for row in reader:
            yield reader.line_num, {key: value for key, value in row.items() if key is not None}
    except csv.Error as error:
        refused.append(Problem(source.name, reader.line_num, "", say("not a CSV row: {error:text}", error=str(error))))


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
        holder = facts
        for step in field.split(".")[:-1]:
            holder = holder.setdefault(step, {})
        holder[field.rsplit(".", 1)[-1]] = _bool(value) if field == "micro_entrepreneur" else value
    if "naf" not in facts and "naf_section" in given:
        facts["naf"] = given["naf_section"]
    if "seat" not in facts and "region" in given:
        facts["seat"] = {"region": given["region"]}
    if isinstance(facts.get("headcount"), str) and facts["headcount"].isdigit():
        facts["headcount"] = int(facts["headcount"])
    if "id" not in facts and "name" in facts:
        facts["id"] = id_of(str(facts["name"]), ())
    return facts, notes


_YES, _NO = frozenset({"true", "1", "yes", "oui", "vrai", "x"}), frozenset({"false", "0", "no", "non", "faux"})


def _bool(value: Any) -> Any:
    word = str(value).strip().casefold()
    return True if word in _YES else False if word in _NO else value


def _try(facts: dict[str, Any], name: str, line: int, noted: list[Problem]) -> list[Problem]:
    """The row's problems; a wrong SIREN alone is taken out and noted."""
    try:
        Company.model_validate(facts)
    except ValidationError as error:
        problems = list(problems_of(error, Company, name, None, Raw(facts, line, None)))
        refusals = [one.get("ctx", {}).get("error") for one in error.errors(include_url=False) if one["loc"] == ("siren",)]
        if refusals and all(isinstance(refusal, Refusal) for refusal in refusals):
            noted.extend(one for one in problems if one.field == "siren")
            del facts["siren"]
            return _try(facts, name, line, noted)
        return problems
    return []


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
