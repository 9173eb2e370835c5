"""What `ask` and `unlock` share: the calls open or coming, and each pair judged once, what was answered counted in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from aidmatch.ask import Inquiry, ask

if TYPE_CHECKING:
    from aidmatch.catalogue import Card
    from aidmatch.cli._session import Session
    from aidmatch.company import Company, Project
    from aidmatch.match import Match, Terms
    from aidmatch.sift import Sifter


class Inquirer:
    """A catalogue on its day, asked about one company."""

    def __init__(self, session: Session, company: Company) -> None:
        self._session = session
        self.done_with = session.memory.done_with(company.id)
        self._terms: dict[int, Terms] = {}

    @cached_property
    def cards(self) -> Mapping[int, Card]:
        """The calls that are open or coming, and those whose dates nobody told."""
        at = self._session.at
        return {card.ordinal: card for card in self._session.cards(closed=False) if card.state(at) != "closed"}

    @cached_property
    def sifter(self) -> Sifter:
        """The fast path of the day."""
        return self._session.memory.sifter(self._session.catalogue.sieve(self._session.at))

    def judge(self, ordinal: int, company: Company) -> Match:
        """One pair."""
        if ordinal not in self._terms:
            self._terms[ordinal] = self._session.catalogue.brief(ordinal, self._session.at).terms
        return self._session.memory.match(ordinal, self._terms[ordinal], company)

    def ask(self, company: Company, most: int | None, skipped: frozenset[str] = frozenset()) -> Inquiry:
        """What is worth asking now."""
        return ask(
            company,
            self.cards,
            self.sifter,
            self.judge,
            most=most,
            done_with=self.done_with,
            skipped=skipped,
            hangs=self._hangs,
        )

    def _hangs(self, ordinal: int, project: Project) -> bool:
        from aidmatch.worth import hangs_on_split

        return hangs_on_split(self._session.catalogue.call(ordinal), project)
