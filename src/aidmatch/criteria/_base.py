"""What every rule on the shelf shares: reading its key from an applicant, and judging that key."""

from abc import abstractmethod
from collections.abc import Hashable
from datetime import date
from typing import Any, NamedTuple

from aidmatch.company import Applicant, Company
from aidmatch.nomenclatures import figures
from aidmatch.value import Value, months_after
from aidmatch.verdict import Message, Verdict, say

QUOTED = ("words", "source")
"""Fields that say where a rule was read, and no part of what it asks."""


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
    @abstractmethod
    def read(cls, applicant: Applicant, as_of: date) -> Hashable:
        """The key: the facts this rule looks at, hashable."""

    @abstractmethod
    def judge(self, key: Any) -> Verdict:
        """The verdict on a key that `read` gave."""

    def check(self, applicant: Applicant, as_of: date) -> Verdict:
        """The verdict on an applicant."""
        return self.judge(self.read(applicant, as_of))

    def asked(self) -> Hashable:
        """What is asked, without its quotation: two conditions of one call that ask the same share it."""
        return tuple((name, value) for name, value in self if name not in QUOTED)

    def rule(self) -> str:
        """The rule without its quotation, as JSON: two calls that ask the same share it."""
        return self.model_dump_json(exclude=set(QUOTED), exclude_defaults=True, by_alias=True)


def is_aged(on: date | None, shelf_life: str, as_of: date) -> bool:
    """Whether a fact true on a day is past its shelf life (a figure in months); an undated one is not."""
    if on is None:
        return False
    life = figures.figure(shelf_life, as_of)
    return life is not None and as_of > months_after(on, int(life.value))


class Told(NamedTuple):
    """Who said a fact and when, and whether that is longer ago than the fact keeps."""

    by: str | None = None
    on: date | None = None
    aged: bool = False

    @property
    def confirm(self) -> Message | None:
        """What is to be confirmed of a verdict that rests on the fact."""
        return say("told on {on:date}: still so?", on=self.on) if self.aged else None


def told(company: Company, field: str, shelf_life: str, as_of: date) -> Told:
    """Where a field of the company comes from, against a shelf life (the end of a figure's name)."""
    by, on = company.said(field)
    return Told(by, on, is_aged(on, f"shelf_life.{shelf_life}", as_of))


def to_confirm(*facts: Told) -> Message | None:
    """What is to be confirmed of a verdict that rests on several facts: the one told longest ago, if it is aged."""
    aged = [fact for fact in facts if fact.aged]
    return min(aged, key=lambda fact: fact.on or date.max).confirm if aged else None
