"""`aidmatch explain COMPANY CALL`: every criterion with its proof."""

from __future__ import annotations

from typing import Annotated

import typer

from aidmatch.cli._choose import choose_call, choose_company
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit
from aidmatch.cli._session import Session
from aidmatch.cli._supposing import IF
from aidmatch.formats._sentences import spoken as _
from aidmatch.match import terms_of
from aidmatch.rank import Pool, rank
from aidmatch.score import profile

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Explain one answer: each criterion with the fact used, where it comes from, and what would change it."),
    epilog=_("Example: aidmatch explain brumequille credit-impot-innovation"),
)
def explain(
    company: Annotated[str, typer.Argument(help=_("Id, SIREN or name, even roughly typed."), show_default=False)],
    call: Annotated[str, typer.Argument(help=_("Id, URL or words of the title."), show_default=False)],
    if_: IF = None,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """The proof of one answer."""
    from aidmatch.cli._worth import worth_of

    session = Session()
    catalogue = session.catalogue
    today = asked = choose_company(session, company)
    ordinal = choose_call(session, call)
    if if_:
        from aidmatch.cli._supposing import suppose

        asked = suppose(session, today, if_)
    wanted = catalogue.call(ordinal)
    memory = session.memory
    found = memory.match_project(ordinal, terms_of(wanted, session.at), wanted.themes, asked)
    before = memory.match_project(ordinal, terms_of(wanted, session.at), wanted.themes, today) if if_ else None
    stance, void = memory.stances(asked.id).get(ordinal), memory.void(ordinal, found)
    known = profile(asked, catalogue.lookup, catalogue.count, catalogue.thesaurus, session.settings.scoring)
    alone = 1 << ordinal
    ranked = rank(
        Pool(alone, alone, catalogue.themed(known.themes)),
        catalogue,
        memory.sifter(catalogue.sieve(session.at)),
        asked,
        known,
        session.at,
        scoring=session.settings.scoring,
        include_ineligible=True,
        language=session.wording.language,
    ).items[0]
    project = asked.project(found.project)
    gain = worth_of(session, wanted, asked, project).grant
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import proof

        if before is not None:
            from aidmatch.formats import supposing

            supposing.over_proof(session.out, session.wording, if_ or (), before)
        proof.show(session.out, session.wording, asked, wanted, found, ranked, stance, void, gain, session.at)
    else:
        from aidmatch.formats.explained import explained

        closing = catalogue.closing(ordinal, session.at)
        told = (session.wording, asked, wanted, found, ranked, gain, stance, void, closing, session.at)
        document = explained(*told, if_ or (), before)
        emit(document, chosen, output)
    session.finish()
