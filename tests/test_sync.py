"""A synced catalogue: what is kept, what changes, what a fault never closes. By the command line, over real HTTP."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from aidmatch.catalogue.store import Known, Seen, Store
from aidmatch.sync import decide, essence
from tests.conftest import Done, Run, Workspace
from tests.replay import Answer, Replay, cut, ok, revalidated, serving, status
from tests.stages import alone
from tests.test_contract import check

Programme = dict[str, Any]
PAYLOAD = Path(__file__).parent / "sources" / "mission-transition-ecologique" / "payload.json"


def programme(number: int, **fields: Any) -> Programme:
    """A programme in the shape of the service, its values invented."""
    return {
        "id": f"aide-{number:03}",
        "titre": f"Aide exemple {number}",
        "promesse": "Un diagnostic en partie pris en charge",
        "nature de l'aide": "étude",
        "eligibilityData": {"company": {}, "validity": {"end": "31/12/2027"}, "priorityObjectives": []},
        **fields,
    }


def listed(*programmes: Programme) -> Answer:
    return revalidated(json.dumps(programmes).encode())


TWELVE = [programme(number) for number in range(12)]


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        server.routes["/programs.json"] = [listed(*TWELVE)]
        yield server


@pytest.fixture
def place(workspace: Workspace, web: Replay) -> Workspace:
    workspace.write("aidmatch.toml", alone("mission-transition-ecologique", web.url("/programs.json")))
    return workspace


def synced(run: Run, place: Workspace, *options: str, day: str = "2026-11-22") -> tuple[Done, dict[str, Any]]:
    done = run("sync", "--format", "json", *options, at=place, day=day)
    if done.out:
        check("sync", json.loads(done.out))
    return done, json.loads(done.out)["sources"][0] if done.out else {}


def catalogue(run: Run, place: Workspace) -> set[str]:
    return {call["id"] for call in json.loads(run("calls", "list", "--all", "--format", "json", at=place).out)["calls"]}


def changed(run: Run, place: Workspace, since: str, day: str) -> list[tuple[str, str]]:
    done = run("changes", "--since", since, "--format", "json", at=place, day=day)
    return [(one["kind"], one["call"]) for one in json.loads(done.out)["changes"]]


class TestOneSource:
    def test_its_records_join_the_catalogue(self, run: Run, place: Workspace) -> None:
        done, told = synced(run, place)
        assert (done.code, told["state"], told["read"], told["new"]) == (0, "complete", 12, 12)
        assert catalogue(run, place) == {f"mte-aide-{number:03}" for number in range(12)}

    def test_a_second_time_nothing_is_sent_nor_written(self, run: Run, place: Workspace) -> None:
        synced(run, place)
        _, told = synced(run, place)
        assert (told["new"], told["changed"], told["gone"], told["bytes"]) == (0, 0, 0, 0)
        with Store(place.path / ".aidmatch/store.sqlite") as store:
            assert len(list(store.events())) == 12

    def test_what_changed_is_told_field_by_field(self, run: Run, place: Workspace, web: Replay) -> None:
        synced(run, place, day="2026-11-01")
        later = programme(3, eligibilityData={"company": {}, "validity": {"end": "30/06/2027"}})
        web.routes["/programs.json"] = [listed(*TWELVE[:3], later, programme(4, titre="Autre titre"), *TWELVE[5:])]
        synced(run, place, day="2026-11-08")
        found = run("changes", "--since", "2026-11-02", "--format", "json", at=place, day="2026-11-09")
        told = {one["call"]: one for one in json.loads(found.out)["changes"]}
        assert told["mte-aide-003"]["kind"] == "deadline"
        assert told["mte-aide-004"]["fields"] == [{"name": "title", "before": "Aide exemple 4", "after": "Autre titre"}]
        assert len(told) == 2
        target = place.path / "changes.parquet"
        assert run("changes", "--since", "2026-11-02", "-o", target, at=place, day="2026-11-09").code == 0
        kept = {row["call"]: row for row in pq.read_table(target).to_pylist()}
        assert {call: row["told"] for call, row in kept.items()} == {call: one["told"] for call, one in told.items()}

    def test_gone_then_back(self, run: Run, place: Workspace, web: Replay) -> None:
        synced(run, place, day="2026-11-01")
        web.routes["/programs.json"] = [listed(*TWELVE[1:])]
        _, told = synced(run, place, day="2026-11-08")
        assert told["gone"] == 1
        assert "mte-aide-000" not in catalogue(run, place)
        assert changed(run, place, "2026-11-02", "2026-11-09") == [("gone", "mte-aide-000")]
        web.routes["/programs.json"] = [listed(*TWELVE)]
        _, told = synced(run, place, day="2026-11-15")
        assert (told["back"], told["new"]) == (1, 0)
        assert changed(run, place, "2026-11-10", "2026-11-16") == [("back", "mte-aide-000")]
        assert changed(run, place, "2026-11-02", "2026-11-16") == []

    def test_weeks_without_a_look_lose_nothing(self, run: Run, place: Workspace, web: Replay) -> None:
        synced(run, place, day="2026-10-01")
        for week, title in (("2026-10-08", "Un"), ("2026-10-15", "Deux"), ("2026-10-22", "Trois")):
            web.routes["/programs.json"] = [listed(programme(0, titre=title), *TWELVE[1:])]
            synced(run, place, day=week)
        done = run("changes", "--since", "2026-10-02", "--format", "json", at=place, day="2026-10-23")
        (one,) = json.loads(done.out)["changes"]
        assert one["fields"] == [{"name": "title", "before": "Aide exemple 0", "after": "Trois"}]

    def test_closed_by_its_date_is_not_gone(self, run: Run, place: Workspace, web: Replay) -> None:
        ending = programme(0, eligibilityData={"company": {}, "validity": {"end": "15/11/2026"}})
        web.routes["/programs.json"] = [listed(ending, *TWELVE[1:])]
        synced(run, place, day="2026-11-01")
        assert ("closing", "mte-aide-000") in changed(run, place, "2026-11-02", "2026-11-05")
        assert changed(run, place, "2026-11-08", "2026-11-22") == [("closed", "mte-aide-000")]

    def test_flicker_is_no_change(self, run: Run, place: Workspace, web: Replay) -> None:
        first = programme(0, **{"autres opérateurs": ["A", "B"], "vues": 10})
        web.routes["/programs.json"] = [listed(first, *TWELVE[1:])]
        synced(run, place)
        again = programme(
            0, **{"vues": 11, "autres opérateurs": ["A", "B"], "promesse": "Un  diagnostic en partie pris en charge "}
        )
        web.routes["/programs.json"] = [listed(*TWELVE[:0:-1], again)]
        _, told = synced(run, place)
        assert (told["new"], told["changed"], told["gone"]) == (0, 0, 0)

    def test_a_dry_run_keeps_nothing(self, run: Run, place: Workspace) -> None:
        _, told = synced(run, place, "--dry-run")
        assert told["new"] == 12
        assert catalogue(run, place) == set()

    def test_offline_reads_what_was_kept(self, run: Run, place: Workspace, web: Replay) -> None:
        synced(run, place)
        web.routes.clear()
        done, told = synced(run, place, "--offline")
        assert (done.code, told["state"], told["read"], told["changed"]) == (0, "reread", 12, 0)

    def test_seeing_a_record_again_is_checking_it(self, run: Run, place: Workspace) -> None:
        synced(run, place, day="2026-11-01")
        synced(run, place, day="2026-11-20")
        shown = json.loads(run("calls", "show", "mte-aide-001", "--format", "json", at=place).out)
        assert shown["calls"][0]["origin"]["read_on"] == "2026-11-20"


# The other faults are done to every source in test_faults.py; here, what `changes` and `sources check` say of a few.
FAULTS: dict[str, list[Answer]] = {
    "down": [status(500)],
    "cut": [cut(json.dumps(TWELVE).encode())],
    "another form": [ok(b'{"data": []}')],
    "schema": [listed(*({key: value for key, value in one.items() if key != "titre"} for one in TWELVE))],
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_closes_nothing_and_is_said(
    fault: str, run: Run, place: Workspace, web: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aidmatch import fetch

    monkeypatch.setattr(fetch.Patience, "__new__", lambda cls, *_: tuple.__new__(cls, (2, 0.01, 0.05)))
    synced(run, place, day="2026-11-01")
    before = catalogue(run, place)
    web.routes["/programs.json"] = list(FAULTS[fault])
    done, told = synced(run, place, day="2026-11-04")
    assert done.code == 3
    assert told["state"] in ("failed", "partial")
    # What is missing from what did not come whole is no second trouble.
    assert done.err.count("last complete run 3 days ago") == 1
    assert "Traceback" not in done.err
    assert catalogue(run, place) == before
    assert changed(run, place, "2026-11-02", "2026-11-05") == []
    checked = run("sources", "check", at=place, day="2026-11-05")
    assert checked.code == 3
    assert "was not complete" in checked.out
    web.routes["/programs.json"] = [listed(*TWELVE)]
    assert synced(run, place, day="2026-11-06")[0].code == 0


class TestOddSources:
    def test_a_small_source_that_answers_nothing_closes_nothing(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/programs.json"] = [listed(*TWELVE[:2])]
        synced(run, place)
        web.routes["/programs.json"] = [listed()]
        done, told = synced(run, place)
        assert (done.code, told["gone"], len(catalogue(run, place))) == (3, 0, 2)

    def test_a_small_source_that_cannot_be_read_at_all_is_said(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/programs.json"] = [listed({"id": "aide-000"}, {"id": "aide-001"})]
        done, told = synced(run, place)
        assert (done.code, told["state"]) == (3, "partial")

    def test_one_of_a_few_may_go(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/programs.json"] = [listed(*TWELVE[:2])]
        synced(run, place)
        web.routes["/programs.json"] = [listed(TWELVE[0])]
        done, told = synced(run, place)
        assert (done.code, told["gone"]) == (0, 1)

    def test_a_reader_that_stumbles_stops_neither_the_others_nor_the_run(
        self, run: Run, place: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from aidmatch.sources import mission_transition_ecologique as source

        true_call_of = source.call_of

        def stumbling(record: Any, note: Any) -> Any:
            return true_call_of(record, note) if record["id"] != "aide-003" else record["nowhere"]

        monkeypatch.setattr(source, "call_of", stumbling)
        done, told = synced(run, place)
        assert (done.code, told["state"], told["read"], told["new"], told["oddities"]) == (0, "complete", 12, 11, 1)

    def test_two_records_of_one_call(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/programs.json"] = [listed(*TWELVE, programme(3, id="Aide 003"))]
        done, _ = synced(run, place)
        assert done.code == 0, done.err
        assert len(catalogue(run, place)) == 12
        assert run("rank", "x", at=place).code == 2

    def test_a_record_given_twice_is_one(self, run: Run, place: Workspace, web: Replay) -> None:
        web.routes["/programs.json"] = [listed(*TWELVE, TWELVE[0])]
        done, told = synced(run, place)
        assert (done.code, told["state"], told["read"]) == (0, "complete", 12)

    def test_two_sources_of_the_same_file(self, run: Run, workspace: Workspace, web: Replay) -> None:
        csv = (Path(__file__).parent / "sources/dispositif-aide/payload.csv").read_bytes()
        web.routes["/a.csv"] = [ok(csv, "text/csv")]
        for name in ("a", "b"):
            text = f'kind = "dispositif-aide"\nurl = "{web.url("/a.csv")}"\n'
            workspace.write("aidmatch.toml", f"[sources.a]\n{text}[sources.b]\n{text}")
            assert run("sync", name, at=workspace).code == 0
            held = catalogue(run, workspace)
        assert run("check", at=workspace).code in (0, 5)
        assert held

    def test_one_that_fails_does_not_stop_the_others(self, run: Run, place: Workspace, web: Replay) -> None:
        toml = (place.path / "aidmatch.toml").read_text(encoding="utf-8")
        csv = f'[sources.ma-region]\nkind = "dispositif-aide"\nurl = "{web.url("/a.csv")}"\n'
        place.write("aidmatch.toml", toml.replace("programs.json", "nowhere.json") + csv)
        web.routes["/a.csv"] = [ok((Path(__file__).parent / "sources/dispositif-aide/payload.csv").read_bytes())]
        done = run("sync", at=place)
        assert done.code == 3
        assert catalogue(run, place)


class TestSettings:
    def test_the_starter_data_have_nowhere_to_keep(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        done = run("sync")
        assert done.code == 2
        assert "aidmatch init" in done.err

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ('[sources.x]\nkind = "nope"\n', "sources.x.kind"),
            ("[sources.mission-transition-ecologique]\nurl = 3\n", "sources.mission-transition-ecologique.url"),
            ("[fetch]\npace = 0\n", "fetch.pace"),
            ("sources = 3\n", "sources"),
        ],
    )
    def test_a_wrong_setting_is_named(self, text: str, told: str, run: Run, workspace: Workspace) -> None:
        workspace.write("aidmatch.toml", text)
        done = run("sync", at=workspace)
        assert done.code == 2
        assert told in done.err

    def test_an_unknown_source(self, run: Run, place: Workspace) -> None:
        done = run("sync", "nope", at=place)
        assert done.code == 2
        assert "mission-transition-ecologique" in done.err

    def test_several_datasets_in_the_national_standard(self, run: Run, workspace: Workspace, web: Replay) -> None:
        csv = (Path(__file__).parent / "sources/dispositif-aide/payload.csv").read_bytes()
        web.routes["/a.csv"] = [ok(csv, "text/csv")]
        workspace.write(
            "aidmatch.toml", f'[sources.ma-region]\nkind = "dispositif-aide"\nurl = "{web.url("/a.csv")}"\n'
        )
        done = run("sync", "ma-region", at=workspace)
        assert done.code == 0, done.err
        assert any(call.startswith("da-") for call in catalogue(run, workspace))


class TestStore:
    def test_another_writer_is_waited_for_then_told(
        self, run: Run, place: Workspace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from aidmatch import prepare

        true_locked = prepare.locked
        monkeypatch.setattr(prepare, "locked", lambda workspace, _patience: true_locked(workspace, 0.05))
        (place.path / ".aidmatch").mkdir()
        with FileLock(place.path / ".aidmatch" / "lock"):
            done = run("sync", at=place)
        assert done.code == 4
        assert "another aidmatch is writing" in done.err

    def test_one_killed_is_interrupted_and_the_next_goes_on(self, run: Run, place: Workspace) -> None:
        home = place.path / ".aidmatch/store.sqlite"
        with Store(home, write=True) as store:
            from datetime import UTC, datetime

            store.begin(
                "mission-transition-ecologique", "mission-transition-ecologique", datetime(2026, 11, 1, tzinfo=UTC)
            )
        assert synced(run, place)[0].code == 0
        with Store(home) as store:
            assert [one.state for one in store.runs()] == ["complete", "interrupted"]

    def test_a_damaged_store_is_set_aside_and_rebuilt(self, run: Run, place: Workspace) -> None:
        synced(run, place)
        home = place.path / ".aidmatch/store.sqlite"
        with sqlite3.connect(home) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        data = bytearray(home.read_bytes())
        middle = len(data) // 2 // 4096 * 4096
        data[middle : middle + 8192] = b"\xff" * 8192
        home.write_bytes(data)
        assert run("rank", "x", at=place).code in (2, 3)
        looked = run("doctor", at=place)
        assert looked.code == 3
        assert "--repair" in looked.out
        mended = run("doctor", "--repair", at=place)
        assert "rebuilt" in mended.err
        assert (home.parent / "store.damaged-1.sqlite").read_bytes() == bytes(data)
        assert synced(run, place)[0].code == 0
        assert len(catalogue(run, place)) == 12

    def test_a_store_of_a_newer_program_is_left_alone(self, run: Run, place: Workspace) -> None:
        home = place.path / ".aidmatch/store.sqlite"
        home.parent.mkdir()
        with sqlite3.connect(home) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        before = home.read_bytes()
        done = run("sync", at=place)
        assert (done.code, home.read_bytes()) == (4, before)
        assert "newer" in done.err


IDS = st.sampled_from("abcdef")
KNOWN = st.dictionaries(IDS, st.builds(Known, st.sampled_from("xy"), st.just(1), st.booleans()))
SEEN = st.dictionaries(IDS, st.sampled_from("xy")).map(
    lambda held: [Seen(record, f"call-{record}", b"", b"", told) for record, told in held.items()]
)


class TestDeciding:
    @given(known=KNOWN, seen=SEEN, refused=st.lists(IDS, unique=True))
    def test_a_partial_fetch_closes_nothing(
        self, known: dict[str, Known], seen: list[Seen], refused: list[str]
    ) -> None:
        assert decide(known, seen, refused, complete=False).gone == ()

    @given(known=KNOWN, seen=SEEN)
    def test_every_record_has_one_fate(self, known: dict[str, Known], seen: list[Seen]) -> None:
        found = decide(known, seen, [], complete=True)
        fates = [one.record for part in (found.new, found.changed, found.back) for one in part]
        fates += [*found.same, *found.gone]
        standing = {record for record, one in known.items() if not one.is_gone}
        assert sorted(fates) == sorted({one.record for one in seen} | standing)

    @given(known=KNOWN, seen=SEEN)
    def test_deciding_twice_decides_nothing_more(self, known: dict[str, Known], seen: list[Seen]) -> None:
        after = {**known, **{one.record: Known(one.essence, 2, is_gone=False) for one in seen}}
        for record in decide(known, seen, [], complete=True).gone:
            after[record] = after[record]._replace(is_gone=True)
        again = decide(after, seen, [], complete=True)
        assert (again.new, again.changed, again.back, again.gone) == ((), (), (), ())

    @given(known=KNOWN, seen=SEEN, refused=st.lists(IDS, unique=True))
    def test_a_record_that_is_refused_is_there_all_the_same(
        self, known: dict[str, Known], seen: list[Seen], refused: list[str]
    ) -> None:
        assert set(decide(known, seen, refused, complete=True).gone).isdisjoint(refused)

    @given(known=KNOWN, seen=SEEN, order=st.randoms(use_true_random=False))
    def test_the_order_of_records_does_not_matter(self, known: dict[str, Known], seen: list[Seen], order: Any) -> None:
        other = list(seen)
        order.shuffle(other)
        one, two = decide(known, seen, [], complete=True), decide(known, other, [], complete=True)
        assert [set(part) for part in one] == [set(part) for part in two]


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(content=st.dictionaries(st.sampled_from(["title", "themes", "window", "amounts"]), NESTED), data=st.data())
def test_flicker_is_no_change(content: dict[str, Any], data: st.DataObject) -> None:
    """Lists in another order, fields in another order, other blanks, another day."""

    def flickered(value: Any) -> Any:
        if isinstance(value, dict):
            names = data.draw(st.permutations(list(value)))
            return {name: flickered(value[name]) for name in names}
        if isinstance(value, list):
            return [flickered(inner) for inner in data.draw(st.permutations(value))]
        return f" {value.replace(' ', '  ')}\n" if isinstance(value, str) else value

    first = {**content, "origin": {"source": "s", "read_on": "2026-01-01"}}
    later = {**flickered(content), "origin": {"read_on": "2026-02-02", "source": "s"}}
    assert essence(first) == essence(later)


def test_the_essence_is_what_a_call_says() -> None:
    call = {"title": "A  b", "themes": ["x", "y"], "origin": {"source": "s", "read_on": "2026-01-01"}}
    same = {"themes": ["y", "x"], "title": "A b ", "origin": {"read_on": "2026-02-02", "source": "s"}}
    assert essence(call) == essence(same)
    assert essence(call) != essence({**call, "title": "A c"})


def test_changes_are_a_feed_whose_entries_keep_their_ids(run: Run, place: Workspace, web: Replay) -> None:
    from lxml import etree

    web.routes["/programs.json"] = [listed({**TWELVE[0], "titre": "Aide <b>exemple</b> & fils"}, *TWELVE[1:])]
    synced(run, place)

    def entries(day: str) -> dict[str, tuple[str, str]]:
        done = run("changes", "--since", "2026-10-01", "--format", "atom", at=place, day=day)
        root = etree.fromstring(done.out.encode())
        name = "{http://www.w3.org/2005/Atom}"
        found = root.findall(f"{name}entry")
        assert all(entry.findtext(f"{name}updated") and entry.find(f"{name}content") is not None for entry in found)
        return {
            str(entry.findtext(f"{name}id")): (str(entry.findtext(f"{name}title")), entry.findtext(f"{name}content"))
            for entry in found
        }

    first = entries("2026-11-10")
    assert len(first) == 12
    assert "New: Aide <b>exemple</b> & fils" in {title for title, _ in first.values()}
    assert entries("2026-11-11") == first
    assert run("rank", "studio", "--format", "atom", at=place).code == 2
