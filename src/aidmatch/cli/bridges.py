"""`aidmatch bridges`: where an offer of one meets a need of another, across trades and clusters."""

from __future__ import annotations

from typing import Annotated

import typer

from aidmatch.cli._circle import CLUSTER, GROUP
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._partners import NAMES, OUTSIDE, partners, telling_words
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Show where an offer of one meets a need of another, without names, among those who agreed to it."),
    epilog=_("Examples: aidmatch bridges · aidmatch bridges --cluster grappe-a --cluster grappe-b --across"),
)
def bridges(
    cluster: CLUSTER = None,
    group: GROUP = None,
    outside: OUTSIDE = None,
    across: Annotated[bool, typer.Option("--across", help=_("Only between two trades."))] = False,
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help=_("How many to show."))] = 20,
    names: NAMES = False,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Offers against needs."""
    from aidmatch.formats import crossings
    from aidmatch.team import bridges as between
    from aidmatch.team import of_companies, of_contact

    session = Session()
    there = partners(session, cluster, group, outside)
    pool = [
        *of_companies(there.members, session.at.date()),
        *(of_contact(contact) for contact in there.contacts),
    ]
    found = between(pool, telling_words(session), session.catalogue.thesaurus)
    kept = [one for one in found if one.across or not across][:top]
    by_key = {one.key: one for one in pool}
    shown, legend = crossings.crossings(session.wording, kept, by_key, there.quoting, is_internal=names)
    form = Format.of(format_, output)
    if form is Format.TABLE:
        from aidmatch.formats import team_pages

        team_pages.cross(session.out, session.wording, shown, legend, is_internal=names)
    else:
        emit(crossings.document(shown, legend, session.at, is_internal=names), form, output)
    session.finish()
