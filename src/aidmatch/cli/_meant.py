"""An answer as a person words it -> the value it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aidmatch.formats import asking

if TYPE_CHECKING:
    from aidmatch.ask import Known
    from aidmatch.formats._wording import Wording

STATES = ("not_started", "started", "done")
"""Where a project stands, as its question offers it."""


def meant(words: Wording, known: Known, field: str, typed: str) -> str:
    """The value meant by an answer: of a few choices the one named, in the language asked or as sheets name it."""
    from aidmatch.roster.cells import READ
    from aidmatch.search.stems import fold
    from aidmatch.typed import NO, YES

    if not known.choices:
        return typed
    said = fold(typed)
    spoken = dict(zip(map(fold, asking.choices(words, known)), known.choices, strict=True))
    if said in spoken:
        return spoken[said]
    if known.choices == STATES and said in NO | YES:
        # « Quelque chose a-t-il été signé ? » is answered by yes or no as well.
        return "not_started" if said in NO else "started"
    column = READ.get(field)
    read = column(typed) if column else typed
    return str(read[0]) if isinstance(read, list) and len(read) == 1 else str(read)
