"""What a person overrules in a call that a program read: a small file of its own, which every new import leaves alone.

The form is a JSON merge patch (RFC 7396) on the call's own fields: a field given stands in place of what was read, a
record (`amounts`, `origin`…) changes only where it is given, a list stands whole, null takes a field away. A window
given with its `kind` stands whole, as the dates of one kind mean nothing to another. Then `drop` takes criteria and
conditions away, and `add` brings criteria.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import create_model

from aidmatch.call import Call, Correction
from aidmatch.condition import Condition
from aidmatch.value import Day, Slug, Value


def _part(model: type[Value], name: str, without: frozenset[str] = frozenset()) -> Any:
    """A model of which any field may be given, and a field given null is taken away."""
    fields: dict[str, Any] = {}
    for field, info in model.model_fields.items():
        if field in without:
            continue
        annotation: Any = info.annotation
        inner = _record(annotation)
        if inner is not None:
            annotation = _part(inner, f"{name}{inner.__name__}", _OURS if inner.__name__ == "Origin" else frozenset())
        for constraint in info.metadata:
            annotation = Annotated[annotation, constraint]
        fields[field] = (annotation | None, None)
    return create_model(name, __base__=Value, **fields)


_OURS = frozenset({"corrected"})
"""What the program says of the overlay itself."""


def _record(annotation: Any) -> type[Value] | None:
    """The record a field holds, alone or none."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [one for one in get_args(annotation) if one is not type(None)]
        return _record(inner[0]) if len(inner) == 1 else None
    return annotation if isinstance(annotation, type) and issubclass(annotation, Value) else None


if TYPE_CHECKING:

    class _Given(Value):
        """Any field of a call but its id."""

else:
    _Given = _part(Call, "Given", frozenset({"id"}))


class Overlay(_Given):
    """What stands in place of what was read of one call."""

    id: Slug
    """The call's."""
    drop: tuple[str, ...] = ()
    """Criteria taken away, by their kind or by the words they were read in, and conditions by their words."""
    add: tuple[Condition, ...] = ()
    """Criteria the call also has."""
    why: str | None = None
    """What the person saw, and where: shown beside the answer."""
    on: Day | None = None
    """The day they saw it."""


_OWN = frozenset({"id", "drop", "add", "why", "on"})


def corrected(call: Call, overlay: Overlay, file: str) -> Call:
    """The call with the overlay over it; `ValidationError` where the two make no valid call."""
    given = overlay.model_dump(exclude=set(_OWN), exclude_unset=True, by_alias=True)
    record = _merged(call.model_dump(exclude_defaults=True, by_alias=True), given)
    window = given.get("window")
    if window and window.get("kind"):
        record["window"] = {field: value for field, value in window.items() if value is not None}
    wanted = {_alike(one) for one in overlay.drop}
    met: set[str] = set()
    for field in ("criteria", "conditions"):
        kept = []
        for one in record.get(field, ()):
            names = {_alike(one)} if isinstance(one, str) else {one["kind"], _alike(one.get("words") or one["kind"])}
            met |= names & wanted
            if not names & wanted:
                kept.append(one)
        record[field] = kept
    # Where the rule stands, for a person who asks: in the overlay, unless it says better.
    added = [rule if rule.source else rule.model_copy(update={"source": file}) for rule in overlay.add]
    record["criteria"] += [rule.model_dump(exclude_defaults=True, by_alias=True) for rule in added]
    fields = (*given, *(["criteria"] if (overlay.drop or overlay.add) and "criteria" not in given else []))
    idle = tuple(one for one in overlay.drop if _alike(one) not in met)
    record["origin"]["corrected"] = Correction(file=file, fields=fields, why=overlay.why, on=overlay.on, idle=idle)
    return Call.model_validate(record)


def _alike(words: str) -> str:
    return " ".join(words.replace("’", "'").casefold().split())


def _merged(held: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """RFC 7396: records are merged, null takes away, anything else stands in place."""
    merged = dict(held)
    for field, value in given.items():
        if value is None:
            merged.pop(field, None)
        elif isinstance(value, dict):
            before = merged.get(field)
            merged[field] = _merged(before if isinstance(before, dict) else {}, value)
        else:
            merged[field] = value
    return merged
