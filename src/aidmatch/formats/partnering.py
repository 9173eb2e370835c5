"""What members said of teams, as a list for the coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from aidmatch.formats._plain import plain
from aidmatch.formats._text import Text
from aidmatch.formats.rows import Document, head

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.formats._wording import Wording
    from aidmatch.journal.partnering import Word


def show(out: Console, words: Wording, held: Sequence[tuple[Word, str]]) -> None:
    """Each member's word on its line."""
    if not held:
        out.print(Text(words.text("Nothing noted yet. Begin with: aidmatch team consent COMPANY yes")))
    for word, name in held:
        mark = "✓" if word.agrees else "✗"
        about = words.text("to be named for {call:text}", call=word.call) if word.call else words.text("to be proposed")
        line = Text.assemble(f"{mark} ", (plain(name), "bold"), f" · {about}")
        line.append(f" · {words.date(word.day)} · {plain(word.source)}", style="dim")
        out.print(line)


def document(held: Sequence[tuple[Word, str]], at: datetime) -> Document:
    """The contract's `team list --format json`."""
    items = [
        {
            "company": word.company,
            "name": name,
            "call": word.call or None,
            "agrees": word.agrees,
            "source": word.source,
            "on": word.day.isoformat(),
        }
        for word, name in held
    ]
    return Document(head(at), "words", items, ("company", "name", "call", "agrees", "source", "on"))
