"""All letters of a week before the coordinator: on one page, and in a sheet whose answers are read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.errors import Problem
from aidmatch.formats._templates import fingerprint, own, templates
from aidmatch.formats.letter import shown
from aidmatch.formats.letter_list import state_of
from aidmatch.formats.sheet import Sheet, xlsx
from aidmatch.typed import NO, YES
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.letter_list import Listed

KEEP, WORD = 5, 6
"""Places of the columns that are read back; the ids stand in the last two, hidden."""


class Decided(NamedTuple):
    """What a line of the sheet says."""

    company: str
    call: str
    """Empty on the line of the letter as a whole."""
    keeps: bool | None
    """None: nothing said, so kept."""
    word: str | None


def page(words: Wording, week: str, letters: Sequence[Listed]) -> str:
    """Every letter, one under the other, with a list of them on top."""
    style = own("review.css")
    seen = [_Seen(shown(one.letter), state_of(words, one)) for one in letters]
    colon = " : " if words.language == "fr" else ": "
    return (
        templates(words)
        .get_template("review.html")
        .render(week=week, letters=seen, style=style, style_mark=fingerprint(style), colon=colon)
    )


class _Seen(NamedTuple):
    letter: object
    state: str


def sheet(words: Wording, letters: Iterable[Listed], said: Mapping[str, str]) -> bytes:
    """One line a letter, for the word on top, then one an item, to keep or not.

    `said`: the words that stand already, by member; an empty cell takes one away.
    """
    headings = (
        words.text("Member"),
        words.text("Aid"),
        words.text("News"),
        words.text("Until"),
        words.text("State"),
        words.text("Keep"),
        words.text("Word on top"),
        "member_id",
        "call_id",
    )
    yes, no = words.text("yes"), words.text("no")
    return xlsx(
        [
            Sheet(
                words.text("letters"),
                headings,
                _rows(words, letters, yes, said),
                wrapped=frozenset({1, 2, 3, 6}),
                widths={1: 48, 2: 32, 3: 24, 6: 40},
                choices={KEEP: (yes, no)},
                hidden=frozenset({7, 8}),
            )
        ]
    )


def _rows(words: Wording, letters: Iterable[Listed], yes: str, said: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for one in letters:
        letter = shown(one.letter)
        state = state_of(words, one)
        company = one.letter.company
        on_top = said.get(company, "")
        yield letter.name, words.text("(the whole letter)"), letter.subject, "", state, "", on_top, company, ""
        for item, true in zip((*letter.items, *letter.lines), (*one.letter.items, *one.letter.lines), strict=True):
            yield letter.name, item.title, item.news, item.until, state, yes, "", one.letter.company, true.call


def decided(path: Path) -> tuple[list[Decided], list[Problem]]:
    """What the sheet says, and the lines that say nothing one can act on."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    found, problems = [], []
    for number, row in enumerate(rows[1:], start=2):
        cells = [str(cell).strip() for cell in row] + [""] * 9
        if not any(cells):
            continue
        company, call, keep = cells[7], cells[8], cells[KEEP].casefold()
        if not company:
            problems.append(
                Problem(path.name, number, "member_id", say("the line does not say which member it is about"))
            )
            continue
        if keep and keep not in YES | NO:
            problems.append(Problem(path.name, number, str(rows[0][KEEP]), say("yes or no was expected")))
            continue
        found.append(Decided(company, call, keep in YES if keep else None, cells[WORD] if not call else None))
    return found, problems
