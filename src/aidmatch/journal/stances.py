"""What members did about calls: put aside, followed, applied for, won. The last word on a pair stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

from aidmatch.journal._file import Journal

State = Literal["dismissed", "followed", "applied", "won", "refused", "dropped"]
"""Not for us; kept an eye on; file handed in; obtained; turned down by the funder; given up on the way."""

STATES: tuple[State, ...] = get_args(State)

AWAY: frozenset[State] = frozenset({"dismissed", "refused", "dropped"})
"""States of a call that a shortlist no longer offers."""


class Stance(NamedTuple):
    """What a member last did about a call."""

    company: str
    call: str
    state: State | None
    """None: what was noted before was taken back."""
    day: date
    amount: int | None = None
    """Euros, asked or won."""
    note: str | None = None
    talks: bool = False
    """Of an aid won: the member agrees to talk about it with others."""


_COLUMNS = "company, call, state, day, amount, note, talks"


def note(journal: Journal, stance: Stance, at: datetime) -> bool:
    """Note what a member did; False when it is what stands already."""
    state = stance.state or "cleared"
    with journal.whole():
        before = _last(journal, "company = ? AND call = ?", (stance.company, stance.call))
        if stance in before or (stance.state is None and not any(one.state for one in before)):
            return False
        values = (stance.company, stance.call, state, stance.day.isoformat(), stance.amount, stance.note, stance.talks)
        query = f"INSERT INTO stances ({_COLUMNS}, said) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        journal.connection.execute(query, (*values, at.isoformat()))
    return True


def of_company(journal: Journal, company: str) -> list[Stance]:
    """The last stance of a company on each call, those taken back too, in the order they were noted."""
    return _last(journal, "company = ?", (company,))


def of_companies(journal: Journal, companies: Collection[str] | None = None) -> list[Stance]:
    """The same of several companies, a cluster's say; of all by default."""
    found = _last(journal, "1", ())
    return found if companies is None else [one for one in found if one.company in companies]


def story(journal: Journal, until: date) -> list[Stance]:
    """All that was noted up to a day, in the order it was noted: what a pair went through, not only where it stands."""
    query = f"SELECT {_COLUMNS} FROM stances WHERE day <= ? ORDER BY id"
    return [_stance(*row) for row in journal.connection.execute(query, (until.isoformat(),))]


def standing(found: Iterable[Stance]) -> dict[tuple[str, str], Stance]:
    """By company and call, what was not taken back."""
    return {(one.company, one.call): one for one in found if one.state is not None}


def _last(journal: Journal, which: str, values: tuple[str, ...]) -> list[Stance]:
    query = f"""
    SELECT {_COLUMNS} FROM stances WHERE id IN (SELECT max(id) FROM stances WHERE {which} GROUP BY company, call)
    ORDER BY id
    """
    return [_stance(*row) for row in journal.connection.execute(query, values)]


def _stance(company: str, call: str, state: str, day: str, amount: int | None, text: str | None, talks: int) -> Stance:
    told: State | None = next((one for one in STATES if one == state), None)
    return Stance(company, call, told, date.fromisoformat(day), amount, text, bool(talks))
