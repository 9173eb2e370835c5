"""What a funder or a head answered on the points left to a person. The last word on a point stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from aidmatch.journal._file import Journal
from aidmatch.settle import Replies, Reply


class Answer(NamedTuple):
    """The last answer on a point of a call, for one member or for all."""

    company: str | None
    """None: for every member."""
    call: str
    point: str
    """What `settle.point_of` gives of the condition."""
    reply: Reply | None
    """None: it was taken back."""


_COLUMNS = "company, call, point, quote, answer, source, day"


def note(journal: Journal, answer: Answer, at: datetime) -> bool:
    """Note an answer, or take back the one that stands; False when nothing is to be noted."""
    with journal.whole():
        where = "company IS ? AND call = ? AND point = ?"
        before = _last(journal, where, (answer.company, answer.call, answer.point))
        if answer in before or (answer.reply is None and not before):
            return False
        # A row that takes back says what it takes back.
        reply = answer.reply or before[0].reply
        if reply is None:
            return False
        said = "withdrawn" if answer.reply is None else "yes" if reply.is_yes else "no"
        journal.connection.execute(
            f"INSERT INTO answers ({_COLUMNS}, said) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*answer[:3], reply.quote, said, reply.source, reply.day.isoformat(), at.isoformat()),
        )
    return True


def every(journal: Journal) -> list[Answer]:
    """The last answer on each point, those taken back too, in the order they were noted."""
    return _last(journal, "1", ())


def replies(found: Iterable[Answer], company: str) -> Replies:
    """What stands for a member, by point: what was said of it goes before what was said for all."""
    held: dict[str, Reply] = {}
    own: dict[str, Reply] = {}
    for one in found:
        if one.company not in (None, company):
            continue
        where = held if one.company is None else own
        if one.reply is None:
            where.pop(one.point, None)
        else:
            where[one.point] = one.reply
    return {**held, **own}


def _last(journal: Journal, which: str, values: tuple[str | None, ...]) -> list[Answer]:
    query = f"""
    SELECT {_COLUMNS} FROM answers
    WHERE id IN (SELECT max(id) FROM answers WHERE {which} GROUP BY company, call, point) ORDER BY id
    """
    return [
        Answer(
            company,
            call,
            point,
            None
            if answer == "withdrawn"
            else Reply(answer == "yes", source, date.fromisoformat(day), quote, for_all=company is None),
        )
        for company, call, point, quote, answer, source, day in journal.connection.execute(query, values)
    ]
