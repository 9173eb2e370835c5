"""Situation: tax and social debts paid, and no undertaking in difficulty.

« À jour de ses obligations fiscales et sociales » is asked by nearly every public funder (decree 2019-33 of 18
January 2019 on the certificates the administrations exchange); a plan agreed with the creditor counts as paid.
« Entreprise en difficulté » is the sense of Regulation (EU) 651/2014, art. 2(18): half of the capital lost,
insolvency, rescue aid not paid back. Hardly anybody has either on file: unknown, it is a reserve. Accounts showing
an equity under half of the capital are named as a warning, never as a verdict: the funder reads the whole group,
and an SME under three years old escapes the test.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Standing(kind="standing", debts_paid=True, not_in_difficulty=True)
>>> def says(paid, difficulty):
...     company = Company(id="x", name="X", debts_paid=paid, in_difficulty=difficulty)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says(True, False), says(False, None), says(True, None)
('met', 'failed', 'unknown')
"""

from datetime import date
from typing import Literal, NamedTuple, Self

from pydantic import model_validator

from aidmatch.company import Applicant
from aidmatch.criteria._accounts import last_closed
from aidmatch.criteria._base import Criterion, Told, to_confirm, told
from aidmatch.nomenclatures import figures
from aidmatch.value import Refusal
from aidmatch.verdict import Fact, Outcome, Verdict, say


class Key(NamedTuple):
    """Both facts as told, and the capital lost where the accounts show it."""

    debts_paid: bool | None
    in_difficulty: bool | None
    equity: int | None
    """Own funds of the last closed year, when they are under the share of the capital that warns."""
    capital: int | None
    closed_on: date | None
    debts_told: Told
    difficulty_told: Told


class Standing(Criterion):
    """What the funder wants to be sure of."""

    kind: Literal["standing"]
    debts_paid: bool = False
    """Tax and social debts must be paid."""
    not_in_difficulty: bool = False
    """The company must not be an undertaking in difficulty."""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if not self.debts_paid and not self.not_in_difficulty:
            raise Refusal("debts_paid or not_in_difficulty is needed")
        return self

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """Both facts, and the last accounts when they give a warning."""
        company = applicant.company
        year = last_closed(company.accounts, as_of)
        half = figures.figure("difficulty.equity_share", as_of)
        if year and half and year.equity is not None and year.capital and year.equity < half.value * year.capital:
            warned: tuple[int | None, int | None, date | None] = (year.equity, year.capital, year.closed_on)
        else:
            warned = (None, None, None)
        return Key(
            company.debts_paid,
            company.in_difficulty,
            *warned,
            told(company, "debts_paid", "standing", as_of),
            told(company, "in_difficulty", "standing", as_of),
        )

    def judge(self, key: Key) -> Verdict:
        """Failed by a bad standing told, met when all that is asked is told good, else a reserve."""
        if self.debts_paid and key.debts_paid is False:
            return Verdict(
                "standing",
                Outcome.FAILED,
                say("tax or social debts are not paid"),
                (_fact("debts_paid", key.debts_paid, key.debts_told),),
                remedy=say("pay the debts, or have a payment plan agreed"),
            )
        if self.not_in_difficulty and key.in_difficulty:
            return Verdict(
                "standing",
                Outcome.FAILED,
                say("the company is an undertaking in difficulty"),
                (_fact("in_difficulty", key.in_difficulty, key.difficulty_told),),
                remedy=say("rebuild the own funds, then apply"),
            )
        missing = []
        if self.debts_paid and key.debts_paid is None:
            missing.append("debts_paid")
        if self.not_in_difficulty and key.in_difficulty is None:
            missing.append("in_difficulty")
        if missing:
            return self._unknown(key, tuple(missing))
        asked = []
        if self.debts_paid:
            asked.append(("debts_paid", key.debts_paid, key.debts_told))
        if self.not_in_difficulty:
            asked.append(("in_difficulty", key.in_difficulty, key.difficulty_told))
        return Verdict(
            "standing",
            Outcome.MET,
            say("in good standing"),
            tuple(_fact(*fact) for fact in asked),
            confirm=to_confirm(*(source for _, _, source in asked)),
        )

    def _unknown(self, key: Key, missing: tuple[str, ...]) -> Verdict:
        facts: tuple[Fact, ...] = ()
        reason = say("standing to be checked")
        if "in_difficulty" in missing and key.equity is not None:
            facts = (Fact("equity", key.equity, "accounts", key.closed_on),)
            reason = say(
                "own funds of {equity:euros} for a capital of {capital:euros}: is the firm in difficulty?",
                equity=key.equity,
                capital=key.capital,
            )
        if missing == ("debts_paid",):
            question = say("Are the tax and social debts paid?")
        elif missing == ("in_difficulty",):
            question = say("Is the company free of insolvency, and has it kept half of its capital?")
        else:
            question = say("Are the tax and social debts paid, and is the company free of difficulty?")
        return Verdict("standing", Outcome.UNKNOWN, reason, facts, missing=missing, question=question)


def _fact(name: str, value: bool | None, source: Told) -> Fact:
    return Fact(name, value, source.by, source.on)
