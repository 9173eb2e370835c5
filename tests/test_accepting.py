"""A source that truly shrank, or changed its form for good: a person says so once, and it is whole again."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from aidmatch.catalogue.store import Store
from tests.conftest import Run, Workspace
from tests.replay import Replay, cut, serving
from tests.stages import alone
from tests.test_sync import TWELVE, catalogue, listed, synced

SOURCE = "mission-transition-ecologique"


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        server.routes["/programs.json"] = [listed(*TWELVE)]
        yield server


@pytest.fixture
def place(workspace: Workspace, web: Replay, run: Run) -> Workspace:
    """Twelve records, read in full."""
    workspace.write("aidmatch.toml", alone(SOURCE, web.url("/programs.json")))
    synced(run, workspace, day="2026-11-01")
    return workspace


def test_a_source_that_shrank_is_taken_as_it_is(run: Run, place: Workspace, web: Replay) -> None:
    web.routes["/programs.json"] = [listed(*TWELVE[:4])]
    done, told = synced(run, place)
    assert (done.code, told["state"], told["gone"], len(catalogue(run, place))) == (3, "partial", 0, 12)
    assert f"aidmatch sync {SOURCE} --accept" in done.err
    done, told = synced(run, place, SOURCE, "--accept")
    assert (done.code, told["state"], told["gone"], len(catalogue(run, place))) == (0, "complete", 8, 4)
    assert told["accepted"] == ["8 records of 12 are gone at once"]
    # From then on it is an ordinary source of four records.
    done, told = synced(run, place)
    assert (done.code, told["state"], told["accepted"]) == (0, "complete", [])
    assert run("sources", "check", at=place).code == 0


def test_what_was_accepted_is_told_and_kept_with_the_run(run: Run, place: Workspace, web: Replay) -> None:
    web.routes["/programs.json"] = [listed(*TWELVE[:4])]
    done = run("sync", SOURCE, "--accept", at=place)
    assert "1 source accepted as it is" in done.out
    assert "8 records of 12" in done.err
    with Store(place.path / ".aidmatch/store.sqlite") as store:
        last = store.runs()[0]
    assert (last.state, last.gone) == ("complete", 8)
    assert last.trouble is not None
    assert "gone at once" in json.loads(last.trouble)[0][0]


def test_a_form_that_is_half_refused_is_taken_as_it_is(run: Run, place: Workspace, web: Replay) -> None:
    """What is refused keeps its former form; the next run is whole, until more is refused."""
    untitled = [{key: value for key, value in one.items() if key != "titre"} for one in TWELVE]
    web.routes["/programs.json"] = [listed(*untitled[:7], *TWELVE[7:])]
    assert synced(run, place)[0].code == 3
    assert synced(run, place, SOURCE, "--accept")[0].code == 0
    for _ in range(2):
        done, told = synced(run, place)
        assert (done.code, told["state"], len(catalogue(run, place))) == (0, "complete", 12)
    web.routes["/programs.json"] = [listed(*untitled[:10], *TWELVE[10:])]
    assert synced(run, place)[0].code == 3
    # Mended, then refused again: that is news once more.
    web.routes["/programs.json"] = [listed(*TWELVE)]
    assert synced(run, place)[0].code == 0
    web.routes["/programs.json"] = [listed(*untitled[:7], *TWELVE[7:])]
    assert synced(run, place)[0].code == 3


def test_what_came_in_part_is_never_accepted(run: Run, place: Workspace, web: Replay) -> None:
    web.routes["/programs.json"] = [cut(json.dumps(TWELVE[:4]).encode())]
    with pytest.MonkeyPatch.context() as patch:
        from aidmatch import fetch

        patch.setattr(fetch.Patience, "__new__", lambda cls, *_: tuple.__new__(cls, (1, 0.01, 0.05)))
        done, told = synced(run, place, SOURCE, "--accept")
    assert (done.code, told["gone"], told["accepted"], len(catalogue(run, place))) == (3, 0, [], 12)
    assert "was not accepted" in done.err


def test_there_may_be_nothing_to_accept(run: Run, place: Workspace) -> None:
    done, told = synced(run, place, SOURCE, "--accept")
    assert (done.code, told["state"], told["accepted"]) == (0, "complete", [])
    assert "accepted" not in done.err


def test_a_dry_run_shows_what_would_be_accepted(run: Run, place: Workspace, web: Replay) -> None:
    web.routes["/programs.json"] = [listed(*TWELVE[:4])]
    _, told = synced(run, place, SOURCE, "--accept", "--dry-run")
    assert (told["gone"], len(catalogue(run, place))) == (8, 12)
    assert synced(run, place)[0].code == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--accept",), "one source"),
        ((SOURCE, "aides-entreprises", "--accept"), "one source"),
        ((SOURCE, "--accept", "--offline"), "--offline"),
        ((SOURCE, "--accept", "--since", "2026-01-01"), "--since"),
    ],
)
def test_a_person_answers_for_one_source_as_it_is_now(
    words: tuple[str, ...], told: str, run: Run, place: Workspace, web: Replay
) -> None:
    web.routes["/programs.json"] = [listed(*TWELVE[:4])]
    done = run("sync", *words, at=place)
    assert done.code == 2
    assert told in done.err
    assert len(catalogue(run, place)) == 12
