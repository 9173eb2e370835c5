"""Condition en toutes lettres: quoted, never decided.

A condition only a person can check: an intent, a quality, a document. It is shown in the source's own words and
counts as one point to confirm. No legal text stands behind the kind; each quotation has its source's.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Prose(kind="prose", text="Le projet doit présenter un caractère innovant.")
>>> verdict = rule.check(Applicant(Company(id="x", name="X")), date(2026, 11, 22))
>>> str(verdict.outcome), verdict.is_reserve
('unknown', True)
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from aidmatch.company import Applicant
from aidmatch.criteria._base import Criterion
from aidmatch.verdict import Outcome, Verdict, say


class Prose(Criterion):
    """A condition in the source's words."""

    kind: Literal["prose"]
    text: Annotated[str, Field(min_length=1)]
    """Quoted as it stands."""

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> None:
        """Nothing: no fact decides it."""
        del applicant, as_of

    def judge(self, key: None) -> Verdict:
        """Always unknown, quoted."""
        del key
        return Verdict(
            "prose",
            Outcome.UNKNOWN,
            say("{quote:text}", quote=self.text),
            missing=("prose",),
            question=say("To be read with the funder: {quote:text}", quote=self.text),
        )
