"""From idea to transfer: the stages of a company laid end to end, which aid follows which, and where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple, get_args

from aidmatch.company import Stage

STAGES: tuple[Stage, ...] = get_args(Stage)


class Stand(NamedTuple):
    """A call as one company stands to it, whatever the stage it asks for."""

    call: str
    title: str
    stages: tuple[Stage, ...]
    answer: Literal["eligible", "to_confirm", "to_complete", "ineligible"]
    """A stage that is another is no reason to say no here."""
    state: Literal["open", "upcoming", "closed", "undated"]
    score: int
    instrument: str
    back: date | None = None
    """When a yearly call that is closed is expected again, by our estimate."""


class Way(NamedTuple):
    """One stage, and what there is for it."""

    stage: Stage
    is_here: bool
    """The company, or its project, is at it."""
    aids: tuple[Stand, ...]
    """Open or announced, the most relevant first."""
    undated: tuple[Stand, ...]
    one_answer_away: tuple[Stand, ...]
    returning: tuple[Stand, ...]
    """Closed, and expected again."""
    follows: Mapping[str, tuple[str, ...]]
    """By aid of this stage: those of it, or of the stage before, that give its first step."""

    @property
    def is_missing(self) -> bool:
        """The missing link: nothing takes files, and nothing is announced."""
        return not self.aids


def ways(stands: Iterable[Stand], here: Iterable[Stage], opens: Mapping[str, frozenset[str]]) -> tuple[Way, ...]:
    """Every stage in its order; `opens`: by aid, the calls whose first step it gives."""
    at, held = frozenset(here), sorted(stands, key=lambda one: (-one.score, one.call))
    found: list[Way] = []
    for stage in STAGES:
        inside = [one for one in held if stage in one.stages]
        may = [one for one in inside if one.answer in ("eligible", "to_confirm")]
        aids = tuple(one for one in may if one.state in ("open", "upcoming"))
        found.append(
            Way(
                stage,
                stage in at,
                aids,
                tuple(one for one in may if one.state == "undated"),
                tuple(one for one in inside if one.answer == "to_complete" and one.state in ("open", "upcoming")),
                tuple(one for one in may if one.state == "closed" and one.back is not None),
                _follows(aids, found[-1].aids if found else (), opens),
            )
        )
    return tuple(found)


def _follows(
    aids: Sequence[Stand], before: Sequence[Stand], opens: Mapping[str, frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    """By aid, those of this stage or the one before that give its first step."""
    names = {one.call for one in (*aids, *before)}
    return {
        one.call: givers
        for one in aids
        if (givers := tuple(sorted(call for call, asked in opens.items() if one.call in asked and call in names)))
    }
