"""What the validation refused -> sentences: the file, the line and the field, what is wrong and what to do."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from aidmatch.datafiles._raw import Raw, line_at
from aidmatch.errors import Problem
from aidmatch.value import Message, Refusal, Value, say


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
        line = raw.line or line_at(raw.node, location)
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
        told = brief(given if kind == "literal_error" else context.get("tag"))
        near = _nearest(told, expected.split(", "))
        return say("expected one of: {expected:text}", expected=expected), (
            say("did you mean {near}?", near=near) if near else None
        )
    if kind.startswith("string_pattern"):
        pattern = context.get("pattern", "")
        return say("{given:text} does not have the form {pattern:text}", given=brief(given), pattern=pattern), None
    if kind in ("string_too_long", "string_too_short", "too_long", "too_short"):
        limit = context.get("max_length", context.get("min_length"))
        return say("wrong length; the limit is {limit:number}", limit=limit), None
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        if isinstance(bound, float) and bound.is_integer():
            # A count of people is kept as a number with decimals.
            bound = int(bound)
        return say("{given:text} is out of bounds; the bound is {bound:text}", given=brief(given), bound=bound), None
    for kinds, what in _EXPECTED:
        if kind.startswith(kinds):
            fix = say("put it between quotes") if kind == "string_type" else None
            return what._replace(values=(("given", brief(given)),)), fix
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


def brief(given: object) -> str:
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
