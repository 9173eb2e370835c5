"""Chiffre d'affaires: the turnover of the last closed year, before tax.

Net turnover in the sense of the commercial code (art. D123-200, decree 2024-152 of 28 February 2024): sales of
goods and services, before VAT. The last closed year decides; an older one never stands in for it, and one
closed too long ago (`shelf_life.accounts`) is to be confirmed. For the EU size class see the criterion `sme`.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Turnover(kind="turnover", max=2_000_000)
>>> def says(*accounts):
...     company = Company(id="x", name="X", accounts=accounts)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says({"closed_on": "2025-12-31", "turnover": 2_000_000}), says({"closed_on": "2025-12-31", "turnover": 2_000_001})
('met', 'failed')
>>> says(), says({"closed_on": "2024-12-31", "turnover": 9}, {"closed_on": "2025-12-31"})
('unknown', 'unknown')
"""

from typing import Any, ClassVar, Literal

from aidmatch.criteria._accounts import YearlyAmount
from aidmatch.verdict import Message, say


class Turnover(YearlyAmount):
    """Bounds on the turnover of the last closed year, EUR before tax, both inclusive."""

    kind: Literal["turnover"]
    amount_of: ClassVar[Literal["turnover", "balance_total"]] = "turnover"

    def sentence(self, **values: Any) -> Message:
        """The turnover beside the bounds."""
        if self.min is None:
            return say("{amount:euros} of turnover in {year:year}, at most {max:euros} asked", **values)
        if self.max is None:
            return say("{amount:euros} of turnover in {year:year}, at least {min:euros} asked", **values)
        return say("{amount:euros} of turnover in {year:year}, between {min:euros} and {max:euros} asked", **values)

    def not_known(self) -> Message:
        """That the turnover is not known."""
        return say("turnover of the last closed year not known")

    def ask(self) -> Message:
        """The question that settles it."""
        return say("What was the turnover (before tax) of the last closed year?")
