"""Where each field of a call comes from, since when, and when it was last seen; every version with its run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.prepare import opening
from aidmatch.sources import mission_transition_ecologique as source
from tests.conftest import Run, Workspace, call_text
from tests.replay import Replay, ok, serving
from tests.stages import alone
from tests.test_contract import check
from tests.test_sync import TWELVE, listed, programme, synced


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        server.routes["/programs.json"] = [listed(*TWELVE)]
        yield server


@pytest.fixture
def place(workspace: Workspace, web: Replay) -> Workspace:
    workspace.write("aidmatch.toml", alone("mission-transition-ecologique", web.url("/programs.json")))
    return workspace


def history(run: Run, place: Workspace, call: str) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    done = run("calls", "history", call, "--format", "json", at=place)
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    check("history", told)
    return {one["field"]: one for one in told["fields"]}, told["versions"]


def first_replaced(web: Replay, **fields: Any) -> None:
    web.routes["/programs.json"] = [listed(programme(0, **fields), *TWELVE[1:])]


class TestOneSource:
    def test_each_field_with_its_own_day(self, run: Run, place: Workspace, web: Replay) -> None:
        synced(run, place, day="2026-11-01")
        first_replaced(web, titre="Autre titre")
        synced(run, place, day="2026-11-08")
        synced(run, place, day="2026-11-15")
        fields, versions = history(run, place, "mte-aide-000")
        title, kind = fields["title"], fields["kind"]
        assert (title["value"], title["since"][:10], title["run"]) == ("Autre titre", "2026-11-08", 2)
        assert (kind["since"][:10], kind["run"], kind["by"]) == ("2026-11-01", 1, "source")
        for one in fields.values():
            assert (one["source"], one["record"]) == ("mission-transition-ecologique", "aide-000")
            assert one["last_seen"][:10] == "2026-11-15"
        assert [(one["run"], one["kind"]) for one in versions] == [(1, "new"), (2, "changed")]
        assert versions[1]["fields"] == [{"name": "title", "before": "Aide exemple 0", "after": "Autre titre"}]

    def test_a_value_that_went_and_came_is_as_old_as_its_return(self, run: Run, place: Workspace, web: Replay) -> None:
        for day, title in (("2026-11-01", "Un"), ("2026-11-08", "Deux"), ("2026-11-15", "Un")):
            first_replaced(web, titre=title)
            synced(run, place, day=day)
        fields, _ = history(run, place, "mte-aide-000")
        assert fields["title"]["since"][:10] == "2026-11-15"
        assert fields["summary"]["since"][:10] == "2026-11-01"

    def test_gone_and_back(self, run: Run, place: Workspace, web: Replay) -> None:
        synced(run, place, day="2026-11-01")
        web.routes["/programs.json"] = [listed(*TWELVE[1:])]
        synced(run, place, day="2026-11-08")
        fields, versions = history(run, place, "mte-aide-000")
        assert fields == {}
        assert [one["kind"] for one in versions] == ["new", "gone"]
        first_replaced(web, titre="Autre titre")
        synced(run, place, day="2026-11-15")
        fields, versions = history(run, place, "mte-aide-000")
        assert [one["kind"] for one in versions] == ["new", "gone", "back"]
        assert [field["name"] for field in versions[2]["fields"]] == ["title"]
        assert fields["title"]["since"][:10] == "2026-11-15"

    def test_what_we_read_otherwise_is_ours(self, run: Run, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        synced(run, place, day="2026-11-01")
        true_call_of = source.call_of

        def learnt(record: Any, note: Any) -> Any:
            return true_call_of(record, note).model_copy(update={"level": "regional"})

        monkeypatch.setattr(source, "call_of", learnt)
        monkeypatch.setattr(opening, "_fingerprint", lambda: "edited")
        synced(run, place, "--offline", day="2026-11-08")
        fields, versions = history(run, place, "mte-aide-000")
        assert (fields["level"]["by"], fields["level"]["since"][:10]) == ("reader", "2026-11-08")
        assert fields["title"]["by"] == "source"
        assert [one["kind"] for one in versions] == ["new", "reread"]

    def test_a_person_reads_it(self, run: Run, place: Workspace, web: Replay) -> None:
        synced(run, place, day="2026-11-01")
        first_replaced(web, titre="Autre titre\x1b[31m")
        synced(run, place, day="2026-11-08")
        done = run("--lang", "fr", "calls", "history", "mte-aide-000", at=place)
        assert done.code == 0
        assert "depuis le 8 novembre 2026" in done.out
        assert "8 novembre 2026, moisson 2 : modifiée" in done.out.replace("\u00a0", " ")
        assert "\x1b" not in done.out


class TestSeveralPlaces:
    def test_a_merged_call_says_which_origin_stands(self, run: Run, place: Workspace) -> None:
        synced(run, place, day="2026-11-01")
        text = call_text("ours", title="Aide exemple 5", criteria="[]", more="amounts: {ceiling: 4000}\n")
        place.write("data/calls/ours.yaml", text)
        place.write("data/same.yaml", "- same: [ours, mte-aide-005]\n")
        fields, versions = history(run, place, "ours")
        ours, theirs = fields["amounts.ceiling"], fields["summary"]
        assert (ours["file"], ours["by"], ours["since"]) == ("data/calls/ours.yaml", "file", None)
        assert ours["last_seen"] == "2026-10-01"
        assert (theirs["source"], theirs["record"], theirs["file"]) == (
            "mission-transition-ecologique",
            "aide-005",
            None,
        )
        assert [one["record"] for one in versions] == ["aide-005"]
        # By the id under which the portal gives it, it is the same call.
        assert history(run, place, "mte-aide-005") == (fields, versions)

    def test_two_portals(self, run: Run, workspace: Workspace, web: Replay) -> None:
        """Each field from the portal whose value stands, last seen when that portal was."""
        csv = "id;titre;url_source;eligibilite\r\n7;Aide exemple 7;https://example.org/7;Pour les associations\r\n"
        web.routes["/a.csv"] = [ok(csv.encode(), "text/csv")]
        toml = alone("mission-transition-ecologique", web.url("/programs.json"))
        own = f'[sources.region]\nkind = "dispositif-aide"\nurl = "{web.url("/a.csv")}"\n'
        workspace.write("aidmatch.toml", toml + own)
        workspace.write("data/same.yaml", "- same: [da-7, mte-aide-007]\n")
        run("sync", at=workspace, day="2026-11-01")
        run("sync", "region", at=workspace, day="2026-11-15")
        fields, versions = history(run, workspace, "da-7")
        assert {one["source"] for one in fields.values()} == {"region", "mission-transition-ecologique"}
        for one in fields.values():
            assert one["last_seen"][:10] == ("2026-11-15" if one["source"] == "region" else "2026-11-01")
        assert fields["conditions"]["source"] == "region"
        assert fields["summary"]["source"] == "mission-transition-ecologique"
        assert len(versions) == 2

    def test_an_overlay_is_named(self, run: Run, place: Workspace) -> None:
        synced(run, place, day="2026-11-01")
        text = "id: mte-aide-003\nthemes: [energy]\nwhy: said on the phone\non: 2026-11-20\n"
        place.write("data/overlays/three.yaml", text)
        fields, _ = history(run, place, "mte-aide-003")
        themes = fields["themes"]
        assert (themes["by"], themes["file"], themes["since"]) == ("person", "data/overlays/three.yaml", "2026-11-20")
        assert fields["title"]["by"] == "source"

    def test_a_call_of_a_data_file_alone(self, run: Run, small: Workspace) -> None:
        fields, versions = history(run, small, "jeu-ouvert")
        assert {one["file"] for one in fields.values()} == {"data/calls/jeu-ouvert.yaml"}
        assert versions == []


def test_no_such_call(run: Run, place: Workspace) -> None:
    synced(run, place)
    assert run("calls", "history", "zzzz-nowhere", at=place).code == 2


@given(
    titles=st.lists(st.sampled_from(["Un", "Deux"]), min_size=1, max_size=6),
    levels=st.lists(st.sampled_from(["regional", "national", None]), min_size=6, max_size=6),
)
def test_since_is_the_first_version_of_the_last_streak(titles: list[str], levels: list[str | None]) -> None:
    from datetime import UTC, datetime

    from aidmatch.call import Call
    from aidmatch.catalogue.remembered import Trail, Version
    from aidmatch.history import Teller, standings

    def call(title: str, level: str | None) -> Call:
        origin = {"source": "portal", "id": "r", "url": "https://example.org"}
        told = {"id": "c", "title": title, "kind": "standing", "instrument": "grant", "level": level}
        return Call.model_validate({**told, "window": {"kind": "permanent"}, "origin": origin})

    forms = [call(title, level) for title, level in zip(titles, levels, strict=False)]
    days = [datetime(2026, 1, 1 + number, tzinfo=UTC) for number in range(len(forms))]
    versions = tuple(
        Version(number + 1, day, "source", one) for number, (day, one) in enumerate(zip(days, forms, strict=True))
    )
    trail = Trail("s", "r", "c", days[-1], len(forms), is_gone=False, versions=versions, moments=())
    found = {one.name: one for one in standings(forms[-1], [Teller(forms[-1].origin, forms[-1], trail, None)])}
    for name in ("title", "level"):
        said = [getattr(one, name) for one in forms]
        streak = next((n for n in range(len(said) - 1, 0, -1) if said[n - 1] != said[n]), 0)
        assert (name in found) == (said[-1] is not None)
        if name in found:
            assert (found[name].since, found[name].run) == (days[streak], streak + 1)
