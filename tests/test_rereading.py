"""What was sent before and read by the same reader is not read again; anything else is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from aidmatch.prepare import opening
from aidmatch.sources import mission_transition_ecologique as source
from tests.conftest import Run, Workspace
from tests.replay import Replay, serving
from tests.stages import alone
from tests.test_sync import TWELVE, catalogue, listed, programme, synced


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        server.routes["/programs.json"] = [listed(*TWELVE)]
        yield server


@pytest.fixture
def place(workspace: Workspace, web: Replay) -> Workspace:
    workspace.write("aidmatch.toml", alone("mission-transition-ecologique", web.url("/programs.json")))
    return workspace


class Reader:
    """The source's own reader, looked at, and taught when asked."""

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()
        self.adds = ""
        self._true = source.call_of

    def __call__(self, record: Any, note: Any) -> Any:
        self.read[record["id"]] += 1
        call = self._true(record, note)
        return call.model_copy(update={"title": call.title + self.adds})


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader()
    monkeypatch.setattr(source, "call_of", made)
    return made


def test_the_same_again_is_not_read_again(run: Run, place: Workspace, web: Replay, reader: Reader) -> None:
    synced(run, place, day="2026-11-01")
    reader.read.clear()
    web.routes["/programs.json"] = [listed(*TWELVE[:5], programme(5, titre="Autre titre"), *TWELVE[6:])]
    _, told = synced(run, place, day="2026-11-08")
    assert (told["read"], told["changed"], told["gone"]) == (12, 1, 0)
    assert reader.read == {"aide-005": 1}
    assert len(catalogue(run, place)) == 12


def test_one_that_came_back_is_read(run: Run, place: Workspace, web: Replay, reader: Reader) -> None:
    synced(run, place)
    web.routes["/programs.json"] = [listed(*TWELVE[1:])]
    synced(run, place)
    reader.read.clear()
    web.routes["/programs.json"] = [listed(*TWELVE)]
    _, told = synced(run, place)
    assert (told["back"], reader.read) == (1, {"aide-000": 1})


def test_a_reader_that_has_learnt_something_reads_all_again(
    run: Run, place: Workspace, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced(run, place)
    reader.read.clear()
    reader.adds = " (mieux lu)"
    monkeypatch.setattr(opening, "_fingerprint", lambda: "edited")
    _, told = synced(run, place)
    assert (told["changed"], sum(reader.read.values())) == (12, 12)
    reader.read.clear()
    assert (synced(run, place)[1]["changed"], reader.read) == (0, {})


def test_other_settings_read_all_again(run: Run, place: Workspace, reader: Reader) -> None:
    synced(run, place)
    reader.read.clear()
    toml = (place.path / "aidmatch.toml").read_text("utf-8")
    place.write("aidmatch.toml", toml.replace("\nurl", "\nenabled = true\nurl", 1))
    synced(run, place)
    assert sum(reader.read.values()) == 12


def test_what_is_odd_is_told_each_time(run: Run, place: Workspace, web: Replay) -> None:
    odd = programme(0, eligibilityData={"company": {"allowedRegion": ["Nulle-Part"]}, "validity": {}})
    web.routes["/programs.json"] = [listed(odd, *TWELVE[1:])]
    first = synced(run, place)[1]["oddities"]
    assert (first > 0, synced(run, place)[1]["oddities"]) == (True, first)


def test_offline_reads_everything(run: Run, place: Workspace, reader: Reader) -> None:
    synced(run, place)
    reader.read.clear()
    reader.adds = " (mieux lu)"
    _, told = synced(run, place, "--offline")
    assert (told["changed"], sum(reader.read.values())) == (12, 12)
    reader.read.clear()
    _, told = synced(run, place)
    assert (told["changed"], reader.read) == (0, {})
