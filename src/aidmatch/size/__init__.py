"""The size of a company in the EU sense: which classes it may be in, and what is not known.

Recommendation 2003/361/EC of 6 May 2003 (the same text as annex I of Regulation (EU) 651/2014): a class holds when
the staff, in annual work units, stays under its ceiling and the turnover *or* the balance total does not exceed
its own (art. 2). Linked firms count whole, partner firms pro rata (art. 6); an enterprise of which public bodies hold
a quarter or more is no SME (art. 3(4)); a ceiling crossed changes the class after two closed years in a row
(art. 4(2)), save after a merger. The small mid-cap above it is that of Recommendation (EU) 2025/1099.

Everything is counted in ranges: what is not known runs from nothing to no end, a number of people stands for work
units within a margin (`near_a_ceiling`), and each range names the fact that would close it. Narrowing a range only
takes classes away.
"""

from collections.abc import Callable, Iterable
from datetime import date
from math import inf
from typing import Literal, NamedTuple

from aidmatch.company import Accounts, Company
from aidmatch.control import share
from aidmatch.nomenclatures import figures
from aidmatch.size._figures import Range as Range
from aidmatch.size._figures import Year, counted_from, others_of, own_years, part_of, tie_of, years_counted
from aidmatch.value import months_after

SizeClass = Literal["micro", "small", "medium", "midcap", "large"]
CEILINGS: tuple[SizeClass, ...] = ("micro", "small", "medium", "midcap")
"""The classes that have ceilings, smallest first; above them an enterprise is large."""
GAPS = ("headcount", "awu", "turnover", "balance_total", "accounts", "holdings")
"""The facts that may be lacking, in the order they are asked."""

Bounds = tuple[float, float | None]
"""The least and the most; None for no end."""


class Line(NamedTuple):
    """One firm's part of the calculation, for the last closed year."""

    tie: Literal["own", "linked", "partner", "perhaps_linked", "total"]
    name: str | None
    share: float
    closed_on: date | None
    awu: Bounds
    turnover: Bounds
    balance_total: Bounds


class Sizing(NamedTuple):
    """The classes a company may be in, and how that was counted."""

    classes: frozenset[SizeClass]
    gaps: tuple[tuple[str, frozenset[SizeClass]], ...]
    """By fact not known, the classes that stay possible when it alone is open."""
    lines: tuple[Line, ...]
    public: bool
    """Public bodies hold enough for it to be no SME."""
    counted: Literal["accounts", "awu", "headcount"] | None
    """Where the work units come from: the closed year, the company's own count, or the number of people."""
    last_year: date | None
    """Closing day of the last year counted."""
    by_last_year: frozenset[SizeClass]
    """The classes the last year alone would give; the two-year rule may hold another."""
    by_year_before: frozenset[SizeClass]
    """When the year before is not on file, the classes it leaves possible if it was near the last; else `classes`."""
    untold: bool
    """There may be a year before the last that is not on file, and the two-year rule would read it."""

    @property
    def is_sme(self) -> bool | None:
        """Whether it is an SME in the EU sense; None where what is known leaves both possible."""
        small = self.classes & {"micro", "small", "medium"}
        if small == self.classes:
            return True
        # A year before the last that is not on file may have kept it among the SMEs.
        return None if small or (self.untold and not self.public) else False


Total = Callable[[Iterable[Range]], tuple[float, float]]


def possible_classes(company: Company, as_of: date) -> Sizing:
    """Every class the company may be in on that day, given what is known of it."""
    margin = figures.figure("near_a_ceiling", as_of)
    near = float(margin.value) if margin else 0.0
    own = own_years(company, as_of, near)
    years = tuple(
        Year(*(mine + theirs for mine, theirs in zip(year, others_of(company, index, as_of), strict=True)))
        for index, year in enumerate(own)
    )
    public = _held_by_public_bodies(company, as_of)
    open_facts = {part.gap for year in years for ranges in year for part in ranges if part.gap}
    classes = _classes(years, public, as_of, _whole)
    counted = years_counted(company, as_of)
    last = counted[0] if counted else None
    untold = _is_year_before_untold(company, counted, as_of)
    return Sizing(
        classes=classes,
        gaps=tuple((gap, _classes(years, public, as_of, _only(gap))) for gap in GAPS if gap in open_facts),
        lines=_lines(company, own[0], years[0], last, as_of),
        public=public,
        counted=counted_from(company, last),
        last_year=last.closed_on if last else None,
        by_last_year=_classes(years[:1], public, as_of, _whole),
        by_year_before=_classes(years, public, as_of, _widened(near)) if untold and last else classes,
        untold=untold,
    )


