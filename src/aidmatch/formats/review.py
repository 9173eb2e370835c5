"""All letters of a week before the coordinator: on one page, and in a sheet whose answers are read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.errors import DataError, Problem
from aidmatch.formats._templates import fingerprint, own, templates
from aidmatch.formats.letter import shown
from aidmatch.formats.letter_list import state_of
from aidmatch.formats.sheet import Sheet, xlsx
from aidmatch.sheets import sheets, text
from aidmatch.typed import NO, YES
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.formats._wording import Wording
    from aidmatch.formats.letter_list import Listed
    from aidmatch.worded import WordedLetter

NAME, TITLE, KEEP, WORD = 0, 1, 5, 6
"""Places of the columns that are read back; the ids stand in the last two, hidden."""

IDS = ("member_id", "call_id")


class Decided(NamedTuple):
    """What a line of the sheet says."""

    line: int
    name: str
    """Of the member, as the line shows it."""
    title: str
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
        *IDS,
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
    """What the sheet says, and the lines that say nothing one can act on; a file that is no such sheet is refused."""
    sheets_, trouble = sheets(path, path.name)
    if trouble is not None:
        raise DataError(trouble.what, trouble.fix)
    rows = [[text(cell) for cell in row] for row in (sheets_[0].rows if sheets_ else ())]
    if not rows or tuple(rows[0][WORD + 1 : WORD + 3]) != IDS:
        raise DataError(
            say("{file:text} is no sheet of letters: its columns are not there", file=path.name),
            say("give back the .xlsx that review wrote"),
        )
    found, problems = [], []
    for number, row in enumerate(rows[1:], start=2):
        cells = row + [""] * len(rows[0])
        if not any(cells):
            continue
        company, call, keep = cells[7], cells[8], cells[KEEP].casefold()
        if not company:
            problems.append(
                Problem(path.name, number, "member_id", say("the line does not say which member it is about"))
            )
            continue
        if keep and keep not in YES | NO:
            problems.append(Problem(path.name, number, rows[0][KEEP], say("yes or no was expected")))
            continue
        keeps = keep in YES if keep else None
        word = cells[WORD] if not call else None
        found.append(Decided(number, cells[NAME], cells[TITLE], company, call, keeps, word))
    return found, problems


def strays(path: Path, found: Iterable[Decided], letters: Iterable[WordedLetter]) -> list[Problem]:
    """Lines that are about no letter of the week, or whose hidden ids are no more those of what they show."""
    names: dict[str, str] = {}
    titles: dict[tuple[str, str], str] = {}
    for worded in letters:
        side = shown(worded)
        names[worded.company] = text(side.name)
        for seen, true in zip((*side.items, *side.lines), (*worded.items, *worded.lines), strict=True):
            titles[worded.company, true.call] = text(seen.title)
    fix = say("write the sheet again: aidmatch digest review")
    problems = []
    for line in found:
        if line.company not in names:
            what = say("there is no letter of that week to {id:text}", id=line.company)
        elif names[line.company] != line.name or titles.get((line.company, line.call), line.title) != line.title:
            what = say("the line is no more about what its hidden columns name")
        else:
            continue
        problems.append(Problem(path.name, line.line, IDS[0], what, fix))
    return problems
