"""Ancienneté: how old the company is, from its creation or its first closed year, or how many years it closed.

Calls count both ways, hence two facts: the day of creation (registration) and the closing day of the first
accounts. "Under 8 years" fails on the eighth anniversary, "at least 3 years" is met on the third. Where a month
has no such day (29 February) the month's last day stands for it. The eight years of the young innovative company
(JEI) are those of the tax code, art. 44 sexies-0 A. A company still to be created has no age yet: it is too young
for any least age, and under any other bound its verdict is to be confirmed, as some calls take creators and some not.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Age(kind="age", min_years=3, under_years=8)
>>> def says(created):
...     return str(rule.check(Applicant(Company(id="x", name="X", created=created)), date(2026, 11, 22)).outcome)
>>> says("2023-11-22"), says("2023-11-23"), says("2018-11-23"), says("2018-11-22"), says(None)
('met', 'failed', 'met', 'failed', 'unknown')
"""

from datetime import date
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from aidmatch.company import Applicant
from aidmatch.criteria._base import Criterion
from aidmatch.value import Refusal, months_after
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say

Count = Annotated[int, Field(ge=0, le=200)]


class Day(NamedTuple):
    """A day, and what is known of where it comes from."""

    day: date
    by: str | None
    on: date | None


class Key(NamedTuple):
    """The two days an age counts from, the years closed on file, and the day the age is asked on."""

    created: Day | None
    first_closed_year: Day | None
    closed_on_file: int
    as_of: date

    @property
    def is_to_come(self) -> bool:
        """The company is still to be created."""
        return self.created is not None and self.created.day > self.as_of


class Age(Criterion):
    """Bounds on the age; a number of years and one of months add up."""

    kind: Literal["age"]
    min_years: Count | None = None
    """At least so many years: met on the anniversary."""
    min_months: Count | None = None
    under_years: Count | None = None
    """Less than so many years: failed on the anniversary."""
    under_months: Count | None = None
    min_closed_years: Count | None = None
    """At least so many closed years."""
    counted_from: Literal["created", "first_closed_year"] = "created"

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        least, under = self.least, self.under
        if least is None and under is None and self.min_closed_years is None:
            raise Refusal("a bound is needed: min_years, min_months, under_years, under_months or min_closed_years")
        if least is not None and under is not None and least >= under:
            raise Refusal("the least age is not below the other bound", field="min_years")
        return self

    @property
    def least(self) -> int | None:
        """The least age, in months."""
        return _months(self.min_years, self.min_months)

    @property
    def under(self) -> int | None:
        """The age not to reach, in months."""
        return _months(self.under_years, self.under_months)

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """Both days, and how many years closed by that day are on file."""
        company = applicant.company
        first = company.first_closed_year
        return Key(
            Day(company.created, *company.said("created")) if company.created else None,
            Day(first, *company.said("first_closed_year")) if first else None,
            sum(1 for year in company.accounts if year.closed_on <= as_of),
            as_of,
        )

    def judge(self, key: Key) -> Verdict:
        """The bounds on the age, then the closed years: failed by one, or unknown, or met."""
        parts = []
        if self.least is not None or self.under is not None:
            parts.append(self._by_age(key))
        if self.min_closed_years is not None:
            parts.append(self._by_closed_years(key, self.min_closed_years))
        said = max(parts, key=lambda part: part.strength)
        facts = tuple(dict.fromkeys(fact for part in parts for fact in part.facts))
        if said.outcome is Outcome.FAILED:
            return said._replace(facts=facts, remedy=self._remedy(key))
        missing = tuple(sorted({fact for part in parts for fact in part.missing}))
        return said._replace(facts=facts, missing=missing)

    def _by_age(self, key: Key) -> Verdict:
        start = key.created if self.counted_from == "created" else key.first_closed_year
        if start is None:
            if self.counted_from == "created":
                reason, question = say("creation date not known"), say("When was the company created?")
            else:
                reason = say("first closed year not known")
                question = say("When did the company close its first accounts?")
            return Verdict("age", Outcome.UNKNOWN, reason, missing=(self.counted_from,), question=question)
        reached = self.least is None or key.as_of >= months_after(start.day, self.least)
        passed = self.under is not None and key.as_of >= months_after(start.day, self.under)
        met = reached and not passed
        return Verdict(
            "age",
            Outcome.MET if met else Outcome.FAILED,
            self._sentence(start.day),
            (Fact(self.counted_from, start.day, start.by, start.on),),
            confirm=say("created on {day:date}: does the call take a company still to be created?", day=start.day)
            if met and self.counted_from == "created" and key.is_to_come
            else None,
        )

    def _by_closed_years(self, key: Key, least: int) -> Verdict:
        start = key.first_closed_year
        elapsed = 0 if start is None else _anniversaries(start.day, key.as_of)
        closed = max(elapsed, key.closed_on_file)
        facts = (Fact("first_closed_year", start.day, start.by, start.on),) if start else ()
        if start is None and closed < least:
            return Verdict(
                "age",
                Outcome.UNKNOWN,
                say("number of closed years not known"),
                missing=("first_closed_year",),
                question=say("When did the company close its first accounts?"),
            )
        outcome = Outcome.MET if closed >= least else Outcome.FAILED
        reason = say("closed years: {closed:number}, at least {least:number} asked", closed=closed, least=least)
        return Verdict("age", outcome, reason, facts)

    def _sentence(self, day: date) -> Message:
        values = {"day": day, "least": self.least, "under": self.under}
        if self.counted_from == "created":
            if self.under is None:
                return say("created on {day:date}, at least {least:months} asked", **values)
            if self.least is None:
                return say("created on {day:date}, less than {under:months} asked", **values)
            return say("created on {day:date}, from {least:months} to less than {under:months} asked", **values)
        if self.under is None:
            return say("first accounts closed on {day:date}, at least {least:months} asked", **values)
        if self.least is None:
            return say("first accounts closed on {day:date}, less than {under:months} asked", **values)
        return say(
            "first accounts closed on {day:date}, from {least:months} to less than {under:months} asked", **values
        )

    def _remedy(self, key: Key) -> Message | None:
        """The day every bound is met, if waiting is enough."""
        start = key.created if self.counted_from == "created" else key.first_closed_year
        days = []
        if self.least is not None and start is not None:
            days.append(months_after(start.day, self.least))
        if self.min_closed_years and key.first_closed_year is not None:
            days.append(months_after(key.first_closed_year.day, 12 * (self.min_closed_years - 1)))
        day = max(days, default=key.as_of)
        if day <= key.as_of:
            return None
        if self.under is not None and (start is None or day >= months_after(start.day, self.under)):
            return None
        return say("wait until {day:date}", day=day)


def _months(years: int | None, months: int | None) -> int | None:
    if years is None and months is None:
        return None
    return 12 * (years or 0) + (months or 0)


def _anniversaries(first: date, as_of: date) -> int:
    """Years closed by a day when the first was closed on another and each lasts twelve months."""
    if as_of < first:
        return 0
    years = as_of.year - first.year
    return years + (1 if months_after(first, 12 * years) <= as_of else 0)
