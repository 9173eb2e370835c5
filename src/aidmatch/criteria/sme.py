"""PME au sens européen: the size class of Recommendation 2003/361/EC of 6 May 2003.

The same text as annex I of Regulation (EU) 651/2014: staff in annual work units, and turnover or balance total, of
the last closed year, with linked firms whole and partner firms pro rata; a class changes after two closed years in a
row, at once after a merger; an enterprise held for a quarter or more by public bodies is no SME. The small mid-cap is
that of Recommendation (EU) 2025/1099 of 21 May 2025. The INSEE category (decree 2008-1354) is a hint only, and the
micro-entrepreneur regime has nothing to do with it. The calculation stands in `size`.

A ceiling passed in the last year, the year before not on file, leaves a reserve: that year may keep the class. Below
the ceilings it is taken as it stands.

A company too young to have closed a year is counted on an estimate in good faith (annex, art. 4(3)): with its staff
known, the figures it has no year for leave a reserve, not a question.

Work units told only as people are to be confirmed, and a question where a ceiling is near. Holdings hardly anybody
has on file: when they alone are lacking the verdict is a reserve.

>>> from aidmatch.company import Applicant, Company
>>> from datetime import date
>>> rule = Sme(kind="sme")
>>> def says(awu, **facts):
...     accounts = tuple({"closed_on": f"{year}-12-31", "awu": awu, "turnover": 900_000} for year in (2025, 2024))
...     company = Company(id="x", name="X", accounts=accounts, **facts)
...     return str(rule.check(Applicant(company), date(2026, 11, 22)).outcome)
>>> says(12, holdings=()), says(250), says(12)
('met', 'failed', 'unknown')
"""

from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from aidmatch.company import Applicant
from aidmatch.criteria._base import Criterion, Told, is_aged, told
from aidmatch.size import Line, SizeClass, Sizing, is_unclosed, possible_classes
from aidmatch.verdict import Fact, Message, Outcome, Verdict, say


class Key(NamedTuple):
    """The classes the company may be in, how that was counted, and how old the figures are."""

    sizing: Sizing
    staff: tuple[float, float | None] | None
    """Work units or people, when they do not come from the accounts."""
    counted_on: date | None
    """When these were counted."""
    staff_aged: bool
    staff_by: str | None
    accounts_aged: bool
    accounts_by: str | None
    holdings_told: Told
    unclosed: bool
    """It is too young to have closed a year: its turnover and balance are an estimate (annex, art. 4(3))."""


