"""`aidmatch dossier COMPANY CALL`: the kit to apply, in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._choose import choose_call, choose_company, choose_costs, choose_project
from aidmatch.cli._session import Session, refuse
from aidmatch.errors import CatalogueError
from aidmatch.formats._sentences import spoken as _
from aidmatch.match import terms_of

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.formats import dossier as forms
    from aidmatch.journal import Journal

app = typer.Typer(pretty_exceptions_enable=False)

MODELS = "modeles"
"""The folder of the workspace for the cluster's own Word templates."""


class Form(StrEnum):
    """The forms of the kit's documents."""

    DOCX = "docx"
    MARKDOWN = "markdown"
    HTML = "html"


@app.command(
    help=_(
        "Make the kit to apply: fit, documents to gather, identity and figures, budget, declarations, deadlines and a "
        "first e-mail, in a folder. What is not on file is a blank to fill, never a guess."
    ),
    epilog=_(
        "Examples: aidmatch dossier brumequille credit-impot-jeu-video -o kit · "
        "aidmatch dossier brumequille cnc-fajv-production --project version-consoles-export --costs 90000"
    ),
)
def dossier(
    company: Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)],
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar=_("DIR"), help=_("Folder of the kit, made if need be."), show_default=False
        ),
    ] = None,
    project: Annotated[
        str | None,
        typer.Option(help=_("Id of the project; else the one that answers best."), show_default=False),
    ] = None,
    costs: Annotated[
        str | None, typer.Option(help=_("Eligible costs in euros, before tax."), show_default=False)
    ] = None,
    format_: Annotated[Form, typer.Option("--format", "-f", help=_("Form of the documents."))] = Form.DOCX,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=_("Replace files of the folder that were changed by hand."))
    ] = False,
) -> None:
    """The kit of one pair."""
    from aidmatch.cli._worth import worth_of
    from aidmatch.dossier import dossier as gather
    from aidmatch.formats import dossier as made
    from aidmatch.grant import Asked
    from aidmatch.privacy import GATHERED

    session = Session()
    asked = choose_company(session, company)
    ordinal = choose_call(session, call)
    wanted = session.catalogue.call(ordinal)
    memory = session.memory
    euros = choose_costs(costs)
    named = choose_project(asked, project).id if project is not None else None
    found = memory.match_project(ordinal, terms_of(wanted, session.at), wanted.themes, asked, named)
    home = session.workspace.path
    void = memory.void(ordinal, found)
    gathered = _names(home / GATHERED / asked.id)
    of = asked.project(found.project)
    gain = worth_of(session, wanted, asked, of, Asked(costs=euros))
    kit = gather(asked, wanted, found, gain, session.at, void=void, gathered=gathered)
    form: forms.Form = format_.value
    models = home / MODELS
    content = made.files(session.wording, kit, form, models if models.is_dir() else None)
    if found.answer == "ineligible":
        session.note(session.wording.text("By what is on file this company does not qualify: the first page says why."))
    where = output if output is not None else Path("-".join(filter(None, (asked.id, wanted.id, project))))
    _write(session, asked, wanted.id, where, content, overwrite=overwrite)
    if not session.wanted.quiet:
        words = session.wording
        told = words.plural("{n} file in {folder:text}", "{n} files in {folder:text}", len(content), folder=str(where))
        typer.echo(f"{told}\n" + "\n".join(f"  {name}" for name in sorted(content)))
    session.finish()


def _names(folder: Path) -> tuple[str, ...]:
    """The files already brought together for a member; what is hidden does not count."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(one.name for one in folder.iterdir() if one.is_file() and not one.name.startswith(".")))


def _write(
    session: Session, company: Company, call: str, where: Path, content: dict[str, bytes], *, overwrite: bool
) -> None:
    """The files, noted first under the member's name: who is forgotten takes them along."""
    from aidmatch.formats._file import to_files
    from aidmatch.journal import kits

    if str(where) == "-":
        refuse("a kit is several files: name a folder", "for example: -o kit")
    if where.exists() and not where.is_dir():
        refuse("{folder:text} is a file, not a folder", folder=str(where))
    with _noting(session, company) as journal:
        try:
            where.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            refuse("{folder:text} cannot be made: {error:text}", folder=str(where), error=error.strerror or str(error))
        # A link of that name is written through: what it leads to is what holds the member.
        files = {(where / name).resolve(): held for name, held in content.items()}
        ours = {one.path: one.mark for one in kits.of(journal, company.id)} if journal is not None else {}
        _look(files, ours, len(content), where, overwrite=overwrite)
        if journal is not None:
            kits.note(journal, company.id, call, session.at.date(), files)
        to_files(files)


def _look(files: Mapping[Path, bytes], ours: Mapping[Path, str], count: int, where: Path, *, overwrite: bool) -> None:
    """Refuse to write over what is no file, and over work that is not ours to lose, before anything is written."""
    from aidmatch.journal.kits import mark_of

    odd = [file for file in files if file.exists() and not file.is_file()]
    if odd or len(files) < count:
        refuse("{file:text} is no file of its own", "take another folder with -o", file=str(odd[0] if odd else where))
    for file, content in files.items():
        if overwrite or not file.exists():
            continue
        held = file.read_bytes()
        if held and held != content and mark_of(held) != ours.get(file):
            refuse(
                "{file:text} was changed by hand, or is no file of ours",
                "take another folder with -o, or write over it with --overwrite",
                file=str(file),
            )


@contextmanager
def _noting(session: Session, company: Company) -> Iterator[Journal | None]:
    """The journal to note a kit in; None, and said, where the workspace may not be written."""
    from aidmatch.cli._journal import writing
    from aidmatch.privacy import is_in

    if session.workspace.is_starter:
        yield None
        return
    home = session.workspace.path
    with ExitStack() as held:
        try:
            journal = held.enter_context(writing(session))
        except (CatalogueError, OSError):
            session.note(session.wording.text("This kit is not noted: “companies forget” will not find it."))
            yield None
            return
        # Whoever was forgotten while the kit was made does not come back by it.
        if not is_in(home / (session.catalogue.company_file(company.id) or ""), company.id):
            refuse("{name:text} is no member any more", name=company.name)
        yield journal
