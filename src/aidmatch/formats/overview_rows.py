"""The coordinator's letter for programs: ids and counts, with the sentences beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aidmatch.compose import Fit, Overview
from aidmatch.formats.overview_sentences import Beside, WordedOverview
from aidmatch.formats.rows import Document, head


def document(found: Sequence[tuple[str, Overview, Beside, WordedOverview]], week: str, at: datetime) -> Document:
    """`digest overview --format json`; each with the cluster's id, empty where none is set up."""
    items = [_item(cluster, seen, beside, letter) for cluster, seen, beside, letter in found]
    return Document(head(at, week=week), "overviews", items, (), ("table", "json", "ndjson"))


def _item(cluster: str, seen: Overview, beside: Beside, letter: WordedOverview) -> dict[str, Any]:
    return {
        "cluster": cluster,
        "name": letter.name,
        "members": seen.members,
        "letters": beside.letters,
        "without_email": seen.unread,
        "no_letters_asked": seen.silent,
        "phone": [
            {
                "company": one.company.id,
                "call": one.now.offer.id,
                "why": one.why,
                "closes": _closes(one.now.offer.closings),
                "more": one.more,
            }
            for one in seen.phone
        ],
        "phone_more": seen.phone_more,
        "calls": [{**_fit(one), "new": one.is_new} for one in seen.calls],
        "calls_more": seen.calls_more,
        "nothing_fits": [
            {
                "company": one.company.id,
                "question": one.question.kind if one.question else None,
                "settles": one.question.alone if one.question else 0,
                "turned_away_by": {kind.kind: kind.calls for kind in one.refusing},
            }
            for one in seen.barren
        ],
        "awaited": [
            {"company": one.company.id, "question": one.text, "since": one.since.date().isoformat(), "times": one.times}
            for one in seen.awaited
        ],
        "unsent": [one._asdict() for one in beside.unsent],
        "doubtful": [doubt._asdict() for _, doubt in beside.doubts],
        "closings": [
            {"closes": one.at.isoformat(), "call": one.offer.id, "members": one.members} for one in seen.closings
        ],
        "to_check": [{**_fit(one), "why": list(one.offer.unfit)} for one in seen.to_check],
        "stale": {
            "members": seen.stale.members,
            "facts": dict(seen.stale.facts),
            "calls": seen.stale.calls,
        },
        "troubles": list(beside.troubles),
        "told": {part.id: [line.text for line in part.lines] for part in letter.parts},
    }


def _fit(one: Fit) -> dict[str, Any]:
    return {"call": one.offer.id, "members": one.members, "other_trades": one.others, "to_complete": one.asking}


def _closes(closings: Sequence[datetime]) -> str | None:
    return closings[0].isoformat() if closings else None
