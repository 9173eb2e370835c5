"""A YAML or JSONL file -> its records before they are validated, each with the lines it stands on."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from aidmatch.errors import Problem
from aidmatch.value import Message, say

LARGEST = 20_000_000
"""Bytes; a data file above it is refused, not read."""


class Raw(NamedTuple):
    """One record of a file, before validation."""

    content: Any
    line: int | None
    """First line of the record, in JSONL; None in YAML, where lines are looked up when needed."""
    node: Any = None
    """The record as YAML composed it: where each of its lines is looked up."""


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


def line_at(node: Any, location: Sequence[int | str]) -> int | None:
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
