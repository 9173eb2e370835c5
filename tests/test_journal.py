"""The journal: drafts may change, what was released may not, and told is what left."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from aidmatch.cli._session import PARIS
from aidmatch.journal import Journal, Seen, Shown, home_of_journal, letters
from tests.conftest import Run, Workspace

AT = datetime(2026, 11, 23, 8, tzinfo=PARIS)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.sqlite", write=True)


def write(journal: Journal, call: str, week: str = "2026-W48", company: str = "studio", word: str = "x") -> None:
    shown = Shown(call, "new", "full", Seen("eligible", ("2026-12-31T23:59:59+01:00",)))
    letters.draft(journal, week, "weekly", company, "", None, AT, {"subject": word}, [shown])


def test_a_draft_is_written_anew_and_a_released_letter_is_not(journal: Journal) -> None:
    write(journal, "a", word="first")
    write(journal, "b", word="second")
    (one,) = letters.kept(journal, "2026-W48")
    assert (one.worded, one.is_released) == ({"subject": "second"}, False)
    assert letters.release(journal, [one.id], AT) == 1
    write(journal, "c", word="third")
    (same,) = letters.kept(journal, "2026-W48")
    assert (same.worded, same.is_released, same.id) == ({"subject": "second"}, True, one.id)


def test_told_is_what_left(journal: Journal) -> None:
    write(journal, "a")
    (one,) = letters.kept(journal)
    assert letters.told(journal, "studio") == {}
    letters.release(journal, [one.id], AT)
    assert letters.told(journal, "studio") == {}
    assert letters.waiting(journal, "2026-W49") == [("2026-W48", 1)]
    assert letters.handed(journal, [one.id], AT) == 1
    assert letters.handed(journal, [one.id], AT) == 0
    told = letters.told(journal, "studio")
    assert (told["a"].news, told["a"].seen.answer, told["a"].week) == ("new", "eligible", "2026-W48")
    assert letters.told(journal, "other") == {}
    assert letters.waiting(journal, "2026-W49") == []


def test_what_is_dropped_for_all_is_dropped_for_each(journal: Journal) -> None:
    letters.drop(journal, "2026-W48", "a")
    letters.drop(journal, "2026-W48", "b", "studio")
    letters.say_on_top(journal, "2026-W48", "Bonjour à tous")
    letters.say_on_top(journal, "2026-W48", "Bonjour", "studio")
    found = letters.review(journal, "2026-W48")
    assert (found.dropped("studio"), found.dropped("other")) == (frozenset({"a", "b"}), frozenset({"a"}))
    assert (found.word("studio"), found.word("other")) == ("Bonjour", "Bonjour à tous")
    letters.keep(journal, "2026-W48", "a")
    assert letters.review(journal, "2026-W48").dropped("other") == frozenset()
    assert letters.review(journal, "2026-W49").dropped("studio") == frozenset()


COMMANDS = (
    ("digest",),
    ("digest", "--preview"),
    ("digest", "--send"),
    ("digest", "review"),
    ("digest", "word", "x"),
    ("rank", "studio"),
    ("states", "list"),
    ("purge", "--dry-run"),
    ("companies", "disclose", "studio"),
    ("companies", "forget", "studio", "--yes"),
)


def _damage(file: Path, how: str) -> None:
    if how == "noise":
        for part in ("", "-wal", "-shm"):
            file.with_name(file.name + part).unlink(missing_ok=True)
        file.write_bytes(bytes(range(1, 251)) * 160)
    elif how == "cut short":
        for part in ("-wal", "-shm"):
            file.with_name(file.name + part).unlink(missing_ok=True)
        file.write_bytes(file.read_bytes()[:300])
    elif how == "newer":
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA user_version = 99")
    elif how == "tables gone":
        with closing(sqlite3.connect(file)) as connection:
            for table in ("stances", "letters", "words", "drops", "folders"):
                connection.execute(f"DROP TABLE {table}")


@pytest.mark.parametrize("how", ["noise", "newer", "cut short", "tables gone"])
def test_a_damaged_journal_is_told_and_left_as_it_is(how: str, run: Run, small: Workspace) -> None:
    assert run("digest", at=small).code == 0
    file = home_of_journal(small.path)
    _damage(file, how)
    for words in COMMANDS:
        if how == "tables gone" and words[0] == "purge":
            # It counts what there is, as an earlier journal has fewer tables.
            continue
        done = run(*words, at=small)
        assert (done.code, "Error: " in done.err) == (4, True), words
    assert (small.path / "data/companies/studio.yaml").is_file()
    if how != "tables gone":
        assert "journal" in run("doctor", at=small).out


@pytest.mark.parametrize(
    "words", [("digest", "word", "\udcff"), ("dismiss", "studio", "jeu-ouvert", "--note", "a\ud800")]
)
def test_signs_that_are_no_text_are_refused(words: tuple[str, ...], run: Run, small: Workspace) -> None:
    done = run(*words, at=small)
    assert (done.code, "no text" in done.err) == (2, True)
