"""A Monday morning in one line: every step, whatever fails; again, it goes on; killed, the next run makes it whole."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from filelock import FileLock

from aidmatch.config._letters import Digest, Retention
from tests.conftest import Run, Workspace
from tests.mailserver import mail_server
from tests.replay import Replay, ok, serving, status
from tests.stages import alone
from tests.test_overview import CLUSTERS, member

MONDAY, NEXT = "2026-11-23T08:00", "2026-11-30T08:00"
KILLS = 60 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 4


def programmes(count: int) -> bytes:
    """What the portal says."""
    return json.dumps(
        [
            {
                "id": f"aide-{number}",
                "titre": f"Aide exemple {number}",
                "promesse": "Un prototype de jeu vidéo en partie pris en charge",
                "description": "Un prototype de jeu vidéo.",
                "nature de l'aide": "financement",
                "eligibilityData": {"company": {}, "validity": {"end": "31/12/2027"}, "priorityObjectives": []},
            }
            for number in range(count)
        ]
    ).encode()


@pytest.fixture
def web() -> Iterator[Replay]:
    with serving() as server:
        server.routes = {"/programs.json": [ok(programmes(3))]}
        yield server


def at(folder: Path, web: Replay) -> Workspace:
    """A workspace with one source, two clusters, a call of its own and four members."""
    place = Workspace(folder)
    place.write("aidmatch.toml", CLUSTERS + alone("mission-transition-ecologique", web.url("/programs.json")))
    place.call(
        "ferme-jeudi",
        title="Financer un prototype de jeu vidéo",
        closes="2026-11-26",
        criteria="[]",
        more="open_to_all: true\n",
    )
    place.call("grand", criteria="[{kind: headcount, min: 50}]")
    for name in ("atelier", "manoir", "studio"):
        place.company(name, member(name, "headcount: 12\nclusters: [grappe]\n"))
    place.company("muet", member("muet", "clusters: [voisine]\n"))
    return place


@pytest.fixture
def place(tmp_path: Path, web: Replay) -> Workspace:
    return at(tmp_path / "w", web)


def letters(place: Workspace) -> list[Any]:
    """What the journal holds, but for the numbers of its rows."""
    with closing(sqlite3.connect(place.path / ".aidmatch/journal.sqlite")) as journal:
        assert journal.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        query = """
        SELECT week, kind, company, about, cluster, letters.at, state, worded, place, call, news, shape, seen
        FROM letters LEFT JOIN items ON letter = letters.id ORDER BY company, week, kind, about, place
        """
        return journal.execute(query).fetchall()


def files(folder: Path) -> dict[str, bytes]:
    """What a person sees in a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if not path.name.startswith(".")}


def test_all_of_it_ends_in_five_lines(place: Workspace, run: Run) -> None:
    done = run("monday", at=place, day=MONDAY)
    assert (done.code, done.err) == (0, "")
    sources, new, ready, phone, awaited = done.out.splitlines()
    assert sources == "Sources: 1 read"
    assert new == "New calls: 3, 1 closing soon"
    assert ready == f"Letters: 4 ready in {Path('lettres/2026-W48')}, to look at: aidmatch digest review"
    assert phone.startswith("To phone: Atelier (fictif), Manoir (fictif)")
    assert awaited == "Awaited: 0 answers"
    made = files(place.path / "lettres/2026-W48")
    assert {
        "board.html",
        "changes.txt",
        "coordinator-grappe.html",
        "coordinator-grappe.md",
        "coordinator-voisine.txt",
    } <= made.keys()
    assert {
        "2026-W48-studio.html",
        "2026-W48-studio.eml",
        "2026-W48-deadlines.ics",
        "2026-W48-mail-merge.xlsx",
    } <= made.keys()
    assert b"Aide exemple 1" in made["changes.txt"]


def test_quiet_says_nothing_on_success(place: Workspace, run: Run) -> None:
    done = run("monday", "--quiet", at=place, day=MONDAY)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (place.path / "lettres/2026-W48").is_dir()


def test_a_source_that_fails_stops_nothing_else(place: Workspace, web: Replay, run: Run) -> None:
    web.routes = {"/programs.json": [status(404)]}
    done = run("monday", "--quiet", at=place, day=MONDAY)
    assert (done.code, done.out) == (3, "")
    assert "mission-transition-ecologique" in done.err
    assert len({row[2] for row in letters(place)}) == 4
    web.routes = {"/programs.json": [ok(programmes(2))]}
    again = run("monday", at=place, day=MONDAY)
    assert again.code == 0
    assert again.out.startswith("Sources: 1 read\nNew calls: 2")


