"""The published programmes through the command line: imported, matched with the 400 companies, read back.

What is measured is what a user gets: `calls import` on the file, `match --format ndjson` on the workspace.
"""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.gold import AT, FOLDER, companies, firms

CORE = frozenset({"headcount", "micro_entrepreneur", "perimeter"})
"""Kinds that the published rules hold."""

SEED = 20261126


class Pair(NamedTuple):
    """One programme and one company: what the truth says, and what the program answers."""

    programme: str
    company: str
    core: str
    truth: str
    said_core: str
    said_truth: str


def verdicts(records: list[dict[str, Any]]) -> list[Pair]:
    """Every pair of the records and the companies, through the command line."""
    known = truths()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        file = workspace / "programs.json"
        file.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
        from aidmatch.catalogue.writing import to_json

        (workspace / "data" / "calls").mkdir(parents=True)
        (workspace / "data" / "companies").mkdir()
        lines = [to_json(company) for company in companies(firms(SEED))]
        (workspace / "data" / "companies" / "companies.jsonl").write_text("\n".join(lines), encoding="utf-8")
        run(workspace, "calls", "import", str(file), "--from", "mission-transition-ecologique")
        printed = run(workspace, "match", "--format", "ndjson", "--as-of", AT.date().isoformat())
        found = []
        for line in printed.splitlines():
            told = json.loads(line)
            programme = own_id(told["call"], records)
            if programme is None:
                continue
            core, truth = known[programme, told["company"].upper()]
            said = core_verdict(told)
            found.append(
                Pair(programme, told["company"].upper(), core, truth, said, _with_trades(said, told["targeted"]))
            )
    return found


def run(workspace: Path, *words: str) -> str:
    """What a command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "aidmatch", "--workspace", str(workspace), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 3):
        raise RuntimeError(f"aidmatch {' '.join(words)}: {done.returncode}\n{done.stderr}")
    return done.stdout


def core_verdict(told: dict[str, Any]) -> str:
    """The verdict on headcount, regime and place alone."""
    if CORE & set(told["failed"]):
        return "ineligible"
    return "unknown" if CORE & set(told["unknown"]) else "eligible"


def _with_trades(core: str, targeted: str) -> str:
    if core == "ineligible" or targeted == "no":
        return "ineligible"
    return "unknown" if "unknown" in (core, targeted) else "eligible"


def own_id(call: str, records: Iterable[dict[str, Any]]) -> str | None:
    """The record a call was made from."""
    from aidmatch.sources._base import call_id

    return next((record["id"] for record in records if call_id("mte", record["id"]) == call), None)


def truths() -> dict[tuple[str, str], tuple[str, str]]:
    """The published verdicts, dates ignored: core, and with the sectors."""
    with gzip.open(FOLDER / "eligibility.dev.csv.gz", "rt", encoding="utf-8") as rows:
        return {
            (row["program_id"], row["company_id"]): (row["core_open"], row["truth_open"])
            for row in csv.DictReader(rows)
        }


def programmes() -> list[dict[str, Any]]:
    """The records, as published."""
    found: list[dict[str, Any]] = json.loads((FOLDER / "programs.dev.json").read_text("utf-8"))
    return found


def extraction() -> dict[str, dict[str, Any]]:
    """What the texts say, by programme."""
    lines = (FOLDER / "extraction.dev.jsonl").read_text("utf-8").splitlines()
    return {told["program_id"]: told for told in map(json.loads, lines)}


def is_readable(told: dict[str, Any]) -> bool:
    """Whether the texts state what the rule holds."""
    size, place = told["readable"]["size"], told["readable"]["geography"]
    return size in ("same", "same-implied", "boundary-off-by-one") and place in ("same", "department-in-region-list")


def differing(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs whose core verdict is not the published one."""
    return (pair for pair in pairs if pair.said_core != pair.core)
