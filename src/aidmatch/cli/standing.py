"""`aidmatch` alone: where one stands, and the next three commands."""

from __future__ import annotations

from aidmatch.cli._session import Session


def where_one_stands() -> None:
    """The workspace, what it holds, and what to type next."""
    session = Session()
    words, catalogue = session.wording, session.catalogue
    states = [card.state(session.at) for card in catalogue.cards(session.at)]
    companies = catalogue.company_names()
    out = session.out
    out.print(words.text("Workspace: {path}", path=str(session.workspace.path)), markup=False)
    out.print(
        words.text(
            "{calls}, {open:number} of them open or announced; {companies}.",
            calls=words.plural("{n} call", "{n} calls", len(states)),
            open=sum(state in ("open", "upcoming") for state in states),
            companies=words.plural("{n} company", "{n} companies", len(companies)),
        ),
        markup=False,
    )
    example = companies[0][0] if companies else "NAME"
    first = (
        (f"aidmatch rank {example}", words.text("the calls a company qualifies for, best first"))
        if companies
        else (words.text("aidmatch companies add NAME"), words.text("enter a first company"))
    )
    out.print(words.text("\nNext:").strip(), markup=False)
    for command, meaning in (
        first,
        (words.text("aidmatch search TEXT"), words.text("calls for a need")),
        ("aidmatch --help", words.text("every command")),
    ):
        out.print(f"  {command:<34}{meaning}", markup=False, highlight=False)
    session.finish()
