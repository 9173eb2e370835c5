"""Régime du micro-entrepreneur: admitted alone, or left out.

The simplified tax and social regime of sole traders under turnover ceilings (tax code, art. 50-0 and 102 ter;
social security code, art. L613-7). Aid sheets often write « micro-entreprise » for it: it has nothing to do with
the EU micro enterprise, a size class of the criterion `sme`. It is no legal form either: a sole trader may be
under it or not, and so may a one-person limited company run by its owner (form 5498); any other form is surely not.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = MicroEntrepreneur(kind="micro_entrepreneur", accepted=False)
>>> def says(form, regime):
...     company = Company(id="x", name="X", legal_form=form, micro_entrepreneur=regime)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says("1000", False), says("5710", None), says("1000", True), says("1000", None)
('met', 'met', 'failed', 'unknown')
"""

from datetime import date
from typing import Literal, NamedTuple

from aidmatch.company import Applicant
from aidmatch.criteria._base import Criterion
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say

SOLE_TRADER = "1"
"""INSEE legal forms of natural persons."""
ONE_PERSON_COMPANY = "5498"
"""SARL unipersonnelle, whose sole owner and manager may opt for the regime."""


class Key(NamedTuple):
    """Whether the regime applies, as told or as the legal form alone settles it."""

    regime: bool | None
    by: str | None
    on: date | None
    form: str | None
    """The legal form, when it is what settles it."""


class MicroEntrepreneur(Criterion):
    """Micro-entrepreneurs are left out, or are the only ones who may apply."""

    kind: Literal["micro_entrepreneur"]
    accepted: bool
    """False: they are left out. True: only they may apply."""

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """What is told of the regime, else what the legal form excludes."""
        del as_of
        company = applicant.company
        if company.micro_entrepreneur is not None:
            return Key(company.micro_entrepreneur, *company.said("micro_entrepreneur"), form=None)
        form = company.legal_form
        if form is None or form.startswith(SOLE_TRADER) or ONE_PERSON_COMPANY.startswith(form):
            return Key(None, None, None, None)
        return Key(False, *company.said("legal_form"), form=form)

    def judge(self, key: Key) -> Verdict:
        """Met, failed, or unknown when neither the regime nor a form that excludes it is known."""
        if key.regime is None:
            return Verdict(
                "micro_entrepreneur",
                Outcome.UNKNOWN,
                say("micro-entrepreneur or not: not known"),
                missing=("micro_entrepreneur",),
                question=say("Is it under the micro-entrepreneur regime?"),
            )
        fact = Fact("legal_form", key.form, key.by, key.on) if key.form else None
        facts = (fact or Fact("micro_entrepreneur", key.regime, key.by, key.on),)
        if key.regime is self.accepted:
            return Verdict("micro_entrepreneur", Outcome.MET, self._sentence(key), facts)
        remedy: Message | None = None
        if key.regime:
            remedy = say("leave the micro-entrepreneur regime")
        return Verdict("micro_entrepreneur", Outcome.FAILED, self._sentence(key), facts, remedy=remedy)

    def _sentence(self, key: Key) -> Message:
        if self.accepted:
            return (
                say("micro-entrepreneur, as asked")
                if key.regime
                else say("not a micro-entrepreneur; only they may apply")
            )
        if key.regime:
            return say("micro-entrepreneurs are left out")
        if key.form:
            return say("{form:form}: cannot be a micro-entrepreneur", form=key.form)
        return say("not a micro-entrepreneur")
