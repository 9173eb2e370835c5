"""`aidmatch plan COMPANY`: which aids to ask for together, in which order, and what to do when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._choose import choose_company
from aidmatch.cli._costs import COSTS, suppose_costs
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit, emit_bytes
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.cli._planning import Table
    from aidmatch.company import Company
    from aidmatch.formats.plan import Page

MOST = 10_000
"""Files or days that a plan counts with: more is a slip of the keyboard."""

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_(
        "Choose the aids that bring the most together, by an exact solver: cumulation, de minimis, own share, closings "
        "and days of work. A chance is never counted as money, nor a loan as a grant."
    ),
    epilog=_(
        "Examples: aidmatch plan brumequille --effort 20 · aidmatch plan brumequille -o plan.ics · "
        "aidmatch plan brumequille --stages · "
        "aidmatch plan automates-du-canal --costs equipment=150000 --costs services=60000"
    ),
)
def plan(
    company: Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)],
    project: Annotated[str | None, typer.Option(help=_("Id of the project; else every one of them."))] = None,
    files: Annotated[int | None, typer.Option(min=0, max=MOST, help=_("Files at once; three by default."))] = None,
    effort: Annotated[int | None, typer.Option(min=0, max=MOST, help=_("Working days the company can spend."))] = None,
    costs: COSTS = None,
    stages: Annotated[
        bool, typer.Option("--stages", help=_("Show the stages from idea to transfer, and the missing links."))
    ] = False,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """The plan, or the stages it stands in."""
    session = Session()
    asked = choose_company(session, company)
    if costs:
        asked = suppose_costs(session, asked, project, costs)
    chosen = Format.of(format_, output)
    if stages:
        _stages(session, asked, project, chosen, output)
    else:
        _plan(session, asked, project, (files, effort), tuple(costs or ()), chosen, output)
    session.finish()


def _plan(
    session: Session,
    company: Company,
    project: str | None,
    spent: tuple[int | None, int | None],
    supposed: tuple[str, ...],
    chosen: Format,
    output: OUTPUT,
) -> None:
    from aidmatch.cli._planning import lay
    from aidmatch.formats import plan as page

    found = _page(session, company, lay(session, company, project, *spent), supposed)
    if chosen is Format.TABLE:
        page.show(session.out, session.wording, company, found, session.at)
    elif chosen is Format.ICS:
        from aidmatch.formats.plan.calendar import ics

        emit_bytes(ics(session.wording, company, found, session.at), output)
    elif chosen is Format.MARKDOWN:
        from aidmatch.formats.plan.written import markdown

        emit_bytes(markdown(session.wording, company, found, session.at), output)
    else:
        emit(page.document(session.wording, company, found, session.at), chosen, output)


def _page(session: Session, company: Company, table: Table, supposed: tuple[str, ...]) -> Page:
    from aidmatch.formats.plan import Page
    from aidmatch.plan import Doubts, assumed, best, calendar, left_out

    today = session.at.date()
    first = best(table.options, table.limits)
    second = best(table.options, table.limits, without=first.core) if first.options else None
    if not first.is_proven:
        session.note(
            session.wording.text(
                "So many aids at once: the search was cut short. This plan holds, but a better one may be: look at one "
                "project, or give fewer days: --project, --effort"
            )
        )
    names = {one.call for one in first.options}
    doubts = Doubts(
        sum(table.matches[call].answer == "to_confirm" for call in names),
        len(table.undated & names),
        table.reserve,
        table.apart & names,
        table.is_wide,
    )
    return Page(
        table.calls,
        table.projects,
        table.limits,
        first,
        second if second is not None and second.options else None,
        (*table.outs, *left_out(table.options, first, table.limits)),
        table.far,
        calendar(first.options, today),
        assumed(
            company,
            table.projects,
            first.options,
            table.limits,
            {call: one.title for call, one in table.calls.items()},
            today,
            doubts,
        ),
        supposed,
        table.waiting,
    )


def _stages(session: Session, company: Company, project: str | None, chosen: Format, output: OUTPUT) -> None:
    from aidmatch.cli._staging import lay
    from aidmatch.formats import stages as page

    found = lay(session, company, project)
    if chosen is Format.TABLE:
        page.show(session.out, session.wording, company, found)
    else:
        emit(page.document(company, found, session.at), chosen, output)
