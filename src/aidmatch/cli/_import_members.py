"""`aidmatch companies import`: a list of members, as the coordinator keeps it in her spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli import _member_columns
from aidmatch.cli._lines import put
from aidmatch.cli._session import Session, refuse
from aidmatch.errors import IN_PART
from aidmatch.formats._sentences import spoken as _
from aidmatch.prepare import COMPANIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aidmatch.errors import Problem
    from aidmatch.roster.planning import Plan
    from aidmatch.roster.reading import Listing
    from aidmatch.roster.rows import Taken


def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help=_("XLSX, ODS, CSV or JSONL; or a form of ask, in JSON."))
    ],
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar=_("'HEADING=FIELD'"), help=_("What a column holds, when its name does not tell; may be repeated.")
        ),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help=_("The sheet to read, when there are several."))] = None,
    cluster: Annotated[list[str] | None, typer.Option(help=_("All are members of this cluster."))] = None,
    group: Annotated[list[str] | None, typer.Option(help=_("All are of this group (collège)."))] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Take the columns as they were recognised."))] = False,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help=_("Take the list's facts over those corrected by hand.")),
    ] = False,
    enrich: Annotated[
        bool, typer.Option("--enrich", help=_("Ask the public register about those that have a SIREN."))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what would change; write nothing."))] = False,
) -> None:
    """Import a list of members."""
    from aidmatch.cli._surroundings import warn
    from aidmatch.cli.companies import own_workspace
    from aidmatch.roster import filing, reading, rows

    session = Session()
    workspace = own_workspace(session, alone=not dry_run)
    warn(session, workspace, file)
    if file.suffix.lower() in (".json", ".html"):
        from aidmatch.cli._import_answers import import_answers

        import_answers(session, workspace, file, overwrite=overwrite, dry_run=dry_run)
        return
    known = _member_columns.said(session, column)
    listing = reading.read(file, known, sheet)
    session.tell_problems(listing.problems)
    if listing.others:
        session.note(
            session.wording.text(
                "Read: the sheet {sheet:text}; not read: {others:text} (choose with --sheet)",
                sheet=listing.sheet,
                others=", ".join(listing.others),
            )
        )
    listing = _member_columns.approved(session, workspace, listing, known, yes=yes, keep=not dry_run)
    if listing.rows and not any(one.field == "name" for one in listing.columns):
        refuse("no column was taken for the names of the companies", "name it with --column 'HEADING=name'")
    target = f"{COMPANIES}/{own_stem(session, file)}.jsonl"
    filing.check_lines(workspace / target)
    taken = rows.tagged(
        [rows.take(listing, row, file.name) for row in listing.rows],
        [one.strip() for one in cluster or ()],
        [one.strip() for one in group or ()],
    )
    taken = remembering(session, workspace, taken)
    done = _planned(session, taken, target, overwrite=overwrite)
    if not dry_run:
        write(session, workspace, done, target)
    tell(session, done, target, dry_run=dry_run)
    if done.refused and not dry_run:
        _keep_refused(session, file, listing, done)
    if enrich:
        _enrich(session, workspace, done, dry_run=dry_run)
    if done.refused:
        raise typer.Exit(IN_PART)
    session.finish()


def remembering(session: Session, workspace: Path, taken: list[Taken]) -> list[Taken]:
    """The rows less those of members who asked to be forgotten; how many is said, and not who."""
    from aidmatch.cli._journal import journal_of
    from aidmatch.journal import forgotten, home_of_journal
    from aidmatch.privacy import is_forgotten

    with journal_of(session, write=False) as journal:
        remembered = forgotten.remembered(journal) if journal else frozenset()
    if not remembered:
        return taken
    home = home_of_journal(workspace)
    left = [one for one in taken if one.company is None or not is_forgotten(home, remembered, one.company)]
    if len(left) < len(taken):
        session.note(
            session.wording.plural(
                "{n} row is left out: that company asked to be forgotten",
                "{n} rows are left out: those companies asked to be forgotten",
                len(taken) - len(left),
            )
        )
    return left


def own_stem(session: Session, file: Path) -> str:
    """The name of the list, which the file of its refused rows shares."""
    stem = file.stem
    for ending in _endings(session):
        head, found, number = stem.rpartition(ending)
        if found and (not number or number.lstrip("-").isdigit()):
            return head
    return stem


def _endings(session: Session) -> tuple[str, str]:
    """What the names of files of refused rows end with, in either language; this run's own first."""
    own = session.wording.text("-to-correct")
    return own, "-a-corriger" if own != "-a-corriger" else "-to-correct"


def _planned(session: Session, taken: Sequence[Taken], target: str, *, overwrite: bool) -> Plan:
    from aidmatch.roster.planning import Held, plan

    catalogue = session.catalogue
    held = [Held(company, catalogue.company_file(company.id) or "") for company in catalogue.companies()]
    return plan(taken, held, target, session.at.date(), overwrite=overwrite)


