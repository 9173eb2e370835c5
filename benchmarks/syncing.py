"""A catalogue synced from portals: what reading it costs, first and again, and what a warm `rank` costs over it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.replay import serving

from aidmatch.call import Call
from aidmatch.catalogue.store import Store
from aidmatch.reconcile import reconciled
from benchmarks import portals, workspace
from benchmarks.processes import FLOOR, MEMBER, SEED, aidmatch, alternate, measured, wall
from benchmarks.tables import Cell, ratio, table

SIZES = (5_000, 20_000)
ROUNDS = 9

HEAD = (
    "records",
    "first sync, s",
    "its peak, MB",
    "second sync, s",
    "x first",
    "its peak, MB",
    "store, MB",
    "group and merge, s",
    "first rank, s",
    "its peak, MB",
    "warm rank, s",
    "x floor",
    "its peak, MB",
)


def report(sizes: Sequence[int] = SIZES) -> str:
    """A line a size."""
    rows = [_row(size) for size in sizes]
    of = "the real samples" if portals.are_real() else "the invented samples of the tests"
    return "\n".join(
        [
            "## A synced catalogue\n",
            (
                f"Three portals on this machine, their records varied from {of} with a fixed seed: half of them in one "
                "file, a quarter in the pages of each of two services. `aidmatch sync`, then again with the same "
                "payloads sent anew, then the first `rank`, which reconciles and makes the index, and a warm one "
                f"beside `floor.py`, turn by turn (medians of {ROUNDS} rounds). *Group and merge* is the reconciling "
                "alone, in a process that holds the calls.\n"
            ),
            table([*HEAD], rows),
        ]
    )


def _row(size: int) -> list[Cell]:
    with TemporaryDirectory() as folder, serving() as web:
        path = Path(folder)
        workspace.write(path, [], workspace.demo()[1], 0, SEED)
        (path / "aidmatch.toml").write_text(portals.serve(web, size, SEED), encoding="utf-8")
        os.environ["AIDMATCH_AIDES_TERRITOIRES_KEY"] = "sesame"
        sync = aidmatch(path, "sync", *portals.SHARES)
        first, second = measured(sync), measured(sync)
        store = path / ".aidmatch" / "store.sqlite"
        merged = _merging(store)
        rank = aidmatch(path, "rank", MEMBER)
        cold = measured(rank)
        runs = alternate({"floor": FLOOR, "rank": rank}, ROUNDS)
        warm = wall(runs["rank"])
        return [
            f"{size:,}",
            first.seconds,
            first.peak / 1e6,
            second.seconds,
            ratio(second.seconds, first.seconds),
            second.peak / 1e6,
            store.stat().st_size / 1e6,
            merged,
            cold.seconds,
            cold.peak / 1e6,
            warm,
            ratio(warm, wall(runs["floor"])),
            max(run.peak for run in runs["rank"]) / 1e6,
        ]


def _merging(store: Path) -> float:
    with Store(store) as held:
        calls = [Call.model_validate_json(one.content) for one in held.held()]
    begun = perf_counter()
    reconciled(calls)
    return perf_counter() - begun
