"""`aidmatch match`: every company with every call, one line a pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from aidmatch.cli._choose import choose_call, choose_company
from aidmatch.cli._circle import CLUSTER, GROUP, within
from aidmatch.cli._output import FORMAT, OUTPUT, Format, emit, emit_bytes, refuse_terminal
from aidmatch.cli._session import Session, refuse
from aidmatch.formats import rows
from aidmatch.formats._sentences import spoken as _
from aidmatch.match import ANSWERS
from aidmatch.score import profile, score
from aidmatch.sift import bitset

if TYPE_CHECKING:
    from aidmatch.company import Company

WINDOWS = ("open", "upcoming", "closed", "undated")

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Match every company with every call: one line a pair, closed calls included, sorted by company and call."),
    epilog=_(
        "Examples: aidmatch match --format ndjson · aidmatch match --answer eligible --window open -o pairs.csv · "
        "aidmatch match --answer to_confirm -o matrix.xlsx (a sheet to fill, see: aidmatch states import)"
    ),
)
def match(
    company: Annotated[list[str] | None, typer.Option("--company", help=_("Keep this company."))] = None,
    call: Annotated[list[str] | None, typer.Option("--call", help=_("Keep this call."))] = None,
    answer: Annotated[list[str] | None, typer.Option("--answer", help=_("Keep pairs with this answer."))] = None,
    window: Annotated[list[str] | None, typer.Option("--window", help=_("Keep calls in this state."))] = None,
    cluster: CLUSTER = None,
    group: GROUP = None,
    format_: FORMAT = None,
    output: OUTPUT = None,
) -> None:
    """Every pair, streamed."""
    session = Session()
    _known("answer", answer, ANSWERS)
    _known("window", window, WINDOWS)
    companies = [choose_company(session, name).id for name in company or ()]
    only = [choose_call(session, name) for name in call or ()] if call else None
    wanted = _Wanted(companies, within(session, cluster, group))
    pairs = _pairs(session, wanted, only, frozenset(answer or ()), frozenset(window or ()))
    chosen = Format.of(format_, output)
    if chosen is Format.TABLE:
        from aidmatch.formats import table

        table.pairs(session.out, session.wording, pairs)
    elif chosen is Format.XLSX:
        from aidmatch.cli._matrix import sheet_of

        refuse_terminal(output, "xlsx")
        emit_bytes(sheet_of(session, pairs), output)
    else:
        emit(rows.pairs(pairs, session.at), chosen, output)
    session.finish()


class _Wanted(NamedTuple):
    """The companies asked for."""

    named: list[str]
    """Ids; all of them when there is none."""
    holds: Callable[[Company], bool]


def _known(option: str, given: list[str] | None, known: tuple[str, ...]) -> None:
    for word in given or ():
        if word not in known:
            refuse(
                "--{option}: no such value: {word:text}",
                "there are: {known:text}",
                option=option,
                word=word,
                known=", ".join(known),
            )


def _pairs(
    session: Session, companies: _Wanted, only: list[int] | None, answers: frozenset[str], windows: frozenset[str]
) -> Iterator[dict[str, Any]]:
    catalogue, at = session.catalogue, session.at
    cards = catalogue.cards(at, only=sorted(only) if only is not None else None)
    if windows:
        cards = [card for card in cards if card.state(at) in windows]
    wanted = bitset([card.ordinal for card in cards])
    closings = catalogue.closings(at)
    scoring = session.settings.scoring
    memory = session.memory
    sifter = memory.sifter(catalogue.sieve(at))
    for company in catalogue.companies():
        if (companies.named and company.id not in companies.named) or not companies.holds(company):
            continue
        known = profile(company, catalogue.lookup, catalogue.count, catalogue.thesaurus, scoring)
        found = {row.ordinal: row for row in sifter.rows(company, wanted)}
        elsewhere = sifter.elsewhere(company)
        stances = memory.stances(company.id)
        for card in cards:
            row = found[card.ordinal]
            if answers and row.answer not in answers:
                continue
            here = not elsewhere >> card.ordinal & 1
            gain = 0 if row.answer == "ineligible" else score(card, known, row.targeted, at, scoring, here=here)
            closing, stance = closings.get(card.ordinal), stances.get(card.ordinal)
            yield rows.pair(company.id, card, row, closing, gain, at, stance)
