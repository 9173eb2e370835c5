"""`aidmatch rank COMPANY`: which calls it qualifies for, best first.

Annotations are not put off here: the framework would compile each option's words at every start.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from aidmatch.cli._choose import choose_company
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.cli._supposing import IF
from aidmatch.formats._sentences import spoken as _
from aidmatch.rank import Aside
from aidmatch.rank import rank as order
from aidmatch.score import profile
from aidmatch.sift import ordinals

if TYPE_CHECKING:
    from collections.abc import Callable

    from aidmatch.catalogue import Card, Slip
    from aidmatch.company import Company
    from aidmatch.sift import Sifter

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
    wanted = _filter(session, theme, instrument, level)
    slips, aside = _slips(session, sifter, asked, whole=all_ or include_closed or wanted is not None)
    shortlist = order(
        slips,
        lambda chosen: session.cards(only=chosen),
        sifter,
        asked,
        profile(asked, catalogue.lookup, catalogue.count, catalogue.thesaurus, session.settings.scoring),
        session.at,
        scoring=session.settings.scoring,
        wanted=wanted,
        top=None if all_ else top or session.settings.top,
        include_closed=include_closed,
        include_ineligible=all_,
        aside=aside,
        done_with=memory.done_with(asked.id),
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


def _slips(session: Session, sifter: "Sifter", company: "Company", *, whole: bool) -> "tuple[list[Slip], Aside | None]":
    """What to rank; in a large catalogue most calls are closed or ineligible, and counted without being read."""
    if whole:
        return session.catalogue.slips(session.at), None
    taking = session.catalogue.taking_files(session.at)
    ineligible = taking & sifter.answers(company).ineligible
    aside = Aside(ineligible.bit_count(), session.catalogue.count - taking.bit_count())
    return session.catalogue.slips(session.at, only=list(ordinals(taking ^ ineligible))), aside


def _filter(
    session: Session, themes: list[str] | None, instruments: list[str] | None, levels: list[str] | None
) -> "Callable[[Slip | Card], bool] | None":
    from aidmatch.cli._choose import known_words

    asked_themes = known_words(session, "theme", themes)
    asked_instruments = known_words(session, "instrument", instruments)
    asked_levels = known_words(session, "level", levels)
    if not (asked_themes or asked_instruments or asked_levels):
        return None
    return lambda slip: (
        (not asked_themes or any(f" {theme} " in slip.themes for theme in asked_themes))
        and (not asked_instruments or slip.instrument in asked_instruments)
        and (not asked_levels or slip.level in asked_levels)
    )
