"""What a person decided on calls that are one, or that are not: `data/same.yaml`, which no sync touches.

A list; each item has `same` or `apart`, the ids of two calls or more, and if one likes `why` and `on`:

    - same: [mte-pret-vert, at-1234]
      why: two portals, one loan
    - apart: [da-booster, mte-booster]
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from aidmatch.datafiles import problems_of, raw_records
from aidmatch.errors import Problem
from aidmatch.value import Day, Refusal, Slug, Value, say

Ids = Annotated[tuple[Slug, ...], Field(min_length=2)]


class Decision(Value):
    """Calls that are one for good, or that are none of them the same."""

    same: Ids | None = None
    """Ids of the calls, each as its own source gives it."""
    apart: Ids | None = None
    why: str | None = None
    on: Day | None = None
    """The day it was decided."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Decision:
        if (self.same is None) == (self.apart is None):
            raise Refusal("either same or apart was expected, with the ids of two calls or more")
        return self

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every two of its calls, the smaller id first."""
        return frozenset(combinations(sorted(set(self.same or self.apart or ())), 2))


def read_decisions(path: Path, name: str) -> tuple[list[Decision], list[Problem]]:
    """The decisions of a file, and what is wrong in it; of two that contradict each other the first stands."""
    raws, problems = raw_records(path, name)
    found: list[Decision] = []
    joined: set[tuple[str, str]] = set()
    split: set[tuple[str, str]] = set()
    for raw in raws:
        line = raw.line or (raw.node.start_mark.line + 1 if raw.node is not None else None)
        if not isinstance(raw.content, dict):
            what = say("a record with fields was expected, not {given:text}", given=str(raw.content)[:60])
            problems.append(Problem(name, line, "", what))
            continue
        try:
            decision = Decision.model_validate(raw.content)
        except ValidationError as error:
            problems.extend(problems_of(error, Decision, name, raw))
            continue
        mine, others = (joined, split) if decision.same else (split, joined)
        against = sorted(decision.pairs() & others)
        if against:
            one, other = against[0]
            what = say("{one:text} and {other:text} are decided otherwise above", one=one, other=other)
            problems.append(Problem(name, line, "same" if decision.same else "apart", what, say("keep one of the two")))
            continue
        mine |= decision.pairs()
        found.append(decision)
    return found, problems
