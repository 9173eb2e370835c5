"""One answer with its proof, as other programs read it (docs/contract.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from aidmatch.formats import _gain, rows
from aidmatch.score import PARTS
from aidmatch.settle import points_of

if TYPE_CHECKING:
    from aidmatch.call import Call
    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.grant import Grant
    from aidmatch.journal.stances import Stance
    from aidmatch.match import Match
    from aidmatch.rank import Ranked
    from aidmatch.settle import Reply


def explained(
    words: Wording,
    company: Company,
    call: Call,
    found: Match,
    ranked: Ranked,
    gain: Grant,
    stance: Stance | None,
    void: Sequence[Reply],
    closing: tuple[str, bool] | None,
    at: datetime,
    supposed: Sequence[str] = (),
    before: Match | None = None,
) -> rows.Document:
    """`explain --format json`: the pair, its score's sum, and a line for every condition."""
    numbers = {id(point.condition): point.number for point in points_of(found)}
    items = [
        {
            "kind": verdict.kind,
            "outcome": str(verdict.outcome),
            "reason": words.say(verdict.reason),
            "facts": [
                {"name": fact.name, "value": words.fact(fact), "by": fact.by, "on": fact.on and fact.on.isoformat()}
                for fact in verdict.facts
            ],
            "missing": list(verdict.missing),
            "question": verdict.question and words.say(verdict.question),
            "remedy": verdict.remedy and words.say(verdict.remedy),
            "confirm": verdict.confirm and words.say(verdict.confirm),
            "words": condition.words,
            "source": condition.source or call.origin.source,
            "point": numbers.get(id(condition)),
        }
        for condition, verdict in found.verdicts
    ]
    told = rows.head(
        at,
        **rows.pair(company.id, ranked.card, ranked.row, closing, ranked.score, at, stance),
        title=call.title,
        url=call.url,
        doubts=list(found.doubts),
        worth={"low": gain.low, "high": gain.high, "text": _gain.summary(words, call, gain)},
        score_parts={part: round(points, 2) for part, points in zip(PARTS, ranked.parts, strict=True)},
        origin=call.origin.model_dump(mode="json", exclude_none=True),
        origins=[origin.model_dump(mode="json", exclude_none=True) for origin in call.origins],
        conflicts=[conflict.model_dump(mode="json") for conflict in call.conflicts],
        stance=stance and rows.stance(stance),
        void=[
            {"quote": one.quote, "answer": "yes" if one.is_yes else "no", "by": one.source, "on": one.day.isoformat()}
            for one in void
        ],
        supposed=list(supposed),
        answer_today=before and before.answer,
    )
    said = ("reason", "missing", "question", "remedy", "confirm", "words", "source")
    columns = ("company", "call", "answer", "kind", "outcome", *said)
    return rows.Document(told, "verdicts", items, columns)
