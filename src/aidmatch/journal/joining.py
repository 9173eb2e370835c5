"""Two members become one: what the journal holds of the one that goes is the other's from then on."""

from __future__ import annotations

from datetime import datetime

from aidmatch.journal._file import Journal

_AS_THEY_STAND = ("stances", "answers", "partnering", "kits")
"""Tables whose rows only name the member; where the last row of a pair stands, the last one said still does."""


def join(journal: Journal, gone: str, stays: str, at: datetime) -> int:
    """Give one member's rows to another, in one stroke; how many there were. Done twice, it does nothing more.

    Letters that left stay told, and are not sent to the readers of the other member too. A draft is written anew
    anyway; a letter that was released and left for nobody goes where the other member has its own of that week, and
    what it said is news again.
    """
    ask = journal.connection.execute
    with journal.whole():
        count = sum(
            ask(f"UPDATE {table} SET company = ? WHERE company = ?", (stays, gone)).rowcount for table in _AS_THEY_STAND
        )
        for table in ("drops", "words"):
            count += ask(f"UPDATE OR IGNORE {table} SET company = ? WHERE company = ?", (stays, gone)).rowcount
            ask(f"DELETE FROM {table} WHERE company = ?", (gone,))
        ask("DELETE FROM letters WHERE company = ? AND state = 'draft'", (gone,))
        ask(_GONE_UNSENT, {"gone": gone, "stays": stays})
        ask(_SENT_IN_FULL, {"gone": gone, "at": at.isoformat()})
        ask(_TOLD_APART, {"gone": gone, "stays": stays})
        count += ask("UPDATE letters SET company = ? WHERE company = ?", (stays, gone)).rowcount
    return count


_SAME = """
SELECT 1 FROM letters AS own
WHERE own.company = :stays AND own.week = letters.week AND own.kind = letters.kind AND own.about = letters.about
"""

_GONE_UNSENT = f"""
DELETE FROM letters WHERE company = :gone AND EXISTS ({_SAME}) AND id NOT IN (SELECT letter FROM sendings)
"""

_SENT_IN_FULL = """
INSERT OR IGNORE INTO sendings (letter, reader, message_id, state, at)
SELECT id, '', '', 'handed', :at FROM letters
WHERE company = :gone AND id IN (SELECT letter FROM sendings WHERE state IN ('sent', 'handed'))
    AND id NOT IN (SELECT letter FROM sendings WHERE state NOT IN ('sent', 'handed'))
"""
"""No reader of the other member has it, and none is to get it."""

_TOLD_APART = f"UPDATE letters SET about = about || ' ' || id WHERE company = :gone AND EXISTS ({_SAME})"
"""A member has one letter of a kind and week: the second is told from it by its number."""
