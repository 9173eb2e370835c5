"""`aidmatch init [DIR]`: a workspace of one's own, with the starter data."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from aidmatch import config
from aidmatch.cli._first_settings import first_settings
from aidmatch.cli._lines import put
from aidmatch.cli._session import Session, refuse
from aidmatch.errors import DataError
from aidmatch.formats._sentences import spoken as _
from aidmatch.value import say

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Make a workspace: a folder with the starter calls and demo companies, to make your own."),
    epilog=_("Examples: aidmatch init · aidmatch init ~/aides --no-companies · aidmatch init --shortcut"),
)
def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar=_("DIR"), help=_("Folder to make; this one by default."))
    ] = None,
    companies: Annotated[
        bool, typer.Option("--companies/--no-companies", help=_("Copy the demo companies and contacts too."))
    ] = True,
    shortcut: Annotated[
        bool, typer.Option("--shortcut", help=_("Write a file to double-click on Monday; in a workspace, only that."))
    ] = False,
) -> None:
    """Copy the starter data into a new workspace."""
    session = Session()
    words = session.wording
    target = (folder or Path(session.wanted.workspace or ".")).expanduser()
    if (target / config.FILE).exists() or (target / "data" / "calls").exists():
        if shortcut:
            _shortcut(session, target)
            return
        refuse("{folder:text} is a workspace already: nothing was changed", folder=str(target))
    if target.exists() and not target.is_dir():
        refuse("{folder:text} is a file, not a folder", folder=str(target))
    settings = first_settings(words)
    try:
        _make(target, settings, companies=companies)
    except OSError as error:
        raise _unwritable(target, error) from error
    calls = sum(1 for _file in (target / "data" / "calls").iterdir())
    put(
        words.text(
            "Workspace ready in {folder:text}: {calls}.",
            folder=str(target),
            calls=words.plural("{n} call", "{n} calls", calls),
        )
    )
    if shortcut:
        _shortcut(session, target)
    if not session.wanted.quiet:
        put(words.text("Next: cd {folder:text}, then aidmatch companies add NAME", folder=str(target)))


def _shortcut(session: Session, target: Path) -> None:
    from aidmatch.cli._shortcut import write

    try:
        path = write(target, session.wording)
    except OSError as error:
        raise _unwritable(target, error) from error
    put(session.wording.text("To double-click on Monday: {file:text}", file=str(path)))


def _unwritable(target: Path, error: OSError) -> DataError:
    return DataError(
        say("{path:text} cannot be written: {error:text}", path=str(target), error=error.strerror or str(error)),
        say("check the free space and who may write there"),
    )


def _make(target: Path, settings: str, *, companies: bool) -> None:
    """Copy all beside its place, then put it there.

    The calls come last: until they are there the folder is no workspace, and a second run ends what a first one
    began. What stands there already is left alone.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".aidmatch-", dir=target) as folder:
        stage = Path(folder)
        data = stage / "data"
        data.mkdir()
        for shelf in ("schemas", "calls", *(("companies", "contacts") if companies else ())):
            shutil.copytree(config.starter() / shelf, data / shelf)
        (data / "companies").mkdir(exist_ok=True)
        (data / "contacts").mkdir(exist_ok=True)
        (stage / ".gitignore").write_text(".aidmatch/\nlettres/\n", "utf-8", newline="\n")
        (stage / config.FILE).write_text(settings, "utf-8", newline="\n")
        (target / "data").mkdir(exist_ok=True)
        for name in (".gitignore", "data/schemas", "data/companies", "data/contacts", "data/calls", config.FILE):
            if not (target / name).exists():
                (stage / name).rename(target / name)
