"""YAML and JSONL files <-> calls, companies and overlays, with the file, line and field of whatever is wrong.

One wrong record never hides the others: each file is read on its own, each record validated on its own,
and trouble comes back as `Problem`s beside the good values.
"""

from __future__ import annotations

import json
import re
import reprlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.contact import Contact
from aidmatch.errors import Problem
from aidmatch.overlay import Overlay
from aidmatch.value import Message, Refusal, Value, say

Record = TypeVar("Record", Call, Company, Overlay, Contact)

LARGEST = 20_000_000
"""Bytes; a data file above it is refused, not read."""


class Raw(NamedTuple):
    """One record of a file, before validation."""

    content: Any
    line: int | None
    """First line of the record, in JSONL; None in YAML, where lines are looked up when needed."""
    node: Any = None
    """The record as YAML composed it: where each of its lines is looked up."""


def id_of(name: str, taken: Iterable[str], otherwise: str = "company") -> str:
    """An id made from a name: "Studio Éclair SARL" is studio-eclair-sarl; a number follows when it is taken.

    `otherwise` stands for a name without a letter.
    """
    letters = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or otherwise
    used = taken if isinstance(taken, AbstractSet) else set(taken)
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, len(used) + 3))) if one not in used)


def read_file(path: Path, model: type[Record], name: str) -> tuple[list[Record], list[Problem]]:
    """The valid records of one file, and its problems."""
    raws, problems = raw_records(path, name)
    values: list[Record] = []
    seen: set[str] = set()
    for raw in raws:
        if not isinstance(raw.content, dict):
            what = say("a record with fields was expected, not {given:text}", given=_brief(raw.content))
            problems.append(Problem(name, raw.line or _line(raw.node, ()), "", what))
            continue
        try:
            value = model.model_validate(raw.content)
        except ValidationError as error:
            problems.extend(problems_of(error, model, name, raw))
            continue
        if value.id in seen:
            problems.append(twin(name, raw.line or _line(raw.node, ("id",)), value.id, name))
            continue
        seen.add(value.id)
        values.append(value)
    return values, problems


def problems_in(error: ValidationError, path: Path, name: str, record: str) -> list[Problem]:
    """What is wrong with the call that an overlay makes, on the overlay's lines."""
    raws, _ = raw_records(path, name)
    own = next(
        (raw for raw in raws if isinstance(raw.content, dict) and raw.content.get("id") == record), Raw({}, None)
    )
    return list(problems_of(error, Call, name, own))


def twin(name: str, line: int | None, record: str, home: str) -> Problem:
    """An id used twice: the record read first, in its home, stands."""
    what = say("the id {id:text} is already used in {home:text}", id=record, home=home)
    return Problem(name, line, "id", what, say("give one of the two another id, or delete it"))


def line_of_id(path: Path, record: str) -> int | None:
    """The line on which a file gives a record its id."""
    written = re.compile(rf"""\s*(-\s+)?{{?\s*["']?id["']?\s*:\s*["']?{re.escape(record)}["']?\s*(#|,|}}|$)""")
    for number, line in enumerate(path.read_text("utf-8-sig", errors="replace").split("\n"), start=1):
        if written.match(line):
            return number
    return None


def raw_records(path: Path, name: str) -> tuple[list[Raw], list[Problem]]:
    """The records of a YAML or JSONL file before they are validated, and why there are none."""
    size = path.stat().st_size
    if size > LARGEST:
        what = say("the file has {size:number} bytes; at most {largest:number} are read", size=size, largest=LARGEST)
        return [], [Problem(name, None, "", what, say("split it, or check that it is the right file"))]
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [], [Problem(name, line, "", say("not UTF-8 text"), say("save the file again as UTF-8"))]
    if not text.strip():
        return [], [Problem(name, 1, "", say("the file is empty"), say("fill it in, or delete it"))]
    if path.suffix == ".jsonl":
        return _json_lines(text, name)
    return _yaml_records(text, name)


def _json_lines(text: str, name: str) -> tuple[list[Raw], list[Problem]]:
    raws: list[Raw] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                raws.append(Raw(json.loads(line), number))
            except (ValueError, RecursionError):
                problems.append(Problem(name, number, "", say("not a JSON object on one line")))
    return raws, problems


