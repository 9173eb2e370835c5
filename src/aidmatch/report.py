"""The year of a cluster in counts: who was informed, what was handed in and won, which needs no call meets.

No member is named, and no count from one to four is shown: a sum of euros is one of five members at least, or masked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from aidmatch.masked import MASKED, SMALLEST, alone, held_back, is_apart, is_small, joined, masked
from aidmatch.nomenclatures import territories

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.journal.stances import Stance
    from aidmatch.sift import Sifter

HANDED_IN = frozenset({"applied", "won", "refused"})
"""States that say a file was handed in."""

UNKNOWN, ABROAD = "unknown", "abroad"


class Tally(NamedTuple):
    """Files of some members; None where masked."""

    members: int | None
    files: int | None
    euros: int | None
    """Asked or won, as far as told."""
    untold: int | None
    """Files whose amount nobody told."""


HIDDEN = Tally(MASKED, MASKED, MASKED, MASKED)


class Need(NamedTuple):
    """A theme or a stage of life, and the members who have it."""

    members: int
    unmet: int | None
    """Those for whom no open call fits; None where masked."""


class Asked(NamedTuple):
    """Needs as heads wrote them; None where masked."""

    members: int | None
    needs: int | None


class Report(NamedTuple):
    """The year."""

    year: int
    since: date
    until: date
    """The year's last day, or the day of the report when it is not over."""
    members: int | None
    """Looked at."""
    informed: int | None
    letters: int | None
    applied: Tally
    won: Tally
    by_funder: Mapping[str, Tally]
    by_territory: Mapping[str, Tally]
    """By department of the seat."""
    told: Asked
    """Needs in the heads' own words."""
    unmet: Asked
    """Those that no open call speaks of."""
    needs: Mapping[Literal["theme", "stage"], Mapping[str, Need]]
    left_out: Mapping[str, int]
    """Themes and stages of fewer than five members, or of all but fewer than five, which are not shown."""


class Offer(NamedTuple):
    """An open call, as needs look at it."""

    ordinal: int
    themes: frozenset[str]
    stages: frozenset[str]
    """Empty: any."""


class File(NamedTuple):
    """A file of one member."""

    company: str
    call: str
    amount: int | None


def report(
    companies: Sequence[Company],
    year: int,
    until: date,
    told: Mapping[str, int],
    story: Iterable[Stance],
    funder: Callable[[str], str | None],
    offers: Sequence[Offer],
    sifter: Sifter,
    speaks_of: Callable[[str, int], bool],
) -> Report:
    """The report of a year.

    `told`: letters that left, by member; `funder`: of a call's id, where it is known; `speaks_of`: whether an open call
    speaks of a need, those of a bitset left aside.
    """
    since = date(year, 1, 1)
    last = min(until, date(year, 12, 31))
    held = {company.id: company for company in companies}
    applied, won = files([one for one in story if one.company in held], since, last)
    letters = {member: count for member, count in told.items() if member in held}
    needs, left_out = _needs(companies, offers, sifter)
    asked = [
        (company.id, speaks_of(need, sifter.answers(company).ineligible))
        for company in companies
        for need in company.needs
    ]
    everybody = len(companies)
    shown = tallies(applied, won, everybody)
    by_funder = by_group(won, lambda one: funder(one.call) or UNKNOWN)
    by_territory = by_group(won, lambda one: territory(held[one.company]))
    if shown[1].members is MASKED:
        # The rows would add up to it.
        by_funder, by_territory = (
            {name: uncounted(one) for name, one in table.items()} for table in (by_funder, by_territory)
        )
    is_told = is_apart(len(letters), everybody)
    return Report(
        year,
        since,
        last,
        MASKED if everybody < SMALLEST else everybody,
        len(letters) if is_told else MASKED,
        sum(letters.values()) if is_told else MASKED,
        *shown,
        by_funder,
        by_territory,
        *wishes(asked, everybody),
        needs,
        left_out,
    )


def files(story: Iterable[Stance], since: date, until: date) -> tuple[list[File], list[File]]:
    """The files handed in, and those won, from one day to another; what was taken back never was."""
    pairs: dict[tuple[str, str], list[Stance]] = defaultdict(list)
    for one in story:
        if one.state is None:
            pairs[one.company, one.call].clear()
        elif one.day <= until:
            pairs[one.company, one.call].append(one)
    applied, won = [], []
    for (company, call), steps in sorted(pairs.items()):
        # A file was handed in on the first day one heard of it; what it asked for is the last that was said.
        sent = [one for one in steps if one.state in HANDED_IN]
        if sent and since <= min(one.day for one in sent):
            asked = [one.amount for one in sent if one.state == "applied" and one.amount is not None]
            applied.append(File(company, call, asked[-1] if asked else None))
        if steps and steps[-1].state == "won" and since <= steps[-1].day:
            won.append(File(company, call, steps[-1].amount))
    return applied, won


def tally(found: Sequence[File]) -> Tally:
    """How many members, files and euros; all masked where one to four members are behind them."""
    members = {one.company for one in found}
    if alone(len(members)) is MASKED:
        return HIDDEN
    silent = [one for one in found if one.amount is None]
    # Few members without an amount: neither they nor the others could be told apart from the two counts.
    untold = alone(len({one.company for one in silent}))
    euros = sum(one.amount or 0 for one in found)
    told = {one.company for one in found if one.amount is not None}
    few_told = is_small(len(told))
    # Files less those untold are those told.
    hidden = MASKED if untold is MASKED or few_told else len(silent)
    return Tally(len(members), len(found), MASKED if few_told else euros, hidden)


