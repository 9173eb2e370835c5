"""The page of each criterion, written from its own file: `docs/criteria/*.md`.

    python tools/pages.py

A rule's docstring holds its French term, its legal text and its examples; the page adds its fields and how it is
written in a call's file. Nothing is said there that the rule's file does not say. A test fails when they differ.
"""

from __future__ import annotations

import ast
import doctest
import inspect
import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from aidmatch.criteria import SHELF, Criterion
from aidmatch.value import Value

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "criteria"

SHARED = frozenset(Criterion.model_fields)
"""Fields that every rule has: they stand on the shelf's own page."""

PRELUDE = """\
# The criteria, one page each

*Written by `make docs` from the rules' own files: change the docstring, not the page.*

A criterion is a hard rule of a call. It answers *met*, *failed* or *unknown*, and shows the fact it used. A missing
fact is unknown, never no. All the criteria of a call must hold; where one of several is enough, see `any_of` in
[how to add a call](../add-a-call.md).

| kind | in French | what it looks at |
|---|---|---|
"""

SHARED_FIELDS = """
Every rule also takes `words` (the source's own words it was read in, shown by `explain`) and `source` (where the rule
stands, when it is not the call's own source).

The examples on the pages are run by the tests.
"""


class Page(NamedTuple):
    """What the file of a rule says of it."""

    kind: str
    french: str
    english: str
    """What it looks at, in a line."""
    meaning: str
    """The paragraphs, with the legal text."""
    examples: str
    model: type[Criterion]
    example: Criterion
    """The rule of the examples."""


def pages() -> dict[str, str]:
    """Each file's name with its text."""
    found = [_read(kind, model) for kind, model in SHELF.items()]
    lines = [f"| [`{page.kind}`]({page.kind}.md) | {page.french} | {page.english} |\n" for page in found]
    return {
        "README.md": PRELUDE + "".join(lines) + SHARED_FIELDS,
        **{f"{page.kind}.md": _written(page) for page in found},
    }


def _read(kind: str, model: type[Criterion]) -> Page:
    module = import_module(model.__module__)
    text = inspect.getdoc(module) or ""
    prose, _, examples = text.partition("\n>>> ")
    first, _, meaning = prose.partition("\n\n")
    french, _, english = first.replace("\n", " ").partition(": ")
    test = doctest.DocTestFinder(recurse=False).find(module)[0]
    doctest.DocTestRunner(verbose=False).run(test, clear_globs=False)
    return Page(kind, french, english, meaning.strip(), f">>> {examples.strip()}", model, test.globs["rule"])


def _written(page: Page) -> str:
    source = f"src/aidmatch/criteria/{page.kind}.py"
    fields = "".join(_rows(page.model))
    return (
        "\n\n".join(
            [
                f"# {page.french} (`{page.kind}`)",
                f"{page.english[:1].upper()}{page.english[1:]}",
                page.meaning,
                f"## In a call's file\n\n```yaml\ncriteria:\n  - {_in_yaml(page.example)}\n```",
                f"| field | value | default | meaning |\n|---|---|---|---|\n{fields}".rstrip(),
                f"## Examples\n\n```pycon\n{page.examples}\n```",
                f"Written by `make docs` from [`{source}`](../../{source}).",
            ]
        )
        + "\n"
    )


def _in_yaml(rule: Criterion) -> str:
    """The rule as a person writes it on one line."""
    return "{" + ", ".join(f"{name}: {_scalar(value)}" for name, value in json.loads(rule.rule()).items()) + "}"


def _scalar(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_scalar(one) for one in value) + "]"
    if isinstance(value, str):
        # A code of digits is a text: unquoted, YAML would read a number.
        return value if value.replace("_", "").replace("-", "").isalnum() and not value[0].isdigit() else f'"{value}"'
    return json.dumps(value)


def _rows(model: type[Criterion]) -> Iterator[str]:
    schema = model.model_json_schema(by_alias=True)
    needed = set(schema.get("required", ()))
    told = _told(model)
    for name, field in model.model_fields.items():
        if name == "kind" or name in SHARED:
            continue
        shown = field.alias or name
        values = _values(schema["properties"][shown], schema.get("$defs", {}))
        default = "*needed*" if shown in needed else _default(field.default)
        meaning = " ".join(told.get(name, "").split())
        yield f"| `{shown}` | {values} | {default} | {meaning} |\n"


def _default(value: Any) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return ", ".join(f"`{one}`" for one in value)
    return f"`{json.dumps(value).strip(chr(34))}`"


def _told(model: type[Criterion]) -> dict[str, str]:
    """The docstring under each field, those of the classes below included."""
    told: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if not issubclass(owner, Value):
            continue
        body = ast.parse(inspect.getsource(owner)).body[0]
        statements = body.body if isinstance(body, ast.ClassDef) else []
        for field, text in pairwise(statements):
            match field, text:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                    told[name] = words
    return told


def _values(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """What may be written, in words."""
    if "$ref" in schema:
        return _values(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    if "anyOf" in schema:
        kinds = [one for one in schema["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(_values(one, definitions) for one in kinds))
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_values(schema['items'], definitions)}"
    if schema.get("type") in ("integer", "number"):
        least, most = schema.get("minimum"), schema.get("maximum")
        bounds = [f"from {least}"] * (least is not None) + [f"to {most}"] * (most is not None)
        return " ".join([{"integer": "whole number", "number": "number"}[schema["type"]], *bounds])
    return {"boolean": "`true` or `false`", "string": "text"}[schema["type"]]


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, "utf-8", newline="\n")
