"""`aidmatch members CALL`: who in the cluster qualifies, who is one answer away, who is one condition away."""

from __future__ import annotations

from typing import Annotated

import typer

from aidmatch.cli._choose import choose_call
from aidmatch.cli._circle import CLUSTER, GROUP, within
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _
from aidmatch.match import ANSWERS, terms_of
from aidmatch.score import profile, score
from aidmatch.sift import sieve_of

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Show which companies a call fits: those who qualify, one answer away, one condition away."),
    epilog=_("Example: aidmatch members media-devvgim-2027"),
)
def members(
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    all_: Annotated[bool, typer.Option("--all", help=_("Name the companies further away too."))] = False,
    cluster: CLUSTER = None,
    group: GROUP = None,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """The reverse of rank."""
    session = Session()
    holds = within(session, cluster, group)
    catalogue, at = session.catalogue, session.at
    ordinal = choose_call(session, call)
    wanted = catalogue.call(ordinal)
    card = session.cards(only=[ordinal])[0]
    memory, terms = session.memory, terms_of(wanted, at)
    sifter = memory.sifter(sieve_of([wanted], at), only=ordinal)
    stances = memory.stances_on(ordinal)
    found = []
    for company in filter(holds, catalogue.companies()):
        pair = memory.match(ordinal, terms, company)
        known = profile(company, catalogue.lookup, catalogue.count, catalogue.thesaurus, session.settings.scoring)
        here = not sifter.elsewhere(company)
        found.append((company, pair, score(card, known, pair.targeted, at, session.settings.scoring, here=here)))
    found.sort(key=lambda one: (ANSWERS.index(one[1].answer), -one[2], one[0].id))
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import circle

        circle.members(session.out, session.wording, wanted, card, found, stances, at, everyone=all_)
    else:
        from aidmatch.formats import rows

        closing = catalogue.closing(ordinal, at)
        emit(rows.members(session.wording, card, found, stances, closing, at), chosen, output)
    session.finish()
