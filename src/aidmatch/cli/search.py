"""`aidmatch search TEXT`: calls for a need, when one does not know the scheme."""

from __future__ import annotations

from typing import Annotated

import typer

from aidmatch import search as full_text
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Find calls for a need, in everyday words: accents, plurals and typing errors do not matter."),
    epilog=_("Examples: aidmatch search 'embaucher un apprenti' · aidmatch search 'panneaux solaires' --limit 5"),
)
def search(
    text: Annotated[list[str], typer.Argument(help=_("The need, in everyday words."), show_default=False)],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help=_("Show so many calls."))] = 10,
    include_closed: Annotated[bool, typer.Option("--include-closed", help=_("Show closed calls too."))] = False,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Full text over the calls."""
    session = Session()
    catalogue = session.catalogue
    need = " ".join(text)
    scores = full_text.score(
        full_text.query(need, table=catalogue.thesaurus),
        catalogue.lookup,
        catalogue.count,
        catalogue.vocabulary,
        gists=catalogue.gists,
    )
    cards = {card.ordinal: card for card in session.cards(closed=include_closed)}
    if not include_closed:
        cards = {ordinal: card for ordinal, card in cards.items() if card.state(session.at) != "closed"}
    best = [(ordinal, gain) for ordinal, gain in scores.best(catalogue.count) if ordinal in cards][:limit]
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import table

        table.results(session.out, session.wording, need, scores, [cards[ordinal] for ordinal, _ in best], session.at)
    else:
        from aidmatch.formats import rows

        items = [
            {
                "call": cards[ordinal].id,
                "score": round(100 * full_text.relevance(scores, ordinal)),
                "matched": sorted({met.word for met in full_text.matched(scores, ordinal)}),
                "title": cards[ordinal].title,
                "window": cards[ordinal].state(session.at),
                "url": cards[ordinal].url,
            }
            for ordinal, _ in best
        ]
        emit(rows.results(items, need, session.at), chosen, output)
    session.finish()
