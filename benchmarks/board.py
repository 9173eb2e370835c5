"""The board of a large cluster: time to write it, its size, and how long a browser takes to show and to filter it."""

from __future__ import annotations

import sys
from copy import deepcopy
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import processes, workspace
from benchmarks.processes import SEED
from benchmarks.tables import ratio, table
from benchmarks.workspace import AS_OF, DEPARTMENTS, Raw

MEMBERS, CALLS = 150, 3_000

WRITTEN = 4_000
"""Calls written, so that about as many as wanted are open on the day."""

CHROMIUM = "/usr/bin/chromium"


def report() -> str:
    """A board of 150 members and about 3,000 open calls, warm, and its page in Chromium."""
    calls, companies = workspace.demo()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "workspace"
        workspace.write(path, calls, list(_members(companies)), WRITTEN, SEED)
        page = Path(folder) / "board.html"
        first = processes.measured(_board(path, page))
        run = processes.measured(_board(path, page))
        pairs = processes.measured(_match(path, Path(folder) / "pairs.ndjson"))
        size = page.stat().st_size
        shown, opened, filtered = _browsed(page)
    rows: list[tuple[str, str | float]] = [
        ("first run, with the index: processor, s", first.processor),
        ("warm run, s", run.seconds),
        ("warm run: processor, s", run.processor),
        ("the same beside `aidmatch match` of the same pairs", ratio(run.processor, pairs.processor)),
        ("peak of the warm run, MB", run.peak / 1e6),
        ("size of the page, MB", size / 1e6),
        ("opened in Chromium until the list shows, ms", opened * 1000),
        ("first filter, ms", filtered * 1000),
    ]
    head = f"`aidmatch board` for {MEMBERS} members and {shown:,} open calls ({MEMBERS * shown:,} pairs).\n"
    return "\n".join(["## Board\n", head, table(("what", "measured"), rows)])


def _members(companies: list[Raw]) -> list[Raw]:
    rng = Random(SEED)  # noqa: S311 - drawn again the same, not secret
    made = []
    for number in range(MEMBERS):
        copy = deepcopy(companies[number % len(companies)])
        copy.pop("siren", None)
        copy.pop("siret", None)
        copy.update(id=f"membre-{number:03}", name=f"Membre {number:03} (fictif)", headcount=rng.randint(1, 260))
        copy["seat"] = {"department": rng.choice(DEPARTMENTS)}
        made.append(copy)
    return made


def _board(path: Path, page: Path) -> list[str]:
    program = Path(sys.executable).parent / ("aidmatch.exe" if sys.platform == "win32" else "aidmatch")
    return [str(program), "board", "-o", str(page), "--workspace", str(path), "--as-of", AS_OF.isoformat()]


def _match(path: Path, pairs: Path) -> list[str]:
    """Every pair of the same calls as lines: the same sifting and scores, without a page."""
    program, _, _, _, *rest = _board(path, pairs)
    windows = [word for state in ("open", "upcoming", "undated") for word in ("--window", state)]
    return [program, "match", "-o", str(pairs), *windows, *rest]


def _browsed(page: Path) -> tuple[int, float, float]:
    """How many calls are shown, seconds until they are, seconds of the first filter."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM)
        tab = browser.new_page()
        start = perf_counter()
        tab.goto(page.as_uri())
        tab.wait_for_selector(".row")
        opened = perf_counter() - start
        shown = tab.evaluate("JSON.parse(document.getElementById('data').textContent).calls.length")
        filtered = tab.evaluate(
            """() => new Promise((done) => {
                 const start = performance.now(), choice = document.getElementById("answer");
                 choice.value = "0 1";
                 choice.dispatchEvent(new Event("input", { bubbles: true }));
                 requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
               })"""
        )
        browser.close()
    return int(shown), opened, float(filtered) / 1000
