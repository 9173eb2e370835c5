"""Bénéficiaires: what may apply, by its nature rather than its trade or size.

A company, an association, a cluster, a research body, a natural person or a public body. The legal form says most
of it (INSEE catégories juridiques: 1 sole traders, who are a person and a company at once; 2 groupings without
personality, 3 foreign entities, 5 and 6 companies; 4 public bodies under commercial law, which are both; 7 public
bodies; 92 and 93 associations and foundations); being a cluster or a research body is told apart. An association
that sells goods or services is an enterprise in the EU sense (Recommendation 2003/361/EC, annex, art. 1; case
C-222/04): it then counts as a company, to be confirmed, since the funder may read the word more narrowly.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Audience(kind="audience", within=("company",))
>>> def says(form, sells=None):
...     company = Company(id="x", name="X", legal_form=form, economic_activity=sells)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says("5710"), says("9220", True), says("9220", False), says("9220"), says(None)
('met', 'met', 'failed', 'unknown', 'unknown')
"""

from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from aidmatch import company as companies
from aidmatch.criteria._base import Criterion
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say

BY_FORM: tuple[tuple[str, frozenset[companies.Audience]], ...] = (
    ("1", frozenset({"company", "person"})),
    ("2", frozenset({"company"})),
    ("3", frozenset({"company"})),
    ("4", frozenset({"company", "public_body"})),
    ("5", frozenset({"company"})),
    ("6", frozenset({"company"})),
    ("7", frozenset({"public_body"})),
    ("8", frozenset()),
    ("91", frozenset()),
    ("92", frozenset({"association"})),
    ("93", frozenset({"association"})),
    ("99", frozenset()),
)
"""What a legal form says one is, by the first digits of its code."""


class Key(NamedTuple):
    """What it is by its form and by its roles, and whether it sells."""

    form: str | None
    roles: frozenset[companies.Audience]
    sells: bool | None
    by: str | None
    on: date | None
    abroad: bool
    """Its seat is outside France: the INSEE's list has no code of use for it."""


class Audience(Criterion):
    """One of the natures."""

    kind: Literal["audience"]
    within: Annotated[tuple[companies.Audience, ...], Field(min_length=1)]

    @classmethod
    def read(cls, applicant: companies.Applicant, as_of: date) -> Key:
        """Form, roles and economic activity; the day plays no part."""
        del as_of
        company = applicant.company
        roles, said = frozenset(company.roles), company.said("legal_form")
        return Key(company.legal_form, roles, company.economic_activity, *said, abroad=company.is_abroad)

    def judge(self, key: Key) -> Verdict:
        """Met when the form or a role is in the list, failed when neither can be."""
        role = next((role for role in self.within if role in key.roles), None)
        if role is not None:
            return self._decided(Outcome.MET, key, say("{role:audience}, as asked", role=role))
        surely, perhaps = _natures(key.form)
        asked = frozenset(self.within)
        if surely & asked:
            nature = next(nature for nature in self.within if nature in surely)
            return self._decided(Outcome.MET, key, say("{nature:audience}, as asked", nature=nature))
        if key.abroad and key.form is None and not key.roles:
            question = say("As what does the funder take it: {asked:audiences}?", asked=self.within)
            return self._unknown(key, "foreign_form", question)
        if perhaps & asked or (key.form is None and not key.roles):
            return self._unknown(key, "legal_form", say("What is the company's legal form?"))
        if "company" in asked and key.form is not None and key.form[0] in "89":
            return self._by_activity(key)
        return self._decided(
            Outcome.FAILED, key, say("not among those who may apply: {asked:audiences}", asked=self.within)
        )

    def _by_activity(self, key: Key) -> Verdict:
        """A body that is no company by its form is an enterprise in the EU sense when it sells."""
        if key.sells is None:
            return self._unknown(key, "economic_activity", say("Does it sell goods or services?"))
        if key.sells:
            verdict = self._decided(Outcome.MET, key, say("it sells, so it is an enterprise in the EU sense"))
            return verdict._replace(confirm=say("an association counted as an enterprise: does the funder agree?"))
        return self._decided(Outcome.FAILED, key, say("it does not sell, so it is no enterprise in the EU sense"))

    def _decided(self, outcome: Outcome, key: Key, reason: Message) -> Verdict:
        return Verdict("audience", outcome, reason, _facts(key))

    def _unknown(self, key: Key, fact: str, question: Message) -> Verdict:
        return Verdict(
            "audience",
            Outcome.UNKNOWN,
            say("who may apply: {asked:audiences}", asked=self.within),
            _facts(key),
            missing=(fact,),
            question=question,
        )


def _facts(key: Key) -> tuple[Fact, ...]:
    facts = []
    if key.form is not None:
        facts.append(Fact("legal_form", key.form, key.by, key.on))
    if key.roles:
        facts.append(Fact("roles", tuple(sorted(key.roles))))
    if key.sells is not None:
        facts.append(Fact("economic_activity", key.sells))
    return tuple(facts)


def _natures(form: str | None) -> tuple[frozenset[companies.Audience], frozenset[companies.Audience]]:
    """What one surely is, and what one may be, by a form known down to some digit."""
    near = [
        natures for prefix, natures in BY_FORM if form is None or prefix.startswith(form) or form.startswith(prefix)
    ] or [frozenset[companies.Audience]()]
    return frozenset.intersection(*near), frozenset.union(*near)
