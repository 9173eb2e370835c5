"""What the letters of a run share, and the letter of each member written at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from aidmatch.company import Company
from aidmatch.compose._choice import SETTLED, Choice, Lost, Now, Pick, Rules, Stance, choose
from aidmatch.compose._offers import Offer, offers_of
from aidmatch.journal.letters import LetterKind, Shown, Told
from aidmatch.match import Match, Terms, match_terms
from aidmatch.score import Profile, Scoring, profile, score
from aidmatch.search import matched
from aidmatch.sift import Row, Sifter, bitset, ordinals
from aidmatch.value import Message
from aidmatch.verdict import QUESTION
from aidmatch.window import State

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.catalogue import Brief, Catalogue

WORDS = 3
"""How many of the words that met are told."""


Judge = Callable[[int, Terms, Company], Match]
"""A call by its ordinal, its terms, a company -> their match."""


class Sight(NamedTuple):
    """A call as one member sees it."""

    call: Call
    brief: Brief
    match: Match
    words: tuple[str, ...]
    """The member's words that met, the telling ones first."""


class Item(NamedTuple):
    """A call in a letter."""

    pick: Pick
    sight: Sight
    has_peer: bool
    """Another member obtained it and agrees to talk about it."""


class Gone(NamedTuple):
    """A call that is no longer possible."""

    lost: Lost
    title: str
    sight: Sight | None
    """None where the catalogue does not hold it any more."""


class Asked(NamedTuple):
    """A question to the member, and what it settles."""

    kind: str
    """The kind of criterion that lacks the answer."""
    question: Message
    alone: int
    """Calls that this answer alone settles."""
    calls: int
    """Calls that wait for it, others' answers included."""


class Letter(NamedTuple):
    """What a letter to one member says, before it is put into words."""

    company: Company
    kind: LetterKind
    week: str
    at: datetime
    items: tuple[Item, ...]
    lines: tuple[Item, ...]
    counted: int
    lost: tuple[Gone, ...]
    questions: tuple[Asked, ...]
    fitting: int
    """Calls the member qualifies for now, told or not."""

    @property
    def is_empty(self) -> bool:
        """Whether it tells of no call."""
        return not (self.items or self.lines or self.lost)

    def shown(self) -> list[Shown]:
        """What the journal keeps of it."""
        return [
            *(Shown(item.pick.now.offer.id, item.pick.news, "full", item.pick.seen) for item in self.items),
            *(Shown(item.pick.now.offer.id, item.pick.news, "line", item.pick.seen) for item in self.lines),
            *(Shown(gone.lost.call, "lost", "lost", gone.lost.seen) for gone in self.lost),
        ]


class History(NamedTuple):
    """What is known of one member's letters."""

    told: Mapping[str, Told] = {}
    stances: Mapping[str, Stance] = {}
    dropped: Collection[str] = ()
    was_written_to: bool = True


