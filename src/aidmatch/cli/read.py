"""`aidmatch read [FILE|-]`: the conditions read from a text, with the words they were read in."""

from __future__ import annotations

import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session, refuse

if TYPE_CHECKING:
    from aidmatch.documents import Document

app = typer.Typer(pretty_exceptions_enable=False)

STDIN = "-"


@app.command(
    help=_("Read the conditions of a French text: the words read are underlined, each condition has its line."),
    epilog=_("Examples: aidmatch read reglement.txt · aidmatch read page.pdf --format json"),
)
def read(
    file: Annotated[Path, typer.Argument(help=_("A text, web page, PDF, DOCX or mail; - reads what is piped."))] = Path(
        STDIN
    ),
    heading: Annotated[
        str | None, typer.Option(help=_("The title the text stands under, such as “Bénéficiaires”."))
    ] = None,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """What a text asks."""
    from aidmatch import extractors

    session = Session()
    document = _document(file)
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


def _document(file: Path) -> Document:
    """The document in a file, or of the pipe."""
    from aidmatch import documents

    if str(file) != STDIN:
        if not file.is_file():
            refuse("no such file: {file:text}", file=str(file))
        return documents.read(file)
    if sys.stdin.isatty():
        refuse("nothing to read", "name a file, or pipe a text: aidmatch read reglement.pdf")
    return documents.document(sys.stdin.buffer.read(documents.LARGEST + 1), STDIN)
