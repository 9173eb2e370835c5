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


def test_only_an_overlay_whose_call_is_nowhere_is_told(run: Run, workspace: Workspace) -> None:
    place = doubled(workspace)
    place.write("data/overlays/da-77.yaml", "id: da-77\nsummary: Un prêt.\nwhy: clearer\n")
    assert "no such call" not in run("check", at=place).out
    place.write("data/overlays/nulle-part.yaml", "id: nulle-part\nsummary: Un prêt.\nwhy: clearer\n")
    for command in ("check", "doctor"):
        assert "nulle-part" in run(command, at=place).out


def test_data_are_where_they_were(run: Run, workspace: Workspace) -> None:
    place = doubled(workspace)
    before = {path: path.read_bytes() for path in (place.path / "data").rglob("*") if path.is_file()}
    ids(run, place)
    assert before == {path: path.read_bytes() for path in (place.path / "data").rglob("*") if path.is_file()}


def test_an_overlay_wins_over_the_other_portals(run: Run, workspace: Workspace) -> None:
    """Under the id that is shown, whichever record is the freshest."""
    place = workspace
    folder = place.path / ".aidmatch/imports/dispositif-aide"
    folder.mkdir(parents=True)
    head = "id;titre;url_source;eligibilite;date_mise_a_jour\r\n"
    for name, own, day in (("a", "77", "2026-01-05"), ("b", "88", "2026-11-05")):
        rows = f"{head}{own};{TITLE};{PAGE};Entreprises de moins de 50 salariés;{day}\r\n"
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    place.write("data/same.yaml", "- same: [da-77, da-88]\n")
    (shown,) = [one for one in ids(run, place) if one.startswith("da-")]
    place.write(f"data/overlays/{shown}.yaml", f"id: {shown}\ntitle: Relu au téléphone\nwhy: call of the funder\n")
    told = json.loads(run("calls", "show", shown, "--format", "json", at=place).out)["calls"][0]
    assert told["title"] == "Relu au téléphone"
