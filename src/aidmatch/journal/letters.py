"""Letters as they are kept: drafts, what was released, and from it what each member was told.

*Told* means shown with its title and date in a letter that left: sent, or handed over by a person who said so. A
letter of which it is doubtful whether it left counts as told until somebody says that it did not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from aidmatch.journal._file import Journal

LetterKind = Literal["welcome", "weekly", "urgent", "flash"]
News = Literal["new", "reopened", "deadline", "changed", "answer", "closing", "lost"]
"""Why an item is in a letter: new to the member, open again, its deadline moved, it says something else, the answer
changed with the company, it closes soon, no longer possible."""

Shape = Literal["full", "line", "lost"]


class Seen(NamedTuple):
    """What was true of a call for a member when a letter showed it."""

    answer: str
    """fits (eligible or to confirm), to_complete or ineligible; closed or gone: it takes no file any more."""
    closings: tuple[str, ...] = ()
    """Its first-stage closings to come, ISO instants."""
    offer: Mapping[str, Any] = {}
    """Instrument and amounts, as the call writes them."""
    asks: str = ""
    """SHA-256 of its conditions: they changed when it did."""
    closing: str | None = None
    """The closing a reminder was about."""
    step: int | None = None
    """Of a reminder: how many days before what can still be prepared; the steps above it count as told."""


class Shown(NamedTuple):
    """An item of a letter, as the journal keeps it."""

    call: str
    news: News
    shape: Shape
    seen: Seen


class Kept(NamedTuple):
    """A letter as the journal keeps it."""

    id: int
    week: str
    kind: LetterKind
    company: str
    about: str
    cluster: str | None
    at: datetime
    is_released: bool
    worded: dict[str, Any]


class Told(NamedTuple):
    """What a member was last told of a call, and every reminder of it."""

    week: str
    news: News
    seen: Seen
    reminders: frozenset[tuple[str, int]]
    """Closing and step."""


_COLUMNS = "id, week, kind, company, about, cluster, at, state = 'released', worded"

_LEFT = "SELECT letter FROM sendings WHERE state IN ('sent', 'handed', 'doubtful', 'claimed')"


def draft(
    journal: Journal,
    week: str,
    kind: LetterKind,
    company: str,
    about: str,
    cluster: str | None,
    at: datetime,
    worded: Mapping[str, Any],
    shown: Iterable[Shown],
) -> int | None:
    """Keep a letter as it is now, and give its number; one that was released stays as it is."""
    with journal.whole():
        ask = journal.connection.execute
        row = ask(
            """
            INSERT INTO letters (week, kind, company, about, cluster, at, state, worded)
            VALUES (?, ?, ?, ?, ?, ?, 'draft', ?)
            ON CONFLICT (company, week, kind, about) DO UPDATE
                SET cluster = excluded.cluster, at = excluded.at, worded = excluded.worded WHERE state = 'draft'
            RETURNING id
            """,
            (week, kind, company, about, cluster, at.isoformat(), _json(worded)),
        ).fetchone()
        if row is None:
            return None
        ask("DELETE FROM items WHERE letter = ?", row)
        journal.connection.executemany(
            "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)",
            [
                (row[0], place, one.call, one.news, one.shape, _json(one.seen._asdict()))
                for place, one in enumerate(shown, start=1)
            ],
        )
    return int(row[0])


def withdraw(journal: Journal, week: str, kind: LetterKind, company: str, about: str = "") -> None:
    """Take away a draft of which nothing is left to say."""
    query = "DELETE FROM letters WHERE week = ? AND kind = ? AND company = ? AND about = ? AND state = 'draft'"
    journal.connection.execute(query, (week, kind, company, about))


def release(journal: Journal, letters: Iterable[int], at: datetime) -> int:
    """Release drafts: from now on they do not change. How many were."""
    with journal.whole():
        query = "UPDATE letters SET state = 'released', released = ? WHERE id = ? AND state = 'draft'"
        return sum(journal.connection.execute(query, (at.isoformat(), one)).rowcount for one in letters)


def kept(journal: Journal, week: str | None = None, company: str | None = None) -> Iterator[Kept]:
    """Letters by company, then in the order they were written; of one week, of one member."""
    query = f"""
    SELECT {_COLUMNS} FROM letters WHERE week = coalesce(?, week) AND company = coalesce(?, company)
    ORDER BY company, id
    """
    for id_, of_week, kind, of_company, about, cluster, at, is_released, worded in journal.connection.execute(
        query, (week, company)
    ):
        moment = datetime.fromisoformat(at)
        yield Kept(id_, of_week, kind, of_company, about, cluster, moment, bool(is_released), json.loads(worded))


def waiting(journal: Journal, before: str) -> list[tuple[str, int]]:
    """Earlier weeks with letters released of which nothing says that they left, and how many."""
    query = f"""
    SELECT week, count(*) FROM letters WHERE state = 'released' AND week < ? AND id NOT IN ({_LEFT})
    GROUP BY week ORDER BY week
    """
    return [(week, count) for week, count in journal.connection.execute(query, (before,))]


def left(journal: Journal, *, or_doubtful: bool = False) -> frozenset[int]:
    """Letters that left; with `or_doubtful`, those of which nobody can tell too."""
    query = _LEFT if or_doubtful else "SELECT letter FROM sendings WHERE state IN ('sent', 'handed')"
    return frozenset(letter for (letter,) in journal.connection.execute(query))


def told(journal: Journal, company: str) -> dict[str, Told]:
    """What a member was last told of each call, by the call's id."""
    query = f"""
    SELECT items.call, letters.week, items.news, items.seen FROM items JOIN letters ON letters.id = items.letter
    WHERE letters.company = ? AND letters.id IN ({_LEFT}) ORDER BY letters.id, items.place
    """
    found: dict[str, Told] = {}
    for call, week, news, text in journal.connection.execute(query, (company,)):
        seen = _seen(json.loads(text))
        before = found[call].reminders if call in found else frozenset()
        reminder = {(seen.closing, seen.step)} if seen.closing is not None and seen.step is not None else set()
        found[call] = Told(week, news, seen, before | reminder)
    return found


