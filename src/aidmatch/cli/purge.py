"""`aidmatch purge`: what is past the time that aidmatch.toml gives it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from aidmatch.cli._lines import put
from aidmatch.cli._session import Session
from aidmatch.formats._sentences import spoken as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aidmatch.journal.kits import KitFile

app = typer.Typer(pretty_exceptions_enable=False)


@app.command(
    help=_("Delete letters, states and addresses that are past the time aidmatch.toml gives them (table retention)."),
    epilog=_("Examples: aidmatch purge --dry-run · aidmatch purge"),
)
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Say what would go; delete nothing."))] = False,
) -> None:
    """Apply the retention periods."""
    from aidmatch.cli._journal import journal_of, writing
    from aidmatch.journal import held, kits
    from aidmatch.privacy import wipe
    from aidmatch.value import months_after

    session = Session()
    words, kept, today = session.wording, session.letters.retention, session.at.date()
    past = held.Past(*(months_after(today, -months) for months in (kept.letters, kept.stances, kept.sendings)))
    if dry_run:
        with journal_of(session, write=False) as journal:
            found = held.overdue(journal, past) if journal else {}
            old = _kits(session, kits.before(journal, past.stances)) if journal else Kept([], [], [])
    else:
        with writing(session) as journal:
            old = _kits(session, kits.before(journal, past.stances))
            for one in old.untouched:
                wipe(one.path)
            kits.drop(journal, [*old.untouched, *old.gone])
            found = held.purge(journal, past)
            held.settle(journal)
    if any(old):
        found["kits"] = len(old.untouched)
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
            "kits": words.plural("{n} file of kits to apply", "{n} files of kits to apply", count["kits"]),
        }
        for table in found:
            put(told[table])
        if not found:
            put(words.text("Nothing is kept yet."))
    for one in old.worked_on:
        session.note(words.text("{file:text} is past its time, and is yours to delete", file=str(one.path)))
    session.finish()


class Kept(NamedTuple):
    """Files of kits past their time."""

    untouched: list[KitFile]
    """As we wrote them, inside the workspace."""
    worked_on: list[KitFile]
    """Changed by somebody since, or outside of it: left, and named."""
    gone: list[KitFile]


def _kits(session: Session, files: Iterable[KitFile]) -> Kept:
    from aidmatch.journal.kits import mark_of

    home, found = session.workspace.path.resolve(), Kept([], [], [])
    for one in files:
        path = one.path
        if not path.is_file():
            found.gone.append(one)
        elif path.resolve() == path and path.is_relative_to(home) and mark_of(path.read_bytes()) == one.mark:
            found.untouched.append(one)
        else:
            found.worked_on.append(one)
    return found
