"""Regional-aid areas: what dated lists tell of a place, and an interval with its reason where they tell nothing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.areas import Zone, site
from aidmatch.intensity import Case, highest
from aidmatch.nomenclatures.regional_areas import Area, Kind, areas
from aidmatch.place import Place
from tests.conftest import Run, Workspace, call_text

DAY = date(2026, 11, 26)
SINCE, UNTIL = date(2022, 7, 2), date(2027, 12, 31)


def listed(code: str, kind: Kind, since: date = SINCE, until: date | None = UNTIL) -> Area:
    return Area(code, kind, since, until, "Liste imaginaire", DAY)


PERPIGNAN, CANET = Place(commune="66136"), Place(commune="66037")


@pytest.mark.parametrize(
    ("rows", "place", "zone", "why"),
    [
        ([], PERPIGNAN, None, "no row of data/zones.csv"),
        ([listed("COM-66136", "c")], PERPIGNAN, "c", "regional-aid area"),
        ([listed("COM-66136", "c")], None, None, "names no place"),
        # The finest speaks, and a row for France says what lies outside.
        ([listed("PAYS-99100", "none"), listed("COM-66136", "c")], PERPIGNAN, "c", "regional-aid area"),
        ([listed("PAYS-99100", "none"), listed("COM-66136", "c")], CANET, "none", "outside"),
        ([listed("EPCI-200027183", "c"), listed("REG-76", "none")], PERPIGNAN, "c", "regional-aid area"),
        # Known too coarsely, only partly inside, or told twice.
        ([listed("DEP-66", "none"), listed("COM-66136", "c")], Place(department="66"), None, "differs inside"),
        ([listed("COM-66136", "part")], PERPIGNAN, None, "only a part"),
        ([listed("COM-66136", "c"), listed("COM-66136", "none")], PERPIGNAN, None, "disagree"),
        # Another day, another country, and what the decree says of whole departments.
        ([listed("COM-66136", "c", until=date(2026, 11, 25))], PERPIGNAN, None, "no row"),
        ([listed("PAYS-99100", "none")], Place(country="ES", nuts="ES511"), None, "its country"),
        ([listed("PAYS-99100", "none")], Place(commune="97105"), "a", "regional-aid area"),
        ([], Place(department="973"), "a", "regional-aid area"),
    ],
)
def test_what_a_list_tells(rows: list[Area], place: Place | None, zone: Zone | None, why: str) -> None:
    found = site(place, rows, DAY)
    assert found.zone == zone
    assert why in found.why.id
    assert found.is_doubt is (zone is None)


def test_a_row_nobody_looked_at_for_long_is_told_with_a_doubt() -> None:
    old = listed("COM-66136", "c")._replace(checked_on=date(2024, 1, 1))
    found = site(PERPIGNAN, [old], DAY)
    assert (found.zone, found.is_doubt) == ("c", True)


@given(
    st.lists(
        st.builds(
            listed,
            st.sampled_from(["COM-66136", "COM-66037", "DEP-66", "DEP-11", "REG-76", "PAYS-99100", "EPCI-200027183"]),
            st.sampled_from(["c", "none", "part"]),
        )
    )
)
def test_a_finer_place_never_contradicts_a_wider_one(rows: list[Area]) -> None:
    wide = site(Place(department="66"), rows, DAY)
    for place in (PERPIGNAN, CANET):
        if wide.zone is not None:
            assert site(place, rows, DAY).zone == wide.zone


@pytest.mark.parametrize(
    ("zone", "department", "size", "rate"),
    [
        # Decree 2022-968, annex 3, table 1: large, medium and small firms.
        ("c", "DEP-66", "large", 0.15),
        ("c", "DEP-66", "medium", 0.25),
        ("c", "DEP-66", "small", 0.35),
        ("c", "DEP-35", "small", 0.30),
        ("a", "DEP-973", "small", 0.90),
        ("a", "DEP-971", "medium", 0.60),
        ("none", "DEP-66", "small", 0.0),
    ],
)
def test_the_rates_of_the_map(zone: Zone, department: str, size: Any, rate: float) -> None:
    found = highest("regional", Case(frozenset({size}), zone=zone, department=department), DAY)
    assert (round(found.low, 6), round(found.high, 6), found.is_rule) == (rate, rate, True)


def test_a_rate_on_which_texts_disagree_limits_nothing() -> None:
    case = Case(frozenset({"small"}), zone="a", department="DEP-972")
    assert highest("regional", case, DAY).is_rule is False


@given(
    st.sampled_from(["a", "c", "none"]),
    st.sampled_from(["DEP-66", "DEP-35", "DEP-971", "DEP-973"]),
    st.sampled_from(["small", "medium", "large"]),
)
def test_learning_the_place_narrows_the_interval(
    zone: Literal["a", "c", "none"], department: str, size: Literal["small", "medium", "large"]
) -> None:
    if (zone == "a") is not (department in {"DEP-971", "DEP-973"}):
        return
    sizes = frozenset({size})
    nothing = highest("regional", Case(sizes), DAY)
    where = highest("regional", Case(sizes, department=department), DAY)
    whole = highest("regional", Case(sizes, zone=zone, department=department), DAY)
    assert nothing.low <= where.low <= whole.low <= whole.high <= where.high <= nothing.high


def test_our_own_rows_bear_their_source() -> None:
    for row in areas():
        assert row.source
        assert row.valid_from <= row.checked_on


PROJECT = "projects: [{id: atelier, title: Atelier, costs: 100000, place: {commune: '66136'}}]\n"
HEADINGS = "Code INSEE;Zone;Début;Fin;Source;Vérifié le\n"


def test_the_list_of_the_workspace_decides_the_rate(run: Run, workspace: Workspace) -> None:
    workspace.company("petite", f"id: petite\nname: Petite (fictive)\n{PROJECT}")
    workspace.write("data/calls/afr.yaml", call_text("afr", more="amounts: {intensity: 0.9, aim: regional}\n"))
    asked = ("worth", "petite", "afr", "--project", "atelier", "--format", "json")
    before = json.loads(run(*asked, at=workspace).out)
    assert "regional-aid area not known" in json.dumps(before)
    workspace.write("data/zones.csv", f"{HEADINGS}66136;c;02/07/2022;31/12/2027;Liste imaginaire;26/11/2026\n")
    after = json.loads(run(*asked, at=workspace).out)
    assert "Liste imaginaire" in json.dumps(after, ensure_ascii=False)
    assert after["high"] == 35_000
    assert after["high"] <= before["high"]
    told = json.loads(run(*asked, "--zone", "none", at=workspace).out)
    assert told["high"] == 0


def test_check_tells_each_wrong_row(run: Run, workspace: Workspace) -> None:
    rows = (
        "66136;c;02/07/2022;;Liste;26/11/2026",
        "99999;c;02/07/2022;;Liste;26/11/2026",
        "66037;d;02/07/2022;;Liste;26/11/2026",
        "66037;c;demain;;Liste;26/11/2026",
        "66037;c;02/07/2022;01/07/2022;Liste;26/11/2026",
        "66037;c;02/07/2022;;;26/11/2026",
    )
    workspace.write("data/zones.csv", HEADINGS + "\n".join(rows))
    done = run("check", at=workspace)
    assert done.code == 5
    for line, field in ((3, "code"), (4, "zone"), (5, "valid_from"), (6, "valid_to"), (7, "source")):
        assert f"data/zones.csv:{line}: {field}" in done.err
    assert "1 place of a regional-aid list" in done.err
