"""What members said of teams: whether they may be proposed to others, and for which calls by name.

No word is a no: a member of which nothing stands here is neither shown to others nor counted.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from aidmatch.journal._file import Journal

ANY = ""
"""In place of a call: the search for partners as such, without a name."""


class Word(NamedTuple):
    """What a member said, of the search or of one call."""

    company: str
    call: str
    """`ANY`, or the call for which it may be named to partners who said the same."""
    agrees: bool
    source: str
    """Who said it."""
    day: date


def note(journal: Journal, word: Word, at: datetime) -> bool:
    """Note what a member said; False when it is what stands already."""
    with journal.whole():
        if any((one.company, one.call, one.agrees) == (word.company, word.call, word.agrees) for one in every(journal)):
            return False
        query = "INSERT INTO partnering (company, call, answer, source, day, said) VALUES (?, ?, ?, ?, ?, ?)"
        answer = "yes" if word.agrees else "no"
        values = (word.company, word.call, answer, word.source, word.day.isoformat(), at.isoformat())
        journal.connection.execute(query, values)
    return True


def every(journal: Journal) -> list[Word]:
    """The last word of each member on the search and on each call, by member."""
    if not journal.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'partnering'").fetchone():
        # A journal of an earlier version, opened to be read only.
        return []
    query = """
    SELECT company, call, answer, source, day FROM partnering
    WHERE id IN (SELECT max(id) FROM partnering GROUP BY company, call) ORDER BY company, call
    """
    return [
        Word(company, call, answer == "yes", source, date.fromisoformat(day))
        for company, call, answer, source, day in journal.connection.execute(query)
    ]
