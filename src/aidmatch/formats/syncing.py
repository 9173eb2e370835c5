"""What came of a sync: a line for cron, a sentence for each source that failed, a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from aidmatch.formats.rows import Document, head

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording
    from aidmatch.sync import Report


def summary(words: Wording, reports: Sequence[Report], *, dry_run: bool) -> str:
    """One line: sources, records, new, changed, gone."""
    read = sum(report.read for report in reports)
    new, changed, gone, back = (
        sum(len(getattr(report.decision, name)) for report in reports) for name in ("new", "changed", "gone", "back")
    )
    failed = sum(report.state not in ("complete", "reread") for report in reports)
    taken = sum(bool(report.accepted) for report in reports)
    told = [
        words.plural("{n} source", "{n} sources", len(reports)),
        words.plural("{n} record", "{n} records", read),
        words.plural("{n} new", "{n} new", new),
        words.plural("{n} changed", "{n} changed", changed),
        words.plural("{n} gone", "{n} gone", gone),
        *([words.plural("{n} back", "{n} back", back)] if back else []),
        *([words.plural("{n} source accepted as it is", "{n} sources accepted as they are", taken)] if taken else []),
        *([words.plural("{n} source not complete", "{n} sources not complete", failed)] if failed else []),
    ]
    line = ", ".join(told)
    return words.text("Nothing kept (--dry-run): {told}.", told=line) if dry_run else f"{line}."


def troubles(words: Wording, report: Report, last: datetime | None, at: datetime) -> Iterator[str]:
    """Why a source is not complete, and what was refused of it."""
    for message in report.trouble:
        told = {"source": report.source, "why": words.say(message), "last": since(words, last, at)}
        if report.state == "failed":
            yield words.text("{source:text} failed: {why}, {last}", **told)
        else:
            yield words.text("{source:text} came in part: {why}, {last}", **told)
    if report.may_be_accepted:
        yield words.text("if it truly changed so: aidmatch sync {source:text} --accept", source=report.source)
    for message in report.accepted:
        yield words.text("{source:text} accepted as it is: {what}", source=report.source, what=words.say(message))
    if report.problems:
        refused = words.plural("{n} oddity in its records", "{n} oddities in its records", len(report.problems))
        yield words.text("{source:text}: {refused} (--verbose)", source=report.source, refused=refused)


def since(words: Wording, last: datetime | None, at: datetime) -> str:
    """« dernière moisson complète il y a 3 jours »."""
    if last is None:
        return words.text("never complete so far")
    days = (at.date() - last.date()).days
    if days <= 0:
        return words.text("last complete run today")
    return words.plural("last complete run {n} day ago", "last complete run {n} days ago", days)


def document(words: Wording, reports: Sequence[Report], at: datetime) -> Document:
    """`sync --format json`."""
    items = [
        {
            "source": report.source,
            "state": report.state,
            "read": report.read,
            "new": len(report.decision.new),
            "changed": len(report.decision.changed),
            "back": len(report.decision.back),
            "gone": len(report.decision.gone),
            "oddities": len(report.problems),
            "trouble": [words.say(message) for message in report.trouble],
            "accepted": [words.say(message) for message in report.accepted],
            "bytes": report.transferred,
            "requests": report.requests,
        }
        for report in reports
    ]
    return Document(head(at), "sources", items, tuple(items[0]) if items else ())
