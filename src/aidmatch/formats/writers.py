"""Documents -> bytes: JSON, NDJSON, CSV, Markdown, Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from aidmatch.errors import AidmatchError
from aidmatch.formats._plain import in_markdown, numbered, plain
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.formats.rows import Document


def as_json(document: Document) -> Iterator[bytes]:
    """One object, its items last, written as they come."""
    head = _json(dict(document.head), indent=2)
    yield head.removesuffix("\n}").encode()
    yield f',\n  "{document.items_name}": ['.encode()
    separator = "\n"
    for item in document.items:
        text = _json(item, indent=2).replace("\n", "\n    ")
        yield f"{separator}    {text}".encode()
        separator = ",\n"
    yield b"\n  ]\n}\n" if separator != "\n" else b"]\n}\n"


def as_ndjson(document: Document) -> Iterator[bytes]:
    """One object a line."""
    for item in document.items:
        yield _json(item, separators=(",", ":")).encode() + b"\n"


def _json(value: Any, **form: Any) -> str:
    return numbered(json.dumps(value, ensure_ascii=False, **form))


def as_csv(document: Document) -> Iterator[bytes]:
    """A header line, then one line an item; lists are joined by a bar, as in the national standard."""
    import csv
    import io

    columns = _flat_columns(document)
    yield _csv_line(csv, io, columns)
    shared = _flat(document.head)
    for item in document.items:
        flat = {**shared, **_flat(item)}
        yield _csv_line(csv, io, [_cell(flat.get(column)) for column in columns])


def _csv_line(csv: Any, io: Any, row: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(row)
    return str(line.getvalue()).encode()


_AMOUNT = ("floor", "ceiling", "typical", "intensity")


def _flat_columns(document: Document) -> list[str]:
    nested = {"amount": [f"amount_{part}" for part in _AMOUNT], "origin": ["origin_source", "origin_id"]}
    return [flat for column in document.columns for flat in nested.get(column, [column])]


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in item.items():
        if isinstance(value, dict):
            flat.update({f"{key}_{part}": inner for part, inner in value.items()})
        else:
            flat[key] = value
    return flat


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = plain("|".join(map(str, value)) if isinstance(value, list) else str(value))
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def as_markdown(document: Document) -> Iterator[bytes]:
    """A table whose cells show as they are."""
    columns = _flat_columns(document)
    yield f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n".encode()
    shared = _flat(document.head)
    for item in document.items:
        flat = {**shared, **_flat(item)}
        yield f"| {' | '.join(_escaped(flat.get(column)) for column in columns)} |\n".encode()


def _escaped(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return in_markdown(text)


_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("failed", "unknown", "reserves", "told"), "texts"),
    **dict.fromkeys(("points", "score", "amount_floor", "amount_ceiling", "amount_typical"), "count"),
    "amount_intensity": "share",
    "closes_time_given": "truth",
}
"""Of the columns of a Parquet file, the same whether it has rows or none; the others are texts."""


def as_parquet(document: Document) -> Iterator[bytes]:
    """One file; lists stay lists, amounts and origins become columns."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise AidmatchError(
            say("Parquet needs a library that is not installed"),
            say("install it with: pip install 'aidmatch[parquet]'"),
        ) from error
    rows = [_flat(item) for item in document.items]
    types = {"text": pa.string(), "texts": pa.list_(pa.string()), "count": pa.int64(), "share": pa.float64()}
    types["truth"] = pa.bool_()
    columns = [(name, types[_TYPES.get(name, "text")]) for name in _flat_columns(document)]
    table = pa.Table.from_pylist(rows, schema=pa.schema(columns))
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    yield sink.getvalue().to_pybytes()


WRITERS: Mapping[str, Callable[[Document], Iterator[bytes]]] = {
    "json": as_json,
    "ndjson": as_ndjson,
    "csv": as_csv,
    "markdown": as_markdown,
    "parquet": as_parquet,
}