def is_unclosed(company: Company, as_of: date) -> bool:
    """Whether no year can be closed yet: its figures are an estimate in good faith (annex, art. 4(3)).

    By the first closing when told, else for twelve months from its creation.
    """
    if company.first_closed_year is not None:
        return company.first_closed_year > as_of
    return company.created is not None and as_of < months_after(company.created, 12)


def _is_year_before_untold(company: Company, counted: tuple[Accounts, ...], as_of: date) -> bool:
    """Whether a year closed before the last may exist without being on file, and would count."""
    if len(counted) > 1 or company.merged_on is not None:
        return False
    first = company.first_closed_year
    began = months_after(counted[0].closed_on, -counted[0].months) if counted else months_after(as_of, -12)
    if company.created is not None and company.created >= began:
        return False
    return first is None or (first != counted[0].closed_on if counted else first <= began)


def _held_by_public_bodies(company: Company, as_of: date) -> bool:
    held = sum(h.share for h in company.holdings or () if h.side == "parent" and h.holder == "public_body")
    return held >= share("sme.public_share", as_of)


def _whole(ranges: Iterable[Range]) -> tuple[float, float]:
    """The sum of ranges, all of them open."""
    parts = tuple(ranges)
    return sum(part.low for part in parts), sum(part.high for part in parts)


def _widened(margin: float) -> Total:
    """The sum of ranges, and a margin on both sides."""

    def total(ranges: Iterable[Range]) -> tuple[float, float]:
        low, high = _whole(ranges)
        return low / (1 + margin), high / (1 - margin)

    return total


def _only(gap: str) -> Total:
    """The sum of ranges when one fact alone is open, and the others are at their least."""

    def total(ranges: Iterable[Range]) -> tuple[float, float]:
        parts = tuple(ranges)
        return (
            sum(part.low for part in parts),
            sum(part.high if part.gap == gap else part.low for part in parts),
        )

    return total


def _classes(years: tuple[Year, ...], public: bool, as_of: date, total: Total) -> frozenset[SizeClass]:
    found: set[SizeClass] = set()
    for size in CEILINGS:
        holds = _status(tuple(_within(size, year, as_of, total) for year in years))
        if True in holds:
            found.add(size)
        if False not in holds:
            break
    else:
        found.add("large")
    if public:
        return frozenset(size if size in ("midcap", "large") else "midcap" for size in found)
    return frozenset(found)


def _within(size: SizeClass, year: Year, as_of: date, total: Total) -> frozenset[bool]:
    """Whether a year stays within the ceilings of a class: surely, surely not, or either."""
    ceilings = [figures.figure(f"sme.{size}.{ruler}", as_of) for ruler in ("awu", "turnover", "balance_total")]
    if None in ceilings:
        return frozenset({False})
    most_staff, most_turnover, most_balance = (float(ceiling.value) for ceiling in ceilings if ceiling)
    awu, turnover, balance = (total(ranges) for ranges in year)
    surely = awu[1] < most_staff and (turnover[1] <= most_turnover or balance[1] <= most_balance)
    possibly = awu[0] < most_staff and (turnover[0] <= most_turnover or balance[0] <= most_balance)
    return frozenset({True}) if surely else frozenset({True, False}) if possibly else frozenset({False})


def _status(within: tuple[frozenset[bool], ...]) -> frozenset[bool]:
    """The status two years in a row give, last year first; the oldest year on file is taken as it stands."""
    last, *older = within
    if not older:
        return last
    before = _status(tuple(older))
    kept = {now for now in last if now in older[0]}
    held = before if any(now != then for now in last for then in older[0]) else frozenset[bool]()
    return frozenset(kept | held)


def _lines(company: Company, own: Year, whole: Year, year: Accounts | None, as_of: date) -> tuple[Line, ...]:
    closed_on = year.closed_on if year else None
    lines = [Line("own", company.name, 1.0, closed_on, *map(_bounds, own))]
    for holding in company.holdings or ():
        tie = tie_of(company, holding, as_of)
        if tie is not None:
            parts = part_of(holding, 0, as_of, *tie[1:])
            days = [accounts.closed_on for accounts in holding.accounts if accounts.closed_on <= as_of]
            theirs = (_bounds((part,)) for part in parts)
            lines.append(Line(tie[0], holding.name, tie[1], max(days, default=None), *theirs))
    if len(lines) > 1:
        lines.append(Line("total", None, 1.0, closed_on, *map(_bounds, whole)))
    return tuple(lines)


def _bounds(ranges: Iterable[Range]) -> Bounds:
    low, high = _whole(ranges)
    return low, None if high == inf else high
