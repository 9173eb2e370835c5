"""Two members become one: nothing that was told or done is lost, and nothing is told or sent twice."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.journal import Journal, Seen, Shown, home_of_journal, letters, sendings, stances
from aidmatch.journal.held import held
from aidmatch.journal.joining import join
from tests.conftest import Run, Workspace

AT = datetime(2026, 11, 26, 8, tzinfo=ZoneInfo("Europe/Paris"))
SIREN = "732829320"

Fate = Literal["draft", "released", "handed", "sent", "claimed", "doubtful"]
FATES: tuple[Fate, ...] = ("draft", "released", "handed", "sent", "claimed", "doubtful")
LEFT = ("handed", "sent", "claimed", "doubtful")

Written = tuple[str, str, letters.LetterKind, str, Fate, str]
"""Company, week, kind, what it is about, what became of it, the call it shows."""

WRITTEN = st.lists(
    st.tuples(
        st.sampled_from(("goes", "stays", "other")),
        st.sampled_from(("2026-W46", "2026-W47")),
        st.sampled_from(("weekly", "flash")),
        st.sampled_from(("", "x")),
        st.sampled_from(FATES),
        st.sampled_from(("a", "b", "c")),
    ),
    max_size=10,
    unique_by=lambda one: one[:4],
)


def write(journal: Journal, one: Written) -> None:
    company, week, kind, about, fate, call = one
    shown = [Shown(call, "new", "full", Seen("fits"))]
    number = letters.draft(journal, week, kind, company, about, None, AT, {"items": []}, shown)
    assert number is not None
    if fate == "draft":
        return
    letters.release(journal, [number], AT)
    if fate == "handed":
        letters.handed(journal, [number], AT)
    elif fate != "released":
        sendings.claim(journal, number, f"{company}@example.org", f"<{number}@example.org>", AT)
        if fate == "sent":
            sendings.sent(journal, number, f"{company}@example.org")
        elif fate == "doubtful":
            sendings.doubt(journal, number, f"{company}@example.org", "?")


@given(written=WRITTEN)
def test_what_was_told_stays_told_and_nobody_is_written_to_twice(
    written: list[Written], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Journal(tmp_path_factory.mktemp("j") / "journal.sqlite", write=True) as journal:
        for one in written:
            write(journal, one)
        mine = {one[5] for one in written if one[0] != "other" and one[4] in LEFT}
        others = held(journal, "other")
        rows = journal.connection.execute(
            "SELECT letter FROM sendings JOIN letters ON letters.id = letter "
            "WHERE company = 'goes' AND sendings.state IN ('handed', 'sent')"
        )
        left = {letter for (letter,) in rows}
        join(journal, "goes", "stays", AT)
        assert set(letters.told(journal, "stays")) == mine
        assert (held(journal, "goes"), held(journal, "other")) == ({}, others)
        # Whoever reads for the one that stays gets no letter that left for the other.
        assert not left & set(sendings.pending(journal))
        before = held(journal, "stays")
        join(journal, "goes", "stays", AT)
        assert held(journal, "stays") == before


def test_a_merge_keeps_what_both_were_told_and_obtained(run: Run, small: Workspace) -> None:
    record = 'id: {0}\nname: Marais salé (fictif)\nsiren: "' + SIREN + '"\nclusters: [{1}]\n'
    small.company("un", record.format("un", "nord"))
    small.company("deux", record.format("deux", "sud"))
    assert run("won", "deux", "a-confirmer", "--amount", "4000", "--note", "reçu", at=small).code == 0
    assert run("dismiss", "un", "jeu-ouvert", at=small).code == 0
    home = home_of_journal(small.path)
    with Journal(home, write=True) as journal:
        write(journal, ("deux", "2026-W47", "weekly", "", "handed", "a-confirmer"))
        write(journal, ("un", "2026-W47", "weekly", "", "handed", "jeu-ouvert"))
    done = run("companies", "merge", "nord", "sud", at=small)
    assert done.code == 0, done.err
    with Journal(home) as journal:
        assert set(letters.told(journal, "un")) == {"a-confirmer", "jeu-ouvert"}
        assert held(journal, "deux") == {}
        standing = stances.of_company(journal, "un")
    assert {one.call: (one.state, one.amount) for one in standing} == {
        "a-confirmer": ("won", 4000),
        "jeu-ouvert": ("dismissed", None),
    }


def test_without_a_journal_none_is_made(run: Run, small: Workspace) -> None:
    record = 'id: {0}\nname: Marais salé (fictif)\nsiren: "' + SIREN + '"\nclusters: [{1}]\n'
    small.company("un", record.format("un", "nord"))
    small.company("deux", record.format("deux", "sud"))
    assert run("companies", "merge", "nord", "sud", at=small).code == 0
    assert not Path(home_of_journal(small.path)).exists()
