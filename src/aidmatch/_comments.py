"""Values of a YAML record set, replaced or taken away, with every comment around them left where it stands.

The round-trip library hangs a comment on the value before it, at whatever depth: `# Seat` below the last of the needs
belongs to that need, and would go with it.
"""

from __future__ import annotations

from typing import Any, NamedTuple


def put(record: Any, steps: list[str], value: Any) -> None:
    """Set the value the steps lead to; the records on the way are made when they are not there."""
    from ruamel.yaml.comments import CommentedMap

    holder = record
    for step in steps[:-1]:
        if not isinstance(holder.get(step), dict):
            put(holder, [step], CommentedMap() if _is_kept(holder) else {})
        holder = holder[step]
    key = steps[-1]
    if not _is_kept(holder):
        holder[key] = value
        return
    tail = _NOTHING
    flow = key in holder and _flows(holder[key])
    if key in holder:
        is_one_line = _leaf(holder, key)[0] is holder
        tail = _cut(holder, key)
        if not is_one_line:
            tail = tail._replace(own="")
    elif holder is not record and len(holder) and not _flows(holder):
        last = list(holder)[-1]
        tail = _cut(holder, last)
        _hang(holder, last, tail._replace(below=""))
        tail = tail._replace(own="")
    holder[key] = _written(value, flow=flow)
    _hang(holder, key, tail)


def take(holder: Any, key: str) -> None:
    """Take a value away; what stood below it stands below the value before."""
    if not _is_kept(holder):
        del holder[key]
        return
    below = _cut(holder, key).below
    keys = list(holder)
    place = keys.index(key)
    del holder[key]
    if place and not _flows(holder):
        tail = _cut(holder, keys[place - 1])
        _hang(holder, keys[place - 1], tail._replace(below=tail.below.removesuffix("\n") + below))


def _is_kept(holder: Any) -> bool:
    """Whether the holder comes from YAML, comments and all."""
    return hasattr(holder, "ca")


def _flows(value: Any) -> bool:
    """Whether a list or a record stands on one line, between brackets."""
    return _is_kept(value) and bool(value.fa.flow_style())


def _written(value: Any, *, flow: bool) -> Any:
    """A value as the library writes it, ready to bear comments."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    made: Any
    if isinstance(value, dict):
        made = CommentedMap((key, _written(inner, flow=flow)) for key, inner in value.items())
    elif isinstance(value, list):
        made = CommentedSeq(_written(inner, flow=flow) for inner in value)
    else:
        return value
    if flow or not value:
        made.fa.set_flow_style()
    return made


def _leaf(holder: Any, key: Any) -> tuple[Any, Any]:
    """Where the library hangs what follows a value: the last of the last of its values."""
    value = holder[key]
    while _is_kept(value) and len(value) and not _flows(value):
        holder, key = value, (list(value)[-1] if isinstance(value, dict) else len(value) - 1)
        value = holder[key]
    return holder, key


class _Tail(NamedTuple):
    """The comment at the end of a value's last line, its column, and what stands below."""

    own: str
    below: str
    column: int


_NOTHING = _Tail("", "", 0)


def _cut(holder: Any, key: Any) -> _Tail:
    """Take off what follows a value."""
    leaf, last = _leaf(holder, key)
    slots = leaf.ca.items.get(last)
    place = 2 if isinstance(leaf, dict) else 0
    if not slots or slots[place] is None:
        return _NOTHING
    token = slots[place]
    slots[place] = None
    own, sign, below = token.value.partition("\n")
    return _Tail(own, sign + below, token.start_mark.column)


def _hang(holder: Any, key: Any, tail: _Tail) -> None:
    """Hang a comment where the library looks for what follows a value."""
    from ruamel.yaml.error import CommentMark
    from ruamel.yaml.tokens import CommentToken

    leaf, last = _leaf(holder, key)
    place = 2 if isinstance(leaf, dict) else 0
    slots = leaf.ca.items.get(last) or [None, None, None, None]
    if slots[place] is not None and not tail.own:
        # What stood on the line of the field's name, above a value of several lines.
        tail = tail._replace(own=slots[place].value.partition("\n")[0], column=slots[place].start_mark.column)
    text = tail.own + tail.below
    if not text:
        return
    leaf.ca.items[last] = slots
    slots[place] = CommentToken(text if text.endswith("\n") else text + "\n", CommentMark(tail.column), None)