class Sme(Criterion):
    """One of the size classes."""

    kind: Literal["sme"]
    classes: Annotated[tuple[SizeClass, ...], Field(min_length=1)] = ("micro", "small", "medium")
    """Those admitted; the usual rule admits micro, small and medium enterprises."""

    @classmethod
    def read(cls, applicant: Applicant, as_of: date) -> Key:
        """The possible classes on that day."""
        company = applicant.company
        sizing = possible_classes(company, as_of)
        span = {"awu": company.awu, "headcount": company.headcount}.get(sizing.counted or "")
        by, on = company.said(sizing.counted) if sizing.counted else (None, None)
        counted_on = on or (date(span.year, 12, 31) if span and span.year else None)
        return Key(
            sizing=sizing,
            staff=(span.low, span.high) if span else None,
            counted_on=counted_on if span else None,
            staff_aged=span is not None and is_aged(counted_on, f"shelf_life.{sizing.counted}", as_of),
            staff_by=by if span else None,
            accounts_aged=is_aged(sizing.last_year, "shelf_life.accounts", as_of),
            accounts_by=company.said("accounts")[0],
            holdings_told=told(company, "holdings", "holdings", as_of) if company.holdings is not None else Told(),
            unclosed=sizing.last_year is None and is_unclosed(company, as_of),
        )

    def judge(self, key: Key) -> Verdict:
        """Met when every possible class is admitted, failed when none is."""
        admitted = frozenset(self.classes)
        possible = key.sizing.classes
        facts = (
            *((Fact(key.sizing.counted or "", key.staff, key.staff_by, key.counted_on),) if key.staff else ()),
            *(self._fact(line, key) for line in key.sizing.lines),
        )
        values: dict[str, object] = {"here": tuple(sorted(possible, key=_rank)), "asked": self.classes}
        if possible <= admitted:
            reason = say("{here:sizes} in the EU sense", **values)
            return Verdict("sme", Outcome.MET, reason, facts, confirm=self._confirm(key, admitted))
        if possible.isdisjoint(admitted):
            if self._may_have_been_smaller(key.sizing):
                return Verdict(
                    "sme",
                    Outcome.UNKNOWN,
                    say("{here:sizes} by the last year alone; the class changes after two years in a row", **values),
                    facts,
                    missing=("accounts",),
                    question=_QUESTIONS["accounts"],
                )
            return Verdict(
                "sme",
                Outcome.FAILED,
                self._refusal(key, values),
                facts,
                confirm=self._confirm(key, admitted),
            )
        missing = self._missing(key, admitted)
        return Verdict(
            "sme",
            Outcome.UNKNOWN,
            say("may be {here:sizes}; asked: {asked:sizes}", **values),
            facts,
            missing=missing,
            question=_FIRST_YEAR if key.unclosed and missing[0] == "accounts" else _QUESTIONS[missing[0]],
        )

    def _missing(self, key: Key, admitted: frozenset[SizeClass]) -> tuple[str, ...]:
        """The facts that alone leave it open; all of those not known when only several together do."""
        alone = [gap for gap, classes in key.sizing.gaps if not classes <= admitted and classes & admitted]
        missing = alone or [gap for gap, _ in key.sizing.gaps]
        if key.unclosed:
            # There is no closed year to ask for: an estimate in good faith, which one gives with the file.
            missing = ["accounts" if gap in ("turnover", "balance_total") else gap for gap in missing]
        return tuple(dict.fromkeys(missing))

    def _confirm(self, key: Key, admitted: frozenset[SizeClass]) -> Message | None:
        sizing = key.sizing
        if key.staff_aged:
            return say("{count:people} in {on:year}: still so?", count=key.staff, on=key.counted_on)
        if sizing.counted == "headcount":
            return say("counted in people; the rule counts annual work units")
        if key.accounts_aged:
            return say("accounts closed on {on:date}: still so?", on=sizing.last_year)
        if key.holdings_told.aged:
            return key.holdings_told.confirm
        if sizing.classes <= admitted and not sizing.by_last_year <= admitted:
            return say("above the ceiling in the last year: the class changes only after two years in a row")
        if sizing.classes <= admitted and not sizing.by_year_before <= admitted:
            return say("a ceiling is near: was the year before under it too?")
        return None

    def _refusal(self, key: Key, values: dict[str, object]) -> Message:
        if key.sizing.public:
            return say("held by public bodies for a quarter or more: no SME in the EU sense")
        return say("{here:sizes} in the EU sense; asked: {asked:sizes}", **values)

    def _may_have_been_smaller(self, sizing: Sizing) -> bool:
        """Whether the year before, not on file, may keep it in a smaller class that is admitted."""
        smallest = min(map(_rank, sizing.classes))
        kept = {size for size in self.classes if _rank(size) < smallest}
        return sizing.untold and bool(kept & {"midcap"} if sizing.public else kept)

    def _fact(self, line: Line, key: Key) -> Fact:
        """A line of the calculation: the company's own from its accounts, another firm's from the holdings."""
        if line.tie == "own":
            return Fact("size", line, key.accounts_by, line.closed_on)
        if line.tie == "total":
            return Fact("size", line, None, line.closed_on)
        return Fact("size", line, key.holdings_told.by, key.holdings_told.on or line.closed_on)


_QUESTIONS = {
    "headcount": say("How many people does the company employ?"),
    "awu": say("How many annual work units (AWU) does the company count?"),
    "turnover": say("What was the turnover (before tax) of the last closed year?"),
    "balance_total": say("What was the balance-sheet total of the last closed year?"),
    "accounts": say("What were the staff, turnover and balance of the year before?"),
    "holdings": say("Who holds a quarter or more of the company, and what does it hold?"),
}


_FIRST_YEAR = say("No year closed yet: which turnover and balance-sheet total are expected for the first?")


def _rank(size: SizeClass) -> int:
    return ("micro", "small", "medium", "midcap", "large").index(size)
