"""`aidmatch gaps`: where many members need something and nothing is open."""

from __future__ import annotations

import typer

from aidmatch.cli._circle import CLUSTER, GROUP, within
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _
from aidmatch.gaps import Member, Offer
from aidmatch.gaps import gaps as count
from aidmatch.sift import ordinals

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Show where many members need something and nothing is open, by stage and theme; no name, few masked."),
    epilog=_("Examples: aidmatch gaps · aidmatch gaps --cluster pole-fictif-media --format json"),
)
def gaps(
    cluster: CLUSTER = None,
    group: GROUP = None,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Needs without an answer, fit to show to a Region."""
    from aidmatch.formats import gaps as page

    session = Session()
    holds = within(session, cluster, group)
    catalogue, at = session.catalogue, session.at
    cards = [card for card in session.cards(closed=False) if card.state(at) in ("open", "upcoming")]
    names = {card.ordinal: card.id for card in cards}
    sifter = session.memory.sifter(catalogue.sieve(at))
    members = []
    for company in filter(holds, catalogue.companies()):
        found = sifter.answers(company)
        barred = frozenset(ordinals(found.ineligible | found.to_complete))
        members.append(Member(company, frozenset(name for one, name in names.items() if one not in barred)))
    offers = (
        Offer(card.id, frozenset(card.stages.split()), frozenset(card.themes.split()), card.state(at)) for card in cards
    )
    told = count(members, offers, at.date())
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        page.show(session.out, session.wording, told)
    else:
        emit(page.document(told, at), chosen, output)
    session.finish()
