"""A plan as other programs read it (docs/contract.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aidmatch.formats._law import as_records
from aidmatch.formats.plan.sentences import day_line, reason

if TYPE_CHECKING:
    from aidmatch.company import Company
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.plan._page import Page
    from aidmatch.formats.rows import Document
    from aidmatch.plan import Chosen, Entry, Option


def document(words: Wording, company: Company, page: Page, at: datetime) -> Document:
    """`plan --format json`."""
    from aidmatch.formats.rows import Document, head

    first, rules = page.first, [rule for step in page.assumes for rule in step.rules]
    told = head(
        at,
        company=company.id,
        projects=[project.id for project in page.projects],
        supposed=list(page.supposed),
        files=page.limits.files,
        effort=page.limits.days,
        **_totals(first),
        next=None
        if page.second is None
        else {**_totals(page.second), "calls": [one.call for one in page.second.options]},
        out={one.call: words.say(one.why) for one in page.outs},
        reserved={one.call: one.most for one in page.limits.held},
        low_relevance=page.far,
        assumes=[words.say(step.what) for step in page.assumes],
        rules=as_records(rules, at.date()),
    )
    items = [_record(words, page, one) for one in first.options]
    columns = ("call", "title", "sort", "instrument", "project", "ask", "sure", "most", "closes", "days", "why")
    return Document(told, "plan", items, columns, ("table", "json", "ndjson", "csv", "markdown", "ics"))


def _totals(found: Chosen) -> dict[str, Any]:
    sums = found.totals
    return {
        "sure": sums.sure,
        "possible": sums.possible,
        "bounded": sums.is_bounded,
        "proven": found.is_proven,
        "equivalent": sums.equivalent,
        "chances": [one.call for one in found.options if one.sort == "chance"],
    }


def _record(words: Wording, page: Page, one: Option) -> dict[str, Any]:
    call, ask = page.calls[one.call], page.first.asks[one.call]
    is_known = one.is_bounded and one.sort != "support"
    return {
        "call": one.call,
        "title": call.title,
        "sort": one.sort,
        "instrument": call.instrument,
        "project": one.project,
        "items": None if one.items is None else sorted(one.items),
        "ask": ask if is_known else None,
        "sure": one.sure,
        "most": one.most if is_known else None,
        "lent": one.lent,
        "success_rate": one.chance,
        "opens_for": sorted(one.opens_for),
        "closes": one.closes.isoformat() if one.closes else None,
        "days": one.days,
        "why": reason(words, page, one),
        "calendar": _calendar(words, page, (entry for entry in page.days if entry.call == one.call)),
    }


def _calendar(words: Wording, page: Page, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [{"on": entry.on.isoformat(), "what": entry.what, "text": day_line(words, page, entry)} for entry in entries]
