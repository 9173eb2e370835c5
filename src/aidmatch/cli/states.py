"""`aidmatch follow|dismiss|applied|won|refused|dropped COMPANY CALL`, `clear` and `states`: what members did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._choose import choose_call, choose_company
from aidmatch.cli._noting import note_state
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.errors import IN_PART
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.journal.stances import State

COMPANY = Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)]
CALL = Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)]
ON = Annotated[str | None, typer.Option("--on", metavar=_("DATE"), help=_("The day it happened; today by default."))]
AMOUNT = Annotated[str | None, typer.Option("--amount", metavar=_("EUR"), help=_("Euros asked or obtained."))]
NOTE = Annotated[str | None, typer.Option("--note", help=_("A word to remember."))]


def _state(state: State, help_: str, epilog: str | None = None) -> typer.Typer:
    """The command of one state."""
    made = typer.Typer(pretty_exceptions_enable=False)

    @made.command(help=help_, epilog=epilog)
    def command(company: COMPANY, call: CALL, on: ON = None, amount: AMOUNT = None, note: NOTE = None) -> None:
        note_state(state, company, call, on=on, amount=amount, text=note)

    return made


dismiss = _state(
    "dismissed",
    _("Put a call aside for a company: it is offered no more."),
    _("Example: aidmatch dismiss brumequille cnc-fajv-production --note 'déjà vu'"),
)
follow = _state(
    "followed",
    _("Follow a call for a company: it is reminded of the dates."),
    _("Example: aidmatch follow brumequille credit-impot-innovation"),
)
applied = _state("applied", _("Note that a company handed in its file."))
refused = _state("refused", _("Note that the funder turned a company down."))
dropped = _state("dropped", _("Note that a company gave a call up on the way."))

won = typer.Typer(pretty_exceptions_enable=False)


@won.command(
    "won",
    help=_(
        "Note that a company obtained an aid. What it received counts for its next de minimis aids: the line is "
        "proposed on a terminal, and written with --record."
    ),
    epilog=_("Example: aidmatch won brumequille cnc-fajv-preproduction --amount 40000 --talks"),
)
def won_(
    company: COMPANY,
    call: CALL,
    on: ON = None,
    amount: AMOUNT = None,
    note: NOTE = None,
    talks: Annotated[
        bool, typer.Option("--talks", help=_("It agrees to talk about it with the other members."))
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help=_("Write it among the aids the company received, without asking."))
    ] = False,
    nothing_else: Annotated[
        bool,
        typer.Option("--nothing-else", help=_("With --record: the company received no other aid that still counts.")),
    ] = False,
) -> None:
    """Note an aid obtained."""
    from aidmatch.cli._award import propose

    noted = note_state("won", company, call, on=on, amount=amount, text=note, talks=talks)
    if not propose(noted, record=record, nothing_else=nothing_else):
        raise typer.Exit(IN_PART)


clear = typer.Typer(pretty_exceptions_enable=False)


@clear.command(
    "clear", help=_("Take back what was noted of a company and a call."), epilog=_("Example: aidmatch clear brume fajv")
)
def clear_(company: COMPANY, call: CALL) -> None:
    """As if nothing had been noted."""
    note_state(None, company, call)


states = typer.Typer(
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help=_("What members did about calls: list it, or read it back from the matrix."),
)


@states.command(
    "list",
    help=_("List what members did about calls, the latest first within each company."),
    epilog=_("Examples: aidmatch states list --company brumequille · aidmatch states list -o suites.csv"),
)
def list_(
    company: Annotated[list[str] | None, typer.Option("--company", help=_("Keep this company."))] = None,
    call: Annotated[list[str] | None, typer.Option("--call", help=_("Keep this call."))] = None,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Every state that stands."""
    from aidmatch.formats import following

    session = Session()
    companies = {choose_company(session, name).id for name in company or ()}
    calls = {choose_call(session, name) for name in call or ()}
    names = {id_: name for id_, name, _siren in session.catalogue.company_names()}
    titles = {ordinal: title for ordinal, _id, title, _url in session.catalogue.call_names()}
    held = [
        following.Line(stance, names.get(of, of), titles[ordinal])
        for of in sorted(names)
        if not companies or of in companies
        for ordinal, stance in sorted(session.memory.stances(of).items(), key=lambda one: one[1].day, reverse=True)
        if not calls or ordinal in calls
    ]
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        following.show(session.out, session.wording, held)
    else:
        emit(following.document(held, session.at), chosen, output)
    session.finish()


@states.command(
    "import",
    help=_(
        "Read the columns of the matrix back (aidmatch match --format xlsx): what was changed in them is noted. A row "
        "that says nothing clear is left aside and named, with its cell."
    ),
    epilog=_("Example: aidmatch states import matrice.xlsx"),
)
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=_("XLSX or ODS."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what would change; keep nothing."))] = False,
) -> None:
    """Note what the matrix says."""
    from aidmatch.cli._matrix import take

    session = Session()
    take(session, file, dry_run=dry_run)
    session.finish()
