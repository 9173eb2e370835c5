"""What was known, what came, whether all of it came -> what changed, and what is odd about the source as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aidmatch.catalogue.store import Decision, Known, Run, Seen
from aidmatch.sync.reading import Reading
from aidmatch.value import Message, say

DRIFT = 0.5
"""Share of records refused, or gone at once, from which a source is said to have drifted."""
DRIFT_LEAST = 10
"""Records under which no share is told from chance."""


def decide(known: Mapping[str, Known], seen: Iterable[Seen], refused: Iterable[str], *, complete: bool) -> Decision:
    """What changed. A record refused is seen all the same; only a complete passage tells what is gone."""
    new: list[Seen] = []
    changed: list[Seen] = []
    back: list[Seen] = []
    same = [record for record in refused if record in known and not known[record].is_gone]
    met = set(same)
    for one in seen:
        met.add(one.record)
        before = known.get(one.record)
        if before is None:
            new.append(one)
        elif before.is_gone:
            back.append(one)
        elif before.essence != one.essence:
            changed.append(one)
        else:
            same.append(one.record)
    gone = sorted(record for record, one in known.items() if not one.is_gone and record not in met) if complete else ()
    return Decision(tuple(new), tuple(changed), tuple(back), tuple(sorted(same)), tuple(gone))


def refused_before(last: Run | None) -> float:
    """The share that the last complete run refused on a person's word; none below what is said to be a drift."""
    share = last.refused / last.read if last and last.read else 0.0
    return share if share >= DRIFT else 0.0


def drift_of(
    held: Mapping[str, Known], reading: Reading, before: float, *, accepted: bool, whole: bool
) -> list[Message]:
    """What is odd about a source as a whole; `before` is the share refused that a person accepted earlier.

    Of one that did not come `whole`, what is missing says nothing.
    """
    refused, read_ = len(reading.refused), len(reading.seen) + len(reading.refused)
    # Of what could be read until now; all of it where there is little.
    readable, lost_now = read_ - round(before * read_), refused - round(before * read_)
    if lost_now > 0 and lost_now >= (DRIFT * readable if read_ >= DRIFT_LEAST else readable):
        return [
            say(
                "{refused:number} records of {read:number} cannot be read: the source has changed its form",
                refused=refused,
                read=read_,
            )
        ]
    if not whole:
        return []
    standing = sum(not one.is_gone for one in held.values())
    met = {one.record for one in reading.seen} | set(reading.refused)
    lost = sum(not one.is_gone and record not in met for record, one in held.items())
    # A small source may lose half its records in a quiet week; all of them at once is another matter.
    few = lost == standing and (standing > 2 or not met)
    if lost and (lost > DRIFT * standing if standing >= DRIFT_LEAST else few):
        if accepted:
            return [say("{lost:number} records of {known:number} are gone at once", lost=lost, known=standing)]
        return [
            say(
                "{lost:number} records of {known:number} are missing at once: nothing is closed",
                lost=lost,
                known=standing,
            )
        ]
    return []