def test_the_second_run_of_a_day_changes_no_byte_and_asks_nobody(place: Workspace, web: Replay, run: Run) -> None:
    first = run("monday", at=place, day=MONDAY)
    kept, made = letters(place), files(place.path / "lettres/2026-W48")
    asked = len(web.asked)
    second = run("monday", at=place, day=MONDAY)
    assert len(web.asked) == asked
    assert (second.out, letters(place), files(place.path / "lettres/2026-W48")) == (first.out, kept, made)


def test_a_released_letter_stays_and_a_withdrawn_one_takes_its_file_along(place: Workspace, run: Run) -> None:
    run("monday", at=place, day=MONDAY)
    run("digest", "release", "--member", "studio", at=place, day=MONDAY)
    (place.path / "data/calls/ferme-jeudi.yaml").unlink()
    (place.path / "data/companies/manoir.yaml").write_text(
        member("manoir").replace(".org}", ".org, consent: false}"), "utf-8"
    )
    before = {name: text for name, text in files(place.path / "lettres/2026-W48").items() if "-studio" in name}
    done = run("monday", at=place, day=MONDAY)
    assert ", 1 released" in done.out
    after = files(place.path / "lettres/2026-W48")
    assert {name: text for name, text in after.items() if "-studio" in name} == before
    assert len(before) == 2
    assert b"Financer un prototype" in before["2026-W48-studio.html"]
    assert not any("-manoir" in name for name in after)


def test_letters_nobody_noted_as_sent_are_asked_about(place: Workspace, run: Run) -> None:
    run("monday", at=place, day=MONDAY)
    done = run("monday", at=place, day=NEXT)
    assert "letters of 2026-W48 not noted as sent: aidmatch digest sent --week 2026-W48" in done.out
    assert run("digest", "sent", "--week", "2026-W48", at=place, day=NEXT).code == 0
    later = run("monday", at=place, day=NEXT)
    assert "not noted" not in later.out
    assert "Awaited: 1 answer" in later.out


def test_without_the_network(place: Workspace, web: Replay, run: Run) -> None:
    done = run("monday", "--offline", at=place, day=MONDAY)
    assert (done.code, len(web.asked)) == (0, 0)
    assert done.out.startswith("Sources: not asked (--offline)")


