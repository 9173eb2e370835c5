"""The year of a cluster in counts: what is counted, and that nobody can be told from it."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.journal.stances import STATES, Stance
from aidmatch.masked import OTHER, SMALLEST, alone, is_small, joined
from aidmatch.report import Asked, File, Tally, by_group, files, tallies, tally, wishes
from tests.conftest import ROOT, Run, Workspace, call_text
from tests.test_contract import check, schema

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def stance(state: str | None, day: str, amount: int | None = None, company: str = "a", call: str = "x") -> Stance:
    known: Any = state
    return Stance(company, call, known, date.fromisoformat(day), amount)


class TestFiles:
    def test_a_file_won_was_handed_in_even_when_nobody_noted_that(self) -> None:
        assert files([stance("won", "2026-05-02", 9000)], *YEAR) == (
            [File("a", "x", None)],
            [File("a", "x", 9000)],
        )

    def test_it_counts_in_the_year_it_was_handed_in_and_in_the_one_it_was_won(self) -> None:
        story = [stance("applied", "2025-11-02", 12000), stance("won", "2026-03-01", 9000)]
        assert files(story, *YEAR) == ([], [File("a", "x", 9000)])
        assert files(story, date(2025, 1, 1), date(2025, 12, 31)) == ([File("a", "x", 12000)], [])

    def test_what_was_taken_back_or_turned_down_was_not_won(self) -> None:
        story = [stance("applied", "2026-02-02"), stance("won", "2026-03-01", 9000)]
        assert files([*story, stance(None, "2026-03-02")], *YEAR) == ([], [])
        assert files([*story, stance("refused", "2026-03-02")], *YEAR)[1] == []
        assert len(files([*story, stance("refused", "2026-03-02")], *YEAR)[0]) == 1

    def test_a_call_followed_or_put_aside_is_no_file(self) -> None:
        for state in ("followed", "dismissed", "dropped"):
            assert files([stance(state, "2026-02-02")], *YEAR) == ([], [])


_MEMBERS = st.sets(st.integers(0, 30).map(str), min_size=1)


class TestMasking:
    @given(groups=st.dictionaries(st.text("abcdef", min_size=1, max_size=2), _MEMBERS, max_size=8))
    def test_groups_joined_hold_each_once_and_five_members_at_least(self, groups: dict[str, set[str]]) -> None:
        found = joined(groups)
        assert sorted(name for names in found.values() for name in names) == sorted(groups)
        everybody = set().union(*groups.values()) if groups else set()
        for name, names in found.items():
            held = set().union(*(groups[one] for one in names))
            assert len(held) >= SMALLEST or (name == OTHER and held == everybody)

    @given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 10**6)), max_size=25))
    def test_no_sum_is_that_of_fewer_than_five_members(self, raw: list[tuple[int, int | None]]) -> None:
        found = [File(str(who), f"x{place}", amount) for place, (who, amount) in enumerate(raw)]
        told = tally(found)
        who = {one.company for one in found}
        assert (told.members is None) == (0 < len(who) < SMALLEST)
        if told.euros:
            assert len({one.company for one in found if one.amount is not None}) >= SMALLEST
        if told.untold:
            assert len({one.company for one in found if one.amount is None}) >= SMALLEST

    @pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
    def test_from_one_to_four_is_masked(self, count: int, shown: int | None) -> None:
        assert alone(count) == shown


_WHO = st.integers(0, 24).map(str)
_FILES = st.lists(
    st.builds(File, _WHO, st.sampled_from("abcd"), st.none() | st.just(1000)),
    max_size=60,
    unique_by=lambda one: one[:2],
)

_ROW = st.tuples(st.integers(0, 8), st.integers(0, 8))
"""Members of a group with an amount known, and without."""
_TABLE = st.lists(_ROW, max_size=4).map(
    lambda rows: [
        File(f"{call}{place}", call, 1000 if place < told else None)
        for call, (told, silent) in zip("abcd", rows, strict=False)
        for place in range(told + silent)
    ]
)


def rest(whole: Tally, rows: dict[str, Tally], column: str) -> int | None:
    """What a reader has of the masked rows together, by subtraction; None when the total or no row is masked."""
    total = getattr(whole, column)
    shown = [getattr(row, column) for row in rows.values()]
    return None if total is None or None not in shown else total - sum(one for one in shown if one is not None)


class TestNobodyIsFoundBySubtraction:
    """What a reader can do with the printed figures: subtract a part from its whole, and rows from their total."""

    @given(applied=_FILES, won=_FILES, more=st.integers(0, 12))
    def test_handed_in_and_won(self, applied: list[File], won: list[File], more: int) -> None:
        sent, lucky = {one.company for one in applied}, {one.company for one in won}
        everybody = len(sent | lucky) + more
        first, second = tallies(applied, won, everybody)
        counts = [one.members for one in (first, second) if one.members is not None]
        for count in counts:
            assert not is_small(count)
            assert not is_small(everybody - count)
        if len(counts) == 2:
            assert not is_small(abs(counts[0] - counts[1]))
            assert not is_small(len(sent - lucky))
            assert not is_small(len(lucky - sent))
        if first.euros is not None and second.euros is not None:
            # One who handed in and won nothing does not show in what is asked less what is won.
            assert not is_small(len(sent - lucky))

    @given(won=_FILES | _TABLE)
    def test_groups_and_their_total(self, won: list[File]) -> None:
        whole, rows = tally(won), by_group(won, lambda one: one.call)
        names = {name: {name} for name in rows if name != OTHER}
        names[OTHER] = {one.call for one in won} - set(names)
        groups = [{one.company for one in won if one.call in calls} for calls in names.values()]
        if whole.members is not None:
            # Whatever a reader adds, subtracts and overlaps, what is left is made of these.
            alike = [tuple(who in group for group in groups) for who in {one.company for one in won}]
            assert not any(is_small(alike.count(place)) for place in set(alike))
        for column, is_counted in (("euros", True), ("untold", False)):
            found = rest(whole, rows, column)
            if found is None:
                continue
            hidden = [
                one
                for one in won
                for name, row in rows.items()
                if one.call in names[name] and getattr(row, column) is None
            ]
            assert not is_small(len({one.company for one in hidden if (one.amount is not None) == is_counted}))
            if column == "untold":
                # Their files are printed: those told are had too.
                assert not is_small(len({one.company for one in hidden if one.amount is not None}))

    @given(won=_FILES | _TABLE)
    def test_files_told_and_untold(self, won: list[File]) -> None:
        for row in (tally(won), *by_group(won, lambda one: one.call).values()):
            if row.untold and row.files is not None and row.untold != row.files:
                assert row.files - row.untold >= SMALLEST

    @given(asked=st.lists(st.tuples(_WHO, st.booleans()), max_size=40), more=st.integers(0, 12))
    def test_needs_told_and_unmet(self, asked: list[tuple[str, bool]], more: int) -> None:
        everybody = len({who for who, _ in asked}) + more
        told, unmet = wishes(asked, everybody)
        counts = [one.members for one in (told, unmet)]
        for part, whole in ((counts[0], everybody), (counts[1], everybody), (counts[1], counts[0])):
            assert part is None or (not is_small(part) and (whole is None or not is_small(whole - part)))
        if unmet != Asked(None, None):
            assert told != Asked(None, None)
            # Needs told less needs unmet are those met: of five members, or of none.
            assert not is_small(len({who for who, is_met in asked if is_met}))


@pytest.fixture
def cluster(workspace: Workspace, run: Run) -> Workspace:
    """Twenty members: five won from one funder in one department, two from another elsewhere, five applied only."""
    for number in range(20):
        commune, cluster = "66136" if number < 8 else "34172", "b" if number in (9, 10) else "a"
        workspace.company(
            f"m{number}",
            f"id: m{number}\nname: Membre {number} (fictif)\nlegal_form: '5710'\nheadcount: {number + 2}\n"
            f"seat: {{commune: '{commune}'}}\nthemes: [training]\nclusters: [grappe-{cluster}]\n"
            "needs: [former les équipes à la soudure]\n",
        )
    for name, funder in (("une", "Région Exemple"), ("deux", "Ville Exemple")):
        text = call_text(name, criteria="[{kind: headcount, min: 7}]", more=f"funders: [{{name: {funder}}}]\n")
        workspace.write(f"data/calls/{name}.yaml", text + "themes: [training]\n")
    for number in range(5):
        assert run("applied", f"m{number}", "une", "--amount", "20000", "--on", "2026-03-01", at=workspace).code == 0
        assert run("won", f"m{number}", "une", "--amount", "10000", "--on", "2026-05-01", at=workspace).code == 0
    for number in (8, 9):
        assert run("won", f"m{number}", "deux", "--amount", "70000", "--on", "2026-06-01", at=workspace).code == 0
    for number in range(10, 15):
        assert run("applied", f"m{number}", "une", "--on", "2026-07-01", at=workspace).code == 0
    return workspace


def told(run: Run, at: Workspace, *more: str) -> dict[str, Any]:
    done = run("report", *more, "--format", "json", at=at)
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    check("report", found)
    assert list(found) == list(schema("report")["properties"])
    return found


class TestCommand:
    def test_it_counts_files_and_euros_and_keeps_small_groups_together(self, run: Run, cluster: Workspace) -> None:
        found = told(run, cluster)
        assert found["members"] == 20
        assert found["applied"] == {"members": 12, "files": 12, "euros": 100_000, "untold": 7}
        assert found["won"] == {"members": 7, "files": 7, "euros": 190_000, "untold": 0}
        groups = {(one["by"], one["group"]): one for one in found["groups"]}
        # Two winners would be told from the others by what is left: all are counted together.
        assert groups["funder", "other"]["euros"] == 190_000
        assert groups["territory", "other"]["members"] == 7
        assert ("funder", "Ville Exemple") not in groups

    def test_needs_without_a_call_are_counted(self, run: Run, cluster: Workspace) -> None:
        found = told(run, cluster)
        (need,) = [one for one in found["groups"] if one["by"] == "theme"]
        # Five members have fewer than seven people; fifteen have more.
        assert (need["group"], need["members"], need["unmet"]) == ("training", 20, 5)
        assert found["told"] == {"members": 20, "needs": 20}

    def test_one_who_handed_in_and_won_nothing_is_in_no_difference(self, run: Run, cluster: Workspace) -> None:
        for number in range(11, 15):
            assert run("clear", f"m{number}", "une", at=cluster).code == 0
        found = told(run, cluster)
        assert found["won"]["members"] == 7
        assert found["applied"] == {"members": None, "files": None, "euros": None, "untold": None}

    def test_all_but_a_few_who_won_are_not_counted_while_their_euros_are(self, run: Run, cluster: Workspace) -> None:
        for number in range(10, 18):
            done = run("won", f"m{number}", "une", "--amount", "1000", "--on", "2026-08-01", at=cluster)
            assert done.code == 0
        for number in (5, 6):
            assert run("won", f"m{number}", "une", "--amount", "1000", "--on", "2026-08-01", at=cluster).code == 0
        found = told(run, cluster)
        assert found["won"] == {"members": None, "files": None, "euros": 200_000, "untold": None}
        assert all(one["members"] is None for one in found["groups"] if one["by"] in ("funder", "territory"))
        assert sum(one["euros"] for one in found["groups"] if one["by"] == "territory") == 200_000

    def test_a_cluster_too_small_tells_nothing_of_anybody(self, run: Run, cluster: Workspace) -> None:
        found = told(run, cluster, "--cluster", "grappe-b")
        assert found["members"] is None
        assert found["won"] == {"members": None, "files": None, "euros": None, "untold": None}
        assert all(one["euros"] is None for one in found["groups"])
        assert "70" not in json.dumps([found["won"], found["groups"]])

    def test_the_starter_data_follow_the_schema(self, run: Run) -> None:
        assert told(run, Workspace(ROOT), "--year", "2026")["members"] >= SMALLEST

    def test_another_year_is_another_report(self, run: Run, cluster: Workspace) -> None:
        assert told(run, cluster, "--year", "2025")["applied"]["files"] == 0
        assert run("report", "--year", "2027", at=cluster).code == 2

    def test_no_form_names_a_member(self, run: Run, cluster: Workspace) -> None:
        for form in ("table", "markdown", "html", "json", "docx", "xlsx"):
            file = cluster.path / f"bilan.{form}"
            done = run("report", "-f", form, "-o", file, at=cluster) if form != "table" else run("report", at=cluster)
            assert done.code == 0, done.err
            said = done.out if form == "table" else file.read_bytes().decode("utf-8", "ignore")
            assert "Membre" not in said
            if form not in ("docx", "xlsx"):
                assert "190" in said

    def test_the_same_report_is_the_same_bytes(self, run: Run, cluster: Workspace) -> None:
        for form in ("docx", "xlsx"):
            one, two = cluster.path / f"1.{form}", cluster.path / f"2.{form}"
            assert run("report", "-o", one, at=cluster).code == run("report", "-o", two, at=cluster).code == 0
            assert one.read_bytes() == two.read_bytes()

    def test_a_sheet_holds_numbers(self, run: Run, cluster: Workspace) -> None:
        from openpyxl import load_workbook

        file = cluster.path / "bilan.xlsx"
        assert run("report", "-o", file, at=cluster).code == 0
        page: Any = load_workbook(io.BytesIO(file.read_bytes())).active
        rows = {(row[0], row[1]): row for row in page.iter_rows(values_only=True)}
        assert rows["Files", "Won"][2:6] == (7, 7, 190000, 0)

    def test_letters_that_left_inform(self, run: Run, cluster: Workspace) -> None:
        assert told(run, cluster)["letters"] == 0
        assert run("digest", "--quiet", at=cluster).code == 0
        assert told(run, cluster)["informed"] == 0
        assert run("digest", "sent", at=cluster).code == 0
        found = told(run, cluster)
        assert found["informed"] == found["letters"] == 20
        assert told(run, cluster, "--year", "2025")["informed"] == 0

    def test_an_unknown_cluster_or_file_name_is_refused(self, run: Run, cluster: Workspace) -> None:
        assert run("report", "--cluster", "nulle", at=cluster).code == 2
        assert run("report", "-o", cluster.path / "x.pdf", at=cluster).code == 2


def test_every_state_is_a_file_or_none() -> None:
    """A state added later is counted on purpose, or left aside on purpose."""
    assert set(STATES) == {"dismissed", "followed", "applied", "won", "refused", "dropped"}
