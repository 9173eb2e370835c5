"""Matches and relevance -> a shortlist: in which order, and why this order.

Eligible and to confirm come first, then to complete; the ineligible stand aside with their reason. Inside, the
score (`score`) decides. Ties break by deadline, then id.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import datetime
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.company import Company
from aidmatch.score import Profile, Scoring, default_scoring
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


class Aside(NamedTuple):
    """How many calls were set aside before their slips were read."""

    ineligible: int
    closed: int


def rank(
    slips: "Iterable[Slip]",
    cards: "Callable[[Sequence[int]], Iterable[Card]]",
    sifter: Sifter,
    company: Company,
    known: Profile,
    at: datetime,
    *,
    scoring: Scoring | None = None,
    wanted: "Callable[[Slip], bool] | None" = None,
    top: int | None = None,
    include_closed: bool = False,
    include_ineligible: bool = False,
    aside: Aside | None = None,
    done_with: Container[int] = (),
) -> Shortlist:
    """Order the calls for a company; `wanted` filters them, `top` limits what is shown, and `cards` reads it.

    The calls it is `done_with` stand aside as the ineligible do, and come back with them.
    """
    used = scoring or default_scoring()
    now, today = at.timestamp(), at.date()
    found = sifter.answers(company)
    elsewhere = _members(sifter.elsewhere(company))
    aims = sifter.targeted(company)
    no, unsure = _members(aims["no"]), _members(aims["unknown"])
    failing, incomplete = _members(found.ineligible), _members(found.to_complete)
    scored: list[tuple[tuple[int, int, int, float, str], Slip, tuple[float, ...]]] = []
    ineligible, closed = aside or (0, 0)
    dismissed = 0
    for slip in slips:
        if wanted is not None and not wanted(slip):
            continue
        state = slip.state_at(now)
        if state == "closed" and not include_closed:
            closed += 1
            continue
        fails = slip.ordinal in failing
        if fails:
            ineligible += 1
            if not include_ineligible:
                continue
        elif slip.ordinal in done_with:
            dismissed += 1
            if not include_ineligible:
                continue
        aim: Targeted = "no" if slip.ordinal in no else "unknown" if slip.ordinal in unsure else "yes"
        parts = parts_of(slip, known, aim, now, today, used, here=slip.ordinal not in elsewhere)
        group = 2 if fails else 1 if slip.ordinal in incomplete else 0
        order = (group, -round(sum(parts)), state == "undated", slip.next_close or 9e99, slip.id)
        scored.append((order, slip, parts))
    best = nsmallest(len(scored) if top is None else top, scored, key=lambda one: one[0])
    chosen = sorted(slip.ordinal for _, slip, _ in best)
    rows = {row.ordinal: row for row in sifter.rows(company, bitset(chosen))}
    whole = {card.ordinal: card for card in cards(chosen)}
    items = tuple(
        Ranked(place, whole[slip.ordinal], rows[slip.ordinal], round(sum(parts)), parts)
        for place, (_, slip, parts) in enumerate(best, start=1)
    )
    waiting = sum(order[0] == 1 for order, _, _ in scored) - sum(order[0] == 1 for order, _, _ in best)
    return Shortlist(items, len(scored), ineligible, closed, waiting, dismissed)


def _members(calls: int) -> frozenset[int]:
    """The ordinals of a bitset, for quick membership."""
    return frozenset(ordinals(calls))
