"""`aidmatch sources`: what is read, from whom, how lately, and how far it is proven."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.errors import IN_PART

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aidmatch.cli._sources import Configured
    from aidmatch.formats.origins import Standing

app = typer.Typer(pretty_exceptions_enable=False, help=_("The public sources: what is on, how lately it was read."))


@app.command(
    "list",
    help=_("Each source: whether it is on, its last complete run, its records, its licence and how far it is proven."),
    epilog=_("Example: aidmatch sources list"),
)
def list_(format_: FORMAT = None, output: OUTPUT = None) -> None:
    """Every source of the workspace."""
    from aidmatch.cli._sources import configured
    from aidmatch.formats import origins

    session = Session()
    found = standing(session, configured(session))
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        origins.show(session.out, session.wording, found, session.at)
    else:
        emit(origins.document(session.wording, found, session.at), chosen, output)


@app.command(
    help=_("Say what is wrong with the sources: failed, old, shrunk or lacking a key. Exit 3 when any is."),
    epilog=_("Example: aidmatch sources check"),
)
def check(
    days: Annotated[int, typer.Option("--days", min=1, help=_("A complete run older than so many days is old."))] = 8,
) -> None:
    """Name each source that needs a hand."""
    from aidmatch.cli._sources import configured
    from aidmatch.formats import origins

    session = Session()
    wrong = list(origins.wrong(session.wording, standing(session, configured(session)), session.at, days))
    for line in wrong:
        typer.echo(line)
    if wrong:
        raise typer.Exit(IN_PART)
    session.note(session.wording.text("All sources that are on were read in full within {n} days.", n=days))


def standing(session: Session, found: Sequence[Configured]) -> list[Standing]:
    """How each source stands in the store."""
    from aidmatch.catalogue.store import Store
    from aidmatch.formats.origins import Standing
    from aidmatch.prepare import home_of_store

    home = home_of_store(session.workspace.path)
    if not home.is_file():
        return [Standing(one.asked, one.source.ABOUT, one.is_on, one.lacking, None, None, 0) for one in found]
    with Store(home) as store:
        return [
            Standing(
                one.asked,
                one.source.ABOUT,
                one.is_on,
                one.lacking,
                store.last(one.asked.name, "complete"),
                store.last(one.asked.name, "complete", "partial", "failed", "interrupted", "running"),
                store.standing(one.asked.name),
            )
            for one in found
        ]
