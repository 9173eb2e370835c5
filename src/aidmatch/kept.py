"""Values as the index keeps them -> the values they were, without asking again whether they are right.

They were validated when the index was written, by this very program (its fingerprint is in the index's key). Building
pydantic's validators costs a short command more than reading what it shows; a property test holds that what is
restored here equals what validation gives.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from aidmatch.value import Value

V = TypeVar("V", bound=Value)

Restore = Callable[[Any], Any]

_set = object.__setattr__

_AS_IT_IS = (str, int, float, bool, NoneType)
"""What JSON holds as Python does."""


def restore(model: type[V], raw: Mapping[str, Any]) -> V:
    """A value from the JSON object that the index wrote of it."""
    plan = _plan(model)
    held = plan.defaults.copy()
    for key, given in raw.items():
        name, restored = plan.fields[key]
        held[name] = given if restored is None else restored(given)
    # What pydantic's own `model_construct` does, less its look at every field: a catalogue has thousands of rules.
    value = model.__new__(model)
    _set(value, "__dict__", held)
    _set(value, "__pydantic_fields_set__", plan.told(tuple(raw)))
    _set(value, "__pydantic_extra__", None)
    _set(value, "__pydantic_private__", None)
    return value


def restorer(annotation: Any) -> Restore | None:
    """What makes a value of an annotated type from its JSON; None when JSON holds it as it is.

    A type that no value of ours has yet is a TypeError: better a failing test than a value that is not what it seems.
    """
    origin = get_origin(annotation)
    inner: Any = get_args(annotation)
    if origin is Annotated:
        return restorer(inner[0])
    if origin is Literal or annotation in _AS_IT_IS:
        return None
    if origin in (Union, UnionType):
        return _either(_members(annotation))
    if annotation is date:
        return _optional(date.fromisoformat)
    if origin is tuple:
        return _tuple(restorer(inner[0]))
    if origin is dict:
        return _dict(restorer(inner[1]))
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return lambda raw: restore(annotation, raw)
    raise TypeError(f"no way back from JSON is known for {annotation}")


class _Plan(NamedTuple):
    """How a model's values are written."""

    fields: Mapping[str, tuple[str, Restore | None]]
    """By the name in JSON: the name in Python, and what makes the value."""
    defaults: dict[str, Any]
    """In the model's order, with None where there is no default: what is written out follows it."""
    sets: dict[tuple[str, ...], set[str]]
    """The names of the fields told, by what the JSON tells: values are frozen, and the same set serves all alike."""

    def told(self, keys: tuple[str, ...]) -> set[str]:
        """The names in Python of what JSON tells."""
        known = self.sets.get(keys)
        if known is None:
            known = self.sets[keys] = {self.fields[key][0] for key in keys}
        return known


@cache
def _plan(model: type[Value]) -> _Plan:
    fields = model.model_fields.items()
    return _Plan(
        {field.alias or name: (name, restorer(field.annotation)) for name, field in fields},
        {name: None if field.is_required() else field.get_default(call_default_factory=True) for name, field in fields},
        {},
    )


def _members(annotation: Any) -> list[Any]:
    """The members of a union, those of the unions in it included."""
    found: list[Any] = []
    for member in get_args(annotation):
        inner = get_args(member)[0] if get_origin(member) is Annotated else member
        found += _members(inner) if get_origin(inner) in (Union, UnionType) else [inner]
    return found


def _either(members: list[Any]) -> Restore | None:
    """The member that JSON can stand for: values of ours tell themselves apart by `kind`, others by their shape."""
    values = [member for member in members if isinstance(member, type) and issubclass(member, Value)]
    if len(values) > 1:
        kinds = {get_args(value.model_fields["kind"].annotation)[0]: value for value in values}
        return lambda raw: restore(kinds[raw["kind"]], raw)
    rest = [restored for restored in map(restorer, members) if restored is not None]
    if not rest:
        return None
    if len(rest) > 1:
        raise TypeError(f"JSON does not tell these apart: {members}")
    only = rest[0]
    lists = any(get_origin(member) is tuple for member in members)
    # A word that stands for a list ("unknown") stays that word.
    return lambda raw: only(raw) if raw is not None and (not lists or isinstance(raw, list)) else raw


def _optional(restored: Restore) -> Restore:
    return lambda raw: None if raw is None else restored(raw)


def _tuple(restored: Restore | None) -> Restore:
    return tuple if restored is None else lambda raw: tuple([restored(one) for one in raw])


def _dict(restored: Restore | None) -> Restore:
    return dict if restored is None else lambda raw: {key: restored(one) for key, one in raw.items()}
