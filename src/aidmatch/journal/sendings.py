"""Letters on their way: what may leave, what did, and what nobody can tell.

The order keeps every reader from two letters and from none. A row `claimed` is on the disk before the first byte of a
letter is handed to the server; it becomes `sent` when the server said that it took the letter, `refused` when it said
that it will not, and goes when the server said that it did not. A `claimed` row that no living process holds was cut
short in between: it becomes `doubtful`, and stays so until a person says what is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, NamedTuple

from aidmatch.journal._file import Journal

State = Literal["claimed", "sent", "refused", "doubtful", "handed"]


class Sending(NamedTuple):
    """A letter on its way to one reader."""

    letter: int
    week: str
    kind: str
    company: str
    reader: str
    """As it is compared: in small letters. Empty where the letter was sent by hand."""
    message_id: str
    state: State
    at: datetime
    tries: int
    why: str | None
    """What the server said, without addresses."""


def reader_of(address: str) -> str:
    """An address as it is compared: the same reader typed otherwise is no second one."""
    return address.strip().casefold()


def pending(journal: Journal, week: str | None = None) -> list[int]:
    """Letters that may leave, oldest first: released, and not sent by hand.

    Which of its readers have one already is asked again, reader by reader, when it leaves.
    """
    query = """
    SELECT id FROM letters WHERE state = 'released' AND week = coalesce(?, week)
        AND id NOT IN (SELECT letter FROM sendings WHERE state = 'handed') ORDER BY id
    """
    return [letter for (letter,) in journal.connection.execute(query, (week,))]


def standing(journal: Journal, letter: int, address: str) -> State | None:
    """What stands of a letter for a reader; None: it is in line."""
    query = """
    SELECT state FROM sendings WHERE letter = ? AND (reader = ? OR state = 'handed') ORDER BY state = 'handed' DESC
    """
    row = journal.connection.execute(query, (letter, reader_of(address))).fetchone()
    return row[0] if row else None


def listed(
    journal: Journal, states: Iterable[State], week: str | None = None, company: str | None = None
) -> Iterator[Sending]:
    """What stands in some states, by week, member and letter; a doubt that a person settled is none."""
    wanted = sorted(set(states))
    query = f"""
    SELECT letter, week, kind, company, reader, message_id, sendings.state, sendings.at, tries, why
    FROM sendings JOIN letters ON letters.id = letter
    WHERE sendings.state IN ({", ".join("?" * len(wanted))})
        AND week = coalesce(?, week) AND company = coalesce(?, company)
        AND NOT (sendings.state = 'doubtful' AND letter IN (SELECT letter FROM sendings WHERE state = 'handed'))
    ORDER BY week, company, letter, sendings.id
    """
    for row in journal.connection.execute(query, (*wanted, week, company)):
        of_letter, of_week, kind, of_company, reader, message_id, state, at, tries, why = row
        when = datetime.fromisoformat(at)
        yield Sending(of_letter, of_week, kind, of_company, reader, message_id, state, when, tries, why)


def claim(journal: Journal, letter: int, address: str, message_id: str, at: datetime, tries: int = 1) -> bool:
    """Note, before it leaves, that a letter leaves; False: it may not, as it is no more in line.

    When this returns, the row is on the disk.
    """
    query = """
    INSERT INTO sendings (letter, reader, message_id, state, at, tries)
    SELECT id, :reader, :message_id, 'claimed', :at, :tries FROM letters
    WHERE id = :letter AND state = 'released' AND NOT EXISTS (
        SELECT 1 FROM sendings WHERE letter = :letter AND (reader = :reader OR state = 'handed'))
    """
    facts = {
        "letter": letter,
        "reader": reader_of(address),
        "message_id": message_id,
        "at": at.isoformat(),
        "tries": tries,
    }
    return journal.connection.execute(query, facts).rowcount == 1


def unclaim(journal: Journal, letter: int, address: str) -> None:
    """The server did not take it, for certain: it is in line again."""
    query = "DELETE FROM sendings WHERE letter = ? AND reader = ? AND state = 'claimed'"
    journal.connection.execute(query, (letter, reader_of(address)))


def sent(journal: Journal, letter: int, address: str) -> None:
    """The server took it."""
    _become(journal, "sent", letter, address, None)


def doubt(journal: Journal, letter: int, address: str, why: str) -> None:
    """Nobody can tell whether the server took it."""
    _become(journal, "doubtful", letter, address, why)


def refuse(
    journal: Journal, letter: int, address: str, message_id: str, at: datetime, why: str, tries: int = 1
) -> None:
    """The server will not take it, whether the letter had been claimed or never got so far."""
    query = """
    INSERT INTO sendings (letter, reader, message_id, state, at, tries, why)
    SELECT id, ?, ?, 'refused', ?, ?, ? FROM letters WHERE id = ?
    ON CONFLICT (letter, reader) DO UPDATE SET state = 'refused', why = excluded.why WHERE state = 'claimed'
    """
    journal.connection.execute(query, (reader_of(address), message_id, at.isoformat(), tries, why, letter))


def abandoned(journal: Journal) -> int:
    """What was claimed by a run that is no more becomes doubtful; how many. Only for who holds the sending lock."""
    query = "UPDATE sendings SET state = 'doubtful' WHERE state = 'claimed'"
    return journal.connection.execute(query).rowcount


def arrived(journal: Journal, letters: Iterable[int]) -> int:
    """A person says that doubtful letters arrived. How many were doubtful."""
    return _settle(journal, "UPDATE sendings SET state = 'handed' WHERE letter = ? AND state = 'doubtful'", letters)


def again(journal: Journal, letters: Iterable[int], *, doubtful: bool = True) -> int:
    """A person puts letters that were refused back in line, and doubtful ones where she says so. How many were."""
    states = "'doubtful', 'refused'" if doubtful else "'refused'"
    return _settle(journal, f"DELETE FROM sendings WHERE letter = ? AND state IN ({states})", letters)


def _become(journal: Journal, state: State, letter: int, address: str, why: str | None) -> None:
    query = "UPDATE sendings SET state = ?, why = ? WHERE letter = ? AND reader = ? AND state = 'claimed'"
    journal.connection.execute(query, (state, why, letter, reader_of(address)))


def _settle(journal: Journal, query: str, letters: Iterable[int]) -> int:
    with journal.whole():
        return sum(journal.connection.execute(query, (letter,)).rowcount for letter in letters)
