"""`aidmatch companies`: the members on file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from aidmatch import config
from aidmatch.cli._choose import choose_company
from aidmatch.cli._circle import CLUSTER, GROUP, within
from aidmatch.cli._export_members import export
from aidmatch.cli._forgetting import disclose, forget
from aidmatch.cli._import_members import import_
from aidmatch.cli._lines import put
from aidmatch.cli._merge_members import merge
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session, is_interactive, refuse
from aidmatch.errors import USAGE
from aidmatch.formats._sentences import spoken as _
from aidmatch.prepare import COMPANIES

app = typer.Typer(pretty_exceptions_enable=False, no_args_is_help=True, help=_("List, show, add and change companies."))

COMPANY = Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)]


@app.command(
    "list", help=_("List the companies."), epilog=_("Example: aidmatch companies list --format csv -o members.csv")
)
def list_(cluster: CLUSTER = None, group: GROUP = None, format_: FORMAT = None, output: OUTPUT = None) -> None:
    """Every company on file."""
    session = Session()
    holds = within(session, cluster, group)
    found = (company for company in session.catalogue.companies() if holds(company))
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import listing

        listing.companies(session.out, session.wording, found)
    else:
        from aidmatch.formats import rows

        emit(rows.companies(found, session.at), chosen, output)
    session.finish()


@app.command(help=_("Show all that is known of a company, and what is missing."))
def show(company: COMPANY, format_: FORMAT = None, output: OUTPUT = None) -> None:
    """One company's record."""
    session = Session()
    found = choose_company(session, company)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import listing

        listing.company(session.out, session.wording, found, session.catalogue.company_file(found.id) or "")
    else:
        from aidmatch.formats import rows

        emit(rows.record("company", found, session.at), chosen, output)
    session.finish()


@app.command(help=_("Check the companies' files."))
def check() -> None:
    """Validate the companies."""
    from aidmatch.cli.check import run

    run(Session(), "companies")


@app.command(
    help=_(
        "Add a company: by its SIREN or SIRET, its facts come from the public register; by its name, what is not given "
        "is asked on a terminal. A fact left out stays unknown."
    ),
    epilog=_(
        "Examples: aidmatch companies add 123456782 · aidmatch companies add --from-name 'studio exemple' · "
        "aidmatch companies add 'Studio Exemple' --commune Perpignan --headcount 10-19 --legal-form SAS"
    ),
)
def add(
    name: Annotated[
        str | None, typer.Argument(help=_("The company's name, SIREN or SIRET."), show_default=False)
    ] = None,
    from_name: Annotated[
        str | None, typer.Option("--from-name", metavar=_("TEXT"), help=_("Look for it in the public register."))
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help=_("Ask nothing of the network."))] = False,
    id_: Annotated[str | None, typer.Option("--id", help=_("Id; made from the name by default."))] = None,
    siren: Annotated[str | None, typer.Option(help=_("Nine digits."))] = None,
    legal_form: Annotated[str | None, typer.Option(help=_("SAS, SARL, association… or the INSEE code."))] = None,
    naf: Annotated[str | None, typer.Option(help=_("APE code, as 58.21Z."))] = None,
    commune: Annotated[str | None, typer.Option(help=_("Commune of the seat: INSEE code or name."))] = None,
    department: Annotated[
        str | None, typer.Option(help=_("Department of the seat, if the commune is not known."))
    ] = None,
    headcount: Annotated[str | None, typer.Option(help=_("People employed: 12, or a band as 10-19."))] = None,
    created: Annotated[str | None, typer.Option(help=_("Creation date, as 2019-04-30."))] = None,
    micro_entrepreneur: Annotated[
        bool | None, typer.Option("--micro-entrepreneur/--no-micro-entrepreneur", help=_("The tax regime."))
    ] = None,
    description: Annotated[str | None, typer.Option(help=_("What it does, in a sentence."))] = None,
    need: Annotated[list[str] | None, typer.Option(help=_("A need, in the head's own words; may be repeated."))] = None,
    theme: Annotated[list[str] | None, typer.Option(help=_("A theme, as video-games; may be repeated."))] = None,
) -> None:
    """Write a new company file."""
    from aidmatch import roster
    from aidmatch.cli._register import asked_for
    from aidmatch.typed import typed

    session = Session()
    workspace = own_workspace(session)
    if (name is None) == (from_name is None):
        refuse("a name or a SIREN was expected, or --from-name TEXT", "see: aidmatch companies add --help")
    profile = asked_for(session, name, from_name, offline=offline)
    given: dict[str, Any] = {
        "siren": siren,
        "legal_form": legal_form,
        "naf": naf,
        "commune": commune,
        "department": department,
        "headcount": headcount,
        "created": created,
        "description": description,
    }
    told: dict[str, Any] = {}
    asked = profile is None and is_interactive() and not any(given.values())
    if asked:
        from aidmatch.cli._newcomer import first_facts

        told = first_facts(session, name or "")
    taken = [company for company, _name, _siren in session.catalogue.company_names()]
    if id_ in taken:
        refuse("the id {id:text} is already used", "give another one with --id", id=id_)
    seat = {key: given.pop(key) for key in ("commune", "department")}
    name = profile.facts["name"] if profile else name or ""
    facts: dict[str, Any] = {"id": id_ or roster.id_of(name, taken), "name": name}
    facts |= profile.facts if profile else {}
    facts |= told | {key: typed(key, value) for key, value in given.items() if value}
    if any(seat.values()):
        facts["seat"] = {key: value for key, value in seat.items() if value}
    if micro_entrepreneur is not None:
        facts["micro_entrepreneur"] = micro_entrepreneur
    facts |= {key: list(value) for key, value in (("needs", need), ("themes", theme)) if value}
    if profile:
        # What is given here is said by whoever types it; the rest by the register.
        facts["provenance"] = {
            field: profile.said(field) for field, value in profile.facts.items() if facts[field] == value
        }
    with _refusals(session):
        path = roster.add(workspace / COMPANIES, facts)
    session.note(session.wording.text("Written: {file:text}", file=path.relative_to(workspace).as_posix()))
    put(session.wording.text("Next: aidmatch rank {id}", id=facts["id"]))
    session.finish()


