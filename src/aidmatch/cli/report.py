"""`aidmatch report`: the year of a cluster in counts, for those who fund it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._circle import CLUSTER, GROUP, within
from aidmatch.cli._output import OUTPUT, Format, emit, emit_bytes, refuse_terminal
from aidmatch.cli._session import Session, refuse
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.report import Offer, Report

app = typer.Typer(pretty_exceptions_enable=False)


class Form(StrEnum):
    """The forms of the report."""

    TABLE = "table"
    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"

    @classmethod
    def of(cls, given: Form | None, output: Path | None) -> Form:
        """The form asked, else the one of the file's name, else a table."""
        if given is not None:
            return given
        if output is None or output == Path("-"):
            return cls.TABLE
        known = {".docx": cls.DOCX, ".xlsx": cls.XLSX, ".html": cls.HTML, ".md": cls.MARKDOWN, ".json": cls.JSON}
        found = known.get(output.suffix.lower())
        if found is None:
            refuse("{file:text}: which format?", "name it with --format", file=str(output))
        return found


@app.command(
    help=_(
        "Count the year: members informed, files handed in and won, euros by funder and department, needs that no call "
        "meets. No member is named, small groups are masked."
    ),
    epilog=_("Example: aidmatch report --year 2026 --cluster grappe-fictive-robotique -o report.docx"),
)
def report(
    year: Annotated[
        int | None, typer.Option("--year", min=2000, max=2100, help=_("The year; this one else."), show_default=False)
    ] = None,
    cluster: CLUSTER = None,
    group: GROUP = None,
    format_: Annotated[
        Form | None, typer.Option("--format", "-f", help=_("Form of the result."), show_default=False)
    ] = None,
    output: OUTPUT = None,
) -> None:
    """The page a coordinator takes to defend her own funding."""
    from aidmatch.cli.dossier import MODELS
    from aidmatch.formats import report as made

    session = Session()
    asked = session.at.year if year is None else year
    if asked > session.at.year:
        refuse("--year: {year} has not begun", year=str(asked))
    chosen = Form.of(format_, output)
    found = _counted(session, asked, cluster, group)
    about = ", ".join([*(cluster or ()), *(group or ())])
    if chosen is Form.JSON:
        emit(made.document(found, tuple(cluster or ()), session.at), Format.JSON, output)
        session.finish()
        return
    words = session.wording
    told = made.worded(words, found, about)
    models = session.workspace.path / MODELS
    if chosen in (Form.DOCX, Form.XLSX):
        refuse_terminal(output, chosen.value)
    match chosen:
        case Form.TABLE:
            made.show(session.out, told)
        case Form.DOCX:
            emit_bytes(made.word(words, told, models if models.is_dir() else None), output)
        case Form.XLSX:
            emit_bytes(made.book(words, found), output)
        case Form.HTML:
            emit_bytes(made.page(words, told), output)
        case Form.MARKDOWN:
            emit_bytes(made.markdown(told), output)
    session.finish()


def _counted(session: Session, year: int, cluster: list[str] | None, group: list[str] | None) -> Report:
    from datetime import date

    from aidmatch import search
    from aidmatch.cli._journal import journal_of
    from aidmatch.cli._memory import telling
    from aidmatch.journal import letters, stances
    from aidmatch.nomenclatures import figures
    from aidmatch.report import report as count

    near = figures.latest("report.speaks_of")
    enough = float(near.value) if near is not None else 1.0

    catalogue = session.catalogue
    companies = list(filter(within(session, cluster, group), catalogue.companies()))
    last = min(session.at.date(), date(year, 12, 31))
    with journal_of(session, write=False) as journal:
        if journal is None:
            told, story = {}, []
        else:
            with telling(journal.path):
                told = letters.informed(journal, date(year, 1, 1), last)
                story = stances.story(journal, last)
    cards = {card.ordinal: card for card in session.cards()}

    def funder(call: str) -> str | None:
        ordinal = catalogue.call_ordinal(call)
        return None if ordinal is None else cards[ordinal].funder or None

    sifter = session.memory.sifter(catalogue.sieve(session.at))
    offers = _offers(session)

    def speaks_of(need: str, shut: int) -> bool:
        asked = search.score(search.query(need, table=catalogue.thesaurus), catalogue.lookup, catalogue.count)
        best = max((one.ordinal for one in offers if not shut >> one.ordinal & 1), key=asked.of, default=None)
        return best is not None and search.relevance(asked, best) >= enough

    return count(companies, year, session.at.date(), told, story, funder, offers, sifter, speaks_of)


def _offers(session: Session) -> list[Offer]:
    """The calls that take files, or will."""
    from aidmatch.report import Offer

    return [
        Offer(card.ordinal, frozenset(card.themes.split()), frozenset(card.stages.split()))
        for card in session.cards(closed=False)
        if card.state(session.at) in ("open", "upcoming")
    ]
