"""What the journal holds on calls, as the commands that show pairs ask for it; nothing where there is no journal.

Calls are told by their ordinals: a stance noted under the id of one source stands when several sources make one call.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from aidmatch.errors import CatalogueError
from aidmatch.match import Match, Terms, match_terms
from aidmatch.value import say

if TYPE_CHECKING:
    from pathlib import Path

    from aidmatch.cli._session import Session
    from aidmatch.company import Company
    from aidmatch.journal import Journal
    from aidmatch.journal.answers import Answer
    from aidmatch.journal.stances import Stance
    from aidmatch.settle import Replies, Reply
    from aidmatch.sift import Sieve, Sifter


class Memory:
    """The journal of a workspace, read as the catalogue's calls go."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ordinals: dict[str, int | None] = {}

    def stances(self, company: str) -> dict[int, Stance]:
        """What a member did, by call."""
        from_journal = self._journal
        if from_journal is None:
            return {}
        from aidmatch.journal import stances

        with telling(from_journal.path):
            return self._by_ordinal(stances.of_company(from_journal, company))

    def done_with(self, company: str) -> frozenset[int]:
        """The calls a member is done with: put aside, refused or given up."""
        found = self.stances(company)
        if not found:
            return frozenset()
        from aidmatch.journal.stances import AWAY

        return frozenset(ordinal for ordinal, one in found.items() if one.state in AWAY)

    def stances_on(self, ordinal: int) -> dict[str, Stance]:
        """What each member did about a call, by member."""
        if self._journal is None:
            return {}
        from aidmatch.journal import stances

        with telling(self._journal.path):
            every = stances.of_companies(self._journal)
        held = {one.company: one for one in every if self._ordinal(one.call) == ordinal}
        return {company: one for company, one in held.items() if one.state is not None}

    def replies(self, company: str) -> dict[int, Replies]:
        """What was answered for a member, by call."""
        found = {ordinal: self.replies_on(ordinal, company) for ordinal in self._answers}
        return {ordinal: replies for ordinal, replies in found.items() if replies}

    def replies_on(self, ordinal: int, company: str) -> Replies:
        """What was answered for a member on the points of a call."""
        said = self._answers.get(ordinal)
        if not said:
            return {}
        from aidmatch.journal import answers

        return answers.replies(said, company)

    def match(self, ordinal: int, terms: Terms, company: Company) -> Match:
        """A pair, what was answered counted in."""
        replies = self.replies_on(ordinal, company.id)
        if not replies:
            return match_terms(terms, company, self._session.at)
        from aidmatch.settle import match_settled

        return match_settled(terms, company, self._session.at, replies)

    def match_project(
        self, ordinal: int, terms: Terms, themes: Iterable[str], company: Company, typed: str | None = None
    ) -> Match:
        """The same for the project named; else for the one that answers best, and of two alike shares more themes.

        Whatever counts euros takes the project from here, so that no two commands count on different ones.
        """
        from aidmatch.company import applicants
        from aidmatch.match import match_applicant
        from aidmatch.settle import settled

        replies, of_call = self.replies_on(ordinal, company.id), frozenset(themes)
        held = {one.id: frozenset(one.themes) for one in company.projects}
        asked = [one for one in applicants(company) if typed is None or (one.project and one.project.id == typed)]
        found = [settled(match_applicant(terms, one, self._session.at), replies) for one in asked]
        return min(found, key=lambda one: (one.goodness, -len(of_call & held.get(one.project or "", frozenset()))))

    def void(self, ordinal: int, found: Match) -> Sequence[Reply]:
        """What was answered on words that the call no longer bears."""
        replies = self.replies_on(ordinal, found.company)
        if not replies:
            return ()
        from aidmatch.settle import void

        return void(found, replies)

    def sifter(self, sieve: Sieve, only: int | None = None, at: datetime | None = None) -> Sifter:
        """The fast path, what was answered counted in; `only`: the sieve holds that call alone; `at`: another day."""
        from aidmatch.sift import Sifter

        at = at or self._session.at
        if not self._answers:
            return Sifter(sieve, at.date())
        from aidmatch.settle import Settler

        def replies(company: str) -> Mapping[int, Replies]:
            if only is None:
                return self.replies(company)
            said = self.replies_on(only, company)
            return {0: said} if said else {}

        return Settler(sieve, at, replies, lambda ordinal: self._terms(ordinal if only is None else only))

    def _terms(self, ordinal: int) -> Terms:
        if ordinal not in self._read:
            self._read[ordinal] = self._session.catalogue.brief(ordinal, self._session.at).terms
        return self._read[ordinal]

    @cached_property
    def _read(self) -> dict[int, Terms]:
        return {}

    @cached_property
    def _journal(self) -> Journal | None:
        """The journal, if the workspace has one that holds something."""
        # Its name stands here too: a workspace without one pays for no import.
        home = self._session.workspace.path / ".aidmatch" / "journal.sqlite"
        if not home.is_file():
            return None
        from aidmatch.journal import Journal

        journal = Journal(home)
        with telling(home):
            (version,) = journal.connection.execute("PRAGMA user_version").fetchone()
        return journal if version else None

    @cached_property
    def _answers(self) -> Mapping[int, Sequence[Answer]]:
        if self._journal is None:
            return {}
        from aidmatch.journal import answers

        with telling(self._journal.path):
            every = answers.every(self._journal)
        held: dict[int, list[Answer]] = defaultdict(list)
        for one in every:
            ordinal = self._ordinal(one.call)
            if ordinal is not None:
                held[ordinal].append(one)
        return dict(held)

    def _by_ordinal(self, found: Sequence[Stance]) -> dict[int, Stance]:
        """The last of each call; what was taken back, and calls that are gone, left out."""
        held = {ordinal: one for one in found if (ordinal := self._ordinal(one.call)) is not None}
        return {ordinal: one for ordinal, one in held.items() if one.state is not None}

    def _ordinal(self, call: str) -> int | None:
        if call not in self._ordinals:
            self._ordinals[call] = self._session.catalogue.call_ordinal(call)
        return self._ordinals[call]


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """A journal that cannot be read is said, not passed over: what was put aside would come back."""
    try:
        yield
    except sqlite3.Error as error:
        raise CatalogueError(
            say("{path:text} cannot be read: {error:text}", path=str(path), error=str(error)),
            say("see what is wrong with: aidmatch doctor"),
        ) from error
