"""`aidmatch aid`: the aids a company received, what is left of the de minimis ceilings, and the declaration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from aidmatch.cli import _given
from aidmatch.cli._choose import choose_company
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit, emit_bytes
from aidmatch.cli._session import Session, refuse
from aidmatch.cli.companies import _refusals, own_workspace
from aidmatch.errors import IN_PART, USAGE
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.awards import Terms
    from aidmatch.company import Award, Company, Regulation
    from aidmatch.cumulate import Headroom
    from aidmatch.equivalent import Equivalent

app = typer.Typer(
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help=_("Keep the aids a company received, and see what is left of the de minimis ceilings."),
)

COMPANY = Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)]
ON = Annotated[str | None, typer.Option("--on", metavar=_("DATE"), help=_("Another day than today, past or to come."))]


@app.command(
    help=_(
        "Add an aid received: the day of the decision, not of the payment. The grant equivalent of a loan or a "
        "guarantee is worked out where the law's safe harbours allow it. Tax and social reliefs under de minimis count."
    ),
    epilog=_(
        "Examples: aidmatch aid add brumequille 40000 --on 2025-03-01 --funder 'Région Exemple' · "
        "aidmatch aid add brumequille 500000 --on 2025-03-01 --nature loan --years 5 --secured"
    ),
)
def add(
    company: COMPANY,
    amount: Annotated[str, typer.Argument(metavar=_("AMOUNT"), help=_("Euros given, lent or guaranteed."))],
    on: Annotated[str, typer.Option("--on", metavar=_("DATE"), help=_("Day the right to the aid arose."))],
    regulation: Annotated[
        str, typer.Option(help=_("De minimis regulation: general, sgei, agriculture or fisheries; none for other aid."))
    ] = "general",
    nature: Annotated[str, typer.Option(help=_("grant, loan, guarantee, tax_relief, social_relief…"))] = "grant",
    years: Annotated[float | None, typer.Option(help=_("How long the loan or the guarantee runs."))] = None,
    secured: Annotated[
        bool | None,
        typer.Option(
            "--secured/--unsecured",
            help=_("A loan half secured at least; a guarantee of 80 % of the loan at most."),
        ),
    ] = None,
    equivalent: Annotated[
        str | None, typer.Option(help=_("The gross grant equivalent, as the funder told it."))
    ] = None,
    funder: Annotated[str | None, typer.Option(help=_("Who granted it."))] = None,
    call: Annotated[str | None, typer.Option(help=_("Id of the call."))] = None,
    received_by: Annotated[str | None, typer.Option(help=_("The firm that received it, taken over since."))] = None,
    complete: Annotated[bool, typer.Option("--complete", help=_("With it, all aid received is on file."))] = False,
    by: Annotated[str | None, typer.Option(help=_("Who said it: head, register, accounts, list or estimate."))] = None,
) -> None:
    """Add one award."""
    from aidmatch import awards

    session = Session()
    workspace = own_workspace(session)
    found = choose_company(session, company)
    terms = awards.Terms(
        _given.euros(session.wording.text("AMOUNT"), amount),
        _day("--on", on),
        _given.one_of("--nature", nature, awards.NATURES),
        None if regulation == "none" else _given.one_of("--regulation", regulation, _regulations()),
        years,
        secured,
        _given.euros("--equivalent", equivalent) if equivalent is not None else None,
        funder or None,
        call or None,
        received_by or None,
    )
    made, worth = _award(session, terms, insolvent=found.in_difficulty)
    for step in worth.steps if terms.told_equivalent is None and terms.nature in ("loan", "guarantee") else ():
        session.note(session.wording.say(step.what))
    _warn(session, found, made)
    _write(session, workspace, found, (*(found.aid_received or ()), made), complete=complete, by=by)


@app.command("list", help=_("List the aids of a company and its linked firms, and until when each counts."))
def list_(company: COMPANY, on: ON = None, format_: FORMAT = None, output: OUTPUT = None) -> None:
    """The ledger of the single undertaking."""
    from aidmatch.cumulate import ledger
    from aidmatch.formats import ledger as page

    session = Session()
    found = choose_company(session, company)
    day = _on(session, on)
    # All of the company's own, so that each keeps its number whatever the day.
    entries, _missing = ledger(found, date.max)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        page.show(session.out, session.wording, found, entries, day)
    else:
        emit(page.entries_document(found, entries, session.at), chosen, output)
    session.finish()


@app.command(
    "import", help=_("Add the aids of a spreadsheet (.xlsx, .ods, .csv); those already on file are left alone.")
)
def import_(
    company: COMPANY,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=_("The list of aids."))],
    complete: Annotated[bool, typer.Option("--complete", help=_("With it, all aid received is on file."))] = False,
    by: Annotated[str | None, typer.Option(help=_("Who said it: head, register, accounts, list or estimate."))] = None,
) -> None:
    """Add every award of a list."""
    from aidmatch import awards

    session = Session()
    workspace = own_workspace(session)
    found = choose_company(session, company)
    listed = awards.read(file)
    session.tell_problems(listed.problems)
    whole = awards.added(found.aid_received, listed.awards)
    new = len(whole) - len(found.aid_received or ())
    if listed.awards and (new or complete):
        _write(session, workspace, found, whole, complete=complete and not listed.problems, by=by)
    typer.echo(
        session.wording.text(
            "{read:number} read, {kept:number} added, {known:number} already on file, {aside:number} left aside",
            read=listed.read,
            kept=new,
            known=len(listed.awards) - new,
            aside=listed.read - len(listed.awards),
        )
    )
    if listed.problems:
        raise typer.Exit(IN_PART)


@app.command(
    help=_("Take an aid away, by its number in the list."), epilog=_("Example: aidmatch aid remove brumequille 2")
)
def remove(
    company: COMPANY, number: Annotated[int, typer.Argument(metavar=_("NUMBER"), help=_("Its number in aid list."))]
) -> None:
    """Take one award away."""
    from aidmatch.formats import ledger as page

    session = Session()
    workspace = own_workspace(session)
    found = choose_company(session, company)
    held = list(found.aid_received or ())
    if not 1 <= number <= len(held):
        refuse("no aid has the number {number}", "see: aidmatch aid list {company}", number=number, company=found.id)
    gone = held.pop(number - 1)
    _write(session, workspace, found, held, complete=False, by=None)
    session.note(session.wording.text("Taken away: {aid:text}", aid=page.line(session.wording, gone)))


@app.command(
    help=_("What is left of the de minimis ceilings on a day, and when it grows."),
    epilog=_("Example: aidmatch aid headroom brumequille --on 2027-06-30"),
)
def headroom(company: COMPANY, on: ON = None, format_: FORMAT = None, output: OUTPUT = None) -> None:
    """The headroom under each regulation."""
    from aidmatch.formats import ledger as page

    session = Session()
    found = choose_company(session, company)
    day = _on(session, on)
    rooms = _rooms(found, day)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        page.headroom(session.out, session.wording, found, rooms, day)
    else:
        emit(page.rooms_document(found, rooms, day, session.at), chosen, output)
    session.finish()


@app.command(
    help=_("Print the declaration of de minimis aid, to read again and sign."),
    epilog=_("Example: aidmatch aid declaration brumequille -o declaration.md"),
)
def declaration(company: COMPANY, on: ON = None, output: OUTPUT = None) -> None:
    """The declaration, as Markdown."""
    from aidmatch.cumulate import ledger
    from aidmatch.formats import ledger as page

    session = Session()
    found = choose_company(session, company)
    day = _on(session, on)
    text = page.declaration(session.wording, found, ledger(found, day)[0], _rooms(found, day), day)
    emit_bytes(text.encode(), output)
    session.finish()


def _award(session: Session, terms: Terms, *, insolvent: bool | None) -> tuple[Award, Equivalent]:
    """The award that the terms make; each that cannot be is told, and nothing is written."""
    from pydantic import ValidationError

    from aidmatch import awards
    from aidmatch.company import Award
    from aidmatch.datafiles import Raw, problems_of

    try:
        return awards.award(terms, insolvent=insolvent)
    except ValidationError as error:
        session.tell_problems(problems_of(error, Award, "aid add", Raw({}, None)))
        raise typer.Exit(USAGE) from None


def _rooms(company: Company, day: date) -> dict[Regulation, Headroom]:
    from aidmatch.cumulate import REGULATIONS
    from aidmatch.cumulate import headroom as left

    found = {regulation: left(company, day, regulation) for regulation in REGULATIONS}
    return {regulation: room for regulation, room in found.items() if room is not None}


def _write(
    session: Session, workspace: Path, company: Company, held: Sequence[Award], *, complete: bool, by: str | None
) -> None:
    """Keep the ledger in the company's file; one begun on nothing is not known to be whole."""
    from aidmatch.amend import change
    from aidmatch.awards import record

    partial = not complete and (company.aid_received is None or company.aid_received_in_part)
    changes: dict[str, Any] = {"aid_received": [record(one) for one in held]}
    if partial != company.aid_received_in_part:
        changes["aid_received_in_part"] = partial or None
    home = session.catalogue.company_file(company.id) or ""
    with _refusals(session):
        change(workspace / home, company.id, changes, session.at.date(), by)
    session.note(session.wording.text("Changed: {file:text}", file=home))
    if partial:
        session.note(session.wording.text("Was other aid received? When all of it is on file, say so with --complete."))


