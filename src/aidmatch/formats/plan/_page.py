"""A plan and all that stands around it, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.company import Project
    from aidmatch.plan import Chosen, Entry, Limits, Out
    from aidmatch.reckoning import Step


class Page(NamedTuple):
    """A plan and all that stands around it."""

    calls: Mapping[str, Call]
    projects: Sequence[Project]
    limits: Limits
    first: Chosen
    second: Chosen | None
    outs: Sequence[Out]
    far: int
    days: Sequence[Entry]
    assumes: Sequence[Step]
    supposed: Sequence[str] = ()
    """Costs that are only supposed, as they were typed."""
    waiting: int = 0
    """Calls that an answer of the company could bring in."""