def test_a_folder_of_ones_own(place: Workspace, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "courrier"
    assert run("monday", "--out", folder, at=place, day=MONDAY).code == 0
    assert (folder / "coordinator-grappe.html").is_file()
    place.write("aidmatch.toml", (place.path / "aidmatch.toml").read_text() + '\n[digest]\nfolder = "courrier"\n')
    assert run("monday", at=place, day=MONDAY).code == 0
    assert (place.path / "courrier/2026-W48/coordinator-grappe.html").is_file()
    blocked = place.write("file", "")
    done = run("monday", "--out", blocked, at=place, day=MONDAY)
    assert done.code == 3
    assert "cannot be written" in done.err


def test_without_a_mailbox_all_but_the_sending_is_done(place: Workspace, run: Run) -> None:
    done = run("monday", "--send", at=place, day=MONDAY)
    assert done.code == 3
    assert "aidmatch.toml" in done.err
    assert len({row[2] for row in letters(place)}) == 4
    assert (place.path / "lettres/2026-W48/coordinator-grappe.html").is_file()


def test_a_bare_workspace_works_and_says_how_to_name_a_cluster(tmp_path: Path, run: Run) -> None:
    bare = Workspace(tmp_path / "bare")
    assert run("init", bare.path).code == 0
    done = run("monday", "--offline", at=bare, day=MONDAY)
    assert done.code == 0
    assert "[clusters.my-cluster]" in done.err
    assert len(done.out.splitlines()) == 5
    assert run("digest", "overview", at=bare, day=MONDAY).out.startswith("Your cluster\n")
    settings = bare.path / "aidmatch.toml"
    text = settings.read_text("utf-8")
    # Every line that stands ready behind a # is right, and says what holds without it.
    ready = "\n".join(
        line.removeprefix("# ") for line in text.splitlines() if "=" in line or line.startswith(("# [", "["))
    )
    content = tomllib.loads(ready)
    assert {name: tuple(one) if isinstance(one, list) else one for name, one in content["digest"].items()} == (
        Digest().model_dump()
    )
    assert content["retention"] == Retention().model_dump()
    settings.write_text(ready, "utf-8")
    named = run("monday", "--offline", at=bare, day=MONDAY)
    assert (named.code, named.err) == (0, "")
    assert run("digest", "overview", at=bare, day=MONDAY).out.startswith("My cluster\n")


def started(place: Workspace, day: str = MONDAY) -> subprocess.Popen[str]:
    """A Monday in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "aidmatch",
        "--workspace",
        str(place.path),
        "--as-of",
        day,
        "--lang",
        "en",
        "monday",
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    return process.returncode, out, err


def test_killed_at_any_moment(tmp_path: Path, web: Replay) -> None:
    die = random.Random(20261126)  # noqa: S311 - moments, no secrets
    calm = at(tmp_path / "calm", web)
    begun = monotonic()
    assert ended(started(calm))[0] == 0
    lasts = monotonic() - begun
    expected, made = letters(calm), files(calm.path / "lettres/2026-W48")
    for number in range(KILLS // 4):
        wild = at(tmp_path / f"wild-{number}", web)
        for _ in range(4):
            process = started(wild)
            try:
                process.wait(die.uniform(0.2, 1.0) * lasts)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
            process.communicate(timeout=60)
        code, out, _ = ended(started(wild))
        assert code == 0
        assert out.startswith("Sources: 1 read\nNew calls: 3")
        assert letters(wild) == expected
        left = files(wild.path / "lettres/2026-W48")
        assert left == made


def test_two_at_once_do_no_harm(tmp_path: Path, web: Replay) -> None:
    calm, both = at(tmp_path / "calm", web), at(tmp_path / "both", web)
    assert ended(started(calm))[0] == 0
    told = [ended(process) for process in [started(both), started(both)]]
    # A run that waits too long for the other is told so, and does nothing.
    assert {code for code, _, _ in told} <= {0, 4}, told
    assert 0 in {code for code, _, _ in told}
    assert letters(both) == letters(calm)
    assert files(both.path / "lettres/2026-W48") == files(calm.path / "lettres/2026-W48")


def test_what_was_released_is_sent_once(place: Workspace, run: Run) -> None:
    with mail_server() as server:
        mail = f'\n[mail]\nhost = "localhost"\nport = {server.port}\nsecurity = "none"\npace = 1000\n'
        text = (place.path / "aidmatch.toml").read_text("utf-8")
        place.write("aidmatch.toml", text + mail)
        drafts = run("monday", "--send", at=place, day=MONDAY)
        assert (drafts.code, len(server.arrived)) == (0, 0)
        run("digest", "release", "--member", "studio", at=place, day=MONDAY)
        assert "1 letter sent" in run("monday", "--send", at=place, day=MONDAY).out
        place.write("aidmatch.toml", text + mail + "[digest]\nauto_send = true\n")
        assert run("monday", at=place, day=MONDAY).code == 0
        assert run("monday", at=place, day=MONDAY).code == 0
        assert run("monday", "--no-send", at=place, day=NEXT).code == 0
        assert sorted(one.reader for one in server.arrived) == [
            f"direction@{name}.example.org" for name in ("atelier", "manoir", "muet", "studio")
        ]
        done = run("flash", "ferme-jeudi", "--send", at=place, day="2026-11-25T15:00")
        assert "4 were told already" in done.out
        place.call("jeudi", title="Financer un autre prototype", criteria="[]", more="open_to_all: true\n")
        assert run("flash", "jeudi", "--send", at=place, day="2026-11-25T15:00").code == 0
        assert len(server.arrived) == 8
        assert run("flash", "jeudi", "--send", at=place, day="2026-11-25T16:00").code == 0
        assert len(server.arrived) == 8


def test_a_second_run_waits_then_says_so(place: Workspace, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aidmatch.cli._monday.PATIENCE", 0.05)
    (place.path / ".aidmatch").mkdir()
    with FileLock(place.path / ".aidmatch" / "monday.lock"):
        done = run("monday", at=place, day=MONDAY)
    assert (done.code, done.out) == (4, "")
    assert "waiting until it has ended" in done.err
    assert "another aidmatch is writing" in done.err
    assert not (place.path / "lettres").exists()