@app.command(
    "set",
    help=_("Change facts of a company: FIELD=VALUE, an empty value takes the fact away. Comments in the file stay."),
    epilog=_(
        "Examples: aidmatch companies set brumequille headcount=12 · "
        "aidmatch companies set brumequille seat.commune=66136 --by head · "
        "aidmatch companies set automates-du-canal project.costs=300000"
    ),
)
def set_(
    company: COMPANY,
    facts: Annotated[list[str], typer.Argument(metavar=_("FIELD=VALUE..."), help=_("The facts."), show_default=False)],
    by: Annotated[str | None, typer.Option(help=_("Who said it: head, register, accounts, list or estimate."))] = None,
) -> None:
    """Edit a company's file in place."""
    from aidmatch.amend import change
    from aidmatch.cli._correcting import corrected

    session = Session()
    workspace = own_workspace(session)
    found = choose_company(session, company)
    home = session.catalogue.company_file(found.id) or ""
    with _refusals(session):
        change(workspace / home, found.id, corrected(session, found, facts), session.at.date(), by)
    session.note(session.wording.text("Changed: {file:text}", file=home))
    session.finish()


@app.command(
    help=_(
        "Ask the public register about companies again: what it said before, or nobody said, is written; what others "
        "said stays, and is shown where it differs."
    ),
    epilog=_("Examples: aidmatch companies refresh --dry-run · aidmatch companies refresh brumequille"),
)
def refresh(
    companies: Annotated[
        list[str] | None, typer.Argument(metavar=_("[COMPANY]..."), help=_("Only these; else all that have a SIREN."))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what would change; write nothing."))] = False,
    offline: Annotated[bool, typer.Option("--offline", help=_("Ask nothing of the network."))] = False,
) -> None:
    """Bring the register's facts up to date."""
    from aidmatch.cli import _register

    session = Session()
    _register.refresh(session, own_workspace(session, alone=not dry_run), companies, offline=offline, dry_run=dry_run)
    session.finish()


app.command(
    "import",
    help=_(
        "Import a list of members (XLSX, ODS, CSV, JSONL): its columns are recognised by their names, shown, and "
        "remembered; rows that cannot be read are listed beside it. What was corrected by hand stays."
    ),
    epilog=_(
        "Examples: aidmatch companies import adherents.xlsx · aidmatch companies import adherents.csv --yes --enrich"
    ),
)(import_)

app.command(
    help=_(
        "Forget a member for good: its record, its letters, what it did about calls, files and indexes. A keyed hash "
        "is kept, so that the next import of the same list skips it."
    ),
    epilog=_("Examples: aidmatch companies forget studio-exemple · aidmatch companies forget 123456782 --undo"),
)(forget)

app.command(
    help=_("Give all that is held of a member, as JSON: what the law lets it ask for."),
    epilog=_("Example: aidmatch companies disclose studio-exemple -o studio.json"),
)(disclose)

app.command(
    "export",
    help=_("Write the members to a sheet (XLSX, CSV) or to JSON lines, which import takes back as they are."),
    epilog=_("Example: aidmatch companies export -o adherents.xlsx"),
)(export)

app.command(
    "merge",
    help=_(
        "Make one of two clusters' lists: a firm that is surely in both is joined, doubtful ones are shown side by "
        "side, and what is decided is remembered. Whoever refused letters in one list gets none."
    ),
    epilog=_(
        "Examples: aidmatch companies merge cluster-nord cluster-sud --dry-run · "
        "aidmatch companies merge nord.xlsx sud.xlsx"
    ),
)(merge)


def own_workspace(session: Session, *, alone: bool = True) -> Path:
    """The workspace, which must be one's own: the starter data are not written to.

    `alone`: members are to be read and written, by one command at a time.
    """
    from aidmatch.cli._alone import alone_until_done

    found = config.find_workspace(session.wanted.workspace)
    if found.is_starter:
        refuse("there is no workspace here to write to", "make one with: aidmatch init")
    if alone:
        alone_until_done(found.path)
    return found.path


class _refusals:  # noqa: N801 - reads as a phrase where it is used
    """Tell each refused fact with its field, and stop."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from aidmatch.roster import RefusedFacts
        from aidmatch.suppose import RefusedTerm

        if isinstance(error, RefusedFacts | RefusedTerm):
            self.session.tell_problems(error.problems)
            raise typer.Exit(USAGE)
