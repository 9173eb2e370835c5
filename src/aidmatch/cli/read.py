"""`aidmatch read [FILE|URL|-]`: the conditions read from a text, with the words they were read in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._address import OFFLINE, document_at, is_address
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session, refuse
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.documents import Document

app = typer.Typer(pretty_exceptions_enable=False)

STDIN = "-"


@app.command(
    help=_("Read the conditions of a French text: the words read are underlined, each condition has its line."),
    epilog=_("Examples: aidmatch read reglement.pdf --format json · aidmatch read https://example.org/aide"),
)
def read(
    file: Annotated[
        str,
        typer.Argument(
            metavar=_("FILE|URL|-"),
            help=_("A text, web page, PDF, DOCX or mail, or the address of one; - reads what is piped."),
        ),
    ] = STDIN,
    heading: Annotated[
        str | None, typer.Option(help=_("The title the text stands under, such as “Bénéficiaires”."))
    ] = None,
    offline: OFFLINE = False,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """What a text asks."""
    from aidmatch import extractors

    session = Session()
    document = _document(session, file, offline=offline)
    for noted in document.notes:
        session.note(session.wording.say(noted))
    reading = extractors.read(document.text, heading=heading)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import reading as shown

        shown.show(session.out, session.wording, reading)
    else:
        from aidmatch.formats import rows

        emit(rows.read(reading, session.at), chosen, output)


def _document(session: Session, file: str, *, offline: bool) -> Document:
    """The document in a file, at an address, or of the pipe."""
    from aidmatch import documents

    if is_address(file):
        return document_at(session, file, offline=offline)
    if file != STDIN:
        path = Path(file).expanduser()
        if not path.is_file():
            refuse("no such file: {file:text}", file=file)
        return documents.read(path)
    if sys.stdin.isatty():
        refuse("nothing to read", "name a file, or pipe a text: aidmatch read reglement.pdf")
    return documents.document(sys.stdin.buffer.read(documents.LARGEST + 1), STDIN)
