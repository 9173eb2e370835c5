"""What stands today, and what the remedies of the verdicts that fail name to try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from aidmatch.ask import Stake, stake_of
from aidmatch.sift import Row, bitset, ordinals
from aidmatch.suppose import RefusedTerm, supposed
from aidmatch.value import months_after
from aidmatch.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from aidmatch.ask import Judge
    from aidmatch.catalogue import Card
    from aidmatch.company import Company
    from aidmatch.sift import Sifter

Kind = Literal[
    "wait", "hire", "establishment", "project_place", "partner", "debts", "answer", "project", "hold", "pair"
]
"""Wait for a day, recruit, open a place, move the project, find partners, pay debts, answer a question, describe the
project; sign nothing yet, which keeps calls open; and two of the changes together."""

TRIED = frozenset({"age", "de_minimis", "headcount", "perimeter", "consortium", "standing"})
"""Kinds of criteria whose remedy is a change one may advise."""

FAR = 36
"""Months beyond which waiting is no advice."""
NEAR_PEOPLE = 5
"""People one may always advise to recruit; beyond, as many again as there are."""
MOST = 40
"""Changes of one kind that are tried, the most promising first: a catalogue may name every commune of a country."""


class Try(NamedTuple):
    """Something to try."""

    kind: Kind
    terms: tuple[str, ...]
    day: date | None
    more: float
    area: str | None = None


class Change(NamedTuple):
    """A change, tried."""

    kind: Kind
    terms: tuple[str, ...]
    """As `--if` takes them; none for a date, a question or a project to describe."""
    day: date | None
    more: float
    """How far it is: days, people or partners; of a pair, of both."""
    opens: tuple[Card, ...]
    """Calls it makes possible; of an answer or a project, those it settles; of `hold`, those signing would shut."""
    shuts: tuple[Card, ...] = ()
    """Calls now possible that it would shut."""
    area: str | None = None
    fact: str | None = None
    parts: tuple[Change, ...] = ()
    """Of a pair: the two changes, neither of which would do alone; they open nothing of their own here."""

    @property
    def stake(self) -> Stake:
        """What the calls it opens are worth."""
        return stake_of(self.opens)


class Day(NamedTuple):
    """The catalogue on another day."""

    sifter: Sifter
    cards: Mapping[int, Card]
    """The calls that are not closed then."""


class Desk:
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

    def refused(self, kinds: int = 1) -> Iterator[Row]:
        """The calls that so many kinds of criteria refuse, and nothing else holds."""
        calls = self.wanted & self.sifter.answers(self.company).ineligible
        for row in self.sifter.rows(self.company, calls):
            if len(row.failed) == kinds and not row.unknown and TRIED.issuperset(row.failed):
                yield row

    def tried(self, terms: Sequence[str]) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
        """What a change opens, and what it shuts; nothing when it makes no valid company."""
        try:
            other = supposed(self.company, terms, self.at.date())
        except RefusedTerm:
            return (), ()
        then = self.possible_of(other, self.sifter) & self.wanted
        return self.told(then & ~self.possible), self.told(self.possible & ~then)

    def told(self, calls: int, cards: Mapping[int, Card] | None = None) -> tuple[Card, ...]:
        """The cards of a bitset, as they stand today or on another day."""
        held = self.cards if cards is None else cards
        return tuple(held[one] for one in ordinals(calls))


def tries(company: Company, desk: Desk, judge: Judge, at: datetime) -> dict[Try, int]:
    """What the remedies name, with how many calls name it."""
    found: dict[Try, int] = {}
    for row in desk.refused():
        for condition, verdict in judge(row.ordinal, company).verdicts:
            if verdict.outcome is Outcome.FAILED:
                for one in remedies(company, verdict, row.project, at):
                    found[one] = found.get(one, 0) + 1
            del condition
    return found


def remedies(company: Company, verdict: Verdict, project: str | None, at: datetime) -> Iterator[Try]:
    """What a failed verdict names to try, each of its parts by itself."""
    for part in verdict.parts or (verdict,):
        yield from _remedies(company, part, project, at)


def _remedies(company: Company, verdict: Verdict, project: str | None, at: datetime) -> Iterator[Try]:
    """What a failed verdict says would change it, as something to try."""
    told = dict(verdict.remedy.values) if verdict.remedy else {}
    if "day" in told:
        day: date = told["day"]
        if at.date() < day <= months_after(at.date(), FAR):
            yield Try("wait", (), day, (day - at.date()).days)
    elif "area" in told:
        yield from _places(told["area"], project)
    elif verdict.kind == "headcount" and "more" in told:
        more, fact = int(told["more"]), verdict.facts[0]
        if more <= max(NEAR_PEOPLE, fact.value[1]):
            yield Try("hire", (f"{fact.name}={int(fact.value[1]) + more}",), None, more)
    elif verdict.kind == "consortium" and verdict.remedy and project is not None:
        yield from _partners(company, project, int(told.get("more", 1)))
    elif verdict.kind == "standing" and company.debts_paid is False:
        yield Try("debts", ("debts_paid=true",), None, 1)


def _places(areas: Sequence[str], project: str | None) -> Iterator[Try]:
    """Somewhere to be: a whole country, the Union or a grouping of communes is no one place."""
    for area in areas:
        if area.startswith(("REG-", "DEP-", "COM-", "NUTS-")):
            yield Try("establishment", (f"establishment={area}",), None, 1, area)
            if project is not None:
                yield Try("project_place", (f"project.{project}.place={area}",), None, 1, area)


ABROAD = ("ES", "IT", "BE", "DE", "PT", "NL", "IE", "AT", "PL", "GR")
"""Countries of the Union a try takes partners from: one stands for any other."""


def _partners(company: Company, project: str, more: int) -> Iterator[Try]:
    """So many partners more, or one besides: of the country, from abroad, a research body; the match decides."""
    held = {partner.country for one in company.projects if one.id == project for partner in one.partners or ()}
    abroad = [country for country in ABROAD if country not in held]
    for count in range(more, more + 2):
        for others in (["FR"] * count, abroad[:count]):
            for lead in ("", ":research"):
                partners = [f"{others[0]}{lead}", *others[1:]]
                yield Try("partner", tuple(f"project.{project}.partner={one}" for one in partners), None, count)


def nearest(tries: Mapping[Try, int], kind: str) -> list[Try]:
    """The tries of a kind, the nearest first; of those as near, the one most calls name."""
    chosen = [one for one in tries if one.kind == kind]
    best = sorted(chosen, key=lambda one: (-tries[one], one.more, one.terms))[:MOST]
    return sorted(best, key=lambda one: (one.more, -tries[one], one.terms))
