"""Where a result goes and in which form: a table for terminals, data for programs."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from aidmatch.cli._session import refuse, target
from aidmatch.formats._sentences import spoken as _


class Format(StrEnum):
    """The forms a list can take."""

    TABLE = "table"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    MARKDOWN = "markdown"
    PARQUET = "parquet"
    ATOM = "atom"
    XLSX = "xlsx"
    HTML = "html"
    ICS = "ics"

    @classmethod
    def of(cls, given: "Format | None", output: Path | None) -> "Format":
        """The form asked, else the one of the file's name, else a table."""
        if given is not None:
            return given
        suffixes = {".json": cls.JSON, ".ndjson": cls.NDJSON, ".jsonl": cls.NDJSON, ".csv": cls.CSV}
        suffixes |= {".md": cls.MARKDOWN, ".parquet": cls.PARQUET, ".atom": cls.ATOM, ".xlsx": cls.XLSX}
        suffixes |= {".html": cls.HTML, ".ics": cls.ICS}
        if output is not None and output != Path("-"):
            found = suffixes.get(output.suffix.lower())
            if found is None:
                refuse("{file:text}: which format?", "name it with --format", file=str(output))
            return found
        return cls.TABLE


FORMAT = Annotated[Format | None, typer.Option("--format", "-f", help=_("Form of the result."), show_default=False)]
OUTPUT = Annotated[Path | None, typer.Option("--output", "-o", help=_("Write to this file."), show_default=False)]


def emit(document: Any, chosen: Format, output: Path | None) -> None:
    """Write a document: `rows.Document`, in the form chosen, to a file or stdout."""
    from aidmatch.formats import writers

    where = target(output)
    if chosen is Format.PARQUET:
        refuse_terminal(where, "parquet")
    write = writers.WRITERS.get(chosen.value)
    if write is None or chosen.value not in document.forms:
        refuse(
            "--format: {given} is not for this command",
            "there are: {known}",
            given=chosen.value,
            known=", ".join(document.forms),
        )
    _put(write(document), where)


def refuse_terminal(where: Path | None, form: str) -> None:
    """Stop where a form that is no text would go to a terminal."""
    if where is None and sys.stdout.isatty():
        refuse("{form} is not for terminals", "write it to a file with -o FILE.{form}", form=form)


def emit_bytes(content: bytes, output: Path | None) -> None:
    """Write what is already in its form, to a file or stdout."""
    _put([content], target(output))


def _put(chunks: Iterable[bytes], where: Path | None) -> None:
    from aidmatch.formats._file import to_file

    if where is None:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
        return
    to_file(where, chunks)
