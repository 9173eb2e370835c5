"""Régime fiscal: how the profits are taxed.

Corporate tax (tax code, art. 206), income tax on real profits (art. 53 A and 96), the micro tax regimes
(art. 50-0 and 102 ter), or no tax on profits (most associations, art. 206, 1 bis). Tax credits and zone exemptions
often want a real regime.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = TaxRegime(kind="tax_regime", within=("corporate_tax", "income_tax"))
>>> def says(regime):
...     company = Company(id="x", name="X", tax_regime=regime)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says("corporate_tax"), says("micro"), says(None)
('met', 'failed', 'unknown')
"""

from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from aidmatch import company as companies
from aidmatch.criteria._base import Criterion
from aidmatch.verdict import Fact, Outcome, Verdict, say


class Key(NamedTuple):
    """The regime, and what is known of where it comes from."""

    regime: companies.TaxRegime | None
    by: str | None
    on: date | None


class TaxRegime(Criterion):
    """One of the tax regimes."""

    kind: Literal["tax_regime"]
    within: Annotated[tuple[companies.TaxRegime, ...], Field(min_length=1)]

    @classmethod
    def read(cls, applicant: companies.Applicant, as_of: date) -> Key:
        """The regime; the day plays no part."""
        del as_of
        company = applicant.company
        return Key(company.tax_regime, *company.said("tax_regime"))

    def judge(self, key: Key) -> Verdict:
        """Met inside the list, failed outside, unknown without the regime."""
        if key.regime is None:
            return Verdict(
                "tax_regime",
                Outcome.UNKNOWN,
                say("tax regime not known"),
                missing=("tax_regime",),
                question=say("How are the profits taxed?"),
            )
        facts = (Fact("tax_regime", key.regime, key.by, key.on),)
        values = {"regime": key.regime, "asked": self.within}
        if key.regime in self.within:
            return Verdict("tax_regime", Outcome.MET, say("{regime:tax}, as asked", **values), facts)
        return Verdict("tax_regime", Outcome.FAILED, say("{regime:tax}; asked: {asked:taxes}", **values), facts)
