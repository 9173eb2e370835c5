"""What the letters still wait for: answers asked, letters of which nothing says that they left, doubtful sendings."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Literal, NamedTuple

from aidmatch.journal._file import Journal
from aidmatch.journal.letters import _LEFT

LOOKED_AT = 12
"""Letters of a member whose questions are looked at, the last ones."""

UNSENT_WEEKS = 4


class Open(NamedTuple):
    """A question that left in one letter or several."""

    kind: str
    """The kind of condition that lacks the answer."""
    text: str
    """As the last of them asked."""
    since: datetime
    """When the first was written."""
    times: int


class Unsent(NamedTuple):
    """Letters of an earlier week of which nothing says that they left, nor any after them."""

    week: str
    released: int
    drafts: int


class Doubt(NamedTuple):
    """A mail that did not surely arrive."""

    company: str
    week: str
    state: Literal["doubtful", "refused"]
    why: str | None


def questions(journal: Journal, company: str) -> tuple[Open, ...]:
    """What letters that left asked a member, in the order of the last of them."""
    query = f"""
    SELECT at, json_extract(worded, '$.questions') FROM letters WHERE company = ? AND id IN ({_LEFT})
    ORDER BY id DESC LIMIT {LOOKED_AT}
    """
    found: dict[str, Open] = {}
    for at, text in journal.connection.execute(query, (company,)):
        moment = datetime.fromisoformat(at)
        for one in json.loads(text or "[]"):
            held = found.get(one["fact"])
            found[one["fact"]] = (
                Open(one["fact"], one["text"], moment, 1)
                if held is None
                else held._replace(since=moment, times=held.times + 1)
            )
    return tuple(found.values())


def unsent(journal: Journal, before: str) -> list[Unsent]:
    """The earlier weeks whose letters may lie about, the last ones, oldest first.

    A letter after which another left to the same member is no more awaited: that one told what stood.
    """
    query = f"""
    SELECT week, sum(state = 'released'), sum(state = 'draft') FROM letters AS one
    WHERE week < ? AND id NOT IN ({_LEFT}) AND NOT EXISTS (
        SELECT 1 FROM letters AS later WHERE later.company = one.company AND later.id > one.id AND later.id IN ({_LEFT})
    )
    GROUP BY week ORDER BY week DESC LIMIT {UNSENT_WEEKS}
    """
    return [Unsent(*row) for row in reversed(journal.connection.execute(query, (before,)).fetchall())]


def doubts(journal: Journal) -> list[Doubt]:
    """Mails that were cut short or refused, by week and member."""
    query = """
    SELECT DISTINCT company, week, iif(sendings.state = 'refused', 'refused', 'doubtful'), why
    FROM sendings JOIN letters ON letters.id = letter WHERE sendings.state IN ('claimed', 'doubtful', 'refused')
    ORDER BY week, company
    """
    return [Doubt(*row) for row in journal.connection.execute(query)]


def told_before(journal: Journal, week: str) -> frozenset[str]:
    """The calls that letters of earlier weeks told to anybody."""
    query = f"""
    SELECT DISTINCT call FROM items JOIN letters ON letters.id = letter WHERE week < ? AND letters.id IN ({_LEFT})
    """
    return frozenset(call for (call,) in journal.connection.execute(query, (week,)))


def last_written(journal: Journal, before: str) -> datetime | None:
    """When letters were last written for an earlier week."""
    (at,) = journal.connection.execute("SELECT max(at) FROM letters WHERE week < ?", (before,)).fetchone()
    return datetime.fromisoformat(at) if at else None
