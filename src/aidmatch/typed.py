"""What a person types after `FIELD=` -> the value, read by the field's own type.

A text is taken as typed, so that a code keeps its zeros and a colon means nothing; what cannot be read as the type
wants is handed over as typed too, and the validation says what was expected.
"""

from __future__ import annotations

import types
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from aidmatch.company import Company, Span
from aidmatch.value import Value

YES, NO = frozenset({"true", "1", "yes", "oui", "vrai", "x"}), frozenset({"false", "0", "no", "non", "faux"})
"""Words for a fact that is so, or not."""


def typed(field: str, text: str, of: type[Value] = Company) -> Any:
    """The value of a company's field, a dotted name reaching inside; None for an empty text."""
    given = text.strip()
    return _read(_kinds_at(field, of), given) if given else None


def _kinds_at(field: str, of: type[Value]) -> list[Any]:
    """The types a field may have; none when there is no such field."""
    kinds: list[Any] = [of]
    for step in field.split("."):
        kinds = [inner for kind in kinds for inner in _inside(kind, step)]
    return kinds


def _inside(kind: Any, step: str) -> list[Any]:
    if get_origin(kind) is dict:
        return _alternatives(get_args(kind)[1])
    if isinstance(kind, type) and issubclass(kind, Value):
        for name, field in kind.model_fields.items():
            if step in (name, field.alias):
                return _alternatives(field.annotation)
    return []


def _alternatives(annotation: Any) -> list[Any]:
    """The types of a union, without what only checks or says that nothing is known."""
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return [kind for inner in get_args(annotation) for kind in _alternatives(inner)]
    return [] if annotation is type(None) else [annotation]


def _read(kinds: list[Any], text: str) -> Any:
    for kind in kinds:
        if get_origin(kind) is Literal and text in get_args(kind):
            return text
    for kind in kinds:
        if kind is bool:
            word = text.casefold()
            return True if word in YES else False if word in NO else text
        if kind is date:
            return _day(text)
        if kind in (int, float) or kind is Span:
            return _number(text) if text[0] != "{" else _yaml(text)
        if get_origin(kind) is tuple:
            return _several(_alternatives(get_args(kind)[0]), text)
        if get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, Value)):
            return _yaml(text)
    return text


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _number(text: str) -> float | str:
    """A number as one writes it: « 45 000 », « 11,5 »."""
    plain = "".join(text.split()).replace(",", ".")
    if not plain.replace(".", "", 1).removeprefix("-").isdecimal():
        return text
    return float(plain) if "." in plain else int(plain)


def _several(kinds: list[Any], text: str) -> Any:
    """A list between brackets, or with commas between its values."""
    if any(isinstance(kind, type) and issubclass(kind, Value) for kind in kinds):
        return _yaml(text)
    if text.startswith("["):
        given = _yaml(text, words=True)
        return [_read(kinds, one) if isinstance(one, str) else one for one in given] if type(given) is list else text
    return [_read(kinds, part.strip()) for part in text.split(",") if part.strip()]


def _yaml(text: str, *, words: bool = False) -> Any:
    """A record or a list as YAML writes it on one line; with `words`, each value as it is written."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="base" if words else "safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        return text
