"""Results -> the documents other programs read (docs/contract.md): plain values, in a fixed order of keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from aidmatch.match import nearness
from aidmatch.verdict import QUESTION

if TYPE_CHECKING:
    from aidmatch.catalogue import Card, Catalogue
    from aidmatch.company import Company
    from aidmatch.extractors import Reading
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.supposing import News
    from aidmatch.journal.stances import Stance
    from aidmatch.match import Match
    from aidmatch.rank import Shortlist
    from aidmatch.reach import Reach
    from aidmatch.sift import Row
    from aidmatch.value import Value

SCHEMA_VERSION = 1
"""Version of the contract; raised when a key changes its meaning or goes."""

LISTS = ("table", "json", "ndjson", "csv", "markdown")


class Document(NamedTuple):
    """A result: what it says of itself, and its items."""

    head: Mapping[str, Any]
    items_name: str
    items: Iterable[Mapping[str, Any]]
    columns: tuple[str, ...]
    """Of the items, for the forms that have columns; one that no item has is the document's own."""
    forms: tuple[str, ...] = LISTS


def head(at: datetime, **rest: Any) -> dict[str, Any]:
    """What every document says of itself first."""
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
    "state",
)
"""The keys of a company and call pair."""


def pair(
    company: str,
    card: Card,
    row: Row,
    closing: tuple[str, bool] | None,
    score: int,
    at: datetime,
    stance: Stance | None = None,
) -> dict[str, Any]:
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
        "state": stance and stance.state,
    }


def stance(told: Stance) -> dict[str, Any]:
    """What a member did about a call."""
    return {
        "state": told.state,
        "on": told.day.isoformat(),
        "amount": told.amount,
        "note": told.note,
        "talks": told.talks,
    }


def pairs(items: Iterator[dict[str, Any]], at: datetime) -> Document:
    """Every pair of `match`."""
    return Document(head(at), "pairs", items, PAIR, ("table", "ndjson", "json", "csv", "parquet", "markdown"))


def amount(card: Card) -> dict[str, Any]:
    """What one may get: euros before tax, and a share."""
    return {"floor": card.floor, "ceiling": card.ceiling, "typical": card.typical, "intensity": card.intensity}


def shortlist(
    words: Wording,
    company: Company,
    found: Shortlist,
    matches: Mapping[int, Match],
    stances: Mapping[int, Stance],
    catalogue: Catalogue,
    at: datetime,
    news: News | None = None,
) -> Document:
    """The contract's `rank --format json`."""
    from aidmatch.formats._reasons import reasons

    items = [
        {
            "rank": item.rank,
            **pair(
                company.id,
                item.card,
                item.row,
                catalogue.closing(item.card.ordinal, at),
                item.score,
                at,
                stances.get(item.card.ordinal),
            ),
            "title": item.card.title,
            "url": item.card.url,
            "amount": amount(item.card),
            "reasons": reasons(words, matches[item.card.ordinal]),
            "changed": news and news.marks.get(item.card.ordinal),
        }
        for item in found.items
    ]
    aside = {"ineligible": found.ineligible, "closed": found.closed, "dismissed": found.dismissed}
    told = head(
        at,
        company=company.id,
        found=found.found,
        **aside,
        supposed=list(news.terms) if news else [],
        gone=[card.id for card in news.gone] if news else [],
    )
    return Document(told, "shortlist", items, ("rank", *PAIR, "title", "url", "amount", "reasons"))


def members(
    words: Wording,
    card: Card,
    found: Sequence[tuple[Company, Match, int]],
    stances: Mapping[str, Stance],
    closing: tuple[str, bool] | None,
    at: datetime,
) -> Document:
    """`members --format json`: a line a company, with how near it is."""
    items = [
        {
            "company": company.id,
            "name": company.name,
            "circle": nearness(pair),
            "answer": pair.answer,
            "failed": list(pair.failed),
            "unknown": list(pair.unknown),
            "reserves": list(pair.reserves),
            "points": pair.points,
            "project": pair.project,
            "targeted": pair.targeted,
            "score": None if pair.answer == "ineligible" else gain,
            "questions": [
                words.say(one.question) for _, one in pair.verdicts if one.strength == QUESTION and one.question
            ],
            "remedies": [words.say(one.remedy) for _, one in pair.verdicts if one.remedy],
            "state": stance and stance.state,
            "talks": stance is not None and stance.talks,
        }
        for company, pair, gain in found
        for stance in (stances.get(company.id),)
    ]
    closes = None if closing is None or card.state(at) == "closed" else closing[0]
    told = head(at, call=card.id, title=card.title, window=card.state(at), closes=closes)
    return Document(told, "members", items, tuple(items[0]) if items else ("company", "name", "circle", "answer"))


def results(items: Sequence[Mapping[str, Any]], text: str, at: datetime) -> Document:
    """The contract's `search --format json`."""
    return Document(head(at, text=text), "results", items, ("call", "score", "matched", "title", "window", "url"))


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
    return Document(head(at), "calls", items, columns, (*LISTS, "parquet"))


def record(name: str, value: Value, at: datetime) -> Document:
    """One record whole, as a list of one."""
    item = value.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    return Document(head(at), f"{name}s" if name == "call" else "companies", [item], (), ("table", "json", "ndjson"))


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
    return Document(head(at), "companies", rows, ("id", "name", "siren", "naf", "legal_form", "place", "clusters"))


def reached(found: Reach, at: datetime) -> Document:
    """`reach`: counts alone, small groups masked as null."""
    items = [
        {"by": by, "group": group, **counts} for by, groups in found.groups.items() for group, counts in groups.items()
    ]
    told = head(at, call=found.call, members=found.members, answers=found.answers, turned_away_by=found.turned_away_by)
    return Document(told, "groups", items, ("by", "group", "eligible", "to_confirm", "to_complete", "ineligible"))


def read(reading: Reading, at: datetime) -> Document:
    """A text read: all offsets are letters of `text`."""
    spans = [("prose", quote) for quote in reading.prose] + [("nothing", quote) for quote in reading.nothing]
    items = [
        {
            "as": "criterion" if one.hard else "targeting",
            "words": reading.text[one.start : one.end],
            "start": one.start,
            "end": one.end,
            "rule": one.rule,
            "confidence": one.confidence,
            "condition": one.condition.model_dump(mode="json", exclude_none=True, exclude={"words"}, by_alias=True),
        }
        for one in reading.found
    ]
    items += [
        {
            "as": "fact",
            "words": fact.words,
            "start": fact.start,
            "end": fact.end,
            "rule": fact.rule,
            "fact": {"kind": fact.kind, **dict(fact.values)},
        }
        for fact in reading.facts
    ]
    items += [{"as": how, "words": quote.text, "start": quote.start, "end": quote.end} for how, quote in spans]
    items.sort(key=lambda item: (item["start"], item["end"]))
    return Document(head(at, text=reading.text), "read", items, (), forms=("json", "ndjson"))
