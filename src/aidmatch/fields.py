"""The fields of a call by their dotted names, and those that differ between two forms of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from aidmatch.call import Call

QUIET = frozenset({"origin", "id"})
"""Fields of which a change is no news."""


class Field(NamedTuple):
    """A field before and after; None where it was or is not told."""

    name: str
    """Dotted: `window.closes`."""
    before: Any
    after: Any


def told(call: Call) -> dict[str, Any]:
    """What a call says, by its own fields, as the data files write it."""
    return call.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def differing(before: Call, after: Call) -> tuple[Field, ...]:
    """The fields that differ, in the order of the model."""
    old, new = flat(told(before)), flat(told(after))
    names = dict.fromkeys([*old, *new])
    return tuple(
        Field(name, old.get(name), new.get(name))
        for name in names
        if name.split(".")[0] not in QUIET and not same(old.get(name), new.get(name))
    )


def flat(content: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Values by their dotted names."""
    values: dict[str, Any] = {}
    for name, value in content.items():
        if isinstance(value, Mapping):
            values.update(flat(value, f"{prefix}{name}."))
        else:
            values[f"{prefix}{name}"] = value
    return values


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same: a list whatever its order, a text whatever its blanks."""
    return bool(_settled(one) == _settled(other))


def _settled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _settled(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return sorted(json.dumps(one, sort_keys=True, ensure_ascii=False) for one in value)
    return " ".join(value.split()) if isinstance(value, str) else value
