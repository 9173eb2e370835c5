"""The steps of a Monday, each whole by itself: a run killed between two goes on from what the journal holds."""

from __future__ import annotations

import io
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aidmatch.cli._journal import journal_of, writing
from aidmatch.cli._mailing import Mailing, members
from aidmatch.cli._session import PARIS, Session, report
from aidmatch.errors import DONE, AidmatchError, Busy, CatalogueError
from aidmatch.formats._plain import plain
from aidmatch.journal import awaited, letters
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.catalogue.store import State, Store
    from aidmatch.changes import Change
    from aidmatch.cli._overviews import Told

PATIENCE = 300.0
"""Seconds that a Monday waits for another run to end what it writes."""

READ: tuple[State, ...] = ("complete", "partial", "failed", "interrupted")
"""How a passage that asked its source ended."""

NAMED = 3
"""Members named in the last lines; the page names the others."""

T = TypeVar("T")


class Monday:
    """One run over one workspace."""

    def __init__(self, session: Session, week: str, folder: Path, *, offline: bool, sends: bool) -> None:
        self.session, self.week, self.folder, self._offline, self._sends = session, week, folder, offline, sends
        self.is_whole = True
        """Whether every step was done, and every source read."""

    def run(self) -> list[str]:
        """Every step in order, whatever fails; the five last lines. A second run at once waits for the end of this."""
        with ExitStack() as held:
            self._enter(held)
            return self._steps()

    def _enter(self, held: ExitStack) -> None:
        from aidmatch.prepare import locked

        home = self.session.workspace.path
        try:
            held.enter_context(locked(home, 0, "monday.lock"))
        except Busy:
            self.session.note(self.session.wording.text("Another run is at it: waiting until it has ended."))
            held.enter_context(locked(home, PATIENCE, "monday.lock"))

    def _steps(self) -> list[str]:
        self._attempt(lambda: self.folder.mkdir(parents=True, exist_ok=True))
        self._attempt(self._sync)
        sources = self._attempt(self._sources) or self.session.wording.text("Sources: not read")
        changes = self._attempt(self._changes) or []
        counted = self._attempt(self._letters)
        sent = self._attempt(self._send) if self._sends and counted else None
        self._attempt(self._board)
        told = self._attempt(self._overviews) or []
        return [
            sources,
            self._new(changes),
            self._ready(counted, sent),
            self._to_phone(told),
            self._awaited(told),
        ]

    def _attempt(self, step: Callable[[], T]) -> T | None:
        """Do a step; what goes wrong is told, and the next ones are done. Another run at work stops this one."""
        try:
            return step()
        except Busy:
            raise
        except AidmatchError as error:
            report(error)
        except OSError as error:
            what = say(
                "{folder:text} cannot be written: {error:text}",
                folder=str(self.folder),
                error=error.strerror or str(error),
            )
            report(AidmatchError(what, say("check the free space and who may write there")))
        except sqlite3.Error as error:
            report(
                CatalogueError(
                    say("the store cannot be read or written: {error:text}", error=str(error)),
                    say("see what is wrong with: aidmatch doctor"),
                )
            )
        self.is_whole = False
        return None

    # --- sources

    def _sync(self) -> None:
        """Read the sources that were not read whole today: a second run of the day asks nobody twice."""
        from aidmatch.cli._sources import chosen
        from aidmatch.cli.sync import read_sources

        wanted = [one for one in chosen(self.session, None) if self._offline or not self._is_read(one.asked.name)]
        if wanted:
            read_sources(self.session, wanted, offline=self._offline, patience=PATIENCE)

    def _is_read(self, source: str) -> bool:
        with self._store() as store:
            last = store.last(source, *READ) if store else None
        today = self.session.at.astimezone(PARIS).date()
        return last is not None and last.state == "complete" and last.started.astimezone(PARIS).date() == today

    @contextmanager
    def _store(self) -> Iterator[Store | None]:
        from aidmatch.catalogue.store import Store
        from aidmatch.prepare import home_of_store

        home = home_of_store(self.session.workspace.path)
        if not home.is_file():
            yield None
            return
        with Store(home) as store:
            yield store

    def _sources(self) -> str:
        """What stands of each source that is on, whichever run read it."""
        from aidmatch.cli._sources import chosen

        words = self.session.wording
        names = [one.asked.name for one in self._attempt(lambda: list(chosen(self.session, None))) or []]
        if not names:
            return words.text("Sources: none is on (aidmatch sources list)")
        if self._offline:
            return words.text("Sources: not asked (--offline)")
        with self._store() as store:
            states = {name: store.last(name, *READ) if store else None for name in names}
        failed = [name for name, last in states.items() if last is None or last.state != "complete"]
        self.is_whole = self.is_whole and not failed
        read = words.plural("Sources: {n} read", "Sources: {n} read", len(names) - len(failed))
        if not failed:
            return read
        named = ", ".join(failed)
        return words.plural(
            "{read}, {n} failed: {names:text}", "{read}, {n} failed: {names:text}", len(failed), read=read, names=named
        )

    # --- what changed

    def _changes(self) -> list[Change]:
        """What changed since letters were last written, at least a week, in a file."""
        from aidmatch.changes import changes
        from aidmatch.formats import evolution
        from aidmatch.formats._file import to_file
        from aidmatch.formats._text import Screen

        session = self.session
        since = session.at - timedelta(days=7)
        with journal_of(session, write=False) as journal:
            last = awaited.last_written(journal, self.week) if journal else None
        since = min(since, last) if last else since
        calls = list(session.catalogue.calls())
        with self._store() as store:
            found = changes(store.events(since=since) if store else (), calls, since, session.at, 14)
        page = io.StringIO()
        evolution.show(Screen(file=page, width=100, highlight=False), session.wording, found, session.at)
        name = session.wording.text("changes")
        to_file(self.folder / f"{name}.txt", [page.getvalue().encode()])
        return found

    def _new(self, found: list[Change]) -> str:
        words = self.session.wording
        counts = Counter(one.kind for one in found)
        told = [words.plural("New calls: {n}", "New calls: {n}", counts["new"] + counts["back"])]
        if counts["reopened"]:
            told.append(words.plural("{n} open again", "{n} open again", counts["reopened"]))
        if counts["deadline"]:
            told.append(words.plural("{n} deadline moved", "{n} deadlines moved", counts["deadline"]))
        if counts["changed"]:
            told.append(words.plural("{n} changed", "{n} changed", counts["changed"]))
        if counts["closing"]:
            told.append(words.plural("{n} closing soon", "{n} closing soon", counts["closing"]))
        return ", ".join(told)

    # --- letters

    def _letters(self) -> tuple[int, int]:
        """The drafts of the week and their files; how many letters, and how many of them released."""
        from aidmatch.cli._letter_forms import FOLDER, to_folder
        from aidmatch.cli._progress import progress

        session = self.session
        who = members(session, None, None, None)
        with writing(session, PATIENCE) as journal:
            mailing = Mailing(session, journal, self.week)
            with progress(session, len(who)) as tick:
                # One after the other: a draft that is kept needs no room here.
                for _written in mailing.write(who, keep=True, tick=tick):
                    pass
            if self._sends and session.letters.digest.auto_send:
                letters.release(journal, [one.id for one in letters.kept(journal, self.week)], session.at)
            held = list(mailing.held())
            to_folder(session, self.week, held, FOLDER, self.folder)
            letters.note_folder(journal, self.folder.resolve())
        return len(held), sum(one.is_released for one in held)

    def _send(self) -> str:
        """Send what was released; what became of it."""
        from aidmatch.cli import _posting

        with writing(self.session, PATIENCE) as journal:
            held = list(Mailing(self.session, journal, self.week).held())
            released = [one for one in held if one.is_released]
            without = sum(not list(_posting.readers(one)) for one in released)
            sent = _posting.send(self.session, journal, held, dry_run=False)
        self.is_whole = self.is_whole and sent.exit_code == DONE
        return _posting.summary(self.session, sent, without)

    def _ready(self, counted: tuple[int, int] | None, sent: str | None) -> str:
        words = self.session.wording
        if counted is None:
            return words.text("Letters: not written")
        ready = words.plural(
            "Letters: {n} ready in {folder:text}",
            "Letters: {n} ready in {folder:text}",
            counted[0],
            folder=self._shown(self.folder),
        )
        if counted[0] > counted[1]:
            ready = words.text("{ready}, to look at: aidmatch digest review", ready=ready)
        if counted[1]:
            ready = words.plural("{ready}, {n} released", "{ready}, {n} released", counted[1], ready=ready)
        return f"{ready}, {sent}" if sent else ready

    def _board(self) -> None:
        """The page of members against calls, where this program has one."""
        from aidmatch.cli.board import whole
        from aidmatch.deliver.folder import Page, write

        # Listed with the letters: it names members, and one who is forgotten goes from it too.
        write(self.folder, [Page("", "", "html", whole(self.session), self.session.wording.text("board"))])

    # --- the coordinator

    def _overviews(self) -> list[tuple[Told, Path]]:
        from aidmatch.cli._overviews import to_files

        with journal_of(self.session, write=False) as journal:
            return to_files(Mailing(self.session, journal, self.week), self.folder)

    def _to_phone(self, told: list[tuple[Told, Path]]) -> str:
        words = self.session.wording
        ring = [one for letter, _ in told for one in letter.seen.phone]
        ring.sort(key=lambda one: one.place)
        if not ring:
            return words.text("To phone: nobody")
        named = ", ".join(plain(one.company.name) for one in ring[:NAMED])
        more = len(ring) - NAMED + sum(letter.seen.phone_more for letter, _ in told)
        where = ", ".join(self._shown(path) for _, path in told)
        if more > 0:
            return words.plural(
                "To phone: {names}, {n} more ({where:text})",
                "To phone: {names}, {n} more ({where:text})",
                more,
                names=named,
                where=where,
            )
        return words.text("To phone: {names} ({where:text})", names=named, where=where)

    def _awaited(self, told: list[tuple[Told, Path]]) -> str:
        words = self.session.wording
        # A member of two clusters is asked once.
        answers = len({(one.company.id, one.text) for letter, _ in told for one in letter.seen.awaited})
        line = words.plural("Awaited: {n} answer", "Awaited: {n} answers", answers)
        unsent = told[0][0].beside.unsent if told else ()
        for one in unsent:
            line = words.text(
                "{line}; letters of {week} not noted as sent: aidmatch digest sent --week {week}",
                line=line,
                week=one.week,
            )
        return line

    def _shown(self, path: Path) -> str:
        """Relative to the workspace where it lies there."""
        home = self.session.workspace.path
        return str(path.relative_to(home)) if path.is_relative_to(home) else str(path)
