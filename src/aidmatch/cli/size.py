"""`aidmatch size COMPANY`: the EU size class, line by line, and the figures of the SME declaration."""

from __future__ import annotations

from typing import Annotated

import typer

from aidmatch.cli._choose import choose_company
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_(
        "Work out the size of a company in the EU sense, line by line, with the figures of the SME declaration, beside "
        "INSEE's category and the size of the accounts."
    ),
    epilog=_("Example: aidmatch size groupe-cobotide"),
)
def size(
    company: Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)],
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """The size of one company."""
    from aidmatch import rulers, sme_declaration
    from aidmatch.formats import sizing as page
    from aidmatch.size import possible_classes

    session = Session()
    asked = choose_company(session, company)
    day = session.at.date()
    sizing = possible_classes(asked, day)
    form = sme_declaration.form(asked, sizing, day)
    notes = tuple(sme_declaration.notes(asked, sizing, day))
    others = rulers.insee(sizing, day), rulers.accounting(asked, sizing.lines[0], day)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        page.show(session.out, session.wording, asked, sizing, form, notes, *others, day)
    else:
        emit(page.document(session.wording, asked, sizing, form, notes, *others, session.at), chosen, output)
    session.finish()
