"""Effectif: how many people the company employs, or its annual work units (UTA).

The source says which it counts; heads and work units are never copied into each other. Work units
are defined by Recommendation 2003/361/EC, annex, art. 5 (part-time and seasonal staff as fractions,
apprentices out). A band holding the threshold leaves the answer unknown. A rule in work units read
against heads alone is to be confirmed, and a question where a bound is near.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Headcount(kind="headcount", min=11)
>>> def says(headcount):
...     company = Company(id="x", name="X", headcount=headcount)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says(12), says(9), says("10-19"), says(None)
('met', 'failed', 'unknown', 'unknown')
"""

from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from aidmatch.company import Applicant, Company, Span
from aidmatch.criteria._base import Criterion, is_aged
from aidmatch.nomenclatures import figures
from aidmatch.value import Refusal
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say


class Count(NamedTuple):
    """A number or band, and what is known of where it comes from."""

    low: float
    high: float | None
    by: str | None
    on: date | None
    aged: bool

    def around(self, near: float) -> tuple[float, float | None]:
        """The least and the most work units that so many people may stand for; None for no end."""
        return self.low / (1 + near), None if self.high is None else self.high / (1 - near)


class Key(NamedTuple):
    """Heads, work units, and how near a bound is too near (a share)."""

    headcount: Count | None
    awu: Count | None
    near: float


class Headcount(Criterion):
    """Bounds on the headcount, both inclusive."""

    kind: Literal["headcount"]
    min: Annotated[int, Field(ge=0)] | None = None
    """At least so many."""
    max: Annotated[int, Field(ge=0)] | None = None
    """At most so many: "fewer than 50" is 49 in people."""
    ruler: Literal["headcount", "awu"] = "headcount"
    """What the rule counts: people employed, or annual work units."""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.min is None and self.max is None:
            raise Refusal("min or max is needed")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise Refusal("min is above max")
        return self

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """Heads and work units, with their age."""
        company = applicant.company
        near = figures.figure("near_a_ceiling", as_of)
        return Key(
            _count(company, "headcount", company.headcount, as_of),
            _count(company, "awu", company.awu, as_of),
            float(near.value) if near else 0.0,
        )

    def judge(self, key: Key) -> Verdict:
        """Met or failed when the whole band lies inside or outside the bounds."""
        given = key.awu if self.ruler == "awu" else key.headcount
        by_heads = given is None and self.ruler == "awu" and key.headcount is not None
        count = key.headcount if by_heads else given
        if count is None:
            return self._unknown((), say("How many people does the company employ?"), say("headcount not known"))
        facts = (Fact("headcount" if by_heads else self.ruler, (count.low, count.high), count.by, count.on),)
        outcome = self._outcome(count.low, count.high)
        if by_heads and outcome is not Outcome.UNKNOWN:
            outcome = self._outcome(*count.around(key.near))
        if outcome is Outcome.UNKNOWN:
            question = (
                say("How many annual work units (AWU) does the company count?")
                if by_heads
                else say("How many people exactly does the company employ?")
            )
            return self._unknown(facts, question, self._sentence(count))
        confirm: Message | None = None
        if by_heads:
            confirm = say("counted in people; the rule counts annual work units")
        elif count.aged:
            confirm = say("{count:people} in {on:year}: still so?", count=(count.low, count.high), on=count.on)
        remedy = None
        if outcome is Outcome.FAILED and self.min is not None and count.high is not None and count.high < self.min:
            remedy = say("recruit {more:people} more", more=self.min - int(count.high))
        return Verdict("headcount", outcome, self._sentence(count), facts=facts, remedy=remedy, confirm=confirm)

    def _outcome(self, low: float, high: float | None) -> Outcome:
        if (self.max is not None and low > self.max) or (self.min is not None and high is not None and high < self.min):
            return Outcome.FAILED
        above = self.min is None or low >= self.min
        below = self.max is None or (high is not None and high <= self.max)
        return Outcome.MET if above and below else Outcome.UNKNOWN

    def _sentence(self, count: Count) -> Message:
        values = {"count": (count.low, count.high), "min": self.min, "max": self.max}
        if self.min is None:
            return say("{count:people}, at most {max:number} asked", **values)
        if self.max is None:
            return say("{count:people}, at least {min:number} asked", **values)
        return say("{count:people}, between {min:number} and {max:number} asked", **values)

    def _unknown(self, facts: tuple[Fact, ...], question: Message, reason: Message) -> Verdict:
        return Verdict(
            "headcount",
            Outcome.UNKNOWN,
            reason,
            facts=facts,
            missing=(self.ruler if facts else "headcount",),
            question=question,
        )


def _count(company: Company, field: str, span: Span | None, as_of: date) -> Count | None:
    if span is None:
        return None
    by, on = company.said(field)
    counted = on or (date(span.year, 12, 31) if span.year else None)
    return Count(span.low, span.high, by, counted, is_aged(counted, "shelf_life.headcount", as_of))
