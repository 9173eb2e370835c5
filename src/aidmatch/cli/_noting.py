"""Writing into the journal what a person typed: one writer at a time, a day that has come, a call that exists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.cli._choose import choose_call, choose_company
from aidmatch.cli._given import day, euros
from aidmatch.cli._lines import put
from aidmatch.cli._session import Session, refuse
from aidmatch.formats import _words

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.company import Company
    from aidmatch.journal import Journal
    from aidmatch.journal.stances import Stance, State


class Noted(NamedTuple):
    """What was noted, of whom and of what."""

    session: Session
    company: Company
    call: Call
    stance: Stance


def note_state(
    state: State | None,
    company: str,
    call: str,
    *,
    on: str | None = None,
    amount: str | None = None,
    text: str | None = None,
    talks: bool = False,
) -> Noted:
    """Note what a company did about a call, and say so."""
    from aidmatch.journal import stances

    session = Session()
    require_own(session)
    asked = choose_company(session, company)
    ordinal = choose_call(session, call)
    wanted = session.catalogue.call(ordinal)
    stance = stances.Stance(
        asked.id,
        wanted.id,
        state,
        day_of(session, on),
        euros("--amount", amount) if amount is not None else None,
        _line(text),
        talks=talks,
    )
    words = session.wording
    before = session.memory.stances(asked.id).get(ordinal)
    with writing(session) as journal:
        if before is not None and before.call != wanted.id:
            # It was noted under another id of the same call, and stands under this one from now on.
            stances.note(journal, before._replace(state=None, day=stance.day), session.at)
        is_new = stances.note(journal, stance, session.at)
    told = words.term(_words.STANCES, state) if state else words.text("nothing noted any more")
    line = words.text("{company:text} · {call:text}: {state}", company=asked.name, call=wanted.title, state=told)
    same = words.text("{what} (as before)", what=line)
    if not session.wanted.quiet:
        put(line if is_new else same)
    return Noted(session, asked, wanted, stance)


@contextmanager
def writing(session: Session) -> Iterator[Journal]:
    """The journal, opened for writing; the workspace waits for no other writer meanwhile."""
    from aidmatch.cli import _journal
    from aidmatch.cli._memory import telling
    from aidmatch.journal import home_of_journal

    with telling(home_of_journal(require_own(session))), _journal.writing(session) as journal:
        yield journal


def require_own(session: Session) -> Path:
    """The workspace, which must be one's own."""
    found = session.workspace
    if found.is_starter:
        refuse("there is no workspace here to write to", "make one with: aidmatch init")
    return found.path


def day_of(session: Session, typed: str | None) -> date:
    """The day something happened: today, or one before."""
    given = day("--on", typed)
    found: date = session.at.date() if given is None else given.date() if isinstance(given, datetime) else given
    if found > session.at.date():
        refuse("--on: {typed:text} is to come", "give the day it happened", typed=typed)
    return found


def _line(text: str | None) -> str | None:
    """A note on one line; None when it says nothing."""
    return " ".join(text.split()) or None if text else None
