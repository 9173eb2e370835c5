"""`aidmatch companies export`: the members in a sheet that can be corrected and imported again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aidmatch.cli._circle import CLUSTER, GROUP, within
from aidmatch.cli._session import Session, refuse, target
from aidmatch.formats._sentences import spoken as _

FORMS = (".xlsx", ".csv", ".jsonl")


def export(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help=_("The file to write: .xlsx, .csv or .jsonl."), show_default=False),
    ],
    cluster: CLUSTER = None,
    group: GROUP = None,
) -> None:
    """Write every member."""
    from aidmatch.cli._surroundings import warn
    from aidmatch.formats import members
    from aidmatch.formats._file import to_file
    from aidmatch.formats.sheet import LONGEST

    session = Session()
    words = session.wording
    suffix = output.suffix.lower()
    if suffix not in FORMS:
        refuse("{file:text}: which form?", "end its name with .xlsx, .csv or .jsonl", file=output.name)
    where = target(output) or output
    holds = within(session, cluster, group)
    companies = sorted((one for one in session.catalogue.companies() if holds(one)), key=lambda one: one.id)
    warn(session, session.workspace.path, output)
    if suffix == ".xlsx":
        content = members.as_xlsx(words, companies)
        if members.longest(companies) > LONGEST:
            session.note(
                words.text("A text is too long for a workbook and was cut; write .csv or .jsonl to keep it whole.")
            )
    else:
        content = members.as_csv(words, companies) if suffix == ".csv" else members.as_json_lines(companies)
    to_file(where, [content])
    session.note(
        words.plural("{n} company: {file:text}", "{n} companies: {file:text}", len(companies), file=str(output))
    )
    session.finish()
