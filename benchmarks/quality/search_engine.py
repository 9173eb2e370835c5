"""The search of the command over calls held in memory, under any settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aidmatch import search as full_text
from aidmatch.call import Call
from aidmatch.catalogue.writing import texts_of
from aidmatch.search import Gist, Weights, weights


class Engine:
    """The search over calls held in memory, under any settings."""

    def __init__(self, calls: Iterable[Call], settings: Weights | None = None) -> None:
        self.settings = settings or weights()
        ordered = sorted(calls, key=lambda call: call.id)
        self.ids = [call.id for call in ordered]
        self.postings = full_text.build(enumerate(map(texts_of, ordered)), self.settings)
        self.vocabulary = list(self.postings.by_term)
        self._gists = self.postings.gists(self.settings)

    def gists(self, wanted: Sequence[int]) -> dict[int, Gist]:
        """The gists of the wanted calls."""
        return {ordinal: self._gists[ordinal] for ordinal in wanted if ordinal in self._gists}

    def search(self, need: str) -> list[str]:
        """The ids found, the best first."""
        postings, settings = self.postings, self.settings
        asked = full_text.query(need, settings)
        scores = full_text.score(
            asked, postings.lookup, postings.calls, lambda: self.vocabulary, settings, gists=self.gists
        )
        return [self.ids[ordinal] for ordinal, _ in scores.best(postings.calls)]
