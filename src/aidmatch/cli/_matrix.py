"""The matrix of pairs as a spreadsheet, and what a person wrote into it read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import typer

from aidmatch.cli._given import spoken
from aidmatch.cli._lines import put
from aidmatch.cli._noting import Noted, require_own, writing
from aidmatch.cli._session import refuse
from aidmatch.errors import IN_PART, NOT_DONE, Problem
from aidmatch.formats import _words
from aidmatch.formats._plain import plain
from aidmatch.formats.matrix import HIDDEN, headings, matrix
from aidmatch.journal import stances
from aidmatch.journal.stances import Stance, State
from aidmatch.search.stems import fold
from aidmatch.sheets import sheets, text
from aidmatch.value import Message, say

if TYPE_CHECKING:
    from pathlib import Path

    from aidmatch.cli._session import Session


def sheet_of(session: Session, pairs: Iterable[Mapping[str, Any]]) -> bytes:
    """Some pairs as a spreadsheet."""
    names = {company: name for company, name, _ in session.catalogue.company_names()}
    held: dict[str, dict[int, Stance]] = {}

    def stance(company: str, ordinal: int) -> Stance | None:
        if company not in held:
            held.clear()
            held[company] = session.memory.stances(company)
        return held[company].get(ordinal)

    return matrix(session.wording, pairs, names, {card.id: card for card in session.cards()}, stance)


class Row(NamedTuple):
    """A row of the sheet as a person left it."""

    line: int
    member: str
    company: str
    call: str
    state: str
    note: str
    was: tuple[str, str]
    """State and note when the sheet was written."""


def take(session: Session, file: Path, *, dry_run: bool) -> None:
    """Note what was changed in a matrix; tell the rows that say nothing clear."""
    require_own(session)
    desk = _Desk(session, file)
    changes = list(desk.changes())
    if changes and not dry_run:
        with writing(session) as journal, journal.whole():
            for change in changes:
                stances.note(journal, change, session.at)
    words = session.wording
    names, titles = desk.names, desk.titles
    for one in changes:
        state = words.term(_words.STANCES, one.state) if one.state else words.text("nothing noted any more")
        told = words.text(
            "{company:text} · {call:text}: {state}", company=names[one.company], call=titles[one.call], state=state
        )
        session.note(f"{told} · {plain(one.note)}" if one.note else told)
    if desk.problems:
        put(words.text("Left aside:"), err=True)
        session.tell_problems(desk.problems)
    noted = (
        words.plural("{n} change to note", "{n} changes to note", len(changes))
        if dry_run
        else words.plural("{n} change noted", "{n} changes noted", len(changes))
    )
    left = words.plural("{n} row left aside", "{n} rows left aside", len(desk.problems))
    put(f"{noted}, {left}")
    if not dry_run:
        _propose(session, changes)
    if desk.problems:
        raise typer.Exit(IN_PART)


def _propose(session: Session, changes: Sequence[Stance]) -> None:
    """The aids obtained, each with the command that counts it among those received."""
    from aidmatch.cli._award import propose

    for one in changes:
        company = session.catalogue.company(one.company)
        ordinal = session.catalogue.call_ordinal(one.call)
        if one.state == "won" and company is not None and ordinal is not None:
            propose(Noted(session, company, session.catalogue.call(ordinal), one), record=False, nothing_else=False)


class _Desk:
    """A matrix being read."""

    def __init__(self, session: Session, file: Path) -> None:
        self.session = session
        self.file = file
        self.problems: list[Problem] = []
        self.columns: dict[str, int] = {}

    @cached_property
    def names(self) -> dict[str, str]:
        return {company: name for company, name, _ in self.session.catalogue.company_names()}

    @cached_property
    def titles(self) -> dict[str, str]:
        return {call: title for _, call, title, _ in self.session.catalogue.call_names()}

    def changes(self) -> Iterator[Stance]:
        """What a person changed, each pair once, the rows that say nothing clear left aside."""
        states = spoken(_words.STANCES)
        seen: dict[tuple[str, str], tuple[State | None, str]] = {}
        for row in self._rows():
            state = cast("State | None", states.get(fold(row.state)) if row.state else None)
            if row.state and state is None:
                listed = ", ".join(self.session.wording.term(_words.STANCES, name) for name in _words.STANCES)
                what = say("no such state: {typed:text}", typed=row.state)
                self._aside(row, "state", what, say("there are: {known:text}", known=listed))
                continue
            if (state or "", row.note) == row.was:
                continue
            wanted = (state, row.note)
            if seen.setdefault((row.company, row.call), wanted) != wanted:
                self._aside(row, "state", say("the pair stands on another row too, and says something else there"))
                continue
            change = self._change(row, state)
            if change is not None:
                yield change

    def _change(self, row: Row, state: State | None) -> Stance | None:
        """What a changed row asks to note; None when that stands already, or cannot be."""
        ordinal = self.session.catalogue.call_ordinal(row.call)
        if row.company not in self.names or ordinal is None:
            gone = row.call if row.company in self.names else row.company
            self._aside(row, "state", say("nothing on file has the id {id:text} any more", id=gone or "–"))
            return None
        held = self.session.memory.stances(row.company).get(ordinal)
        now = ("", "") if held is None else (held.state or "", plain(held.note or ""))
        if now == (state or "", row.note):
            return None
        again = say("write the matrix again: aidmatch match -o FILE.xlsx")
        name = self.names[row.company]
        if plain(name) != row.member:
            what = say("the row is no longer that of {name:text}, whom its hidden columns name", name=name)
            self._aside(row, "member", what, again)
        elif row.note and state is None:
            self._aside(row, "state", say("a note goes with a state"), say("choose one in the list"))
        elif now != row.was:
            told = self.session.wording.term(_words.STANCES, now[0]) if now[0] else "–"
            what = say("something else was noted since the sheet was written: {state:text}", state=told)
            self._aside(row, "state", what, again)
        elif held is not None and held.state == state:
            return held._replace(note=row.note or None)
        else:
            call = row.call if held is None else held.call
            return Stance(row.company, call, state, self.session.at.date(), note=row.note or None)
        return None

    def _rows(self) -> Iterator[Row]:
        """The rows of the sheet that was written by `match`, whatever was put above or beside."""
        found, problem = sheets(self.file, self.file.name)
        if problem is not None:
            self.session.tell_problems([problem])
            raise typer.Exit(NOT_DONE)
        for sheet in found:
            for start, heading in enumerate(sheet.rows[:10], start=1):
                if self._heads([text(cell) for cell in heading]):
                    for line, cells in enumerate(sheet.rows[start:], start=start + 1):
                        row = self._row(line, [text(cell) for cell in cells])
                        if row.company or row.call or row.state or row.note:
                            yield row
                    return
        refuse(
            "{file:text} is no matrix: its columns are not there",
            "write one with: aidmatch match -o FILE.xlsx",
            file=self.file.name,
        )

    def _heads(self, heading: Sequence[str]) -> bool:
        """Whether a row is the one that names the columns, in either language."""
        from aidmatch.formats._wording import Wording

        if not set(HIDDEN) <= set(heading):
            return False
        self.columns = {name: len(heading) - 1 - heading[::-1].index(name) for name in HIDDEN}
        for words in (Wording("fr"), Wording("en")):
            told = headings(words)
            wanted = {name: told[name] for name in ("member", "state", "note")}
            if set(wanted.values()) <= set(heading):
                self.columns |= {name: heading.index(title) for name, title in wanted.items()}
                return True
        return False

    def _row(self, line: int, cells: Sequence[str]) -> Row:
        def cell(name: str) -> str:
            place = self.columns[name]
            return plain(cells[place]) if place < len(cells) else ""

        was = (cell("was_state"), cell("was_note"))
        return Row(line, cell("member"), cell("company"), cell("call"), cell("state"), cell("note"), was)

    def _aside(self, row: Row, column: str, what: Message, fix: Message | None = None) -> None:
        """Leave a row aside, its cell named as the spreadsheet names it."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        place = xl_rowcol_to_cell(row.line - 1, self.columns[column])
        self.problems.append(Problem(self.file.name, row.line, place, what, fix))
