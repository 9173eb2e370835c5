"""YAML and JSONL files <-> calls and companies, with the file, line and field of whatever is wrong.

One wrong record never hides the others: each file is read on its own, each record validated on its own,
and trouble comes back as `Problem`s beside the good values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import ValidationError

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.criteria import SHELF
from aidmatch.errors import Problem
from aidmatch.value import Message, Refusal, Value, say

Record = TypeVar("Record", Call, Company)

LARGEST = 20_000_000
"""Bytes; a data file above it is refused, not read."""

SUFFIXES = (".yaml", ".yml", ".jsonl")


class Raw(NamedTuple):
    """One record of a file, before validation."""

    content: Any
    line: int | None
    """First line of the record, in JSONL; None in YAML, where lines are looked up when needed."""
    place: int | None
    """Its place in the file's list, when the file is a list."""


def data_files(folder: Path) -> list[Path]:
    """The data files of a folder, in the order they are read."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.is_file())


def read_folder(folder: Path, model: type[Record], shown_from: Path) -> tuple[list[Record], list[Problem]]:
    """Every valid record of a folder, and every problem; of two records with one id the first is kept."""
    values: list[Record] = []
    problems: list[Problem] = []
    homes: dict[str, str] = {}
    for path in data_files(folder):
        name = shown(path, shown_from)
        found, troubles = read_file(path, model, name)
        problems.extend(troubles)
        for value in found:
            home = homes.setdefault(value.id, name)
            if home == name:
                values.append(value)
            else:
                problems.append(_twice(path, name, value.id, home))
    return values, problems


def _twice(path: Path, name: str, record: str, home: str) -> Problem:
    return Problem(
        name,
        _line_of_text(path, f"id: {record}"),
        "id",
        say("the id {id} is already used in {home}", id=record, home=home),
        say("give one of the two another id, or delete it"),
    )


def shown(path: Path, start: Path) -> str:
    """The path as people know it: relative to the workspace where it lies inside."""
    try:
        return path.relative_to(start).as_posix()
    except ValueError:
        return path.name


def read_file(path: Path, model: type[Record], name: str) -> tuple[list[Record], list[Problem]]:
    """The valid records of one file, and its problems."""
    raws, trouble = _raw_records(path, name)
    if trouble is not None:
        return [], [trouble]
    values: list[Record] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for raw in raws:
        if not isinstance(raw.content, dict):
            problems.append(Problem(name, raw.line, "", say("a record with fields was expected")))
            continue
        try:
            value = model.model_validate(raw.content)
        except ValidationError as error:
            problems.extend(problems_of(error, model, name, path, raw))
            continue
        if value.id in seen:
            problems.append(_twice(path, name, value.id, name))
            continue
        seen.add(value.id)
        values.append(value)
    return values, problems


def _raw_records(path: Path, name: str) -> tuple[list[Raw], Problem | None]:
    size = path.stat().st_size
    if size > LARGEST:
        what = say("the file has {size:number} bytes; at most {largest:number} are read", size=size, largest=LARGEST)
        return [], Problem(name, None, "", what, say("split it, or check that it is the right file"))
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [], Problem(name, line, "", say("not UTF-8 text"), say("save the file again as UTF-8"))
    if not text.strip():
        return [], Problem(name, 1, "", say("the file is empty"), say("fill it in, or delete it"))
    if path.suffix == ".jsonl":
        return _json_lines(text, name)
    return _yaml_records(text, name)


def _json_lines(text: str, name: str) -> tuple[list[Raw], Problem | None]:
    raws: list[Raw] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            raws.append(Raw(json.loads(line), number, None))
        except (json.JSONDecodeError, RecursionError):
            return raws, Problem(name, number, "", say("not a JSON object on one line"))
    return raws, None


def _yaml_records(text: str, name: str) -> tuple[list[Raw], Problem | None]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        content = YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        return [], Problem(name, line, "", *_yaml_trouble(str(error.problem or error.context or ""), text, line))
    except (YAMLError, ValueError, RecursionError, TypeError) as error:
        return [], Problem(name, None, "", say("not valid YAML: {error:text}", error=str(error)))
    if isinstance(content, list):
        return [Raw(item, None, place) for place, item in enumerate(content)], None
    return [Raw(content, None, None)], None


def _yaml_trouble(problem: str, text: str, line: int | None) -> tuple[Message, Message | None]:
    lines = text.splitlines()
    if line is not None and line <= len(lines) and "\t" in lines[line - 1]:
        return say("a tab where YAML wants spaces"), say("replace the tab by spaces")
    if problem.startswith("found duplicate key"):
        return say("a field is given twice"), say("keep one of the two")
    return say("not valid YAML: {error:text}", error=problem), None


def problems_of(
    error: ValidationError, model: type[Value], name: str, path: Path | None, raw: Raw
) -> Iterator[Problem]:
    """A problem for each thing the validation refused."""
    for trouble in error.errors(include_url=False):
        location = [part for part in trouble["loc"] if part not in _union_steps()]
        context = trouble.get("ctx") or {}
        refusal = context.get("error")
        what, fix = _sentences(trouble, model, location)
        if isinstance(refusal, Refusal):
            what, fix = refusal.message, None
            field = dict(refusal.message.values).get("field")
            location = [*location, field] if field else location
        line = raw.line or (None if path is None else line_of(path, raw.place, location))
        yield Problem(name, line, ".".join(str(part) for part in location), what, fix)


@cache
def _union_steps() -> frozenset[str]:
    """The steps of pydantic's locations that name a branch of a union, not a field of the file."""
    return frozenset({*SHELF, "any_of", "function-after[_known(), str]", "datetime", "date", "tuple[Establishment, ...]"})


