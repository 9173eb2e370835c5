"""What is stale or in conflict in the calls on file: findings for a person, never a failure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import combinations
from typing import NamedTuple

from aidmatch.call import Call
from aidmatch.match import stale_after
from aidmatch.nomenclatures import figures
from aidmatch.nomenclatures.figures import Figure
from aidmatch.plausible import doubt
from aidmatch.value import Message, say


class Finding(NamedTuple):
    """A record to look at again."""

    call: str
    what: Message


def findings(calls: Iterable[Call], at: datetime) -> list[Finding]:
    """Records past their shelf life, at odds with themselves, or at odds with another."""
    found: list[Finding] = []
    by_url: dict[str, list[Call]] = defaultdict(list)
    by_title: dict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in calls:
        found.extend(Finding(call.id, what) for what in _alone(call, at))
        if call.url:
            by_url[call.url.rstrip("/")].append(call)
        funder = call.funders[0].name.casefold() if call.funders else ""
        by_title[(" ".join(call.title.casefold().split()), funder)].append(call)
    for same in (*by_url.values(), *by_title.values()):
        for one, other in combinations(same, 2):
            if one.window.state(at) != other.window.state(at):
                found.append(Finding(one.id, say("same page or title as {other}, but another state", other=other.id)))
    return sorted(set(found), key=lambda finding: (finding.call, finding.what.id))


def rules_past_check(day: date) -> tuple[Figure, ...]:
    """The rows of law in force that nobody has looked at for too long."""
    held = (row for row in figures.figures() if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to))
    return tuple(row for row in held if row.is_past_check(day))


def _alone(call: Call, at: datetime) -> Iterable[Message]:
    last = stale_after(call)
    if last is not None and at.date() > last and call.window.state(at) != "closed":
        yield say("last checked on {day:date}: to be checked again", day=call.origin.read_on)
    if call.origin.corrected:
        for words in call.origin.corrected.idle:
            file = call.origin.corrected.file
            yield say("{file:text} drops “{words:text}”, which the call does not have", file=file, words=words)
    funder = doubt(call, at.date())
    if funder is not None:
        yield funder.what
    state, status = call.window.state(at), call.origin.status
    if status == "open" and state == "closed":
        yield say("said open when it was read, now closed by its date")
    if status in ("closed", "ended") and state in ("open", "upcoming"):
        yield say("said closed when it was read, but its window is open")
