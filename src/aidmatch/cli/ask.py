"""`aidmatch ask COMPANY`: the fewest questions that settle the most, asked one by one or as a form to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._choose import choose_company
from aidmatch.cli._inquiring import Inquirer
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit, emit_bytes, refuse_terminal
from aidmatch.cli._session import Session, is_interactive, refuse
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.company import SaidBy

app = typer.Typer(pretty_exceptions_enable=False)

TOP = 5


@app.command(
    help=_(
        "Ask the few questions that settle most calls, or make a form of them.\n\n"
        "On a terminal, one by one: Enter leaves a fact unknown, q stops, each answer is saved at once. Else the list; "
        "with html, xlsx or json a form to send; what comes back is read with companies import."
    ),
    epilog=_("Examples: aidmatch ask brumequille · aidmatch ask brumequille --format xlsx -o questions.xlsx"),
)
def ask(
    company: Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)],
    top: Annotated[int, typer.Option("--top", "-n", min=1, help=_("Ask at most so many."))] = TOP,
    by: Annotated[
        str, typer.Option("--by", help=_("Who answers: head, register, accounts, list or estimate."))
    ] = "head",
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Ask a company what is worth asking."""
    session = Session()
    said_by = _said_by(by)
    asked = choose_company(session, company)
    inquirer = Inquirer(session, asked)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE and format_ is None and is_interactive() and not session.workspace.is_starter:
        from aidmatch.cli._interview import interview

        interview(session, inquirer, asked, top, said_by)
        session.finish()
        return
    found = inquirer.ask(asked, top)
    if chosen is Format.TABLE:
        from aidmatch.formats import asking

        asking.show(session.out, session.wording, found)
    elif chosen is Format.HTML:
        from aidmatch.formats import ask_form

        emit_bytes(ask_form.page(session.wording, found, session.at).encode(), output)
    elif chosen is Format.XLSX:
        from aidmatch.formats import ask_form

        refuse_terminal(output, "xlsx")
        emit_bytes(ask_form.sheet(session.wording, found, session.at), output)
    else:
        from aidmatch.formats import asking

        emit(asking.document(session.wording, found, session.at), chosen, output)
    session.finish()


def _said_by(typed: str) -> SaidBy:
    from typing import get_args

    from aidmatch.company import SaidBy

    known: dict[str, SaidBy] = {one: one for one in get_args(SaidBy)}
    if typed not in known:
        refuse("--by: no such source: {typed:text}", "there are: {known}", typed=typed, known=", ".join(known))
    return known[typed]
