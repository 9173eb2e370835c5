"""What members did about calls, as a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from rich.padding import Padding

from aidmatch.formats._marks import stood
from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text
from aidmatch.formats.rows import Document, head
from aidmatch.formats.rows import stance as said

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.formats._wording import Wording
    from aidmatch.journal.stances import Stance


class Line(NamedTuple):
    """A stance with the names people know the pair by."""

    stance: Stance
    name: str
    title: str


def show(out: Console, words: Wording, held: Sequence[Line]) -> None:
    """By company; each call on its line, what is to remember below."""
    if not held:
        out.print(words.text("Nothing noted yet. Begin with: aidmatch follow COMPANY CALL"), markup=False)
        return
    for name, lines in groupby(held, key=lambda line: line.name):
        out.print(Text(plain(name), style="bold"))
        for stance, _, title in lines:
            told = Text.assemble((stood(words, stance), "bold"), " · ", plain(title))
            out.print(Padding(told, (0, 0, 0, 2)))
            facts = [words.date(stance.day)]
            facts += [words.euros(stance.amount)] if stance.amount is not None else []
            facts += [words.text("willing to talk about it")] if stance.talks else []
            facts += [plain(stance.note)] if stance.note else []
            facts.append(stance.call)
            out.print(Padding(Text(" · ".join(facts), style="dim"), (0, 0, 0, 4)))


def document(held: Sequence[Line], at: datetime) -> Document:
    """The contract's `states list --format json`."""
    items = [
        {"company": one.company, "name": name, "call": one.call, "title": title, **said(one)}
        for one, name, title in held
    ]
    return Document(
        head(at), "states", items, ("company", "name", "call", "title", "state", "on", "amount", "note", "talks")
    )