def tallies(applied: Sequence[File], won: Sequence[File], everybody: int) -> tuple[Tally, Tally]:
    """Handed in and won, side by side; what was won stays where both would tell of few who won nothing."""
    sent, lucky = {one.company for one in applied}, {one.company for one in won}
    apart = (len(sent - lucky), len(lucky - sent), abs(len(sent) - len(lucky)))
    first, second = tally(applied), tally(won)
    if not is_apart(len(lucky), everybody):
        second = uncounted(second)
    if not is_apart(len(sent), everybody):
        first = uncounted(first)
    # Euros too: with one who won nothing, and the others all they asked for, the sums would tell what she asked.
    return (HIDDEN if any(map(is_small, apart)) else first), second


def uncounted(found: Tally) -> Tally:
    """The euros alone: of members and files, what is left of all members would be counted too."""
    return Tally(MASKED, MASKED, found.euros, MASKED)


def wishes(asked: Sequence[tuple[str, bool]], everybody: int) -> tuple[Asked, Asked]:
    """Needs told, and those that no open call speaks of; `asked`: a member a need, and whether one does."""
    told, unmet = {member for member, _ in asked}, {member for member, met in asked if not met}
    met = {member for member, is_met in asked if is_met}
    few = is_small(len(met)) or not is_apart(len(unmet), everybody)
    shown = [
        is_apart(len(told), everybody),
        is_apart(len(told), everybody) and is_apart(len(unmet), len(told)) and not few,
    ]
    counts = (Asked(len(told), len(asked)), Asked(len(unmet), sum(not is_met for _, is_met in asked)))
    first, second = (one if is_shown else Asked(MASKED, MASKED) for one, is_shown in zip(counts, shown, strict=True))
    return first, second


def by_group(found: Sequence[File], group: Callable[[File], str]) -> dict[str, Tally]:
    """Files by group, the small groups together; what is masked in one cannot be had from the total and the others."""
    groups: dict[str, set[str]] = defaultdict(set)
    for one in found:
        groups[group(one)].add(one.company)
    rows = {name: [one for one in found if group(one) in names] for name, names in joined(groups).items()}
    silent = {name: {one.company for one in row if one.amount is None} for name, row in rows.items()}
    told = {name: {one.company for one in row if one.amount is not None} for name, row in rows.items()}
    no_euros, no_untold = held_back(told), held_back(told) | held_back(silent)
    sums = {}
    for name, row in rows.items():
        found_of = tally(row)
        euros = MASKED if name in no_euros else found_of.euros
        sums[name] = found_of._replace(euros=euros, untold=MASKED if name in no_untold else found_of.untold)
    return dict(sorted(sums.items(), key=lambda one: (one[0] == "other", -(one[1].euros or 0), one[0])))


def territory(company: Company) -> str:
    """The department of the seat, "abroad" or "unknown"."""
    if company.seat is None:
        return UNKNOWN
    if company.is_abroad or company.seat.code.startswith("NUTS-"):
        return ABROAD
    held = sorted(above for above in territories.ancestors(company.seat.code) if above.startswith("DEP-"))
    return held[0] if held else UNKNOWN


def _needs(
    companies: Sequence[Company], offers: Sequence[Offer], sifter: Sifter
) -> tuple[dict[Literal["theme", "stage"], dict[str, Need]], dict[str, int]]:
    """By theme and by stage of life: how many members, and for how many of them no open call fits."""
    themes: dict[str, int] = defaultdict(int)
    stages: dict[str, int] = defaultdict(int)
    for offer in offers:
        for theme in offer.themes:
            themes[theme] |= 1 << offer.ordinal
        for stage in offer.stages:
            stages[stage] |= 1 << offer.ordinal
    anywhen = sum(1 << offer.ordinal for offer in offers if not offer.stages)
    met: dict[tuple[Literal["theme", "stage"], str], list[bool]] = defaultdict(list)
    for company in companies:
        shut = sifter.answers(company).ineligible
        projects = company.projects
        for theme in sorted({*company.themes, *(name for one in projects for name in one.themes)}):
            met["theme", theme].append(bool(themes[theme] & ~shut))
        for stage in sorted({*company.stages, *(one.stage for one in projects if one.stage)}):
            met["stage", stage].append(bool((stages[stage] | anywhen) & ~shut))
    found: dict[Literal["theme", "stage"], dict[str, Need]] = {"theme": {}, "stage": {}}
    left_out = {"theme": 0, "stage": 0}
    for (by, name), answers in sorted(met.items()):
        if len(answers) < SMALLEST or not is_apart(len(answers), len(companies)):
            left_out[by] += 1
            continue
        counts = masked({"unmet": answers.count(False), "met": answers.count(True)})
        found[by][name] = Need(len(answers), counts["unmet"])
    for by, needs in found.items():
        found[by] = dict(sorted(needs.items(), key=lambda one: (-(one[1].unmet or 0), -one[1].members, one[0])))
    return found, left_out
