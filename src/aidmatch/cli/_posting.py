"""The letters of a week as mail: to whom each goes, under which lasting name, and what became of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from aidmatch.cli._log import WARNING, aside
from aidmatch.cli._mailbox import sender_named, sender_of
from aidmatch.cli._progress import progress
from aidmatch.cli._signing import cluster_of

if TYPE_CHECKING:
    from aidmatch.cli._mailing import Written
    from aidmatch.cli._session import Session
    from aidmatch.company import Reader
    from aidmatch.deliver.fate import Report
    from aidmatch.deliver.post import Post
    from aidmatch.journal import Journal


def readers(written: Written) -> Iterator[Reader]:
    """Who gets a letter: every reader that did not say no."""
    return (reader for reader in written.company.readers if reader.consent is not False)


def address_from(session: Session, written: Written) -> str | None:
    """The address a letter comes from; None where aidmatch.toml names none."""
    cluster = cluster_of(session, written.company)
    # A cluster without an address of its own writes from the one there is: better than not at all.
    return sender_named(session.letters, cluster.id if cluster else None) or sender_named(session.letters)


def drafts(session: Session, written: Written) -> list[tuple[str, str, bytes]]:
    """A mail to open and send for each reader: address, what tells its file from the others, bytes."""
    return [(address, name, content) for address, name, content, _ in _mails(session, written, draft=True)]


def _mails(session: Session, written: Written, *, draft: bool) -> Iterator[tuple[str, str, bytes, str]]:
    from aidmatch.cli._letter_forms import about_of
    from aidmatch.formats import letter as forms

    sender = address_from(session, written)
    if sender is None:
        return
    for number, reader in enumerate(readers(written), start=1):
        about = "-".join(part for part in (about_of(written.letter), str(number) if number > 1 else "") if part)
        name = message_id(written, number, sender)
        yield reader.email, about, forms.eml(written.letter, reader.email, sender, name, draft=draft), name


def message_id(written: Written, number: int, sender: str) -> str:
    """<2026-W48.studio.weekly@grappe.example.org>: the same letter to the same reader always bears it."""
    letter = written.letter
    about = letter.items[0].call if letter.kind == "flash" and letter.items else letter.at[:10]
    parts = [letter.week, letter.company, letter.kind]
    if letter.kind in ("flash", "urgent"):
        parts.append(hashlib.sha256(about.encode()).hexdigest()[:8])
    if number > 1:
        parts.append(str(number))
    local = re.sub(r"[^A-Za-z0-9.-]+", "-", ".".join(parts))
    return f"<{local[:200]}@{sender.rpartition('@')[2]}>"


def send(session: Session, journal: Journal, written: Sequence[Written], *, dry_run: bool) -> Report:
    """Send the letters that were released, each to its readers once; what became of them is told on stderr."""
    from aidmatch.cli._mailbox import mailbox_of
    from aidmatch.deliver.mail import send as deliver

    words, posts = session.wording, _posts(session, written)

    def waits(count: int, seconds: float) -> None:
        told = words.plural("{n} letter waits", "{n} letters wait", count)
        again = words.plural("{n} second", "{n} seconds", round(seconds))
        session.note(words.text("{told}: next try in {again} or a little more", told=told, again=again))

    with progress(session, len(posts)) as tick:
        report = deliver(
            posts,
            mailbox_of(session),
            journal,
            session.at,
            trial_prefix=words.text("[trial]"),
            dry_run=dry_run,
            on_letter=tick,
            on_wait=waits,
        )
    for line in sentences(session, report):
        aside(line, WARNING)
    return report


def sentences(session: Session, report: Report) -> Iterator[str]:
    """What did not simply leave, a line each: the member, what happened, what to do."""
    words = session.wording
    for fate in (*report.doubtful, *report.refused, *report.later):
        fix = f" ({words.say(fate.fix)})" if fate.fix else ""
        yield words.text("{member}: {what}{fix}", member=fate.post.company, what=words.say(fate.what), fix=fix)
    if report.trouble is not None:
        trouble = report.trouble
        fix = f" ({words.say(trouble.fix)})" if trouble.fix else ""
        yield words.text("{what}{fix}", what=words.say(trouble.what), fix=fix)


def summary(session: Session, report: Report, without: int) -> str:
    """« 12 lettres envoyées, 1 refusée, 2 sans adresse »."""
    words = session.wording
    told = [words.plural("{n} letter sent", "{n} letters sent", len(report.sent))]
    if report.due:
        told = [words.plural("{n} letter would leave", "{n} letters would leave", len(report.due))]
    if report.already:
        told.append(words.plural("{n} had left before", "{n} had left before", len(report.already)))
    if report.later:
        told.append(words.plural("{n} waits for the next run", "{n} wait for the next run", len(report.later)))
    if report.refused:
        told.append(words.plural("{n} refused", "{n} refused", len(report.refused)))
    if report.doubtful:
        told.append(words.plural("{n} doubtful", "{n} doubtful", len(report.doubtful)))
    if without:
        told.append(words.plural("{n} without an address", "{n} without an address", without))
    return ", ".join(told)


def _posts(session: Session, written: Sequence[Written]) -> list[Post]:
    from aidmatch.deliver.post import Post

    made = []
    for one in written:
        if not one.is_released or one.id is None:
            continue
        sender = address_from(session, one) or sender_of(session.letters)
        made += [
            Post(one.id, one.company.id, one.letter.name, address, sender, content, name)
            for address, _, content, name in _mails(session, one, draft=False)
        ]
    return made
