"""What stands over a result that rests on supposed facts: what is supposed, and what that changes against today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.padding import Padding

from aidmatch.formats._plain import plain
from aidmatch.formats._reasons import answer
from aidmatch.formats._text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.catalogue import Card
    from aidmatch.formats._wording import Wording
    from aidmatch.match import Match


class News(NamedTuple):
    """What supposed facts change."""

    terms: tuple[str, ...]
    marks: Mapping[int, str]
    """By ordinal, of the calls that are not closed: new, better, worse or gone."""
    gone: tuple[Card, ...]
    """Calls that would be possible no more."""
    unseen: tuple[Card, ...]
    """New ones that the shortlist below does not show."""


def over_shortlist(out: Console, words: Wording, news: News) -> None:
    """The lines above a shortlist."""
    _supposed(out, words, news.terms)
    held = Counter(news.marks.values())
    told = [
        words.plural("{n} new", "{n} new", held["new"]) if held["new"] else "",
        words.plural("{n} better", "{n} better", held["better"]) if held["better"] else "",
        words.plural("{n} worse", "{n} worse", held["worse"]) if held["worse"] else "",
        words.plural("{n} no longer possible", "{n} no longer possible", held["gone"]) if held["gone"] else "",
    ]
    changed = ", ".join(one for one in told if one) or words.text("no answer changes")
    out.print(Text(words.text("Against today: {changed}", changed=changed)))
    for sign, style, cards in (("+", "green", news.unseen), ("−", "red", news.gone)):
        for card in cards:
            line = Text.assemble((f"{sign} ", style), plain(card.title), (f"  {card.id}", "dim"))
            out.print(Padding(line, (0, 0, 0, 2)))
    out.print()


def over_proof(out: Console, words: Wording, terms: Sequence[str], before: Match) -> None:
    """The lines above a proof."""
    _supposed(out, words, terms)
    out.print(Text(words.text("Today: {answer}", answer=answer(words, before))))
    out.print()


def _supposed(out: Console, words: Wording, terms: Sequence[str]) -> None:
    told = words.text("Supposed: {terms:text}. Nothing is saved, and nothing is a promise.", terms=" · ".join(terms))
    out.print(Text(told, style="bold magenta"))
