"""A run that sends letters is killed at any moment, and run again: each letter arrived once, or is listed as doubtful.

`make test` kills a few; `make soak` two hundred. Moments are counted in what the server hears, so that they fall all
along the conversation, with a little time added to fall in between.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from aidmatch.journal import Journal, home_of_journal, letters, sendings
from tests.conftest import ROOT, STUDIO, Workspace
from tests.mailserver import MailServer, mail_server
from tests.posting import SENDER, WEEK, posts_of, sent, written

KILLS = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 3
LETTERS = 12


def settled_workspace(folder: Path, server: MailServer) -> Workspace:
    """Members with readers, a call for each, letters written and released."""
    place = Workspace(folder)
    place.write(
        "aidmatch.toml",
        f'[mail]\nhost = "localhost"\nport = {server.port}\nsecurity = "none"\nsender = "{SENDER}"\npace = 10000\n',
    )
    place.call("jeu-ouvert")
    for number in range(1, LETTERS + 1):
        own = STUDIO.replace("id: studio", f"id: membre-{number:02}")
        place.company(f"membre-{number:02}", f"{own}readers: [{{email: membre-{number:02}@lecteurs.example}}]\n")
    return place


def command(place: Workspace, *words: str) -> subprocess.Popen[str]:
    """A command in a process of its own."""
    given = ["--workspace", str(place.path), "--as-of", "2026-11-23", "--lang", "en", *words]
    line = [sys.executable, "-m", "aidmatch", *given]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    return process.returncode, out + err


def started(home: Path, server: MailServer) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    words = [sys.executable, "-m", "tests.posting", str(home), str(server.port)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed(run: Callable[[], subprocess.Popen[str]], server: MailServer, events: int, more: float | None) -> bool:
    """A run killed when the server has heard so much; False: it had ended before.

    Some seconds later, or at that very moment: the server then says nothing until the run is dead.
    """
    left, reached, dead = [events], threading.Event(), threading.Event()

    def hear(_event: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            reached.set()
            if more is None:
                dead.wait(60)

    server.on = hear
    process = run()

    def follow() -> None:
        process.wait()
        reached.set()

    watch = threading.Thread(target=follow, daemon=True)
    watch.start()
    assert reached.wait(60)
    try:
        process.wait(more or 0)
    except subprocess.TimeoutExpired:
        process.kill()
    said = process.communicate(timeout=60)
    dead.set()
    watch.join(60)
    server.on = lambda _event: None
    assert "Traceback" not in said[1]
    return process.returncode < 0 or process.returncode > 4


def test_killed_at_any_moment(tmp_path: Path) -> None:
    drawn = random.Random(20261123)  # noqa: S311 - moments, no secrets
    kills = doubts = 0
    turn = 0
    while kills < KILLS:
        turn += 1
        home = tmp_path / str(turn) / "journal.sqlite"
        written(home, LETTERS)
        with mail_server() as server:
            # Up to three kills of the same letters.
            for _ in range(drawn.randint(1, 3)):
                moment = drawn.randint(1, 4 * LETTERS), drawn.choice([None, 0.01 * drawn.random()])
                kills += killed(partial(started, home, server), server, *moment)
            report = sent(home, server.port)
            doubts += settled(home, server)
            assert len(report.sent) + len(report.already) + len(report.doubtful) == LETTERS
            # And nothing more leaves, however often it is run.
            before = len(server.arrived)
            assert sent(home, server.port).sent == ()
            assert len(server.arrived) == before
    assert doubts, "no kill fell between claim and word: the moments are drawn badly"


def test_the_command_killed_at_any_moment(tmp_path: Path) -> None:
    drawn = random.Random(20261124)  # noqa: S311 - moments, no secrets
    for turn in range(20 if KILLS >= 200 else 1):
        with mail_server() as server:
            place = settled_workspace(tmp_path / str(turn), server)
            assert ended(command(place, "digest", "--quiet")) == (0, "")
            assert ended(command(place, "digest", "release"))[0] == 0
            moment = drawn.randint(1, 4 * LETTERS), drawn.choice([None, 0.01 * drawn.random()])
            assert killed(partial(command, place, "digest", "--send"), server, *moment)
            code, said = ended(command(place, "digest", "--send"))
            with Journal(home_of_journal(place.path)) as journal:
                stands = {
                    one.company: one for one in sendings.listed(journal, ("claimed", "sent", "refused", "doubtful"))
                }
            assert len(stands) == LETTERS, said
            for company, one in stands.items():
                assert one.state in ("sent", "doubtful")
                assert server.count[one.message_id] == 1 or one.state == "doubtful"
                # What is doubtful is listed with the way out; what arrived is not.
                assert (f"again --member {company}" in said) is (one.state == "doubtful")
            assert set(server.count.values()) == {1}
            assert code == (3 if any(one.state == "doubtful" for one in stands.values()) else 0)
            before = len(server.arrived)
            assert ended(command(place, "digest", "--send", "--quiet"))[0] == code
            assert len(server.arrived) == before


def settled(home: Path, server: MailServer) -> int:
    """Each letter arrived once, or is doubtful and arrived at most once; how many are doubtful."""
    count, doubtful = server.count, set()
    with Journal(home) as journal:
        stands = {one.letter: one for one in sendings.listed(journal, ("claimed", "sent", "refused", "doubtful"))}
        for post in posts_of(journal):
            state = stands[post.letter].state
            assert state in ("sent", "doubtful"), (post.message_id, state)
            if state == "doubtful":
                doubtful.add(post.letter)
                assert count[post.message_id] <= 1, post.message_id
            else:
                assert count[post.message_id] == 1, post.message_id
        assert len(list(letters.kept(journal, WEEK))) == LETTERS
    return len(doubtful)


def test_two_runs_at_once(tmp_path: Path) -> None:
    home = tmp_path / "journal.sqlite"
    written(home, LETTERS)
    with mail_server() as server:
        runs = [started(home, server) for _ in range(3)]
        done = [(run.communicate(timeout=60), run.returncode) for run in runs]
        told = [json.loads(out) for (out, _err), code in done if code == 0]
        # Who came while another was sending was told so; who came after found nothing left.
        for (_out, err), code in done:
            assert code == 0 or "another aidmatch is sending" in err
        assert sum(one["sent"] for one in told) == LETTERS
        assert set(server.count.values()) == {1}
        assert len(server.count) == LETTERS


def test_two_commands_at_once(tmp_path: Path) -> None:
    with mail_server() as server:
        place = settled_workspace(tmp_path, server)
        assert ended(command(place, "digest", "--quiet")) == (0, "")
        assert ended(command(place, "digest", "release"))[0] == 0
        runs = [command(place, "digest", "--send") for _ in range(2)]
        done = [ended(run) for run in runs]
        assert all(code == 0 or "another aidmatch is" in said for code, said in done)
        assert ended(command(place, "digest", "--send"))[0] == 0
        assert set(server.count.values()) == {1}
        assert len(server.count) == LETTERS
