"""The same aid told by a file of ours and by an import: one call in every list, and a person's word on it."""

from __future__ import annotations

import json

from tests.conftest import Run, Workspace

TITLE = "Prêt exemple pour la transition des ateliers"
PAGE = "https://example.org/pret-exemple"


def doubled(workspace: Workspace) -> Workspace:
    workspace.write(
        "data/calls/pret-exemple.yaml",
        f"""
id: pret-exemple
title: {TITLE}
kind: standing
instrument: loan
funders: [{{name: Banque Exemple}}]
window: {{kind: permanent}}
origin: {{source: Banque Exemple, url: "{PAGE}"}}
""",
    )
    rows = f"id;titre;url_source;eligibilite\r\n77;{TITLE};{PAGE};Entreprises de moins de 50 salariés\r\n"
    folder = workspace.path / ".aidmatch/imports/dispositif-aide"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "aides.csv").write_text(rows, encoding="utf-8")
    return workspace


def ids(run: Run, place: Workspace) -> list[str]:
    told = json.loads(run("calls", "list", "--format", "json", at=place).out)
    return [call["id"] for call in told["calls"]]


def test_it_is_listed_once_under_our_id_and_found_under_the_other(run: Run, workspace: Workspace) -> None:
    place = doubled(workspace)
    assert [one for one in ids(run, place) if "exemple" in one or one == "da-77"] == ["pret-exemple"]
    shown = json.loads(run("calls", "show", "da-77", "--format", "json", at=place).out)
    (shown,) = shown["calls"]
    assert {origin["call"] for origin in shown["origins"]} == {"pret-exemple", "da-77"}


def test_a_person_splits_them_for_good(run: Run, workspace: Workspace) -> None:
    place = doubled(workspace)
    assert "da-77" not in ids(run, place)
    place.write("data/same.yaml", "- apart: [pret-exemple, da-77]\n  why: two loans\n")
    assert {"pret-exemple", "da-77"} <= set(ids(run, place))
    (place.path / "data/same.yaml").unlink()
    assert "da-77" not in ids(run, place)


def test_a_wrong_decision_is_named_with_its_line(run: Run, workspace: Workspace) -> None:
    place = doubled(workspace)
    place.write("data/same.yaml", "- same: [pret-exemple]\n")
    done = run("check", at=place)
    assert done.code == 5
    assert "data/same.yaml:1" in done.err + done.out


def test_an_overlay_on_the_record_told_within_another_is_no_lone_one(run: Run, workspace: Workspace) -> None:
    place = doubled(workspace)
    place.write("data/overlays/da-77.yaml", "id: da-77\nset:\n  summary: Un prêt.\nwhy: clearer\n")
    assert "no such call" not in run("check", at=place).out


def test_data_are_where_they_were(run: Run, workspace: Workspace) -> None:
    place = doubled(workspace)
    before = {path: path.read_bytes() for path in (place.path / "data").rglob("*") if path.is_file()}
    ids(run, place)
    assert before == {path: path.read_bytes() for path in (place.path / "data").rglob("*") if path.is_file()}
