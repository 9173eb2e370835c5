"""What turnover and balance have in common: one amount of the last closed year, against bounds in euros."""

from abc import abstractmethod
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field, model_validator

from aidmatch.company import Accounts, Applicant
from aidmatch.criteria._base import Criterion, is_aged
from aidmatch.value import Euros, Refusal
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say

FULL_YEAR = 12
"""Months of an ordinary accounting year."""


class Amount(NamedTuple):
    """An amount of the last closed year on file, and what is known of where it comes from."""

    euros: int
    closed_on: date
    months: int
    """Length of the year closed."""
    by: str | None
    aged: bool


class YearlyAmount(Criterion):
    """Bounds in euros, both inclusive, on an amount of the last closed year."""

    min: Euros | None = None
    """At least so much."""
    max: Annotated[int, Field(ge=0)] | None = None
    """At most so much."""

    amount_of: ClassVar[Literal["turnover", "balance_total"]]
    """The field of the accounts the rule looks at."""

    @model_validator(mode="after")
    def _bounded(self) -> "YearlyAmount":
        if self.min is None and self.max is None:
            raise Refusal("min or max is needed")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise Refusal("min is above max", field="min")
        return self

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Amount | None:
        """The amount of the last year closed by that day; an older year never stands in for it."""
        company = applicant.company
        year = last_closed(company.accounts, as_of)
        euros = getattr(year, cls.amount_of) if year else None
        if year is None or euros is None:
            return None
        by, _ = company.said("accounts")
        return Amount(euros, year.closed_on, year.months, by, is_aged(year.closed_on, "shelf_life.accounts", as_of))

    def judge(self, key: Amount | None) -> Verdict:
        """Met between the bounds, failed outside, unknown without the amount."""
        if key is None:
            return Verdict(self.kind, Outcome.UNKNOWN, self.not_known(), missing=(self.amount_of,), question=self.ask())
        inside = (self.min is None or key.euros >= self.min) and (self.max is None or key.euros <= self.max)
        confirm: Message | None = None
        if key.aged:
            confirm = say("{amount:euros} in {on:year}: still so?", amount=key.euros, on=key.closed_on)
        elif key.months != FULL_YEAR:
            confirm = say("the year closed counts {months:months}", months=key.months)
        return Verdict(
            self.kind,
            Outcome.MET if inside else Outcome.FAILED,
            self.sentence(amount=key.euros, year=key.closed_on, min=self.min, max=self.max),
            facts=(Fact(self.amount_of, key.euros, key.by, key.closed_on),),
            confirm=confirm,
        )

    @abstractmethod
    def sentence(self, **values: Any) -> Message:
        """The amount beside the bounds."""

    @abstractmethod
    def not_known(self) -> Message:
        """That the amount is not known."""

    @abstractmethod
    def ask(self) -> Message:
        """The question that settles it."""


def last_closed(accounts: tuple[Accounts, ...], as_of: date) -> Accounts | None:
    """The most recent year closed by that day."""
    return max((year for year in accounts if year.closed_on <= as_of), key=lambda year: year.closed_on, default=None)
