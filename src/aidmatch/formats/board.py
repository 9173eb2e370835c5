"""The board as one page to open in a browser: no other file, no network, no script but ours.

What a page must not hold is left out here and not hidden: a public page is made without the members, and a member's
page without the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from aidmatch.formats import _pictures, _words
from aidmatch.formats._marks import until
from aidmatch.formats._plain import plain, shortened
from aidmatch.formats._reasons import answer
from aidmatch.formats._templates import fingerprint, own, safe_link, templates
from aidmatch.match import ANSWERS

if TYPE_CHECKING:
    from aidmatch.board import Board, Member, Standing
    from aidmatch.catalogue import Brief, Card
    from aidmatch.formats._wording import Wording

Scope = Literal["internal", "member", "public"]
"""For the cluster's own people, for one member, for anybody."""

LONGEST_NAME, LONGEST_TEXT = 120, 400

SIGNS = {"eligible": "✓", "to_confirm": "◐", "to_complete": "?", "ineligible": "✕"}
"""A shape for each answer: colour alone says nothing to who does not see it, nor in black and white."""

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""By which pairs are written: the standing in so many digits, then half the score in one. None needs escaping."""


class Texts(NamedTuple):
    """What the page tells of a call beside its card, by ordinal."""

    briefs: Mapping[int, Brief]
    closings: Mapping[int, tuple[str, bool]]
    """Next closing: ISO, and whether the source gave the hour."""


def page(words: Wording, board: Board, texts: Texts, scope: Scope, about: str) -> bytes:
    """The page, the same bytes for the same board; `about` names its cluster, group or member."""
    days = [_day(card, texts) for card in board.cards]
    drawn = {"calendar": _pictures.calendar(words, board.cards, days, board.at)}
    if scope == "internal":
        drawn["map"] = _pictures.suiting(words, board)
    else:
        drawn["map"] = _pictures.months(words, board.cards, days, board.at)
    style, script = own("board.css"), own("board.js")
    policy = (
        f"default-src 'none'; style-src {fingerprint(style)}; script-src {fingerprint(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    made = templates(words).get_template("board.html")
    return made.render(
        scope=scope,
        about=plain(about),
        day=words.date(board.at.date()),
        calls=len(board.cards),
        members=len(board.members),
        bare=sum(member.is_bare for member in board.members),
        pictures=drawn,
        style=style,
        script=script,
        policy=policy,
        answers=[(name, SIGNS[name], words.term(_words.ANSWERS, name)) for name in ANSWERS],
        data=_data(words, board, texts, scope, days),
    ).encode()


def _data(words: Wording, board: Board, texts: Texts, scope: Scope, days: Sequence[datetime | None]) -> dict[str, Any]:
    """What the script shows, as plain values; texts are made harmless here and escaped by the template."""
    funders = _Shelf(shortened(card.funder, LONGEST_NAME) for card in board.cards)
    themes = _Shelf(words.term(_words.THEMES, plain(name)) for card in board.cards for name in card.themes.split())
    written = lru_cache(words.moment)
    calls = []
    for card, day in zip(board.cards, days, strict=True):
        _, given = texts.closings.get(card.ordinal, ("", False))
        calls.append(
            [
                card.id,
                shortened(card.title, LONGEST_TEXT),
                safe_link(card.url),
                funders.place(shortened(card.funder, LONGEST_NAME)),
                card.worth,
                until(words, card, board.at),
                written(day, time_given=given) if day else "",
                (day.date() - board.at.date()).days if day else None,
                card.state(board.at),
                [themes.place(words.term(_words.THEMES, plain(name))) for name in card.themes.split()],
                shortened(texts.briefs[card.ordinal].summary or "", LONGEST_TEXT),
                words.term(_words.LEVELS, card.level),
            ]
        )
    data: dict[str, Any] = {
        "scope": scope,
        "say": _sentences(words, scope),
        "funders": funders.names,
        "themes": themes.names,
        "calls": calls,
    }
    return data if scope == "public" else data | _members(words, board)


def _members(words: Wording, board: Board) -> dict[str, Any]:
    groups = _Shelf(plain(group) for member in board.members for group in member.company.groups)
    width = 1
    while len(DIGITS) ** width < len(board.standings):
        width += 1
    numbers = [_number(place, width) for place in range(len(board.standings))]
    halves = [DIGITS[score // 2] for score in range(101)]
    return {
        "answers": [[name, SIGNS[name], words.term(_words.ANSWERS, name)] for name in ANSWERS],
        "circles": [
            [name, words.term(_words.CIRCLES, name), words.term(_words.CIRCLES_OF_CALLS, name)]
            for name in _words.CIRCLES
        ],
        "standings": [_standing(words, standing) for standing in board.standings],
        "width": width,
        "groups": groups.names,
        "members": [
            [
                member.company.id,
                plain(member.company.name),
                _facts(words, member),
                [groups.place(plain(group)) for group in member.company.groups],
                member.is_bare,
                "".join(
                    numbers[number] + halves[score]
                    for number, score in zip(member.standings, member.scores, strict=True)
                ),
            ]
            for member in board.members
        ],
    }


def _standing(words: Wording, standing: Standing) -> list[Any]:
    """Numbers of the answer and of the circle, and the answer in words."""
    circles = tuple(_words.CIRCLES)
    return [ANSWERS.index(standing.answer), circles.index(standing.circle), _first_upper(answer(words, standing))]


def _facts(words: Wording, member: Member) -> str:
    """« Perpignan · 58.21Z Édition de jeux électroniques · 12 personnes »"""
    company = member.company
    told = [
        words.place(company.seat.code) if company.seat else "",
        plain(words.naf(company.naf)) if company.naf else "",
        words.people((company.headcount.low, company.headcount.high)) if company.headcount else "",
    ]
    return " · ".join(fact for fact in told if fact)


def _sentences(words: Wording, scope: Scope) -> dict[str, str]:
    """What the script itself says; `{n}` is filled there."""
    said = {
        "call": words.plural("{n} call", "{n} calls", 1, n="{n}"),
        "calls": words.plural("{n} call", "{n} calls", 2, n="{n}"),
        "none": words.text("No call answers these filters."),
        "more": words.text("Show {n} more", n="{n}"),
        "source": words.text("The source's page"),
        "back": words.text("Back to the list"),
        "unknown": words.text("No such call or member on this page."),
        "closes": words.text("Closing"),
        "amount": words.text("What one may get"),
        "funder": words.text("Funder"),
        "themes": words.text("Themes"),
        "level": words.text("Level"),
    }
    if scope == "public":
        return said
    return said | {
        "member": words.plural("{n} member", "{n} members", 1, n="{n}"),
        "members": words.plural("{n} member", "{n} members", 2, n="{n}"),
        "nobody": words.text("No member answers these filters."),
        "relevance": words.text("Relevance: {n} of 5", n="{n}"),
        "columns": words.text("Calls {first} to {last} of {n}", first="{first}", last="{last}", n="{n}"),
        "before": words.text("Previous calls"),
        "after": words.text("Next calls"),
        "bare": words.text("Nothing is known of this member yet: complete its file first."),
        "who": words.text("Member"),
    }


class _Shelf:
    """Names in their order, each with its place."""

    def __init__(self, names: Iterable[str]) -> None:
        from aidmatch.search.stems import fold

        self.names = sorted(set(names) - {""}, key=lambda name: (fold(name), name))
        self._places = {name: place for place, name in enumerate(self.names)}

    def place(self, name: str) -> int:
        """Its place, -1 for no name."""
        return self._places.get(name, -1)


def _day(card: Card, texts: Texts) -> datetime | None:
    """The day of the next closing, for a call that has one to meet."""
    found = texts.closings.get(card.ordinal)
    return datetime.fromisoformat(found[0]) if found else None


def _number(value: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        value, rest = divmod(value, len(DIGITS))
        digits = DIGITS[rest] + digits
    return digits


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
