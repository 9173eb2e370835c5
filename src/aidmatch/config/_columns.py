"""The columns of the members' lists that a person approved: `[companies.columns]` of `aidmatch.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aidmatch.config._wrong import FILE, check, wrong
from aidmatch.value import say
from aidmatch.whole import write_whole


def read_columns(table: object) -> Mapping[str, str]:
    """What a person approved: by heading, the field it holds; nothing for one left aside."""
    if not isinstance(table, dict):
        raise wrong("companies", say("a table was expected"))
    check(table, frozenset({"columns"}), "companies.")
    columns = table.get("columns", {})
    if not isinstance(columns, dict) or not all(isinstance(field, str) for field in columns.values()):
        raise wrong("companies.columns", say("a field for each heading was expected"))
    return columns


def keep_columns(workspace: Path, columns: Mapping[str, str]) -> None:
    """Write what a person approved of the columns of her list into the settings; comments and order stay."""
    import tomlkit
    from tomlkit.items import Table

    path = workspace / FILE
    content = tomlkit.parse(path.read_bytes().decode("utf-8-sig")) if path.is_file() else tomlkit.document()
    for name in ("companies", "columns"):
        holder = content if name == "companies" else content["companies"]
        if name not in holder:
            holder[name] = tomlkit.table(is_super_table=name == "companies")
    table = content["companies"]["columns"]
    if not isinstance(table, Table):
        raise wrong("companies.columns", say("a table was expected"))
    for heading, field in columns.items():
        table[heading] = field
    write_whole(path, [tomlkit.dumps(content).encode()])
