"""`aidmatch worth COMPANY CALL`: what one may get, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aidmatch.cli._choose import choose_call, choose_company, choose_costs, choose_project
from aidmatch.cli._given import one_of
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.match import Match

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_(
        "Work out what a company may get from a call: costs, rate, caps, the ceilings of State-aid law, and what is "
        "left to pay. What is not known leaves an interval, and is named."
    ),
    epilog=_(
        "Examples: aidmatch worth brumequille credit-impot-innovation · "
        "aidmatch worth brumequille contrat-innovation-occitanie --costs 300000 --aim industrial_research"
    ),
)
def worth(
    company: Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)],
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    costs: Annotated[str | None, typer.Option(help=_("Eligible costs in euros, before tax."))] = None,
    project: Annotated[str | None, typer.Option(help=_("Id of the project; else the one that answers best."))] = None,
    aim: Annotated[
        str | None, typer.Option(help=_("What the block exemption lets it pay for, when the sheet does not say."))
    ] = None,
    zone: Annotated[str | None, typer.Option(help=_("Regional-aid area of the project: a, c or none."))] = None,
    collaboration: Annotated[
        bool | None, typer.Option("--collaboration/--no-collaboration", help=_("Effective collaboration in research."))
    ] = None,
    years: Annotated[float | None, typer.Option(help=_("How long the loan or the guarantee runs."))] = None,
    secured: Annotated[
        bool | None,
        typer.Option(
            "--secured/--unsecured",
            help=_("A loan half secured at least; a guarantee of 80 % of the loan at most."),
        ),
    ] = None,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """The amount of one aid."""
    from aidmatch.cli._worth import worth_of
    from aidmatch.formats import gain as page
    from aidmatch.grant import Asked

    session = Session()
    asked = choose_company(session, company)
    ordinal = choose_call(session, call)
    wanted = session.catalogue.call(ordinal)
    if aim is not None:
        one_of("--aim", aim, _aims())
        told: Any = aim
        wanted = wanted.model_copy(update={"amounts": wanted.amounts.model_copy(update={"aim": told})})
    if zone is not None:
        one_of("--zone", zone, ("a", "c", "none"))
    euros = choose_costs(costs)
    matched = _match(session, asked, project, ordinal)
    for_project = asked.project(matched.project)
    place: Any = zone
    terms = Asked(costs=euros, zone=place, collaboration=collaboration, years=years, secured=secured)
    found = worth_of(session, wanted, asked, for_project, terms).grant
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        page.show(session.out, session.wording, wanted, asked, matched, found, session.at.date())
    else:
        emit(page.document(session.wording, wanted, asked, matched, found, session.at), chosen, output)
    session.finish()


def _aims() -> tuple[str, ...]:
    from typing import get_args

    from aidmatch.call import Aim

    return get_args(Aim)


def _match(session: Session, company: Company, typed: str | None, ordinal: int) -> Match:
    """The answer for the project named, else the best one; what was answered on a point is counted."""
    from aidmatch.match import terms_of

    call = session.catalogue.call(ordinal)
    terms = terms_of(call, session.at)
    if typed is not None:
        choose_project(company, typed)
    return session.memory.match_project(ordinal, terms, call.themes, company, typed)
