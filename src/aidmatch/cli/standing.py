"""`aidmatch` alone: where one stands, and the next three commands."""

from __future__ import annotations

from aidmatch.cli._session import Session
from aidmatch.journal import home_of_journal


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
    then = _letters(session) or (words.text("aidmatch search TEXT"), words.text("calls for a need"))
    out.print(words.text("\nNext:").strip(), markup=False)
    steps = (first, then, ("aidmatch --help", words.text("every command")))
    wide = max(34, *(len(command) + 2 for command, _ in steps))
    fits = all(2 + wide + len(meaning) <= out.width for _, meaning in steps)
    for command, meaning in steps:
        told = f"{command:<{wide}}{meaning}" if fits else f"{command}\n      {meaning}"
        out.print(f"  {told}", markup=False, highlight=False)
    session.finish()


def _letters(session: Session) -> tuple[str, str] | None:
    """What the letters of this week wait for, where a cluster writes letters; None where none waits."""
    if not session.letters.clusters or session.workspace.is_starter:
        return None
    from aidmatch.cli._journal import journal_of
    from aidmatch.cli._mailing import week_asked
    from aidmatch.journal import letters

    words, week = session.wording, week_asked(session, None)
    held, left = [], frozenset[int]()
    if home_of_journal(session.workspace.path).is_file():
        with journal_of(session, write=False) as journal:
            if journal is not None:
                held, left = list(letters.kept(journal, week)), letters.left(journal, or_doubtful=True)
    drafts = sum(not one.is_released for one in held)
    if not held:
        return "aidmatch monday", words.text("the letters of this week")
    if drafts:
        told = words.plural("{n} draft to look at, then to release", "{n} drafts to look at, then to release", drafts)
        return "aidmatch digest review", told
    waiting = sum(one.id not in left for one in held)
    if waiting:
        told = words.plural("{n} letter that may leave", "{n} letters that may leave", waiting)
        return "aidmatch digest --send", told
    return None
