"""The same scheme seen on several portals and in our own files: one call, with every origin kept.

Precision first. Two different calls made one would hide a call and lend it the dates of another; a scheme shown twice
is a nuisance. So a machine joins only what titles do not tell apart, on evidence of its own (`likeness`); a person
joins and splits for good (`decisions`). Pure: no clock, no file, and the order of the calls does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from aidmatch.call import Call
from aidmatch.reconcile.decisions import Decision
from aidmatch.reconcile.grouping import Group as Group
from aidmatch.reconcile.grouping import group as group
from aidmatch.reconcile.merging import merge as merge


def reconciled(
    calls: Sequence[Call], decisions: Iterable[Decision] = (), curated: Collection[str] = frozenset()
) -> list[Call]:
    """Every call once, by id; `curated` are the ids of those that a person wrote in `data/calls`."""
    return sorted((merge(one, curated) for one in group(calls, decisions, curated)), key=lambda call: call.id)
