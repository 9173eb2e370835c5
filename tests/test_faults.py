"""What a service may do to us, done to every source of the table: nothing is closed, and it is said."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aidmatch import fetch
from aidmatch.fetch import Limits, Patience
from aidmatch.sources import SOURCES, source_of
from tests.conftest import SHARED, Done, Run, Workspace
from tests.replay import (
    Answer,
    Asking,
    Replay,
    altered,
    bomb,
    cut,
    dripping,
    dripping_header,
    endless,
    first_then,
    ok,
    serving,
    silent,
    status,
)
from tests.stages import STAGES, routed, settings

Fault = Callable[[Answer], Answer]

FAR = "Wed, 01 Jan 2098 00:00:00 GMT"


def instead(answer: Answer) -> Fault:
    """Another answer, whatever was asked."""
    return lambda _good: answer


def changed(change: Callable[[bytes], bytes], kind: str | None = None, **headers: str) -> Fault:
    return lambda good: altered(good, change, kind, **headers)


def cut_off(good: Answer) -> Answer:
    return altered(good, bytes, Content_Length="100000000")


def truncated(body: bytes) -> bytes:
    """Ended by the source itself in the middle of a record, its length rightly told."""
    middle = len(body) * 3 // 5
    return body[:middle] if body[:1] in b"[{" else body[: body.rindex(b";https", 0, middle) + 4]


def renamed(body: bytes) -> bytes:
    """Every field under another name."""
    return _mapped(body, lambda name: f"x_{name}", lambda value: value)


def retyped(body: bytes) -> bytes:
    """Every value of another type."""
    return _mapped(body, str, lambda value: {"value": [value]})


def _mapped(body: bytes, name_of: Callable[[str], str], value_of: Callable[[Any], Any]) -> bytes:
    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {name_of(name): walk(inner) for name, inner in value.items()}
        return [walk(inner) for inner in value] if isinstance(value, list) else value_of(value)

    try:
        return json.dumps(walk(json.loads(body))).encode()
    except ValueError:
        head, _, rest = body.partition(b"\n")
        return b"x" * len(head) + b"\n" + rest


FAULTS: dict[str, Fault] = {
    "down": instead(status(500)),
    "too many requests": instead(status(429, Retry_After="0")),
    "in maintenance until a date": instead(status(503, Retry_After=FAR)),
    "gone": instead(status(410)),
    "forbidden": instead(status(403)),
    "key expired": instead(status(401, b'{"code": 401, "message": "Expired JWT Token"}', "application/json")),
    "not modified, unasked": instead(status(304)),
    "page instead of data": instead(ok(b"<html><body>En maintenance</body></html>", "text/html")),
    "page that calls itself data": instead(ok(b"<html><body>En maintenance</body></html>")),
    "line cut mid-body": instead(cut(b"[" + b" " * 5000)),
    "body shorter than said": cut_off,
    "truncated": changed(truncated),
    "silent mid-body": instead(silent(1.5)),
    "slow drip": instead(dripping(2.5)),
    "slow drip of the header": instead(dripping_header(2.5)),
    "300 MB": instead(endless(300)),
    "bomb": instead(bomb(200)),
    "bomb in a bomb": instead(bomb(200, twice=True)),
    "packed in a way nobody asked for": changed(bytes, Content_Encoding="br"),
    "said to be packed": changed(bytes, Content_Encoding="gzip"),
    "round in circles": instead(status(302, Location="/round")),
    "to a private address": instead(status(302, Location="https://10.0.0.1/")),
    "to the address of a cloud's secrets": instead(status(302, Location="http://169.254.169.254/latest/")),
    "to nowhere": instead(status(302, Location="https://[bad/")),
    "empty": instead(ok(b"")),
    "empty list": instead(ok(b"[]")),
    "empty object": instead(ok(b"{}")),
    "null": instead(ok(b"null")),
    "numbers": instead(ok(b"[1, 2, 3]")),
    "not a number": instead(ok(b"NaN")),
    "nested too deep": instead(ok(b"[" * 100_000)),
    "noise": instead(ok(bytes(range(256)) * 20)),
    "fields renamed": changed(renamed),
    "types changed": changed(retyped),
}

SLOW = frozenset({"silent mid-body", "slow drip", "slow drip of the header", "body shorter than said"})
"""Faults of time: the others are not hurried, whatever else the machine does."""

PASSING: dict[str, Fault] = {
    "500, then fine": lambda good: first_then(status(500), good),
    "429 with a wait, then fine": lambda good: first_then(status(429, Retry_After="0"), good),
    "a wait of years by a wrong clock, then fine": lambda good: first_then(status(503, Retry_After=FAR), good),
    "line cut, then fine": lambda good: first_then(cut(b"[" + b" " * 5000), good),
    "wrong content type": changed(bytes, "application/octet-stream"),
    "clock years ahead": changed(bytes, Date=FAR),
    "clock years behind": changed(bytes, Date="Thu, 01 Jan 1970 00:00:00 GMT"),
    "byte-order mark": changed(lambda body: b"\xef\xbb\xbf" + body),
}


@pytest.fixture(scope="module")
def web() -> Iterator[Replay]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    slow = request.node.callspec.params.get("fault") in SLOW if hasattr(request.node, "callspec") else False
    seconds, silence = (0.5, 0.2) if slow else (10.0, 5.0)
    limits = Limits(size=5_000_000, seconds=seconds, silence=silence, redirects=3)
    # One more try than a fault takes: a busy machine may drop a line of its own.
    hurried = partial(fetch.Fetcher, patience=Patience(2 if slow else 4, 0.01, 0.05), limits=limits)
    monkeypatch.setattr(fetch, "Fetcher", hurried)


@pytest.fixture(params=sorted(SOURCES))
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name = str(request.param)
    for variable, key in STAGES[name].keys.items():
        monkeypatch.setenv(variable, key)
    return name


@pytest.fixture
def place(kind: str, web: Replay, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, run: Run) -> Workspace:
    """A workspace in which the source was read in full three days ago; each made once, then copied."""
    made = tmp_path_factory.getbasetemp() / f"read-{kind}"
    if not made.exists():
        (made / "data").mkdir(parents=True)
        (made / "aidmatch.toml").write_text(settings(kind, web), encoding="utf-8")
        routed(web, STAGES[kind].services())
        done = run("sync", kind, at=Workspace(made), day="2026-11-01")
        assert done.code == 0, done.err
    target = tmp_path / "workspace"
    shutil.copytree(made, target, ignore=shutil.ignore_patterns("http.sqlite*"))
    return Workspace(target)


def standing(place: Workspace) -> dict[str, str]:
    """Every record that stands, with what it says."""
    connection = sqlite3.connect(place.path / ".aidmatch/store.sqlite")
    query = "SELECT records.record, essence FROM records JOIN versions ON versions.id = version WHERE gone IS NULL"
    try:
        return dict(connection.execute(query).fetchall())
    finally:
        connection.close()


def synced(run: Run, place: Workspace, kind: str) -> tuple[Done, dict[str, Any]]:
    done = run("sync", kind, "--format", "json", at=place, day="2026-11-04")
    assert "Traceback" not in done.err
    return done, json.loads(done.out)["sources"][0]


def test_every_source_of_the_table_has_its_stage() -> None:
    assert SOURCES.keys() <= STAGES.keys()
    for name in SOURCES:
        assert set(source_of(name).ABOUT.keys) >= STAGES[name].keys.keys()


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_closes_nothing_and_is_said(fault: str, kind: str, run: Run, place: Workspace, web: Replay) -> None:
    before = standing(place)
    assert before
    services = {path: FAULTS[fault](good) for path, good in STAGES[kind].services().items()}
    routed(web, {**services, "/round": status(302, Location="/round")})
    done, told = synced(run, place, kind)
    assert (done.code, told["state"] in ("failed", "partial")) == (3, True)
    assert (told["new"], told["changed"], told["gone"], standing(place)) == (0, 0, 0, before)
    assert kind in done.err
    assert "last complete run 3 days ago" in done.err
    assert "sesame" not in done.err + done.out


@pytest.mark.parametrize("fault", ["down", "line cut mid-body", "page instead of data"])
def test_a_fault_at_the_last_step_keeps_what_came(
    fault: str, kind: str, run: Run, place: Workspace, web: Replay
) -> None:
    services = STAGES[kind].services()
    routed(web, services)
    web.asked.clear()
    synced(run, place, kind)
    spare = STAGES[kind].spare
    last = sum(path.split("?")[0] not in spare for path in web.asked)
    count = 0

    def counted(good: Answer) -> Answer:
        def answer(asking: Asking) -> None:
            nonlocal count
            count += 1
            (FAULTS[fault](good) if count >= last else good)(asking)

        return answer

    before = standing(place)
    routed(web, {path: good if path in spare else counted(good) for path, good in services.items()})
    done, told = synced(run, place, kind)
    assert done.code == 3
    assert (told["gone"], standing(place)) == (0, before)


@pytest.mark.parametrize("fault", sorted(PASSING))
def test_what_passes_is_no_trouble(fault: str, kind: str, run: Run, place: Workspace, web: Replay) -> None:
    before = standing(place)
    routed(web, {path: PASSING[fault](good) for path, good in STAGES[kind].services().items()})
    done, told = synced(run, place, kind)
    assert (done.code, told["state"], told["trouble"]) == (0, "complete", [])
    assert (told["new"], told["changed"], told["gone"], standing(place)) == (0, 0, 0, before)


def test_the_same_page_for_ever_ends(kind: str, run: Run, place: Workspace, web: Replay) -> None:
    before = standing(place)

    def frozen(good: Answer) -> Answer:
        held: list[bytes] = []

        def again(body: bytes) -> bytes:
            held.append(body)
            return held[0]

        def answer(asking: Asking) -> None:
            altered(good, again)(asking)

        return answer

    routed(web, {path: frozen(good) for path, good in STAGES[kind].services().items()})
    web.asked.clear()
    _, told = synced(run, place, kind)
    assert (told["gone"], standing(place).keys()) == (0, before.keys())
    assert len(web.asked) < 300


REAL = {
    "mission-transition-ecologique": "mission-transition-ecologique/samples/programs.json",
    "dispositif-aide": "dispositif-aide/samples/data_gouv_export.csv",
}
"""Payloads recorded from the services, where they are at hand."""


@pytest.mark.shared
@pytest.mark.parametrize("real", sorted(REAL))
def test_a_real_payload_then_a_fault(real: str, run: Run, workspace: Workspace, web: Replay) -> None:
    """Every record becomes a call or a named problem; a fault afterwards closes none."""
    body = (SHARED / "sources" / REAL[real]).read_bytes()
    path = STAGES[real].path
    workspace.write("aidmatch.toml", settings(real, web))
    web.routes = {path: [ok(body)]}
    done, told = synced(run, workspace, real)
    assert (done.code, told["state"]) == (0, "complete"), done.err
    assert told["read"] > 90
    assert told["new"] + told["oddities"] >= told["read"]
    before = standing(workspace)
    web.routes = {path: [ok(body[: len(body) // 2])]}
    _, told = synced(run, workspace, real)
    assert (told["gone"], standing(workspace).keys() >= before.keys()) == (0, True)