def _sentences(
    trouble: Mapping[str, Any], model: type[Value], location: list[int | str]
) -> tuple[Message, Message | None]:
    kind, context, given = trouble["type"], trouble.get("ctx") or {}, trouble.get("input")
    if kind == "missing":
        return say("this field is missing"), None
    if kind == "extra_forbidden":
        near = _nearest(str(location[-1]), _field_names(model, location[:-1]))
        return say("no such field"), say("did you mean {near}?", near=near) if near else None
    if kind in ("literal_error", "union_tag_invalid"):
        expected = str(context.get("expected") or context.get("expected_tags", "")).replace("'", "")
        near = _nearest(str(given if kind == "literal_error" else context.get("tag")), expected.replace(" or ", ", ").split(", "))
        return say("expected one of: {expected:text}", expected=expected), (
            say("did you mean {near}?", near=near) if near else None
        )
    if kind.startswith(("date_", "datetime_")):
        return say("a date such as 2026-12-31 was expected, not {given:text}", given=_brief(given)), None
    if kind.startswith(("int_", "float_", "decimal_")):
        return say("a number was expected, not {given:text}", given=_brief(given)), None
    if kind.startswith("bool_"):
        return say("true or false was expected, not {given:text}", given=_brief(given)), None
    if kind.startswith("string_pattern"):
        pattern = context.get("pattern", "")
        return say("{given:text} does not have the form {pattern:text}", given=_brief(given), pattern=pattern), None
    if kind in ("string_too_long", "string_too_short", "too_long", "too_short"):
        limit = context.get("max_length", context.get("min_length"))
        return say("wrong length; the limit is {limit:number}", limit=limit), None
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return say("{given:text} is out of bounds; the bound is {bound:text}", given=_brief(given), bound=bound), None
    if kind in ("tuple_type", "list_type"):
        return say("a list was expected, not {given:text}", given=_brief(given)), None
    if kind == "string_type":
        return say("a text was expected, not {given:text}", given=_brief(given)), say("put it between quotes")
    return say("{message:text}", message=trouble["msg"]), None


def _brief(given: object) -> str:
    text = str(given)
    return text if len(text) <= 60 else text[:57] + "…"


def _nearest(given: str, names: list[str]) -> str | None:
    from rapidfuzz import process

    found = process.extractOne(given, [name for name in names if name], score_cutoff=60)
    return found[0] if found else None


def _field_names(model: type[Value], location: list[int | str]) -> list[str]:
    """The fields expected at a place of the record."""
    names: list[str] = []
    inner: Any = model
    for part in location:
        if isinstance(part, int) or inner is None:
            continue
        field = getattr(inner, "model_fields", {}).get(part)
        inner = _model_in(field.annotation) if field else None
    candidates = [inner] if inner is not None else list(SHELF.values())
    for candidate in candidates:
        for name, field in getattr(candidate, "model_fields", {}).items():
            names.append(field.alias or name)
    return names


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return annotation
    return next((found for found in map(_model_in, get_args(annotation)) if found is not None), None)


def line_of(path: Path, place: int | None, location: list[int | str]) -> int | None:
    """The line of a field in a YAML file, or of the nearest thing around it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        node = YAML(typ="rt").load(path.read_bytes().decode("utf-8-sig"))
    except (YAMLError, ValueError, OSError):
        return None
    line = 1
    steps = location if place is None else [place, *location]
    for step in steps:
        marks = getattr(node, "lc", None)
        try:
            if marks is None:
                break
            line = (marks.key(step) if isinstance(node, dict) else marks.item(step))[0] + 1
            node = node[step]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line


def _line_of_text(path: Path, text: str) -> int | None:
    for number, line in enumerate(path.read_text("utf-8-sig", errors="replace").splitlines(), start=1):
        if line.strip().startswith(text):
            return number
    return None
