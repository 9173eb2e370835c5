"""A file of calls through the command line, `calls import` then `match`, on the gold companies.

The core verdict of a pair is ineligible when `failed` names the headcount, the micro-entrepreneur regime or the
perimeter, else unknown when `unknown` does, else eligible; other kinds, windows and years are no part of it.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import gold

CORE = frozenset({"headcount", "micro_entrepreneur", "perimeter"})
SEED = 7
Pair = tuple[str, str]


def published(column: str) -> dict[Pair, str]:
    """The published verdicts of one column."""
    with gzip.open(gold.FOLDER / "eligibility.dev.csv.gz", "rt", encoding="utf-8") as rows:
        return {(row["program_id"], row["company_id"]): row[column] for row in csv.DictReader(rows)}


def imported(name: str, content: str, source: str, own: Mapping[str, str]) -> Iterator[tuple[Pair, str, str]]:
    """The pairs of a file that is imported; `own` gives the programme of each call."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        _workspace(place)
        (place / name).write_text(content, encoding="utf-8")
        _run(place, "calls", "import", name, "--from", source)
        for line in _run(place, "match", "--format", "ndjson").splitlines():
            one = json.loads(line)
            if one.get("call") in own:
                pair = own[one["call"]], one["company"].upper()
                yield pair, _core(one), str(one.get("targeted"))


def joined(core: str, targeted: str) -> str:
    """The core verdict joined with whether the trade is meant: no is ineligible, unknown is unknown."""
    if targeted == "no":
        return "ineligible"
    return "unknown" if targeted == "unknown" and core == "eligible" else core


def _core(line: Mapping[str, Any]) -> str:
    if CORE & set(line["failed"]):
        return "ineligible"
    return "unknown" if CORE & set(line["unknown"]) else "eligible"


def _workspace(place: Path) -> None:
    (place / "data" / "calls").mkdir(parents=True)
    companies = place / "data" / "companies"
    companies.mkdir()
    for company in gold.companies(gold.firms(SEED)):
        told = json.dumps(company.model_dump(mode="json", exclude_defaults=True, by_alias=True), ensure_ascii=False)
        (companies / f"{company.id}.yaml").write_text(told, encoding="utf-8")


def _run(place: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "aidmatch", "--as-of", gold.AT.date().isoformat(), *words],
        cwd=place,
        env={**os.environ, "AIDMATCH_LANG": "en"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in (0, 3):
        raise RuntimeError(done.stderr)
    return done.stdout
