"""Total du bilan: the balance-sheet total of the last closed year.

Sum of the net assets (commercial code, art. D123-200, decree 2024-152 of 28 February 2024). Hardly any member
has it on file: unknown, it is a reserve and not a question. One closed too long ago (`shelf_life.accounts`) is
to be confirmed.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Balance(kind="balance", min=100_000, max=43_000_000)
>>> def says(total):
...     year = {"closed_on": "2025-12-31", "balance_total": total}
...     company = Company(id="x", name="X", accounts=(year,))
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says(43_000_000), says(99_999), says(None)
('met', 'failed', 'unknown')
"""

from typing import Any, ClassVar, Literal

from aidmatch.criteria._accounts import YearlyAmount
from aidmatch.verdict import Message, say


class Balance(YearlyAmount):
    """Bounds on the balance-sheet total of the last closed year, EUR, both inclusive."""

    kind: Literal["balance"]
    amount_of: ClassVar[Literal["turnover", "balance_total"]] = "balance_total"

    def sentence(self, **values: Any) -> Message:
        """The balance total beside the bounds."""
        if self.min is None:
            return say("balance sheet of {amount:euros} in {year:year}, at most {max:euros} asked", **values)
        if self.max is None:
            return say("balance sheet of {amount:euros} in {year:year}, at least {min:euros} asked", **values)
        return say(
            "balance sheet of {amount:euros} in {year:year}, between {min:euros} and {max:euros} asked", **values
        )

    def not_known(self) -> Message:
        """That the balance total is not known."""
        return say("balance-sheet total of the last closed year not known")

    def ask(self) -> Message:
        """The question that settles it."""
        return say("What was the balance-sheet total of the last closed year?")
