"""`aidmatch companies forget` and `disclose`: a member's data taken out for good, or given whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aidmatch.cli._choose import choose_company
from aidmatch.cli._lines import agreed, put
from aidmatch.cli._output import OUTPUT, emit_bytes
from aidmatch.cli._session import Session, is_interactive, refuse
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aidmatch.company import Company
    from aidmatch.privacy import Kits, Written

COMPANY = Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)]


def forget(
    company: COMPANY,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask again."))] = False,
    pieces: Annotated[
        bool | None,
        typer.Option(
            "--pieces/--keep-pieces",
            help=_("Delete the papers brought together in pieces/ too, or keep them; asked if not said."),
            show_default=False,
        ),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help=_("It may be imported again: a SIREN, or the name it was known by."))
    ] = False,
) -> None:
    """Take a member out of everything."""
    from aidmatch.cli.companies import own_workspace

    session = Session()
    workspace = own_workspace(session)
    if undo:
        _recall(session, company)
        return
    found = choose_company(session, company)
    words = session.wording
    if not yes:
        if not is_interactive():
            refuse("nothing is forgotten without a yes", "say it with --yes")
        if not agreed(words, words.text("Forget {name:text} for good?", name=found.name), default=False):
            raise typer.Exit
    _forget(session, workspace, found, with_pieces=_with_pieces(session, workspace, found, pieces, yes=yes))
    session.finish()


def _with_pieces(session: Session, workspace: Path, company: Company, given: bool | None, *, yes: bool) -> bool:
    """Whether the papers go too. We did not write them: without a word on them they stay, and are named."""
    from aidmatch.privacy import pieces

    held, words = pieces(workspace, company.id), session.wording
    if given is not None or not held or yes or not is_interactive():
        return bool(given)
    folder = f"pieces/{company.id}"
    asked = words.plural(
        "Delete the {n} paper in {folder:text} too?",
        "Delete the {n} papers in {folder:text} too?",
        len(held),
        folder=folder,
    )
    return agreed(words, asked, default=False)


def _forget(session: Session, workspace: Path, company: Company, *, with_pieces: bool) -> None:
    from aidmatch.cli._journal import writing
    from aidmatch.deliver.folder import disown
    from aidmatch.journal import forgotten, held, home_of_journal
    from aidmatch.journal.kits import of as kits_of
    from aidmatch.journal.letters import folders
    from aidmatch.prepare import locked
    from aidmatch.privacy import cut_short, kits, marks, naming, pieces, remove, sweep, wipe, written

    home = session.catalogue.company_file(company.id) or ""
    # A Monday that read the member before writes pages between two of its steps.
    with locked(workspace, name="monday.lock"), writing(session) as journal:
        # First of all: should this be cut short, the next import does not bring it back.
        forgotten.remember(journal, marks(home_of_journal(workspace), company), session.at.date())
        found = written(folders(journal), company)
        files = (*found.own, *found.shared)
        for file in files:
            wipe(file)
        for folder in folders(journal):
            if folder.is_dir():
                disown(folder, {file.name for file in files if file.parent == folder})
        made = kits([one.path for one in kits_of(journal, company.id)], workspace, company)
        papers = pieces(workspace, company.id)
        for file in (*made.own, *(papers if with_pieces else ())):
            wipe(file)
        sweep(workspace, company.id, made.own)
        rows = held.erase(journal, company.id)
        held.settle(journal)
        _wipe_index(workspace)
        # Last: until its record is gone the member can be named, so that what was cut short can be done again.
        for file in cut_short(workspace / home):
            wipe(file)
        remove(workspace / home, company.id)
        # Another command may have made it anew in between.
        _wipe_index(workspace)
    put(session.wording.text("{name:text} is forgotten:", name=company.name))
    put(session.wording.text("- its record in {file:text}", file=home))
    _tell(session, found, made, rows, papers, with_pieces=with_pieces)
    for file in naming(workspace, company):
        session.note(session.wording.text("  {file:text} seems to name it", file=str(file.relative_to(workspace))))


def _tell(
    session: Session, found: Written, made: Kits, rows: int, papers: Sequence[Path], *, with_pieces: bool
) -> None:
    """What went, then what is left to the person, each by its path."""
    words, letters = session.wording, len(found.own) + len(found.shared)
    put(words.plural("- {n} row of the journal", "- {n} rows of the journal", rows))
    put(words.plural("- {n} file of letters or pages", "- {n} files of letters or pages", letters))
    if made.own:
        put(words.plural("- {n} file of kits to apply", "- {n} files of kits to apply", len(made.own)))
    if with_pieces and papers:
        put(words.plural("- {n} paper brought together", "- {n} papers brought together", len(papers)))
    for file in found.shared:
        put(words.text("  {file:text}: write it anew if you need it", file=str(file)))
    session.note(
        words.text(
            "Left to you: the sheet it was imported from, pages and sheets written elsewhere, mail that left, back-ups."
        )
    )
    for file in made.outside:
        session.note(words.text("  {file:text} is a kit outside the workspace", file=str(file)))
    for file in () if with_pieces else papers:
        session.note(words.text("  {file:text} was brought together for its files", file=str(file)))
    for file in sorted({*found.strange, *made.strange} - {*made.own, *made.outside}):
        session.note(words.text("  {file:text} seems to name it", file=str(file)))


def _wipe_index(workspace: Path) -> None:
    """The index wherever it may lie, and what was cut short while it was made."""
    from aidmatch.prepare.files import cache_of_index, home_of_index
    from aidmatch.privacy import wipe

    home = home_of_index(workspace)
    for index in (home, cache_of_index(workspace)):
        for suffix in ("", "-wal", "-shm"):
            wipe(index.with_name(index.name + suffix))
    for half in sorted(home.parent.glob(".index-*")):
        wipe(half)


def _recall(session: Session, given: str) -> None:
    from aidmatch.cli._journal import writing
    from aidmatch.company import Company
    from aidmatch.journal import forgotten, home_of_journal
    from aidmatch.privacy import marks
    from aidmatch.registries.recherche_entreprises import number_of

    number = number_of(given)
    home = home_of_journal(session.workspace.path)
    siren = number[:9] if number else None
    one = Company(id="x", name=given, siren=siren)
    with writing(session) as journal:
        count = forgotten.recall(journal, marks(home, one) | marks(home, one.model_copy(update={"siren": None})))
        if siren is None:
            count += forgotten.recall(journal, forgotten.marks_by_name(home, one.name))
    if not count:
        refuse("nobody forgotten is known as {given:text}", "give its SIREN, or its name as it was", given=given)
    put(session.wording.text("{given:text} may be imported again.", given=given))


def disclose(company: COMPANY, output: OUTPUT = None) -> None:
    """Give all that is held of a member."""
    import json

    session = Session()
    found = choose_company(session, company)
    told = json.dumps(_held(session, found), ensure_ascii=False, indent=2, default=str) + "\n"
    emit_bytes(told.encode(), output)
    session.finish()


def _held(session: Session, company: Company) -> dict[str, Any]:
    from aidmatch.cli._journal import journal_of
    from aidmatch.formats.rows import head
    from aidmatch.journal import held
    from aidmatch.journal.kits import of as kits_of
    from aidmatch.journal.letters import folders
    from aidmatch.privacy import kits, pieces, written

    record = company.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    told = {**head(session.at), "file": session.catalogue.company_file(company.id), "company": record}
    with journal_of(session, write=False) as journal:
        if journal is not None:
            told["journal"] = held.held(journal, company.id)
            found = written(folders(journal), company)
            told["files"] = [str(file) for file in (*found.own, *found.shared)]
            made = kits([one.path for one in kits_of(journal, company.id)], session.workspace.path, company)
            told["kits"] = [str(file) for file in (*made.own, *made.outside)]
    told["pieces"] = [str(file) for file in pieces(session.workspace.path, company.id)]
    return told