def write(session: Session, workspace: Path, done: Plan, target: str) -> None:
    """Write what an import changes: each member in its own file, new ones in the list's."""
    from aidmatch.amend import change_all
    from aidmatch.roster.filing import append

    homes: dict[str, dict[str, object]] = {}
    for update in done.updates:
        homes.setdefault(update.home, {})[update.id] = update.changes
    for home, changes in homes.items():
        change_all(workspace / home, changes, session.at.date(), None)  # type: ignore[arg-type]
    if done.new:
        append(workspace / target, done.new)
    # What was read before is no longer what is on file.
    session.__dict__.pop("catalogue", None)


_SHOWN = 20
_LINES = 12


def tell(session: Session, done: Plan, target: str, *, dry_run: bool) -> None:
    """What a list gave."""
    words = session.wording
    refused = [problem for _, problems in done.refused for problem in problems]
    _tell_problems(session, words.text("Kept without a fact that could not be read:"), done.noted)
    _tell_problems(session, words.text("Left aside:"), refused)
    _tell_kept(session, done)
    if dry_run:
        put(words.text("Nothing is written (--dry-run)."), err=True)
    put(
        words.text(
            "{read:number} read, {kept:number} kept, {aside:number} left aside: {file:text}",
            read=done.read,
            kept=done.read - len(done.refused),
            aside=len(done.refused),
            file=target,
        )
    )
    put(
        words.text(
            "New: {new:number}; changed: {changed:number}; unchanged: {same:number}",
            new=len(done.new),
            changed=len(done.updates),
            same=done.same,
        )
    )


def _tell_problems(session: Session, heading: str, problems: Sequence[Problem]) -> None:
    if not problems:
        return
    put(heading, err=True)
    if session.wanted.verbose:
        session.tell_problems(problems)
        return
    # The same trouble in forty rows is one trouble.
    alike: dict[tuple[object, ...], list[Problem]] = {}
    for one in problems:
        alike.setdefault((one.file, one.field, one.what, one.fix), []).append(one)
    groups = list(alike.values())
    for group in groups[:_SHOWN]:
        session.tell_problems(group[:1])
        # What may be written in two ways is refused twice, on one line.
        if more := list(dict.fromkeys(one.line for one in group if one.line != group[0].line)):
            lines = ", ".join(map(str, more[:_LINES])) + (", …" if len(more) > _LINES else "")
            text = session.wording.plural(
                "  also on line {lines:text}", "  also on lines {lines:text}", len(more), lines=lines
            )
            put(text, err=True)
    _tell_rest(session, sum(map(len, groups[_SHOWN:])))


def _tell_rest(session: Session, more: int) -> None:
    if more:
        words = session.wording
        put(words.plural("… and {n} more (--verbose)", "… and {n} more (--verbose)", more), err=True)


def _tell_kept(session: Session, done: Plan) -> None:
    """What stays against what the list says."""
    from aidmatch.formats import members

    if not done.kept:
        return
    words = session.wording
    put(words.text("Kept against the list (take the list's with --overwrite):"), err=True)
    shown = done.kept if session.wanted.verbose else done.kept[:_SHOWN]
    for one in shown:
        put(f"  {members.kept(words, one)}", err=True)
    _tell_rest(session, len(done.kept) - len(shown))


def _keep_refused(session: Session, file: Path, listing: Listing, done: Plan) -> None:
    """Write the rows left aside beside the list, each with its reason, ready to correct and import."""
    from aidmatch.errors import AidmatchError
    from aidmatch.formats import members
    from aidmatch.formats._file import to_file

    suffix, content = members.refused(session.wording, listing, done.refused, file)
    stem = f"{own_stem(session, file)}{_endings(session)[0]}"
    names = (f"{stem}{suffix}", *(f"{stem}-{number}{suffix}" for number in range(2, 100)))
    beside = next(path for name in names for path in [file.parent / name] if path.resolve() != file.resolve())
    try:
        to_file(beside, [content])
    except AidmatchError as error:
        session.note(session.wording.say(error.what))
        return
    put(session.wording.text("To correct and import again: {file:text}", file=str(beside)))


def _enrich(session: Session, workspace: Path, done: Plan, *, dry_run: bool) -> None:
    """Ask the register about the list's members that have a number."""
    from aidmatch.cli._register import refresh
    from aidmatch.roster.alike import siren_of

    numbered = {company.id for company in session.catalogue.companies() if siren_of(company)}
    asked = [member for member in done.members if member in numbered]
    if not asked:
        session.note(session.wording.text("No company of the list has a SIREN: the register is not asked."))
        return
    refresh(session, workspace, asked, offline=False, dry_run=dry_run)