class Desk:
    """A catalogue on the day of its letters."""

    def __init__(
        self,
        catalogue: Catalogue,
        at: datetime,
        *,
        scoring: Scoring | None = None,
        language: Literal["fr", "en"] = "fr",
        sifter: Sifter | None = None,
        match: Judge | None = None,
        titles: Callable[[str], str | None] = lambda _call: None,
        peers: Collection[tuple[str, str]] = (),
    ) -> None:
        """Set it up.

        `sifter` and `match` count in what persons answered on points that a machine leaves open; `titles` gives the
        title of a call that is gone, `peers` who obtained what and talks about it.
        """
        self.catalogue, self.at, self._scoring = catalogue, at, scoring
        self._titles, self._peers = titles, peers
        self.sifter = sifter or Sifter(catalogue.sieve(at), at.date())
        self._match = match or self._matched
        self.offers: Mapping[str, Offer] = offers_of(catalogue.calls(), catalogue.cards(at, language), at)
        self._by_ordinal = {offer.card.ordinal: offer for offer in self.offers.values()}
        self._seen: dict[int, tuple[Call, Brief]] = {}

    @cached_property
    def _tellable(self) -> int:
        return bitset([offer.card.ordinal for offer in self.offers.values() if offer.is_tellable])

    def now(self, company: Company, known: Collection[str] = ()) -> dict[str, Now]:
        """What stands for a member: the calls that fit and may be told, and those of `known` whatever they are."""
        found = self.sifter.answers(company)
        fitting = self._tellable & ~(found.ineligible | found.to_complete)
        asked = fitting | bitset([self.offers[call].card.ordinal for call in known if call in self.offers])
        aims, elsewhere = self.sifter.targeted(company), self.sifter.elsewhere(company)
        who = self._profile(company)
        held: dict[str, Now] = {}
        for ordinal in ordinals(asked):
            offer = self._by_ordinal[ordinal]
            aim: Literal["yes", "no", "unknown"] = (
                "no" if aims["no"] >> ordinal & 1 else "unknown" if aims["unknown"] >> ordinal & 1 else "yes"
            )
            answer: Literal["fits", "to_complete", "ineligible"] = (
                "ineligible"
                if found.ineligible >> ordinal & 1
                else "to_complete"
                if found.to_complete >> ordinal & 1
                else "fits"
            )
            here = not elsewhere >> ordinal & 1
            gain = score(offer.card, who, aim, self.at, self._scoring, here=here) if answer == "fits" else 0
            held[offer.id] = Now(offer, answer, gain, aim != "no")
        return held

    def write(
        self,
        company: Company,
        week: str,
        until: datetime,
        history: History,
        rules: Rules,
        *,
        questions: int = 3,
        is_urgent: bool = False,
    ) -> Letter:
        """The letter of a member for a week, or what cannot wait for it."""
        now = self.now(company, history.told.keys())
        choice = choose(
            now,
            history.told,
            history.stances,
            self.at,
            until,
            rules,
            dropped=history.dropped,
            is_first=not history.was_written_to,
            is_urgent=is_urgent,
        )
        kind: LetterKind = "urgent" if is_urgent else "weekly" if history.was_written_to else "welcome"
        asked = () if is_urgent else self.questions(company, history.stances, questions)
        fitting = sum(one.answer == "fits" and one.offer.is_tellable for one in now.values())
        return self._letter(company, kind, week, choice, asked, fitting)

    def flash(
        self, company: Company, week: str, until: datetime, call: str, history: History, *, anyway: bool = False
    ) -> Letter | None:
        """One call to one member, at once; None where it does not fit, or nothing is to be told of it.

        `anyway`: a person vouches for a call that letters would leave out until somebody checks it.
        """
        one = self.now(company, (call,)).get(call)
        if one is None or one.answer != "fits" or history.stances.get(call) in SETTLED:
            return None
        if anyway and one.offer.state != "closed":
            state: State = "open" if one.offer.state == "undated" else one.offer.state
            one = one._replace(offer=one.offer._replace(state=state, unfit=()))
        choice = choose({call: one}, {}, history.stances, self.at, until, Rules(full=1, lines=0))
        return self._letter(company, "flash", week, choice, (), 0) if choice.full else None

    def questions(self, company: Company, stances: Mapping[str, Stance], most: int) -> tuple[Asked, ...]:
        """The questions whose answers settle most calls, the most first."""
        wanted = self._tellable & self.sifter.answers(company).to_complete
        rows = [
            row
            for row in self.sifter.rows(company, wanted)
            if stances.get(self._by_ordinal[row.ordinal].id) not in SETTLED and row.targeted != "no"
        ]
        example = {kind: row for row in reversed(rows) for kind in row.unknown}
        # Two kinds may ask the same ("which legal form?"): for the member that is one question.
        first: dict[Message, str] = {}
        same: dict[str, str] = {}
        for kind in sorted(example):
            text = self._question(company, example[kind], kind)
            if text is not None:
                same[kind] = first.setdefault(text, kind)
        alone: Counter[str] = Counter()
        waiting: Counter[str] = Counter()
        for row in rows:
            lacking = {same.get(kind, kind) for kind in row.unknown}
            waiting.update(lacking)
            if len(lacking) == 1:
                alone.update(lacking)
        best = sorted(first.items(), key=lambda one: (-alone[one[1]], -waiting[one[1]], one[1]))[:most]
        return tuple(Asked(kind, text, alone[kind], waiting[kind]) for text, kind in best)

    def _question(self, company: Company, row: Row, kind: str) -> Message | None:
        found = self.sight(company, row.ordinal).match
        for _, verdict in found.verdicts:
            for part in verdict.parts or (verdict,):
                if part.kind == kind and part.strength == QUESTION and part.question is not None:
                    return part.question
        return None

    def sight(self, company: Company, ordinal: int) -> Sight:
        """A call as a member sees it."""
        if ordinal not in self._seen:
            self._seen[ordinal] = self.catalogue.call(ordinal), self.catalogue.brief(ordinal, self.at)
        call, brief = self._seen[ordinal]
        words = tuple(dict.fromkeys(met.word for met in matched(self._profile(company).words, ordinal)))
        return Sight(call, brief, self._match(ordinal, brief.terms, company), words[:WORDS])

    def _matched(self, _ordinal: int, terms: Terms, company: Company) -> Match:
        return match_terms(terms, company, self.at)

    def _profile(self, company: Company) -> Profile:
        if self._last is None or self._last[0] is not company:
            catalogue = self.catalogue
            made = profile(company, catalogue.lookup, catalogue.count, catalogue.thesaurus, self._scoring)
            self._last = company, made
        return self._last[1]

    _last: tuple[Company, Profile] | None = None

    def _letter(
        self,
        company: Company,
        kind: LetterKind,
        week: str,
        choice: Choice,
        asked: tuple[Asked, ...],
        fitting: int,
    ) -> Letter:
        return Letter(
            company,
            kind,
            week,
            self.at,
            self._items(company, choice.full),
            self._items(company, choice.lines),
            choice.counted,
            tuple(self._gone(company, lost) for lost in choice.lost),
            asked,
            fitting,
        )

    def _items(self, company: Company, picks: Iterable[Pick]) -> tuple[Item, ...]:
        return tuple(
            Item(pick, self.sight(company, pick.now.offer.card.ordinal), self._has_peer(company, pick.now.offer.id))
            for pick in picks
        )

    def _has_peer(self, company: Company, call: str) -> bool:
        return any(which == call and who != company.id for who, which in self._peers)

    def _gone(self, company: Company, lost: Lost) -> Gone:
        if lost.now is None:
            return Gone(lost, self._titles(lost.call) or lost.call, None)
        return Gone(lost, lost.now.offer.card.title, self.sight(company, lost.now.offer.card.ordinal))
