"""What every rule on the shelf shares: reading its key from an applicant, and judging that key."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

from aidmatch.company import Applicant
from aidmatch.nomenclatures import figures
from aidmatch.value import Value, months_after
from aidmatch.verdict import Verdict


class Criterion(Value):
    """A hard rule of a call: two functions, one after the other.

    `read` takes from an applicant everything the rule may look at, as a hashable key;
    `judge` gives the verdict from that key alone. Nothing can be judged that is not in the key,
    so the fast path may judge once for all applicants that share it.
    """

    kind: str
    words: str | None = None
    """The source's own words the rule was read in."""
    source: str | None = None
    """Where the rule stands, when not at the call's own source."""

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Hashable:
        """The key: the facts this rule looks at, hashable."""
        raise NotImplementedError

    def judge(self, key: Any) -> Verdict:
        """The verdict on a key that `read` gave."""
        raise NotImplementedError

    def check(self, applicant: Applicant, as_of: date) -> Verdict:
        """The verdict on an applicant."""
        return self.judge(self.read(applicant, as_of))

    def rule(self) -> str:
        """The rule without its quotation, as JSON: two calls that ask the same share it."""
        return self.model_dump_json(exclude={"words", "source"}, exclude_defaults=True, by_alias=True)


def is_aged(on: date | None, shelf_life: str, as_of: date) -> bool:
    """Whether a fact true on a day is past its shelf life (a figure in months); an undated one is not."""
    if on is None:
        return False
    life = figures.figure(shelf_life, as_of)
    return life is not None and as_of > months_after(on, int(life.value))
