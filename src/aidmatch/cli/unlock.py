"""`aidmatch unlock COMPANY`: the nearest changes and dates that would open the most calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._choose import choose_company
from aidmatch.cli._inquiring import Inquirer
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from datetime import datetime

    from aidmatch.unlock import Day

app = typer.Typer(pretty_exceptions_enable=False)

TOP = 8


@app.command(
    help=_(
        "Show the nearest changes and dates that would open most calls.\n\n"
        "Wait, recruit, open an establishment, find a partner, answer a question: each is tried before it is told, and "
        "nothing is saved."
    ),
    epilog=_("Example: aidmatch unlock brumequille --top 3"),
)
def unlock(
    company: Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)],
    top: Annotated[int, typer.Option("--top", "-n", min=1, help=_("Show so many."))] = TOP,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """What would open more calls."""
    from aidmatch.formats import unlocking
    from aidmatch.unlock import Day, unlock

    session = Session()
    asked = choose_company(session, company)
    inquirer = Inquirer(session, asked)

    def on_day(then: datetime) -> Day:
        sifter = session.memory.sifter(session.catalogue.sieve(then), at=then)
        cards = session.catalogue.cards(then, session.wording.language, closed=False)
        return Day(sifter, {card.ordinal: card for card in cards if card.state(then) != "closed"})

    found = unlock(
        asked,
        inquirer.cards,
        inquirer.sifter,
        inquirer.judge,
        on_day,
        inquirer.ask(asked, None),
        session.at,
        done_with=inquirer.done_with,
    )
    shown, more = found[:top], len(found[top:])
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        unlocking.show(session.out, session.wording, asked, shown, more)
    else:
        emit(unlocking.document(session.wording, asked, shown, more, session.at), chosen, output)
    session.finish()
