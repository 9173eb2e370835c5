"""`aidmatch calls import`: a public file, or the coordinator's own list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._lines import put
from aidmatch.cli._session import Session, refuse
from aidmatch.errors import IN_PART, DataError
from aidmatch.formats import _words
from aidmatch.formats._sentences import spoken as _
from aidmatch.search.stems import fold
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording
    from aidmatch.prepare.importing import Import
    from aidmatch.sources._base import Column

LIST = "watch-list"


def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=_("The file to import."))],
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            help=_("Whose file it is, as sources list names it; watch-list is your own (.xlsx, .ods or .csv)."),
            show_default=False,
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar=_("'HEADING=FIELD'"),
            help=_("What a column of your list holds, when its name does not tell; may be repeated."),
        ),
    ] = None,
) -> None:
    """Import a file of calls."""
    from aidmatch.cli.companies import own_workspace
    from aidmatch.prepare.importing import keep_import

    session = Session()
    words = session.wording
    chosen = _source(file, source)
    columns = _columns(words, column, chosen)
    workspace = own_workspace(session, alone=False)
    if columns:
        _known(file, columns)
    done = keep_import(workspace, file, chosen, columns)
    _tell_columns(session, done.columns)
    session.tell_problems(done.problems)
    if not done.name:
        raise DataError(
            say("{file:text} gives no call: it is not kept", file=file.name),
            say("check that it is the file of {source:text}", source=words.term(_words.SOURCES, chosen)),
        )
    _tell(session, done)
    if done.kept < done.read:
        raise typer.Exit(IN_PART)


def _source(file: Path, given: str | None) -> str:
    """The source of a file: the one named, or the person's own list when the file is a spreadsheet."""
    from aidmatch.sources import IMPORTERS
    from aidmatch.sources.watch_list import SUFFIXES

    if given is not None:
        if given not in IMPORTERS:
            refuse(
                "--from: no such source: {source:text}",
                "there are: {known:text}",
                source=given,
                known=", ".join(IMPORTERS),
            )
        return given
    if file.suffix.lower() not in SUFFIXES:
        refuse("{file:text}: which source?", "name it with --from", file=file.name)
    with file.open("rb") as opened:
        first = opened.readline(8192)
    if all(name in first for name in (b"titre", b"types_aides", b"porteurs")):
        refuse("{file:text} follows the national standard", "add --from dispositif-aide", file=file.name)
    return LIST


def _columns(words: Wording, given: list[str] | None, source: str) -> Mapping[str, str] | None:
    """What the person says of the columns; a field by our name for it, or by the word people read."""
    if not given:
        return None
    if source != LIST:
        refuse("--column is for your own list", "leave it out, or say --from watch-list")
    from aidmatch.sources._columns import names

    fields = {fold(name): name for name in names()} | {fold(words.term(_words.COLUMNS, name)): name for name in names()}
    found: dict[str, str] = {}
    for one in given:
        heading, equals, field = one.rpartition("=")
        if not equals or (field.strip() and fold(field.strip()) not in fields):
            refuse(
                "--column {given:text}: 'HEADING=FIELD' was expected",
                "the fields are: {known:text}; nothing after the sign leaves the column aside",
                given=one,
                known=", ".join(names()),
            )
        found[heading.strip()] = fields[fold(field.strip())] if field.strip() else ""
    return found


def _known(file: Path, columns: Mapping[str, str]) -> None:
    """Stop, before anything is kept, at a heading that the list does not have."""
    from aidmatch.sources.watch_list import read

    taken = read(file, file.name, columns).columns
    seen = {" ".join(column.heading.casefold().split()) for column in taken}
    for heading in columns:
        if taken and " ".join(heading.casefold().split()) not in seen:
            refuse("--column: the list has no column {heading:text}", "write it as in the list", heading=heading)


def _tell_columns(session: Session, columns: tuple[Column, ...]) -> None:
    """What each column was taken for, so that a person sees it at once."""
    words = session.wording
    if not columns:
        return
    session.note(words.text("Columns read:"))
    sheets = {column.sheet for column in columns}
    for column in columns:
        if column.field:
            place = words.text("{sheet:text}: ", sheet=column.sheet) if len(sheets) > 1 else ""
            field = words.term(_words.COLUMNS, column.field)
            session.note(
                words.text("  {place}{heading:text} → {field}", place=place, heading=column.heading, field=field)
            )
    aside = dict.fromkeys(column.heading for column in columns if not column.field)
    if aside:
        session.note(words.text("Left aside: {headings:text} (take one with --column)", headings=", ".join(aside)))


def _tell(session: Session, done: Import) -> None:
    """What was read, kept and replaced."""
    words = session.wording
    put(
        words.text(
            "{read:number} read, {kept:number} kept, {aside:number} refused: {file:text}",
            read=done.read,
            kept=done.kept,
            aside=done.read - done.kept,
            file=done.name,
        )
    )
    if done.replaced:
        put(words.text("It replaces {files:text}", files=", ".join(done.replaced)))
    session.note(words.text("New or changed: {n:number}", n=done.changed))
    if done.gone:
        session.note(words.text("No longer there: {n:number}", n=done.gone))
