"""Gaps: needs that many share and nothing meets; nothing that tells of a few."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from aidmatch.company import Company
from aidmatch.gaps import Member, Offer, cells_of, gaps
from aidmatch.nomenclatures import priorities
from tests.conftest import Run, Workspace
from tests.test_contract import check

DAY = date(2026, 11, 22)
THEMES = ("export", "hiring", "energy")
STAGES = ("seed", "growth")

members_drawn = st.lists(
    st.tuples(
        st.sets(st.sampled_from(STAGES)),
        st.sets(st.sampled_from(THEMES)),
        st.frozensets(st.sampled_from(["a", "b"])),
    ),
    max_size=20,
)
offers_drawn = st.lists(
    st.builds(
        Offer,
        st.sampled_from(["a", "b"]),
        st.frozensets(st.sampled_from(STAGES)),
        st.frozensets(st.sampled_from(THEMES)),
        st.sampled_from(["open", "upcoming"]),
    ),
    max_size=2,
    unique_by=lambda one: one.call,
)


@given(drawn=members_drawn, offers=offers_drawn)
def test_no_count_tells_of_fewer_than_five(
    drawn: list[tuple[set[str], set[str], frozenset[str]]], offers: list[Offer]
) -> None:
    members = [
        Member(Company.model_validate({"id": f"m{n}", "name": "M", "stages": sorted(s), "themes": sorted(t)}), may)
        for n, (s, t, may) in enumerate(drawn)
    ]
    found = gaps(members, offers, DAY)
    counts = Counter(cell for member in members for cell in cells_of(member.company))
    if len(members) < 5:
        assert (found.members, found.cells) == (None, ())
    shown = {(one.stage, one.theme): one for one in found.cells}
    for cell, one in shown.items():
        assert one.members == counts[cell] >= 5
        if one.without is not None and one.open:
            for part in (one.without, one.members - one.without):
                assert part == 0 or part >= 5
        stage, theme = cell
        if stage and theme:
            for wide in ((stage, None), (None, theme)):
                left = counts[wide] - one.members
                assert left == 0 or left >= 5


def test_a_need_without_any_open_call_comes_first(run: Run, workspace: Workspace) -> None:
    for number in range(6):
        themes = "[export, hiring]"
        workspace.company(
            f"m{number}",
            f"id: m{number}\nname: Membre {number} (fictif)\nheadcount: 12\nthemes: {themes}\nstages: [growth]\n",
        )
    workspace.call("export", more="themes: [export]\nstages: [growth]\n")
    done = run("gaps", "--format", "json", at=workspace)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    check("gaps", found)
    assert list(found) == ["schema_version", "as_of", "members", "hidden", "priorities_known", "gaps"]
    by_cell = {(one["stage"], one["theme"]): one for one in found["gaps"]}
    assert by_cell[None, "hiring"] == {
        "stage": None,
        "theme": "hiring",
        "gap": True,
        "members": 6,
        "without": 6,
        "open": 0,
        "upcoming": 0,
        "priorities": [],
    }
    assert by_cell["growth", "export"]["gap"] is False
    assert found["gaps"][0]["gap"] is True
    page = run("gaps", at=workspace).out
    assert "hiring" in page
    assert "Membre" not in page


def test_few_members_show_nothing(run: Run, small: Workspace) -> None:
    done = run("gaps", "--format", "json", at=small)
    found = json.loads(done.out)
    check("gaps", found)
    assert (found["members"], found["gaps"]) == (None, [])
    assert "Fewer than five members" in run("gaps", at=small).out


def test_a_priority_is_told_where_five_members_of_its_region_share_the_theme(run: Run, workspace: Workspace) -> None:
    for number in range(6):
        workspace.company(
            f"m{number}",
            f"id: m{number}\nname: Membre {number} (fictif)\nseat: {{region: '53'}}\nthemes: [digital, hiring]\n",
        )
    found = json.loads(run("gaps", "--format", "json", at=workspace).out)
    assert found["priorities_known"] is True
    told = {one["theme"]: one["priorities"] for one in found["gaps"]}
    assert told == {"digital": ["REG-53: numérique"], "hiring": []}
    later = json.loads(run("--as-of", "2028-01-02", "gaps", "--format", "json", at=workspace).out)
    assert later["priorities_known"] is False
    for number in range(6):
        name = f"id: m{number}\nname: Membre {number} (fictif)\nseat: {{region: '76'}}\nthemes: [digital]\n"
        workspace.company(f"m{number}", name)
    elsewhere = run("gaps", at=workspace).out
    assert "No priority of these Regions" in elsewhere


def test_no_priority_is_written_without_its_source() -> None:
    for one in priorities.priorities():
        assert one.source
        assert one.priority
        assert one.checked_on >= one.valid_from
        assert one.mark in {"S", "s", "U"}
