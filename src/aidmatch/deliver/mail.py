"""Letters into mailboxes: every reader gets exactly one, or one that is listed as doubtful.

For each letter, in this order: MAIL, RCPT, DATA are asked; the claim is written to the disk; the letter is handed over;
what ends it is sent; the server's word is written down. Until the end is sent the server has taken nothing, so a line
that drops before it puts the letter back in line. Between the end and the server's word nobody can tell: a line that
drops there, or a run killed between claim and word, leaves the letter doubtful, and it never leaves again by itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime

from aidmatch.deliver._lock import sending
from aidmatch.deliver._round import LOG, Rounds
from aidmatch.deliver.fate import Report, doubtful, refused_before
from aidmatch.deliver.post import Mailbox, Post, readdressed
from aidmatch.errors import CatalogueError
from aidmatch.fetch import Patience
from aidmatch.journal import Journal, sendings
from aidmatch.value import say

PATIENCE = Patience(attempts=4, first=60.0, longest=300.0)
"""Rounds over the letters that had to wait: a server that greylists wants some minutes."""


def send(
    posts: Iterable[Post],
    mailbox: Mailbox,
    journal: Journal,
    at: datetime,
    *,
    trial_prefix: str = "[…]",
    dry_run: bool = False,
    patience: Patience = PATIENCE,
    on_letter: Callable[[], None] = lambda: None,
    on_wait: Callable[[int, float], None] = lambda _letters, _seconds: None,
) -> Report:
    """Send letters that were released, each to its reader once, whatever befell earlier runs.

    With `mailbox.all_to` every letter goes there, its subject after the prefix; the journal notes nothing, as no member
    got one. `on_letter` is called at each letter, `on_wait` before letters are waited for: how many, how long at least.
    """
    given = list(posts)
    if dry_run:
        return _sort(given, journal) if mailbox.all_to is None else Report(due=tuple(given))
    with sending(journal.path.parent):
        try:
            if cut_short := sendings.abandoned(journal):
                LOG.warning("letters of a run that was cut short are doubtful", extra={"facts": {"letters": cut_short}})
            if mailbox.all_to is not None:
                trial = tuple(readdressed(post, mailbox.all_to, trial_prefix) for post in given)
                return Rounds(mailbox, None, at, on_letter).all(Report(due=trial), patience, on_wait)
            return Rounds(mailbox, journal, at, on_letter).all(_sort(given, journal), patience, on_wait)
        except sqlite3.Error as error:
            raise CatalogueError(
                say("{path:text} cannot be written: {error:text}", path=str(journal.path), error=str(error)),
                say("check the free space; what may have left is listed as doubtful by the next run"),
            ) from error


def _sort(posts: Iterable[Post], journal: Journal) -> Report:
    """Letters by what stands of them."""
    due: list[Post] = []
    already, refused, doubts = [], [], []
    seen: set[tuple[int, str]] = set()
    for post in posts:
        key = (post.letter, sendings.reader_of(post.reader))
        if key in seen:
            continue
        seen.add(key)
        match sendings.standing(journal, post.letter, post.reader):
            case None:
                due.append(post)
            case "sent" | "handed":
                already.append(post)
            case "refused":
                refused.append(refused_before(post))
            case "doubtful" | "claimed":
                doubts.append(doubtful(post))
    return Report(due=tuple(due), already=tuple(already), refused=tuple(refused), doubtful=tuple(doubts))
