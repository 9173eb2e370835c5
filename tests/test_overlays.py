"""What a person overrules in a call that a program read: it stands, survives every import, and is shown."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from aidmatch import prepare
from tests.conftest import ROOT, STUDIO, Run, Workspace

PROGRAMMES = ROOT / "tests" / "sources" / "mission-transition-ecologique" / "payload.json"


def answer(run: Run, place: Workspace, call: str, company: str = "studio") -> str:
    out = run("match", "--call", call, "--company", company, "--format", "json", at=place).out
    (pair,) = json.loads(out)["pairs"]
    return str(pair["answer"])


OVERLAY = """\
# yaml-language-server: $schema=../schemas/overlay.schema.json
id: trop-grand
drop: [headcount]
add:
  - {kind: headcount, max: 49, words: moins de 50 salariés}
window: {closes: 2027-01-31}
why: plafond relu sur la page
on: 2026-11-20
"""


class TestItStands:
    def test_a_dropped_and_an_added_criterion_decide(self, small: Workspace, run: Run) -> None:
        assert answer(run, small, "trop-grand") == "ineligible"
        small.write("data/overlays/trop-grand.yaml", OVERLAY)
        assert answer(run, small, "trop-grand") == "eligible"

    def test_it_is_shown_with_its_reason(self, small: Workspace, run: Run) -> None:
        small.write("data/overlays/trop-grand.yaml", OVERLAY)
        for words in (("explain", "studio", "trop-grand"), ("calls", "show", "trop-grand")):
            out = " ".join(run(*words, at=small).out.split())
            assert "corrected by hand in data/overlays/trop-grand.yaml on 20 November 2026: plafond relu" in out
        told = json.loads(run("explain", "studio", "trop-grand", "--format", "json", at=small).out)
        assert told["origin"]["corrected"] == {
            "file": "data/overlays/trop-grand.yaml",
            "fields": ["window", "criteria"],
            "why": "plafond relu sur la page",
            "on": "2026-11-20",
            "idle": [],
        }
        assert told["verdicts"][0]["source"] == "data/overlays/trop-grand.yaml"
        schema = json.loads((ROOT / "docs/schemas/explain.schema.json").read_text("utf-8"))
        assert not list(Draft202012Validator(schema).iter_errors(told))

    def test_a_field_given_changes_the_rest_stays(self, small: Workspace, run: Run) -> None:
        small.write("data/calls/aide.yaml", BOTH_AMOUNTS)
        small.write("data/overlays/aide.yaml", "id: aide\namounts: {ceiling: 60000, typical: null}\n")
        (found,) = json.loads(run("calls", "show", "aide", "--format", "json", at=small).out)["calls"]
        assert found["amounts"] == {"ceiling": 60000, "intensity": 0.5}
        assert found["window"] == {"kind": "dated", "opens": "2026-10-01", "closes": "2026-12-31"}

    def test_a_window_given_with_its_kind_stands_whole(self, small: Workspace, run: Run) -> None:
        small.write("data/calls/aide.yaml", BOTH_AMOUNTS)
        small.write("data/overlays/aide.yaml", "id: aide\nwindow: {kind: permanent}\n")
        (found,) = json.loads(run("calls", "show", "aide", "--format", "json", at=small).out)["calls"]
        assert found["window"] == {"kind": "permanent"}

    def test_it_drops_by_the_words(self, small: Workspace, run: Run) -> None:
        small.write("data/overlays/a-confirmer.yaml", "id: a-confirmer\ndrop: [le projet est  innovant., de_minimis]\n")
        (found,) = json.loads(run("calls", "show", "a-confirmer", "--format", "json", at=small).out)["calls"]
        assert "conditions" not in found
        assert "criteria" not in found
        # No condition is left: that is not a yes.
        assert answer(run, small, "a-confirmer") == "to_confirm"

    def test_it_comes_and_goes_with_its_file(self, small: Workspace, run: Run) -> None:
        file = small.write("data/overlays/trop-grand.yaml", OVERLAY)
        assert answer(run, small, "trop-grand") == "eligible"
        small.write("data/overlays/trop-grand.yaml", OVERLAY.replace("max: 49", "max: 9"))
        assert answer(run, small, "trop-grand") == "ineligible"
        file.unlink()
        (found,) = json.loads(run("calls", "show", "trop-grand", "--format", "json", at=small).out)["calls"]
        assert "corrected" not in found["origin"]

    def test_a_new_import_leaves_it(self, workspace: Workspace, run: Run) -> None:
        workspace.company("studio", STUDIO)
        asked = ("calls", "import", PROGRAMMES, "--from", "mission-transition-ecologique")
        run(*asked, at=workspace)
        with prepare.open_catalogue(workspace.path) as catalogue:
            call = catalogue.call_names()[0][1]
        workspace.write(f"data/overlays/{call}.yaml", f"id: {call}\ntitle: Titre relu\n")
        for _ in range(2):
            run(*asked, at=workspace)
            with prepare.open_catalogue(workspace.path) as catalogue:
                ordinal = catalogue.call_ordinal(call)
                assert ordinal is not None
                assert catalogue.call(ordinal).title == "Titre relu"


class TestWhatIsWrong:
    def test_a_wrong_field_is_told_with_its_line(self, small: Workspace, run: Run) -> None:
        small.write(
            "data/overlays/trop-grand.yaml", "id: trop-grand\nsumary: x\nadd:\n  - {kind: headcount, max: dix}\n"
        )
        done = run("check", at=small)
        assert done.code == 5
        assert "data/overlays/trop-grand.yaml:2: sumary: no such field (did you mean summary?)" in done.err
        assert "data/overlays/trop-grand.yaml:4: add.0.max: a number was expected, not dix" in done.err

    def test_one_that_makes_no_valid_call_is_left_off(self, small: Workspace, run: Run) -> None:
        small.write("data/overlays/trop-grand.yaml", "id: trop-grand\nwhy: essai\nwindow:\n  opens: 2027-06-01\n")
        for _ in range(2):
            done = run("check", at=small)
            assert done.code == 5
            assert "data/overlays/trop-grand.yaml:3: window.closes: the closing is before the opening" in done.err
            assert done.err.count("the closing is before") == 1
        assert answer(run, small, "trop-grand") == "ineligible"

    def test_one_without_its_call_is_reported(self, small: Workspace, run: Run) -> None:
        small.write("data/overlays/partie.yaml", "id: partie\ntitle: X\n")
        done = run("check", at=small)
        assert done.code == 0
        assert "data/overlays/partie.yaml: no such call: partie" in done.out

    def test_one_that_drops_what_is_not_there_is_reported(self, small: Workspace, run: Run) -> None:
        small.write("data/overlays/trop-grand.yaml", "id: trop-grand\ndrop: [headcont]\n")
        assert "data/overlays/trop-grand.yaml drops “headcont”" in run("check", at=small).out

    def test_two_for_one_call(self, small: Workspace, run: Run) -> None:
        small.write("data/overlays/a.yaml", "id: trop-grand\ntitle: Premier\n")
        small.write("data/overlays/b.yaml", "id: trop-grand\ntitle: Second\n")
        done = run("calls", "show", "trop-grand", at=small)
        assert done.code == 3
        assert "Premier" in done.out
        assert "data/overlays/b.yaml:1: id: the id trop-grand is already used in data/overlays/a.yaml" in done.err

    def test_its_text_acts_on_nothing(self, small: Workspace, run: Run) -> None:
        small.write("data/overlays/trop-grand.yaml", 'id: trop-grand\nwhy: "[red]\\e[31m\\u202ex"\n')
        out = run("explain", "studio", "trop-grand", at=small).out
        assert "[red]" in out
        assert not {"\x1b", "\u202e"} & set(out)


BOTH_AMOUNTS = """\
id: aide
title: Aide
kind: standing
instrument: grant
window: {kind: dated, opens: 2026-10-01, closes: 2026-12-31}
amounts: {ceiling: 50000, intensity: 0.5, typical: 20000}
origin: {source: Exemple}
"""


def test_an_editor_accepts_what_the_program_accepts() -> None:
    from ruamel.yaml import YAML

    schema = json.loads((ROOT / "data/schemas/overlay.schema.json").read_text("utf-8"))
    content = json.loads(json.dumps(YAML(typ="safe", pure=True).load(OVERLAY), default=str))
    assert not list(Draft202012Validator(schema).iter_errors(content))
    assert list(Draft202012Validator(schema).iter_errors({**content, "sumary": "x"}))


def test_the_example_of_the_documentation_works(small: Workspace, run: Run) -> None:
    page = (ROOT / "docs" / "overlays.md").read_text("utf-8")
    text = page.partition("```yaml\n")[2].partition("```")[0]
    call = "veille-aide-au-prototype-region-exemple"
    small.call(call, criteria="[{kind: headcount, max: 9}]")
    small.write(f"data/overlays/{call}.yaml", text)
    done = run("check", at=small)
    assert (done.code, "data/overlays" in done.out) == (0, False)
    assert answer(run, small, call) == "eligible"


def test_no_overlay_is_shipped() -> None:
    assert not (Path(ROOT) / "data" / "overlays").exists()
