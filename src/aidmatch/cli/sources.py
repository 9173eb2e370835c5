"""`aidmatch sources`: what is read, from whom, how lately, and how far it is proven."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._lines import put
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session, refuse
from aidmatch.errors import IN_PART
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aidmatch.cli._sources import Configured
    from aidmatch.formats.origins import Standing
    from aidmatch.formats.trial import Trial

app = typer.Typer(pretty_exceptions_enable=False, help=_("The public sources: what is on, how lately it was read."))


@app.command(
    "list",
    help=_("Each source: whether it is on, its last complete run, its records, its licence and how far it is proven."),
    epilog=_("Example: aidmatch sources list"),
)
def list_(format_: FORMAT = None, output: OUTPUT = None) -> None:
    """Every source of the workspace."""
    from aidmatch.cli._sources import configured
    from aidmatch.formats import origins

    session = Session()
    found = standing(session, configured(session))
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        origins.show(session.out, session.wording, found, session.at)
    else:
        emit(origins.document(session.wording, found, session.at), chosen, output)


@app.command(
    help=_("Say what is wrong with the sources: failed, old, shrunk or lacking a key. Exit 3 when any is."),
    epilog=_("Example: aidmatch sources check"),
)
def check(
    days: Annotated[int, typer.Option("--days", min=1, help=_("A complete run older than so many days is old."))] = 8,
) -> None:
    """Name each source that needs a hand."""
    from aidmatch.cli._sources import configured
    from aidmatch.formats import origins

    session = Session()
    wrong = list(origins.wrong(session.wording, standing(session, configured(session)), session.at, days))
    for line in wrong:
        put(line)
    if wrong:
        raise typer.Exit(IN_PART)
    session.note(session.wording.text("All sources that are on were read in full within {n} days.", n=days))


@app.command(
    "try",
    help=_(
        "Read a source without keeping anything: its counts, how full each field is, samples, and the sentences that "
        "stay for a person to read."
    ),
    epilog=_("Examples: aidmatch sources try occitanie · aidmatch sources try ma-region --from aides.xlsx"),
)
def try_(
    name: Annotated[
        str, typer.Argument(metavar=_("NAME"), help=_("The source, as sources list shows it."), show_default=False)
    ],
    file: Annotated[
        Path | None,
        typer.Option(
            "--from", exists=True, dir_okay=False, help=_("Read this file instead of going there."), show_default=False
        ),
    ] = None,
    samples: Annotated[int, typer.Option("--samples", min=0, help=_("How many calls to show."))] = 10,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """What a source would give."""
    from aidmatch.formats import trial

    session = Session()
    chosen = Format.of(format_, output)
    found = _fetched(session, name) if file is None else _from(session, name, file)
    if chosen is Format.TABLE:
        trial.show(session.out, session.wording, found, session.at, samples, whole=session.wanted.verbose)
    else:
        emit(trial.document(session.wording, found, session.at, samples), chosen, output)
    if found.trouble or found.refused or not found.calls:
        raise typer.Exit(IN_PART)


def _fetched(session: Session, name: str) -> Trial:
    """What the source gives now; nothing is kept, and what was answered before is not looked at."""
    from aidmatch.call import Call
    from aidmatch.catalogue.store import unpacked
    from aidmatch.cli._sources import chosen
    from aidmatch.fetch import Fetcher
    from aidmatch.formats.trial import Trial
    from aidmatch.sources._protocol import Record
    from aidmatch.sources.table import Table
    from aidmatch.sync import run

    (one,) = chosen(session, [name])
    settings = session.settings
    with Fetcher(contact=settings.contact, pace=settings.pace) as fetcher:
        report = run(None, one.source, one.asked, fetcher, session.at)
    calls = [Call.model_validate_json(unpacked(seen.content)) for seen in report.decision.new]
    problems = [problem for _record, problem in report.problems]
    records = [Record(seen.record, unpacked(seen.raw)) for seen in report.decision.new]
    columns = one.source.columns(records) if isinstance(one.source, Table) else None
    return Trial(name, report.read, report.read - len(calls), calls, problems, report.trouble, columns)


def _from(session: Session, name: str, file: Path) -> Trial:
    """What a file gives, read as the source's own."""
    from aidmatch.call import Call
    from aidmatch.catalogue.store import unpacked
    from aidmatch.cli._sources import configured
    from aidmatch.formats.trial import Trial
    from aidmatch.sources import IMPORTERS
    from aidmatch.sources.table import Table, twice
    from aidmatch.sync import read

    found = {one.asked.name: one for one in configured(session)}
    one = found.get(name)
    if one is None:
        refuse("no such source: {name:text}", "there are: {known:text}", name=name, known=", ".join(found))
    if isinstance(one.source, Table):
        batch = one.source.batch(file.read_bytes(), file.name)
        records = {record.id: record for record in batch.records}
        reading = read(one.source, one.asked, records.values())
        calls = [Call.model_validate_json(unpacked(seen.content)) for seen in reading.seen]
        problems = [problem for _record, problem in reading.problems]
        columns = one.source.columns(records.values())
        trouble = twice(batch.records)
        told = () if trouble is None else (trouble.what,)
        return Trial(name, len(records), len(reading.refused), calls, problems, told, columns)
    if one.asked.kind not in IMPORTERS:
        known = ", ".join(key for key, other in found.items() if isinstance(other.source, Table) or key in IMPORTERS)
        refuse("--from: {name:text} reads no file", "these do: {known:text}", name=name, known=known)
    given = IMPORTERS[one.asked.kind](file, file.name)
    return Trial(name, given.read, given.read - len(given.calls), given.calls, given.problems)


def standing(session: Session, found: Sequence[Configured]) -> list[Standing]:
    """How each source stands in the store."""
    from aidmatch.catalogue.store import Store
    from aidmatch.formats.origins import Standing
    from aidmatch.prepare import home_of_store

    home = home_of_store(session.workspace.path)
    if not home.is_file():
        return [Standing(one.asked, one.source.ABOUT, one.is_on, one.lacking, None, None, 0) for one in found]
    with Store(home) as store:
        return [
            Standing(
                one.asked,
                one.source.ABOUT,
                one.is_on,
                one.lacking,
                store.last(one.asked.name, "complete"),
                store.last(one.asked.name, "complete", "partial", "failed", "interrupted", "running"),
                store.standing(one.asked.name),
            )
            for one in found
        ]