def _yaml_records(text: str, name: str) -> tuple[list[Raw], list[Problem]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    def refused(line: int | None, what: Message, fix: Message | None = None) -> tuple[list[Raw], list[Problem]]:
        return [], [Problem(name, line, "", what, fix)]

    deep = _too_deep(text)
    if deep is not None:
        return refused(deep, say("not valid YAML: {error:text}", error="[ [ [ [ …"))
    try:
        constructor, _ = YAML(typ="safe", pure=True).get_constructor_parser(text)
        node = constructor.composer.get_single_node()
        _size(node, {}, constructor, most=10 * len(text))
        content = None if node is None else constructor.construct_document(node)
    except _EndlessError as error:
        return refused(error.line, say("the references (*name) of the file repeat too much, or themselves"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        return refused(line, *_yaml_trouble(str(error.problem or error.context or ""), text, line))
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return refused(line, say("a character that no text has"), say("is it the right file?"))
    except (YAMLError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # The library lets its own errors out on some malformed documents: nothing of ours runs above.
        return refused(None, say("not valid YAML: {error:text}", error=str(error) or type(error).__name__))
    if isinstance(content, list):
        return [Raw(item, None, inner) for item, inner in zip(content, node.value, strict=True)], []
    return [Raw(content, None, node)], []


_DEEPEST = 100
"""Lists in lists. No file of ours is so deep; the library would take minutes to give up on one that is."""

_DEEP = re.compile(rf"(?:[\[{{]\s*){{{_DEEPEST}}}")
"""What a file too deep has; one that has it in a comment or in quotes is not."""


def _too_deep(text: str) -> int | None:
    """The line on which the lists of a file begin to go too deep."""
    if _DEEP.search(text) is None:
        return None
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.tokens import (
        FlowMappingEndToken,
        FlowMappingStartToken,
        FlowSequenceEndToken,
        FlowSequenceStartToken,
    )

    opened: list[int] = []
    try:
        for token in YAML(typ="safe", pure=True).scan(text):
            if isinstance(token, FlowSequenceStartToken | FlowMappingStartToken):
                opened.append(token.start_mark.line + 1)
                if len(opened) == _DEEPEST:
                    return opened[0]
            elif isinstance(token, FlowSequenceEndToken | FlowMappingEndToken) and opened:
                opened.pop()
    except YAMLError:
        # Told with its line by the reading that follows.
        return None
    return None


class _EndlessError(Exception):
    """A file that a few references make endless."""

    def __init__(self, line: int) -> None:
        self.line = line


def _size(node: Any, known: dict[int, int | None], constructor: Any, most: int) -> int:
    """The nodes under a node, itself included, those repeated by reference counted each time.

    Dates and numbers that are none become text on the way, so that the field is named that holds them.
    """
    if node is None:
        return 1
    if id(node) in known:
        size = known[id(node)]
        if size is None:
            raise _EndlessError(node.start_mark.line + 1)
        return size
    known[id(node)] = None
    size = 1
    if isinstance(node.value, str):
        if node.tag.endswith((":timestamp", ":int", ":float")):
            try:
                constructor.yaml_constructors[node.tag](constructor, node)
            except (ValueError, ArithmeticError):
                node.tag = "tag:yaml.org,2002:str"
    else:
        for inner in node.value:
            for part in inner if isinstance(inner, tuple) else (inner,):
                size += _size(part, known, constructor, most)
    if size > most:
        raise _EndlessError(node.start_mark.line + 1)
    known[id(node)] = size
    return size


def _yaml_trouble(problem: str, text: str, line: int | None) -> tuple[Message, Message | None]:
    lines = text.split("\n")
    if line is not None and line <= len(lines) and "\t" in lines[line - 1]:
        return say("a tab where YAML wants spaces"), say("replace the tab by spaces")
    if problem.startswith("found duplicate key"):
        return say("a field is given twice"), say("keep one of the two")
    return say("not valid YAML: {error:text}", error=problem), None


def problems_of(error: ValidationError, model: type[Value], name: str, raw: Raw) -> Iterator[Problem]:
    """A problem for each thing the validation refused; the ways one value could be read are one."""
    troubles = error.errors(include_url=False)
    found: dict[tuple[object, ...], Problem] = {}
    for trouble in troubles:
        steps = trouble["loc"]
        if (
            steps
            and str(steps[-1]).startswith("literal[")
            and any(one["loc"][: len(steps) - 1] == steps[:-1] and one is not trouble for one in troubles)
        ):
            continue
        location, owners = _place(trouble, model)
        refusal = (trouble.get("ctx") or {}).get("error")
        what, fix = _sentences(trouble, owners, location)
        if isinstance(refusal, Refusal):
            what, fix = refusal.message, None
            field = dict(refusal.message.values).get("field")
            location = [*location, field] if field else location
        elif trouble["type"].startswith("union_tag"):
            location = [*location, "kind"]
        line = raw.line or _line(raw.node, location)
        found.setdefault((*location, what.id), Problem(name, line, ".".join(str(part) for part in location), what, fix))
    yield from found.values()


def _place(trouble: Mapping[str, Any], model: type[Value]) -> tuple[list[int | str], list[type[Value]]]:
    """Where a file has the trouble, and the models whose fields are expected there.

    Of the steps of pydantic's locations, those that name a branch of a union are no field of the file.
    """
    location: list[int | str] = []
    owners: list[type[Value]] = [model]
    annotation: Any = model
    steps = trouble["loc"]
    for number, step in enumerate(steps, start=1):
        if isinstance(step, int):
            location.append(step)
            continue
        alike = [owner for owner in owners if _kind(owner) == step]
        if len(owners) > 1 and alike:
            owners = alike
            continue
        field = next((_fields(owner)[step] for owner in owners if step in _fields(owner)), None)
        if field is not None:
            annotation, owners = field.annotation, _models_in(field.annotation)
            location.append(step)
        elif get_origin(annotation) is dict or (number == len(steps) and trouble["type"] == "extra_forbidden"):
            location.append(step)
    return location, owners


def _kind(model: type[Value]) -> str | None:
    """What `kind` says in a record of this model, where that tells it from others."""
    field = model.model_fields.get("kind")
    told = get_args(field.annotation) if field else ()
    return str(told[0]) if len(told) == 1 else None


@cache
def _fields(model: type[Value]) -> Mapping[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_in(annotation: Any) -> list[type[Value]]:
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]


def _sentences(
    trouble: Mapping[str, Any], owners: list[type[Value]], location: list[int | str]
) -> tuple[Message, Message | None]:
    kind, context, given = trouble["type"], trouble.get("ctx") or {}, trouble.get("input")
    if kind in ("missing", "union_tag_not_found"):
        return say("this field is missing"), None
    if kind == "extra_forbidden":
        near = _nearest(str(location[-1]), [name for owner in owners for name in _fields(owner)])
        return say("no such field"), say("did you mean {near}?", near=near) if near else None
    if kind in ("literal_error", "union_tag_invalid"):
        expected = str(context.get("expected") or context.get("expected_tags", ""))
        expected = expected.replace("'", "").replace(" or ", ", ")
        told = _brief(given if kind == "literal_error" else context.get("tag"))
        near = _nearest(told, expected.split(", "))
        return say("expected one of: {expected:text}", expected=expected), (
            say("did you mean {near}?", near=near) if near else None
        )
    if kind.startswith("string_pattern"):
        pattern = context.get("pattern", "")
        return say("{given:text} does not have the form {pattern:text}", given=_brief(given), pattern=pattern), None
    if kind in ("string_too_long", "string_too_short", "too_long", "too_short"):
        limit = context.get("max_length", context.get("min_length"))
        return say("wrong length; the limit is {limit:number}", limit=limit), None
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return say("{given:text} is out of bounds; the bound is {bound:text}", given=_brief(given), bound=bound), None
    for kinds, what in _EXPECTED:
        if kind.startswith(kinds):
            fix = say("put it between quotes") if kind == "string_type" else None
            return what._replace(values=(("given", _brief(given)),)), fix
    return say("{message:text}", message=trouble["msg"]), None


_EXPECTED: tuple[tuple[tuple[str, ...], Message], ...] = (
    (("date_", "datetime_"), say("a date such as 2026-12-31 was expected, not {given:text}")),
    (("int_", "float_", "decimal_", "finite_"), say("a number was expected, not {given:text}")),
    (("bool_",), say("true or false was expected, not {given:text}")),
    (("tuple_type", "list_type"), say("a list was expected, not {given:text}")),
    (("string_type",), say("a text was expected, not {given:text}")),
    (("model_", "dict_type"), say("a record with fields was expected, not {given:text}")),
)
"""What was expected, by how pydantic names the trouble."""


def _brief(given: object) -> str:
    """A value in a few signs; one may be made of itself, or longer than the memory."""
    if isinstance(given, list | tuple | set | dict | bytes):
        return reprlib.repr(given)
    try:
        text = str(given)
    except ValueError:
        return hex(given)[: _LONG - 1] + "…" if isinstance(given, int) else type(given).__name__
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


_LONG = 60
"""Signs of a value that are quoted."""


def _nearest(given: str, names: list[str]) -> str | None:
    from rapidfuzz import process

    found = process.extractOne(given, [name for name in names if name], score_cutoff=60)
    return found[0] if found else None


def _line(node: Any, location: Sequence[int | str]) -> int | None:
    """The line of a field in a YAML file, or of the nearest thing around it."""
    if node is None:
        return None
    line = node.start_mark.line + 1
    for step in location:
        if node.id == "mapping" and isinstance(step, str):
            found = next(((key, value) for key, value in node.value if key.value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif node.id == "sequence" and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
    return int(line)
