"""The rows of law behind the figures shown: numbered where they are used, told whole at the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.table import Table

from aidmatch.formats import _words
from aidmatch.formats._text import Text
from aidmatch.nomenclatures.figures import HOUSE

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.formats._wording import Wording
    from aidmatch.nomenclatures.figures import Figure
    from aidmatch.reckoning import Step

PAGE = "docs/law.md"


class Footnotes:
    """Every article used, with a number; its rows stand below."""

    def __init__(self, words: Wording, as_of: date) -> None:
        self._words = words
        self._as_of = as_of
        self._rows: dict[tuple[str, str], list[Figure]] = {}

    def mark(self, rules: Iterable[Figure]) -> str:
        """« [1] », or nothing when no row of law is behind it."""
        numbers = []
        for rule in rules:
            held = self._rows.setdefault((rule.source, rule.article), [])
            if rule not in held:
                held.append(rule)
            number = list(self._rows).index((rule.source, rule.article)) + 1
            if number not in numbers:
                numbers.append(number)
        return "".join(f"\u00a0[{number}]" for number in numbers)

    def line(self, step: Step) -> Table:
        """A line of a calculation with its marks; a doubt shows as one."""
        style = "yellow" if step.is_doubt else ""
        return self.bullet(Text(self._words.say(step.what), style), step.rules, "?" if step.is_doubt else "–", style)

    def bullet(self, text: Text, rules: Iterable[Figure] = (), sign: str = "–", style: str = "") -> Table:
        """A line of a list, with its marks."""
        text.append(self.mark(rules), "dim")
        return _hung(f"{sign} ", text, style)

    def show(self, out: Console) -> None:
        """The articles, each with its rows and the day it was checked."""
        if not self._rows:
            return
        out.print()
        out.print(Text(self._words.text("Rules"), style="bold"))
        for number, rows in enumerate(self._rows.values(), start=1):
            out.print(_hung(f"[{number}] ", self._told(rows)))

    def _told(self, rows: list[Figure]) -> Text:
        words, first = self._words, rows[0]
        if first.source == HOUSE:
            return Text(words.text("our own rule, no law: {page}", page=f"{PAGE}#{first.anchor}"), "dim")
        text = Text(words.text("{source:text}, {article:text}", source=first.source, article=first.article))
        text.append(words.text(" · {mark}", mark=words.term(_words.MARKS, first.mark)), "yellow" * first.is_unsure)
        text.append(words.text(", checked on {day:date}", day=first.checked_on), "dim")
        if first.valid_to is not None:
            text.append(words.text(" · in force until {day:date}", day=first.valid_to), "dim")
        if any(row.is_past_check(self._as_of) for row in rows):
            text.append(words.text(" · past its check date: read the text again"), "yellow")
        # Rows that follow each other there are told by the first and the last.
        anchors = [f"#{row.anchor}" for row in rows]
        shown = " … ".join((anchors[0], anchors[-1])) if len(anchors) > 3 else " ".join(anchors)
        text.append(f"\n{PAGE}{shown}", "dim")
        return text


def _hung(mark: str, text: Text, style: str = "dim") -> Table:
    """A paragraph whose lines stand right of its mark."""
    grid = Table.grid(padding=0)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_row(Text(mark, style=style), text)
    return grid


def as_records(rules: Iterable[Figure], as_of: date) -> dict[str, dict[str, Any]]:
    """Rows of law for programs, by their place in docs/law.md."""
    return {
        rule.anchor: {
            "key": rule.key,
            "value": float(rule.value),
            "unit": rule.unit,
            "valid_from": rule.valid_from.isoformat(),
            "valid_to": rule.valid_to and rule.valid_to.isoformat(),
            "article": rule.article,
            "source": rule.source,
            "checked_on": rule.checked_on.isoformat(),
            "mark": rule.mark,
            "past_check": rule.is_past_check(as_of),
        }
        for rule in dict.fromkeys(rules)
    }


def step_records(words: Wording, steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Lines of a calculation for programs."""
    return [
        {"text": words.say(step.what), "doubt": step.is_doubt, "rules": [rule.anchor for rule in step.rules]}
        for step in steps
    ]
