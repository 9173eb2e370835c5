"""`aidmatch reach CALL|FILE`: how many members a call reaches, without names."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._choose import choose_call
from aidmatch.cli._circle import CLUSTER, GROUP, within
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session, refuse
from aidmatch.formats._sentences import spoken as _
from aidmatch.reach import reach as count

if TYPE_CHECKING:
    from aidmatch.call import Call

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Count the members a call reaches, by answer, territory, trade and size; no name, small groups masked."),
    epilog=_("Examples: aidmatch reach contrat-innovation-occitanie · aidmatch reach draft.yaml"),
)
def reach(
    call: Annotated[
        str, typer.Argument(help=_("Id, URL or words of the title, or a draft call's YAML file."), show_default=False)
    ],
    cluster: CLUSTER = None,
    group: GROUP = None,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Numbers fit to send to a funder."""
    session = Session()
    holds = within(session, cluster, group)
    path = Path(call)
    if path.is_file():
        found = count(_draft(session, path), filter(holds, session.catalogue.companies()), session.at)
    else:
        ordinal = choose_call(session, call)
        wanted = session.catalogue.call(ordinal)
        replies = partial(session.memory.replies_on, ordinal)
        found = count(wanted, filter(holds, session.catalogue.companies()), session.at, replies)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import circle

        circle.reached(session.out, session.wording, found)
    else:
        from aidmatch.formats import rows

        emit(rows.reached(found, session.at), chosen, output)
    session.finish()


def _draft(session: Session, path: Path) -> Call:
    from aidmatch.call import Call
    from aidmatch.datafiles import read_file

    calls, problems = read_file(path, Call, path.name)
    if not calls:
        session.tell_problems(problems)
        refuse("{file:text} holds no valid call", "put right what is said above", file=path.name)
    session.problems.extend(problems)
    session.tell_problems(problems)
    return calls[0]