def _warn(session: Session, company: Company, new: Award) -> None:
    """Say when an aid would have crossed its ceiling on its day: then no part of it was de minimis aid."""
    from aidmatch.cumulate import headroom as left

    if new in (company.aid_received or ()):
        told = session.wording.text("The same aid is already on file: it now counts twice; aid remove takes one away.")
        session.note(told)
    if new.granted_on > session.at.date():
        told = session.wording.text(
            "The day of the decision is still to come: counted from {day:date} on; aid remove takes it away.",
            day=new.granted_on,
        )
        session.note(told)
    room = left(company, new.granted_on, new.de_minimis) if new.de_minimis else None
    if room is not None and new.amount is not None and new.amount > room.high:
        told = session.wording.text(
            "Only {left:euros} of de minimis aid were left on that day: ask the funder whether it is de minimis aid.",
            left=room.high,
        )
        session.note(told)


def _regulations() -> tuple[str, ...]:
    from aidmatch.company import Regulation

    return get_args(Regulation)


def _day(option: str, typed: str) -> date:
    found = _given.day(option, typed)
    # An hour has no meaning for a right that arises on a day.
    return date(found.year, found.month, found.day)


def _on(session: Session, typed: str | None) -> date:
    return _day("--on", typed) if typed else session.at.date()
