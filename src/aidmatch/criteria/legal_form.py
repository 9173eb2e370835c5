"""Forme juridique: the legal forms admitted or left out.

Forms are INSEE codes of the catégories juridiques at level 1, 2 or 4 digits (5, 57, 5710), or the usual short names
(SAS, SARL, SCOP). Some forms do not show in the code: a SCOP may be a SAS like any other, and there the answer is
unknown. So it is for a company whose form is known less finely than the rule says. An exclusion wins over an
inclusion. The micro-entrepreneur regime is no legal form: see the criterion `micro_entrepreneur`.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = LegalForm(kind="legal_form", within=("SAS", "54", "SCOP"), excluding=("5720",))
>>> def says(form):
...     company = Company(id="x", name="X", legal_form=form)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says("5710"), says("1000"), says("5720"), says("5699"), says("57"), says(None)
('met', 'failed', 'failed', 'unknown', 'unknown', 'unknown')
"""

from datetime import date
from functools import cache
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from aidmatch.company import Applicant
from aidmatch.criteria._base import Criterion
from aidmatch.nomenclatures import legal_forms
from aidmatch.value import Refusal, no_such_code
from aidmatch.verdict import Fact, Outcome, Verdict, say


def _known(form: str) -> str:
    if not (legal_forms.exists(form) or legal_forms.codes_of(form) or legal_forms.may_hide_under(form)):
        raise no_such_code(form, legal_forms.nearest(form))
    return form


Form = Annotated[str, AfterValidator(_known)]


class Key(NamedTuple):
    """The company's form, as a code of one to four digits."""

    form: str | None
    by: str | None
    on: date | None
    abroad: bool
    """Its seat is outside France: the INSEE's list has no code of use for it."""


class LegalForm(Criterion):
    """One of the forms, and none of those left out."""

    kind: Literal["legal_form"]
    within: tuple[Form, ...] = ()
    """Empty means every form."""
    excluding: Annotated[tuple[Form, ...], Field(alias="except")] = ()

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.within and not self.excluding:
            raise Refusal("within or except is needed")
        return self

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """The form; the day plays no part."""
        del as_of
        company = applicant.company
        return Key(company.legal_form, *company.said("legal_form"), abroad=company.is_abroad)

    @property
    def _named(self) -> tuple[str, ...]:
        return self.within or self.excluding

    def judge(self, key: Key) -> Verdict:
        """Met when the form is surely inside, failed when surely outside."""
        if key.form is None and key.abroad:
            liken = say("To which of these forms does the funder liken it: {forms:forms}?", forms=self._named)
            if not self.within:
                liken = say("Does the funder liken it to a form that is left out: {forms:forms}?", forms=self._named)
            return Verdict(
                "legal_form",
                Outcome.UNKNOWN,
                say("a legal form of another country"),
                missing=("foreign_form",),
                question=liken,
            )
        if key.form is None:
            return Verdict(
                "legal_form",
                Outcome.UNKNOWN,
                say("legal form not known"),
                missing=("legal_form",),
                question=say("What is the company's legal form?"),
            )
        facts = (Fact("legal_form", key.form, key.by, key.on),)
        out = _among(key.form, self.excluding)
        inside = _among(key.form, self.within) if self.within else True
        values = {"code": key.form, "asked": self.within, "out": self.excluding}
        if out:
            return Verdict("legal_form", Outcome.FAILED, say("{code:form} is left out", **values), facts)
        if inside is False:
            reason = say("{code:form} is not among the forms asked: {asked:forms}", **values)
            return Verdict("legal_form", Outcome.FAILED, reason, facts)
        if inside and out is False:
            return Verdict("legal_form", Outcome.MET, say("{code:form} admitted", **values), facts)
        doubtful = self.within if inside is None else self.excluding
        return Verdict(
            "legal_form",
            Outcome.UNKNOWN,
            say("{code:form}: not precise enough to tell", **values),
            facts,
            missing=("legal_form",),
            question=say("Is the company one of these: {forms:forms}?", forms=doubtful),
        )


def _among(form: str, asked: tuple[str, ...]) -> bool | None:
    """Whether a form is one of those asked: True surely, False surely not, None perhaps."""
    codes, hidden = _resolved(asked)
    if form.startswith(codes):
        return True
    return None if form.startswith(hidden) or any(code.startswith(form) for code in codes + hidden) else False


@cache
def _resolved(asked: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes that surely are the forms asked, and those under which these may hide."""
    codes: list[str] = []
    hidden: list[str] = []
    for form in asked:
        if legal_forms.exists(form):
            codes.append(form)
        else:
            codes.extend(legal_forms.codes_of(form) or ())
            hidden.extend(legal_forms.may_hide_under(form))
    return tuple(codes), tuple(hidden)
