"""What may be quoted of one who is not named: an offer or a need that does not give its name away.

A text is withheld when it holds a word of its owner's name, the whole name of anybody on file, an address or a number
one may be found by. What is withheld wrongly costs a sentence; what is shown wrongly costs a promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from aidmatch.roster.alike import folded
from aidmatch.sheets.headings import words_of

_ADDRESS = re.compile(r"@|https?:|www\.|\.(?:fr|com|org|net|eu|io)\b|(?:\d[\s.-]?){9}", re.IGNORECASE)
_TELLING = 4
"""Letters of a word of a name from which it may tell whose it is."""


class Quoting:
    """The names that no quotation may give away."""

    def __init__(self, names: Mapping[str, str], others: Iterable[str] = ()) -> None:
        """`names`: by key, of those who may be quoted; `others`: of everybody else on file."""
        self._own = {
            key: frozenset(word for word in words_of(_bare(name)) if len(word) >= _TELLING)
            for key, name in names.items()
        }
        self._whole: dict[str, set[tuple[str, ...]]] = {}
        for name in (*names.values(), *others):
            words = folded(_bare(name))
            if words:
                self._whole.setdefault(words[0], set()).add(words)

    def is_withheld(self, owner: str, text: str) -> bool:
        """Whether the text would give somebody away."""
        if _ADDRESS.search(text):
            return True
        said = words_of(text)
        own = self._own.get(owner, frozenset())
        if own.intersection(said) or any(word in "".join(said) for word in own):
            return True
        met = folded(text)
        return any(
            row[place : place + len(name)] == name
            for row in (said, met)
            for place, word in enumerate(row)
            for name in self._whole.get(word, ())
        )


def _bare(name: str) -> str:
    """A name without what stands beside it in brackets: « Studio Exemple (fictif) »."""
    return re.sub(r"\([^()]*\)", " ", name).strip() or name