def title_of(journal: Journal, call: str) -> str | None:
    """The title under which a letter last showed a call: the catalogue may not hold it any more."""
    query = "SELECT worded FROM letters JOIN items ON items.letter = letters.id WHERE call = ? ORDER BY letters.id DESC"
    for (text,) in journal.connection.execute(query, (call,)):
        worded = json.loads(text)
        for item in (*worded["items"], *worded["lines"], *worded["lost"]):
            if item["call"] == call:
                return str(item["title"])
    return None


def informed(journal: Journal, since: date, until: date) -> dict[str, int]:
    """How many letters are known to have left for each member from one day to another, both included.

    A letter of which it is doubtful whether it left does not count: this is what one says to others.
    """
    query = """
    SELECT letters.company, count(DISTINCT letters.id) FROM letters JOIN sendings ON sendings.letter = letters.id
    WHERE sendings.state IN ('sent', 'handed') AND substr(sendings.at, 1, 10) BETWEEN ? AND ?
    GROUP BY letters.company ORDER BY letters.company
    """
    return dict(journal.connection.execute(query, (since.isoformat(), until.isoformat())).fetchall())


def was_written_to(journal: Journal, company: str) -> bool:
    """Whether a letter to that member ever left."""
    query = f"SELECT 1 FROM letters WHERE company = ? AND id IN ({_LEFT}) LIMIT 1"
    return journal.connection.execute(query, (company,)).fetchone() is not None


class Review(NamedTuple):
    """What the coordinator decided on the letters of a week."""

    drops: frozenset[tuple[str, str]]
    """Member (empty: all) and call."""
    words: Mapping[str, str]
    """What stands on top, by member (empty: all)."""

    def dropped(self, company: str) -> frozenset[str]:
        """The calls not to be shown to a member."""
        return frozenset(call for whose, call in self.drops if whose in ("", company))

    def word(self, company: str) -> str | None:
        """What stands on top of a member's letter."""
        return self.words.get(company) or self.words.get("")


def review(journal: Journal, week: str) -> Review:
    """What was decided on a week's letters."""
    ask = journal.connection.execute
    drops = frozenset(ask("SELECT company, call FROM drops WHERE week = ?", (week,)).fetchall())
    return Review(drops, dict(ask("SELECT company, text FROM words WHERE week = ?", (week,)).fetchall()))


def drop(journal: Journal, week: str, call: str, company: str = "") -> None:
    """Take a call out of a week's letters: of one member's, or of all."""
    journal.connection.execute("INSERT OR IGNORE INTO drops VALUES (?, ?, ?)", (week, company, call))


def keep(journal: Journal, week: str, call: str, company: str = "") -> None:
    """Put it back."""
    journal.connection.execute("DELETE FROM drops WHERE week = ? AND company = ? AND call = ?", (week, company, call))


def say_on_top(journal: Journal, week: str, text: str, company: str = "") -> None:
    """A word on top of a week's letters; an empty one is taken away."""
    with journal.whole():
        journal.connection.execute("DELETE FROM words WHERE week = ? AND company = ?", (week, company))
        if text:
            journal.connection.execute("INSERT INTO words VALUES (?, ?, ?)", (week, company, text))


def handed(journal: Journal, letters: Iterable[int], at: datetime) -> int:
    """Note that a person sent letters by hand. How many were not known to have left."""
    count = 0
    with journal.whole():
        for letter in letters:
            count += journal.connection.execute(
                """
                INSERT OR IGNORE INTO sendings (letter, reader, message_id, state, at) SELECT ?, '', '', 'handed', ?
                WHERE ? NOT IN (SELECT letter FROM sendings WHERE state IN ('sent', 'handed'))
                """,
                (letter, at.isoformat(), letter),
            ).rowcount
    return count


def note_folder(journal: Journal, folder: Path) -> None:
    """Remember a folder that letters were written to: a member who is forgotten goes from there too."""
    journal.connection.execute("INSERT OR IGNORE INTO folders VALUES (?)", (str(folder),))


def folders(journal: Journal) -> list[Path]:
    """Those folders."""
    return [Path(path) for (path,) in journal.connection.execute("SELECT path FROM folders ORDER BY path")]


def _seen(raw: Mapping[str, Any]) -> Seen:
    return Seen(**{**raw, "closings": tuple(raw["closings"])})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_text)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
