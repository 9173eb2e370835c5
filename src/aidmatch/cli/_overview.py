"""`aidmatch digest overview`: the coordinator's own letter."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from aidmatch.cli._output import OUTPUT, emit_bytes
from aidmatch.cli._session import Session, refuse
from aidmatch.formats._sentences import spoken as _


class Form(StrEnum):
    """The forms of a letter to a coordinator."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def overview(
    cluster: Annotated[str | None, typer.Option("--cluster", help=_("Only this cluster's."))] = None,
    week: Annotated[
        str | None, typer.Option("--week", metavar=_("WEEK"), help=_("Week, as 2026-W48; this one else."))
    ] = None,
    format_: Annotated[
        Form | None, typer.Option("--format", "-f", help=_("Form of the result."), show_default=False)
    ] = None,
    output: OUTPUT = None,
) -> None:
    """Whom to phone, what fits many, what waits."""
    from aidmatch.cli._journal import journal_of
    from aidmatch.cli._mailing import Mailing, week_asked
    from aidmatch.cli._overviews import overviews
    from aidmatch.formats.overview_forms import FORMS

    session = Session()
    chosen = _chosen(format_, output)
    with journal_of(session, write=False) as journal:
        found = list(overviews(Mailing(session, journal, week_asked(session, week)), cluster))
    if chosen is Form.JSON:
        from aidmatch.cli._output import Format, emit
        from aidmatch.formats.overview_rows import document

        told = [(one.id, one.seen, one.beside, one.letter) for one in found]
        emit(document(told, found[0].seen.week, session.at), Format.JSON, output)
        session.finish()
        return
    if chosen is Form.HTML and len(found) > 1:
        refuse(
            "a page is for one cluster",
            "name it with --cluster: {known:text}",
            known=", ".join(one.id for one in found),
        )
    _, write = FORMS[chosen.value]
    emit_bytes(b"\n".join(write(one.words, one.letter) for one in found), output)
    session.finish()


def _chosen(given: Form | None, output: Path | None) -> Form:
    """The form asked, else the one of the file's name, else text."""
    if given is not None or output is None:
        return given or Form.TEXT
    suffixes = {".txt": Form.TEXT, ".md": Form.MARKDOWN, ".html": Form.HTML, ".json": Form.JSON}
    found = suffixes.get(output.suffix.lower())
    if found is None:
        refuse("{file:text}: which format?", "name it with --format", file=str(output))
    return found
