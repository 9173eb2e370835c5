"""`aidmatch purge`: what is past the time that aidmatch.toml gives it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from aidmatch.cli._lines import put
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Delete letters, states and addresses that are past the time aidmatch.toml gives them (table retention)."),
    epilog=_("Examples: aidmatch purge --dry-run · aidmatch purge"),
)
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what would go; delete nothing."))] = False,
) -> None:
    """Apply the retention periods."""
    from aidmatch.cli._mailing import journal_of, writing
    from aidmatch.journal import held
    from aidmatch.value import months_after

    session = Session()
    words, kept, today = session.wording, session.letters.retention, session.at.date()
    past = held.Past(*(months_after(today, -months) for months in (kept.letters, kept.stances, kept.sendings)))
    if dry_run:
        with journal_of(session, write=False) as journal:
            found = held.overdue(journal, past) if journal else {}
    else:
        with writing(session) as journal:
            found = held.purge(journal, past)
            held.settle(journal)
    if not session.wanted.quiet:
        count = Counter(found)
        told = {
            "letters": words.plural("{n} letter", "{n} letters", count["letters"]),
            "drops": words.plural("{n} item taken out", "{n} items taken out", count["drops"]),
            "words": words.plural("{n} word on top", "{n} words on top", count["words"]),
            "stances": words.plural("{n} state", "{n} states", count["stances"]),
            "answers": words.plural("{n} answer", "{n} answers", count["answers"]),
            "partnering": words.plural("{n} word on teams", "{n} words on teams", count["partnering"]),
            "sendings": words.plural(
                "{n} address a letter went to", "{n} addresses letters went to", count["sendings"]
            ),
        }
        for table in found:
            put(told[table])
        if not found:
            put(words.text("Nothing is kept yet."))
    session.finish()
