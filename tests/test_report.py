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
from aidmatch.masked import OTHER, SMALLEST, alone, joined
from aidmatch.report import File, files, tally
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


@pytest.fixture
def cluster(workspace: Workspace, run: Run) -> Workspace:
    """Eleven members: five won from one funder in one department, two from another elsewhere, one applied only."""
    for number in range(11):
        commune = "66136" if number < 8 else "34172"
        workspace.company(
            f"m{number}",
            f"id: m{number}\nname: Membre {number} (fictif)\nlegal_form: '5710'\nheadcount: {number + 2}\n"
            f"seat: {{commune: '{commune}'}}\nthemes: [training]\nclusters: [grappe-{'a' if number < 9 else 'b'}]\n"
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
    assert run("applied", "m10", "une", "--on", "2026-07-01", at=workspace).code == 0
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
        assert found["members"] == 11
        assert found["applied"] == {"members": 8, "files": 8, "euros": 100_000, "untold": None}
        assert found["won"] == {"members": 7, "files": 7, "euros": 190_000, "untold": 0}
        groups = {(one["by"], one["group"]): one for one in found["groups"]}
        # Two winners would be told from the others by what is left: all are counted together.
        assert groups["funder", "other"]["euros"] == 190_000
        assert groups["territory", "other"]["members"] == 7
        assert ("funder", "Ville Exemple") not in groups

    def test_needs_without_a_call_are_counted(self, run: Run, cluster: Workspace) -> None:
        found = told(run, cluster)
        (need,) = [one for one in found["groups"] if one["by"] == "theme"]
        # Five members have fewer than seven people; six have more.
        assert (need["group"], need["members"], need["unmet"]) == ("training", 11, 5)
        assert found["told"] == {"members": 11, "needs": 11}

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
        assert found["informed"] == found["letters"] == 11
        assert told(run, cluster, "--year", "2025")["informed"] == 0

    def test_an_unknown_cluster_or_file_name_is_refused(self, run: Run, cluster: Workspace) -> None:
        assert run("report", "--cluster", "nulle", at=cluster).code == 2
        assert run("report", "-o", cluster.path / "x.pdf", at=cluster).code == 2


def test_every_state_is_a_file_or_none() -> None:
    """A state added later is counted on purpose, or left aside on purpose."""
    assert set(STATES) == {"dismissed", "followed", "applied", "won", "refused", "dropped"}
