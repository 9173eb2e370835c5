"""`aidmatch rank COMPANY`: which calls it qualifies for, best first.

Annotations are not put off here: the framework would compile each option's words at every start.
"""

from typing import Annotated

import typer

from aidmatch.cli._choose import choose_company, known_words
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.cli._supposing import IF
from aidmatch.formats._sentences import spoken as _
from aidmatch.rank import Pool
from aidmatch.rank import rank as order
from aidmatch.score import profile
from aidmatch.sift import bitset

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Rank the calls a company may apply for, best first, with what to know of each."),
    epilog=_(
        "Examples: aidmatch rank brumequille · aidmatch rank 'studio brume' --theme video-games --why · "
        "aidmatch rank brumequille --if headcount=12"
    ),
)
def rank(
    company: Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)],
    top: Annotated[int | None, typer.Option("--top", "-n", min=1, help=_("Show so many calls."))] = None,
    all_: Annotated[bool, typer.Option("--all", help=_("Show every call, the ineligible included."))] = False,
    include_closed: Annotated[bool, typer.Option("--include-closed", help=_("Show closed calls too."))] = False,
    theme: Annotated[list[str] | None, typer.Option("--theme", help=_("Keep calls of this theme."))] = None,
    instrument: Annotated[list[str] | None, typer.Option("--instrument", help=_("Keep this kind of aid."))] = None,
    level: Annotated[list[str] | None, typer.Option("--level", help=_("Keep calls of this level."))] = None,
    why: Annotated[bool, typer.Option("--why", help=_("Show what the order rests on."))] = False,
    if_: IF = None,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Rank the calls for one company."""
    session = Session()
    catalogue = session.catalogue
    today = asked = choose_company(session, company)
    if if_:
        from aidmatch.cli._supposing import suppose

        asked = suppose(session, today, if_)
    memory = session.memory
    sifter = memory.sifter(catalogue.sieve(session.at))
    stances = memory.stances(asked.id)
    known = profile(asked, catalogue.lookup, catalogue.count, catalogue.thesaurus, session.settings.scoring)
    wanted = _wanted(session, theme, instrument, level)
    shortlist = order(
        Pool(
            wanted,
            wanted if include_closed else catalogue.taking_files(session.at),
            catalogue.themed(known.themes),
            bitset(memory.done_with(asked.id)),
        ),
        catalogue,
        sifter,
        asked,
        known,
        session.at,
        scoring=session.settings.scoring,
        top=None if all_ else top or session.settings.top,
        include_ineligible=all_,
        language=session.wording.language,
    )
    briefs = {item.card.ordinal: catalogue.brief(item.card.ordinal, session.at) for item in shortlist.items}
    matches = {ordinal: memory.match(ordinal, brief.terms, asked) for ordinal, brief in briefs.items()}
    news = None
    if if_:
        from aidmatch.cli._supposing import news_of

        news = news_of(session, sifter, today, asked, if_, [item.card.ordinal for item in shortlist.items], wanted)
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import table

        if news is not None:
            from aidmatch.formats import supposing

            supposing.over_shortlist(session.out, session.wording, news)
        marks = news.marks if news else {}
        table.shortlist(
            session.out, session.wording, asked, shortlist, briefs, matches, stances, session.at, why=why, marks=marks
        )
    else:
        from aidmatch.formats import rows

        emit(
            rows.shortlist(session.wording, asked, shortlist, matches, stances, catalogue, session.at, news),
            chosen,
            output,
        )
    session.finish()


def _wanted(session: Session, themes: list[str] | None, instruments: list[str] | None, levels: list[str] | None) -> int:
    """The calls that the filters keep, as a bitset."""
    catalogue = session.catalogue
    kept = (1 << catalogue.count) - 1
    if themes:
        kept &= catalogue.themed(known_words(session, "theme", themes))
    if instruments:
        kept &= catalogue.having("instrument", known_words(session, "instrument", instruments))
    if levels:
        kept &= catalogue.having("level", known_words(session, "level", levels))
    return kept
