"""`aidmatch companies merge A B`: two clusters, or two lists, become one, each firm once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from aidmatch.cli import _import_members, _member_columns
from aidmatch.cli._lines import letters_of, put
from aidmatch.cli._session import Session, is_interactive, refuse
from aidmatch.errors import IN_PART
from aidmatch.formats._sentences import spoken as _
from aidmatch.prepare import COMPANIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aidmatch.roster.merging import Joined
    from aidmatch.roster.pairing import Pair
    from aidmatch.roster.planning import Held

DECISIONS = "data/same-companies.yaml"
"""What a person decided of two records: one firm, or two."""


class _Members(NamedTuple):
    """The members on file, those that a dry run only imagines included."""

    held: dict[str, Held]


def merge(
    first: Annotated[str, typer.Argument(metavar="A", help=_("A cluster of the workspace, or a file."))],
    second: Annotated[str, typer.Argument(metavar="B", help=_("Another."))],
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Take the columns as they were recognised."))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what would change; write nothing."))] = False,
) -> None:
    """Join the firms that are in both."""
    from aidmatch.cli._surroundings import warn
    from aidmatch.cli.companies import own_workspace
    from aidmatch.roster import merging
    from aidmatch.roster.pairing import pairs

    session = Session()
    workspace = own_workspace(session, alone=not dry_run)
    warn(session, workspace, *(Path(one) for one in (first, second) if Path(one).is_file()))
    members = _Members(_on_file(session))
    sides = [_side(session, workspace, one, members, yes=yes, dry_run=dry_run) for one in (first, second)]
    records = [[members.held[one].company for one in side] for side in sides]
    sure, doubtful = pairs(records[0], records[1], _decided(session, workspace))
    more, undecided = _asked(session, workspace, doubtful, dry_run=dry_run)
    joined: list[Joined] = []
    for record, joining in merging.order([*sure, *more]):
        kept = record
        for other in joining:
            done = merging.join(kept, other)
            joined.append(done)
            kept = merging.after(done)
    why = {frozenset({pair.first.id, pair.second.id}): pair for pair in (*sure, *more)}
    for done in joined:
        _tell(session, done, why.get(frozenset({done.first.id, done.second.id})))
    if not dry_run:
        _write(session, workspace, members, joined)
    _sum_up(session, sides, joined, undecided, dry_run=dry_run)
    if undecided:
        raise typer.Exit(IN_PART)
    session.finish()


def _on_file(session: Session) -> dict[str, Held]:
    from aidmatch.roster.planning import Held

    catalogue = session.catalogue
    return {one.id: Held(one, catalogue.company_file(one.id) or "") for one in catalogue.companies()}


def _side(
    session: Session, workspace: Path, given: str, members: _Members, *, yes: bool, dry_run: bool
) -> Sequence[str]:
    """The ids of the members of a cluster, or of a file, which is imported first as a list of its own."""
    path = Path(given)
    if path.is_file():
        return _of_file(session, workspace, path, members, yes=yes, dry_run=dry_run)
    found = [one for one, held in members.held.items() if given in held.company.clusters]
    if not found:
        known = sorted({cluster for held in members.held.values() for cluster in held.company.clusters})
        if not known:
            refuse(
                "no file and no cluster is named {name:text}",
                "name a file, or give members a cluster: companies import FILE --cluster NAME",
                name=given,
            )
        refuse(
            "no file and no cluster is named {name:text}",
            "there are: {known:text}",
            name=given,
            known=", ".join(known),
        )
    return found


def _of_file(
    session: Session, workspace: Path, file: Path, members: _Members, *, yes: bool, dry_run: bool
) -> Sequence[str]:
    from aidmatch.company import Company
    from aidmatch.roster import cells, filing, reading, rows
    from aidmatch.roster.planning import Held, plan

    known = _member_columns.said(session, None)
    listing = reading.read(file, known)
    listing = _member_columns.approved(session, workspace, listing, known, yes=yes, keep=not dry_run)
    stem = _import_members.own_stem(session, file)
    target = f"{COMPANIES}/{stem}.jsonl"
    filing.check_lines(workspace / target)
    (cluster,) = cells.slugs([stem])
    taken = _import_members.remembering(
        session, workspace, rows.tagged([rows.take(listing, row, file.name) for row in listing.rows], [cluster], [])
    )
    # Only its own members are updated here: who of the others is the same firm is what the merge decides.
    own = [one for one in members.held.values() if one.home == target or cluster in one.company.clusters]
    done = plan(taken, own, target, session.at.date(), ids=members.held, elsewhere_stands=True)
    _import_members.tell(session, done, target, dry_run=False)
    if not dry_run:
        _import_members.write(session, workspace, done, target)
        members.held.clear()
        members.held.update(_on_file(session))
        return done.members
    for facts in done.new:
        company = Company.model_validate(facts)
        members.held[company.id] = Held(company, target)
    return done.members


def _decided(session: Session, workspace: Path) -> Mapping[frozenset[str], bool]:
    """What a person decided before."""
    from aidmatch.reconcile.decisions import read_decisions

    path = workspace / DECISIONS
    if not path.is_file():
        return {}
    decisions, problems = read_decisions(path, DECISIONS)
    session.tell_problems(problems)
    return {frozenset(pair): one.same is not None for one in decisions for pair in one.pairs()}


def _asked(
    session: Session, workspace: Path, doubtful: Sequence[Pair], *, dry_run: bool
) -> tuple[list[Pair], list[Pair]]:
    """The pairs that a person says are one firm, and those left to decide."""
    import click

    from aidmatch.formats import merging as shown

    words = session.wording
    same: list[Pair] = []
    left: list[Pair] = []
    asks = is_interactive() and not dry_run
    for place, pair in enumerate(doubtful, start=1):
        shown.side_by_side(session.out, words, pair, place, len(doubtful))
        if not asks:
            left.append(pair)
            continue
        yes, no, later = letters_of(words)
        letters = {yes: True, no: False, later: None}
        answer = click.prompt(
            words.text("The same firm? {yes} yes, {no} no, {later} later", yes=yes, no=no, later=later),
            type=click.Choice(list(letters), case_sensitive=False),
            default=later,
            show_choices=False,
            err=True,
        )
        said = letters[answer]
        if said is None:
            left.append(pair)
            continue
        _remember(session, workspace, pair, same=said)
        if said:
            same.append(pair)
    return same, left


_HEAD = """\
# Ce qu’une personne a décidé de deux fiches d’adhérents : same, une seule entreprise ; apart, deux entreprises.
# « aidmatch companies merge » lit ce fichier et y ajoute les réponses données.
"""


def _remember(session: Session, workspace: Path, pair: Pair, *, same: bool) -> None:
    """Write a decision at the end of the file; what stands there stays."""
    from aidmatch.whole import write_whole

    path = workspace / DECISIONS
    before = path.read_bytes() if path.is_file() else _HEAD.encode()
    if before and not before.endswith(b"\n"):
        before += b"\n"
    ids = ", ".join(f'"{one}"' for one in sorted((pair.first.id, pair.second.id)))
    item = f"- {'same' if same else 'apart'}: [{ids}]\n  on: {session.at.date().isoformat()}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, [before, item.encode()])


def _tell(session: Session, done: Joined, pair: Pair | None) -> None:
    from aidmatch.formats import merging as shown

    put(shown.joined(session.wording, done, pair))
    for line in shown.differing(session.wording, done):
        put(f"  {line}")


def _write(session: Session, workspace: Path, members: _Members, joined: Sequence[Joined]) -> None:
    """Write the records that stay, then take out the others: cut short, the next run finds them again."""
    from aidmatch.amend import change_all, take_out

    homes: dict[str, dict[str, dict[str, Any]]] = {}
    for done in joined:
        if done.changes:
            home = members.held[done.first.id].home
            homes.setdefault(home, {}).setdefault(done.first.id, {}).update(done.changes)
    for home, changes in homes.items():
        change_all(workspace / home, changes, session.at.date(), None)
    _join_stories(session, joined)
    for done in joined:
        take_out(workspace / members.held[done.second.id].home, done.second.id)


def _join_stories(session: Session, joined: Sequence[Joined]) -> None:
    """What the one that goes was told and did is the other's: it is not told twice, and nothing it obtained is lost."""
    from aidmatch.cli._journal import writing
    from aidmatch.journal import home_of_journal
    from aidmatch.journal.joining import join

    if joined and home_of_journal(session.workspace.path).is_file():
        with writing(session) as journal:
            for done in joined:
                join(journal, done.second.id, done.first.id, session.at)


def _sum_up(
    session: Session,
    sides: Sequence[Sequence[str]],
    joined: Sequence[Joined],
    undecided: Sequence[Pair],
    *,
    dry_run: bool,
) -> None:
    words = session.wording
    gone = {done.second.id for done in joined}
    all_of_them = {one for side in sides for one in side} - gone
    if dry_run:
        put(words.text("Nothing is written (--dry-run)."), err=True)
    put(
        words.text(
            "{first:number} and {second:number} members; joined: {joined:number}; to decide: {left:number}; now: "
            "{now:number}",
            first=len(sides[0]),
            second=len(sides[1]),
            joined=len(joined),
            left=len(undecided),
            now=len(all_of_them),
        )
    )
    if undecided:
        session.note(
            words.text(
                "Decide in a terminal by running it again, or in {file:text}: - same: [id, id], or - apart: [id, id]",
                file=DECISIONS,
            )
        )
