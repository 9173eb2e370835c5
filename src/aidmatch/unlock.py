"""The nearest changes and dates that would open the most calls, each tried before it is told. Pure.

No rule is read twice: what to try comes from the remedies of the verdicts that fail (a day to wait for, people to
recruit, an area to be in, partners to find), and each try is matched anew by the fast path. What is told is only what
the match then says. Nothing tells anybody to cheat a rule: no back-dating, no splitting to stay under a threshold, no
smaller headcount or turnover, no other legal form, creation date or tax regime.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal, NamedTuple

from aidmatch.ask import Inquiry, Stake, stake_of
from aidmatch.sift import Row, bitset, ordinals
from aidmatch.suppose import RefusedTerm, supposed
from aidmatch.value import months_after
from aidmatch.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from aidmatch.ask import Judge
    from aidmatch.catalogue import Card
    from aidmatch.company import Company
    from aidmatch.sift import Sifter

Kind = Literal["wait", "hire", "establishment", "project_place", "partner", "debts", "answer", "project", "hold"]
"""Wait for a day, recruit, open a place, move the project, find partners, pay debts, answer a question, describe the
project; and sign nothing yet, which keeps calls open."""

TRIED = frozenset({"age", "de_minimis", "headcount", "perimeter", "consortium", "standing"})
"""Kinds of criteria whose remedy is a change one may advise."""

FAR = 36
"""Months beyond which waiting is no advice."""
NEAR_PEOPLE = 5
"""People one may always advise to recruit; beyond, as many again as there are."""
MOST = 40
"""Changes of one kind that are tried, the most promising first: a catalogue may name every commune of a country."""


class Change(NamedTuple):
    """A change, tried."""

    kind: Kind
    terms: tuple[str, ...]
    """As `--if` takes them; none for a date, a question or a project to describe."""
    day: date | None
    more: float
    """How far it is: days, people or partners."""
    opens: tuple[Card, ...]
    """Calls it makes possible; of an answer or a project, those it settles; of `hold`, those signing would shut."""
    shuts: tuple[Card, ...] = ()
    """Calls now possible that it would shut."""
    area: str | None = None
    fact: str | None = None

    @property
    def stake(self) -> Stake:
        """What the calls it opens are worth."""
        return stake_of(self.opens)


class Day(NamedTuple):
    """The catalogue on another day."""

    sifter: Sifter
    cards: Mapping[int, Card]
    """The calls that are not closed then."""


def unlock(
    company: Company,
    cards: Mapping[int, Card],
    sifter: Sifter,
    judge: Judge,
    on_day: Callable[[datetime], Day],
    inquiry: Inquiry,
    at: datetime,
    *,
    done_with: Collection[int] = (),
) -> tuple[Change, ...]:
    """The changes worth telling of the calls given, the one that opens most first."""
    desk = _Desk(company, cards, sifter, at, frozenset(done_with))
    tries = _tries(company, desk, judge, at)
    found = [*_waits(desk, tries, on_day), *_changes(desk, tries)]
    found += [*_answers(inquiry), *_project(inquiry), *_hold(desk)]
    return tuple(sorted(found, key=_order))


def _order(change: Change) -> tuple[bool, int, int, float, str, tuple[str, ...]]:
    """Most calls first, then most money; questions after changes; the warning last."""
    stake = change.stake
    return change.kind == "hold", -stake.calls, -stake.euros, change.more, change.kind, change.terms


class _Desk:
    """What stands today."""

    def __init__(
        self, company: Company, cards: Mapping[int, Card], sifter: Sifter, at: datetime, done_with: frozenset[int]
    ) -> None:
        self.company, self.cards, self.sifter, self.at = company, cards, sifter, at
        self.wanted = bitset([one for one in cards if one not in done_with]) & ~sifter.targeted(company)["no"]
        self.possible = self.possible_of(company, sifter) & self.wanted

    def possible_of(self, company: Company, sifter: Sifter) -> int:
        """The calls that a company may apply for, as the fast path says."""
        found = sifter.answers(company)
        return ((1 << sifter.sieve.total) - 1) & ~(found.ineligible | found.to_complete)

    def refused(self) -> Iterator[Row]:
        """The calls that one kind of criterion refuses, and nothing else holds."""
        calls = self.wanted & self.sifter.answers(self.company).ineligible
        for row in self.sifter.rows(self.company, calls):
            if len(row.failed) == 1 and not row.unknown and row.failed[0] in TRIED:
                yield row

    def tried(self, terms: Sequence[str]) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
        """What a change opens, and what it shuts; nothing when it makes no valid company."""
        try:
            other = supposed(self.company, terms, self.at.date())
        except RefusedTerm:
            return (), ()
        then = self.possible_of(other, self.sifter) & self.wanted
        return self.told(then & ~self.possible), self.told(self.possible & ~then)

    def told(self, calls: int) -> tuple[Card, ...]:
        """The cards of a bitset."""
        return tuple(self.cards[one] for one in ordinals(calls))


class _Try(NamedTuple):
    kind: Kind
    terms: tuple[str, ...]
    day: date | None
    more: float
    area: str | None = None


def _tries(company: Company, desk: _Desk, judge: Judge, at: datetime) -> dict[_Try, int]:
    """What the remedies name, with how many calls name it."""
    found: dict[_Try, int] = {}
    for row in desk.refused():
        for condition, verdict in judge(row.ordinal, company).verdicts:
            if verdict.outcome is not Outcome.FAILED:
                continue
            for part in verdict.parts or (verdict,):
                for one in _remedies(company, part, row.project, at):
                    found[one] = found.get(one, 0) + 1
            del condition
    return found


def _remedies(company: Company, verdict: Verdict, project: str | None, at: datetime) -> Iterator[_Try]:
    """What a failed verdict says would change it, as something to try."""
    told = dict(verdict.remedy.values) if verdict.remedy else {}
    if "day" in told:
        day: date = told["day"]
        if at.date() < day <= months_after(at.date(), FAR):
            yield _Try("wait", (), day, (day - at.date()).days)
    elif "area" in told:
        yield from _places(told["area"], project)
    elif verdict.kind == "headcount" and "more" in told:
        more, fact = int(told["more"]), verdict.facts[0]
        if more <= max(NEAR_PEOPLE, fact.value[1]):
            yield _Try("hire", (f"{fact.name}={int(fact.value[1]) + more}",), None, more)
    elif verdict.kind == "consortium" and verdict.remedy and project is not None:
        yield from _partners(company, project, int(told.get("more", 1)))
    elif verdict.kind == "standing" and company.debts_paid is False:
        yield _Try("debts", ("debts_paid=true",), None, 1)


def _places(areas: Sequence[str], project: str | None) -> Iterator[_Try]:
    """Somewhere to be: a whole country, the Union or a grouping of communes is no one place."""
    for area in areas:
        if area.startswith(("REG-", "DEP-", "COM-", "NUTS-")):
            yield _Try("establishment", (f"establishment={area}",), None, 1, area)
            if project is not None:
                yield _Try("project_place", (f"project.{project}.place={area}",), None, 1, area)


ABROAD = ("ES", "IT", "BE", "DE", "PT", "NL", "IE", "AT", "PL", "GR")
"""Countries of the Union a try takes partners from: one stands for any other."""


def _partners(company: Company, project: str, more: int) -> Iterator[_Try]:
    """So many partners more, or one besides: of the country, from abroad, a research body; the match decides."""
    held = {partner.country for one in company.projects if one.id == project for partner in one.partners or ()}
    abroad = [country for country in ABROAD if country not in held]
    for count in range(more, more + 2):
        for others in (["FR"] * count, abroad[:count]):
            for lead in ("", ":research"):
                partners = [f"{others[0]}{lead}", *others[1:]]
                yield _Try("partner", tuple(f"project.{project}.partner={one}" for one in partners), None, count)


def _waits(desk: _Desk, tries: Mapping[_Try, int], on_day: Callable[[datetime], Day]) -> Iterator[Change]:
    """Days to wait for, the nearest first; a later one is told for what it opens besides."""
    known: set[str] = set()
    for one in _nearest(tries, "wait"):
        if one.day is None:
            continue
        then = datetime.combine(one.day, time(), desk.at.tzinfo)
        other = on_day(then)
        possible = desk.possible_of(desk.company, other.sifter) & desk.wanted
        opened = [other.cards[ordinal] for ordinal in ordinals(possible & ~desk.possible) if ordinal in other.cards]
        shut = [other.cards[ordinal] for ordinal in ordinals(desk.possible & ~possible) if ordinal in other.cards]
        if {card.id for card in opened} - known:
            known |= {card.id for card in opened}
            yield Change("wait", (), one.day, one.more, tuple(opened), tuple(shut))


def _changes(desk: _Desk, tries: Mapping[_Try, int]) -> Iterator[Change]:
    """Changes of the company or its project that open something; a further one is told for what it opens besides."""
    for kind in ("hire", "establishment", "project_place", "partner", "debts"):
        known: set[str] = set()
        for one in _nearest(tries, kind):
            opened, shut = desk.tried(one.terms)
            if {card.id for card in opened} - known:
                known |= {card.id for card in opened}
                yield Change(one.kind, one.terms, None, one.more, opened, shut, one.area)


def _nearest(tries: Mapping[_Try, int], kind: str) -> list[_Try]:
    """The tries of a kind, the nearest first; of those as near, the one most calls name."""
    chosen = [one for one in tries if one.kind == kind]
    best = sorted(chosen, key=lambda one: (-tries[one], one.more, one.terms))[:MOST]
    return sorted(best, key=lambda one: (one.more, -tries[one], one.terms))


def _answers(inquiry: Inquiry) -> Iterator[Change]:
    """The answers that settle most calls by themselves: which way, only the answer says."""
    every = {fact for need in inquiry.needs for fact in need.facts}
    told = {
        fact: cards
        for fact in sorted(every)
        if (inquiry.company.projects or not fact.startswith("project.")) and (cards := inquiry.settled_by({fact}))
    }
    for fact in sorted(told, key=lambda fact: -len(told[fact]))[:ASKED]:
        yield Change("answer", (), None, 0, told[fact], fact=fact)


ASKED = 3
"""Questions told among the changes."""


def _project(inquiry: Inquiry) -> Iterator[Change]:
    """A project to describe, where none is."""
    facts = {fact for need in inquiry.needs for fact in need.facts if fact.startswith("project.")}
    settled = inquiry.settled_by(facts)
    if settled and not inquiry.company.projects:
        yield Change("project", (), None, 0, settled)


def _hold(desk: _Desk) -> Iterator[Change]:
    """The calls that signing or ordering now would shut."""
    waiting = [one for one in desk.company.projects if one.state in (None, "not_started")]
    if not waiting and desk.company.projects:
        return
    names = [f"project.{one.id}.state=started" for one in waiting] or ["project.state=started"]
    _, shut = desk.tried(names)
    if shut:
        yield Change("hold", tuple(names), None, 0, shut)
