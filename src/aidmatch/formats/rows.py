"""Results -> the documents other programs read (docs/contract.md): plain values, in a fixed order of keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.catalogue import Card, Catalogue
    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.match import Match
    from aidmatch.rank import Shortlist
    from aidmatch.reach import Reach
    from aidmatch.sift import Row

SCHEMA_VERSION = 1
"""Version of the contract; raised when a key changes its meaning or goes."""

LISTS = ("table", "json", "ndjson", "csv", "markdown")


class Document(NamedTuple):
    """A result: what it says of itself, and its items."""

    head: Mapping[str, Any]
    items_name: str
    items: Iterable[Mapping[str, Any]]
    columns: tuple[str, ...]
    """Of the items, for the forms that have columns."""
    forms: tuple[str, ...] = LISTS


def _head(at: datetime, **rest: Any) -> dict[str, Any]:
    return {"schema_version": SCHEMA_VERSION, "as_of": at.isoformat(), **rest}


PAIR = (
    "company",
    "call",
    "answer",
    "failed",
    "unknown",
    "reserves",
    "project",
    "points",
    "targeted",
    "window",
    "closes",
    "closes_time_given",
    "score",
)
"""The keys of a company and call pair."""


def pair(company: str, card: Card, row: Row, closing: tuple[str, bool] | None, score: int, at: datetime) -> dict[str, Any]:
    """One company and one call; no score for an ineligible pair."""
    state = card.state(at)
    closes = None if closing is None or state == "closed" else closing
    return {
        "company": company,
        "call": card.id,
        "answer": row.answer,
        "failed": list(row.failed),
        "unknown": list(row.unknown),
        "reserves": list(row.reserves),
        "project": row.project,
        "points": row.points,
        "targeted": row.targeted,
        "window": state,
        "closes": closes[0] if closes else None,
        "closes_time_given": closes[1] if closes else False,
        "score": None if row.answer == "ineligible" else score,
    }


def pairs(items: Iterator[dict[str, Any]], at: datetime) -> Document:
    """Every pair of `match`."""
    return Document(_head(at), "pairs", items, PAIR, ("table", "ndjson", "json", "csv", "parquet", "markdown"))


def amount(card: Card) -> dict[str, Any]:
    """What one may get: euros before tax, and a share."""
    return {"floor": card.floor, "ceiling": card.ceiling, "typical": card.typical, "intensity": card.intensity}


def shortlist(
    words: Wording,
    company: Company,
    found: Shortlist,
    calls: Mapping[int, Call],
    matches: Mapping[int, Match],
    catalogue: Catalogue,
    at: datetime,
) -> Document:
    """The contract's `rank --format json`."""
    from aidmatch.formats.reasons import reasons

    items = [
        {
            "rank": item.rank,
            **pair(company.id, item.card, item.row, catalogue.closing(item.card.ordinal, at), item.score, at),
            "title": item.card.title,
            "url": item.card.url,
            "amount": amount(item.card),
            "reasons": reasons(words, calls[item.card.ordinal], matches[item.card.ordinal]),
        }
        for item in found.items
    ]
    head = _head(at, company=company.id, found=found.found, ineligible=found.ineligible, closed=found.closed)
    return Document(head, "shortlist", items, ("rank", *PAIR, "title", "url", "amount", "reasons"))


def results(items: Sequence[Mapping[str, Any]], text: str, at: datetime) -> Document:
    """The contract's `search --format json`."""
    return Document(_head(at, text=text), "results", items, ("call", "score", "matched", "title", "window", "url"))


def calls(cards: Iterable[Card], at: datetime) -> Document:
    """The contract's `calls list --format json`."""
    items = (
        {
            "id": card.id,
            "title": card.title,
            "origin": {"source": card.origin, "id": card.origin_id},
            "window": card.state(at),
            "instrument": card.instrument,
            "level": card.level,
            "funder": card.funder,
            "amount": amount(card),
            "url": card.url,
        }
        for card in cards
    )
    columns = ("id", "title", "origin", "window", "instrument", "level", "funder", "amount", "url")
    return Document(_head(at), "calls", items, columns, (*LISTS, "parquet"))


def companies(items: Iterable[Company], at: datetime) -> Document:
    """The contract's `companies list --format json`."""
    rows = (
        {
            "id": company.id,
            "name": company.name,
            "siren": company.siren,
            "naf": company.naf,
            "legal_form": company.legal_form,
            "place": company.seat.code if company.seat else None,
            "clusters": list(company.clusters),
        }
        for company in items
    )
    return Document(_head(at), "companies", rows, ("id", "name", "siren", "naf", "legal_form", "place", "clusters"))


def reached(found: Reach, at: datetime) -> Document:
    """`reach`: counts alone, small groups masked as null."""
    items = [
        {"by": by, "group": group, **counts} for by, groups in found.groups.items() for group, counts in groups.items()
    ]
    head = _head(
        at, call=found.call, members=found.members, answers=found.answers, turned_away_by=found.turned_away_by
    )
    return Document(head, "groups", items, ("by", "group", "eligible", "to_confirm", "to_complete", "ineligible"))
