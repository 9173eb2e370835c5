"""Matches and relevance -> a shortlist: in which order, and why this order.

Eligible and to confirm come first, then to complete; the ineligible stand aside with their reason. Inside, the
score (`score`) decides. Ties break by deadline, then id.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from heapq import nsmallest
from operator import itemgetter
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from aidmatch.company import Company
from aidmatch.score import Glance, Profile, Scoring, at_most_for, default_scoring
from aidmatch.score import parts as parts_of
from aidmatch.sift import Row, Sifter, bitset, ordinals
from aidmatch.targeting import Targeted

if TYPE_CHECKING:
    from aidmatch.catalogue import Card, Slip


class Ranked(NamedTuple):
    """A call on a shortlist."""

    rank: int
    """From 1."""
    card: "Card"
    row: Row
    score: int
    """0 to 100."""
    parts: tuple[float, ...]
    """What each of `PARTS` added."""


class Shortlist(NamedTuple):
    """The ranked calls of a company, and how many were set aside."""

    items: tuple[Ranked, ...]
    found: int
    """Ranked in all, shown or not."""
    ineligible: int
    """Set aside, as a criterion failed."""
    closed: int
    """Set aside, as no file is taken."""
    waiting: int
    """Found but not shown, for want of one answer on the company."""
    dismissed: int = 0
    """Set aside, as the company was done with them."""


class Pool(NamedTuple):
    """The calls that may be ranked, as bitsets."""

    calls: int
    """Those asked for."""
    taking: int
    """Of all calls, those whose file one may hand in, now or later."""
    themed: int
    """Of all calls, those that share a theme with the company."""
    done_with: int = 0
    """Those the company is done with: they stand aside as the ineligible do, and come back with them."""


class Columns(Protocol):
    """What tells of calls by their ordinals: the slips that a score reads, the cards that a list shows."""

    def slips(self, at: datetime, *, only: Sequence[int] | None = None) -> "Iterable[Slip]":
        """What a score reads of some calls."""
        ...

    def cards(self, at: datetime, language: Literal["fr", "en"] = "fr", *, only: Sequence[int]) -> "Iterable[Card]":
        """What a list shows of them."""
        ...


def rank(
    pool: Pool,
    columns: Columns,
    sifter: Sifter,
    company: Company,
    known: Profile,
    at: datetime,
    *,
    scoring: Scoring | None = None,
    top: int | None = None,
    include_ineligible: bool = False,
    language: Literal["fr", "en"] = "fr",
) -> Shortlist:
    """Order the calls for a company; `top` limits what is shown."""
    found = sifter.answers(company)
    taking = pool.calls & pool.taking
    failing = taking & found.ineligible
    passing = taking ^ failing
    done = passing & pool.done_with
    if not include_ineligible:
        passing ^= done
    waiting = passing & found.to_complete
    groups = [passing ^ waiting, waiting, failing if include_ineligible else 0]
    judge = _Judge(pool, columns, sifter, company, known, at, scoring or default_scoring())
    best: list[_Scored] = []
    for calls in groups:
        best += judge.best(calls, None if top is None else top - len(best))
    chosen = [one.slip.ordinal for one in best]
    rows = {row.ordinal: row for row in sifter.rows(company, bitset(chosen))}
    cards = {card.ordinal: card for card in columns.cards(at, language, only=sorted(chosen))}
    return Shortlist(
        tuple(
            Ranked(place, cards[one.slip.ordinal], rows[one.slip.ordinal], one.score, one.parts)
            for place, one in enumerate(best, start=1)
        ),
        found=sum(calls.bit_count() for calls in groups),
        ineligible=failing.bit_count(),
        closed=(pool.calls ^ taking).bit_count(),
        waiting=(waiting & ~bitset(chosen)).bit_count(),
        dismissed=done.bit_count(),
    )


class _Scored(NamedTuple):
    """A call with its score, and its place among others."""

    order: tuple[int, bool, float, str]
    """The better score first; then what is dated, closes first, and comes first by id."""
    slip: "Slip"
    score: int
    parts: tuple[float, ...]


class _Judge:
    """The scores of calls for a company; a slip is read when its call may be among the best."""

    def __init__(
        self,
        pool: Pool,
        columns: Columns,
        sifter: Sifter,
        company: Company,
        known: Profile,
        at: datetime,
        scoring: Scoring,
    ) -> None:
        self._columns, self._known, self._at, self._scoring = columns, known, at, scoring
        elsewhere = sifter.elsewhere(company)
        aims = sifter.targeted(company)
        untold = ~(aims["yes"] | aims["no"] | aims["unknown"])
        aimed: list[tuple[Targeted, bool, int]] = [
            ("no", False, aims["no"]),
            ("unknown", False, aims["unknown"]),
            ("yes", True, aims["yes"]),
            ("yes", False, untold),
        ]
        self._glances = [
            (Glance(aim, named=named, here=here, themed=themed), meant & placed & alike)
            for aim, named, meant in aimed
            for here, placed in ((True, ~elsewhere), (False, elsewhere))
            for themed, alike in ((True, pool.themed), (False, ~pool.themed))
        ]

    def best(self, calls: int, most: int | None) -> list[_Scored]:
        """The best of some calls, all by default, the best first."""
        if not calls or most == 0:
            return []
        glances = {ordinal: glance for glance, alike in self._glances for ordinal in ordinals(calls & alike)}
        if most is None:
            return sorted(self._scored(glances, sorted(glances)), key=itemgetter(0))
        # No call past those read scores more than the next of them may: the rest stays unread.
        at_most = {glance: at_most_for(self._known, glance, self._scoring) for glance in set(glances.values())}
        hopes = sorted(((-at_most[glance](ordinal), ordinal) for ordinal, glance in glances.items()))
        kept: list[_Scored] = []
        for start in range(0, len(hopes), _AT_ONCE):
            if len(kept) == most and round(_A_HAIR - hopes[start][0]) < kept[-1].score:
                break
            more = self._scored(glances, sorted(ordinal for _, ordinal in hopes[start : start + _AT_ONCE]))
            kept = nsmallest(most, [*kept, *more], key=itemgetter(0))
        return kept

    def _scored(self, glances: Mapping[int, Glance], chosen: Sequence[int]) -> list[_Scored]:
        known, scoring, now, today = self._known, self._scoring, self._at.timestamp(), self._at.date()
        found = []
        for slip in self._columns.slips(self._at, only=chosen):
            glance = glances[slip.ordinal]
            parts = parts_of(slip, known, glance.aim, now, today, scoring, here=glance.here)
            score = round(sum(parts))
            order = (-score, slip.state_at(now) == "undated", slip.next_close or 9e99, slip.id)
            found.append(_Scored(order, slip, score, parts))
        return found


_AT_ONCE = 128
"""Slips read at once."""

_A_HAIR = 1e-6
"""What two ways of adding the same numbers may differ by."""
