"""The published programmes read from their texts alone, held against the published truth.

Both go through the command line, `calls import` then `match`, on the gold companies. The core verdict of a pair is
ineligible when `failed` names the headcount, the micro-entrepreneur regime or the perimeter, else unknown when
`unknown` does, else eligible; other kinds, windows and years are no part of it.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aidmatch.sources._base import call_id
from benchmarks import gold
from benchmarks.quality import Section, fields
from benchmarks.tables import table

CORE = frozenset({"headcount", "micro_entrepreneur", "perimeter"})
READABLE_SIZE = frozenset({"same", "same-implied", "boundary-off-by-one"})
READABLE_AREA = frozenset({"same", "department-in-region-list"})
SEED = 7
Pair = tuple[str, str]


def report() -> Section:
    """Agreement of the core verdicts read from the texts alone."""
    if not gold.is_there():
        return Section("## Programmes read from their texts alone\n\nThe gold files are not here.\n", {})
    verdicts = core(structured=False)
    truth = published("core_open")
    readable = _readable()
    rows, figures = [], {}
    for name, chosen in (("readable programmes", readable), ("all", {program for program, _ in truth})):
        pairs = [pair for pair in truth if pair[0] in chosen]
        agree = sum(verdicts[pair] == truth[pair] for pair in pairs)
        eligible = [pair for pair in pairs if truth[pair] == "eligible"]
        wrong = sum(verdicts[pair] == "ineligible" for pair in eligible)
        rows.append(
            [name, str(len(chosen)), str(len(pairs)), f"{agree / len(pairs):.2%}", f"{wrong / len(eligible):.3%}"]
        )
        if name != "all":
            figures["reading.prose.agreement"] = round(agree / len(pairs), 4)
            figures["reading.prose.not_wrongly_excluded"] = round(1 - wrong / len(eligible), 4)
    head = ["programmes", "number", "pairs", "same verdict", "wrong exclusions, of eligible pairs"]
    differing = Counter(pair[0] for pair in truth if verdicts[pair] != truth[pair])
    told = [
        [program, "yes" if program in readable else "no", str(number), _how(program, verdicts, truth)]
        for program, number in sorted(differing.items(), key=lambda one: (-one[1], one[0]))
    ]
    text = "## Programmes read from their texts alone\n\n" + table(head, rows)
    text += "\n" + fields.tables(readable)
    told_of_sectors, shares = fields.sectors()
    text += "\n" + told_of_sectors + "\n"
    figures |= shares
    text += "\nProgrammes whose text contradicts their own rule; the person is shown the text, which decides:\n\n"
    text += fields.contradictory(readable)
    text += "\nEvery programme with a pair that differs:\n\n"
    return Section(text + table(["programme", "readable", "pairs", "ours / published"], told) + "\n", figures)


def _how(program: str, verdicts: Mapping[Pair, str], truth: Mapping[Pair, str]) -> str:
    ways = Counter(f"{verdicts[pair]} / {told}" for pair, told in truth.items() if pair[0] == program)
    return ", ".join(f"{number} {way}" for way, number in ways.most_common() if len(set(way.split(" / "))) > 1)


def _readable() -> set[str]:
    lines = (gold.FOLDER / "extraction.dev.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return {
        record["program_id"]
        for record in records
        if record["readable"]["size"] in READABLE_SIZE and record["readable"]["geography"] in READABLE_AREA
    }


def published(column: str) -> dict[Pair, str]:
    """The published verdicts of one column."""
    with gzip.open(gold.FOLDER / "eligibility.dev.csv.gz", "rt", encoding="utf-8") as rows:
        return {(row["program_id"], row["company_id"]): row[column] for row in csv.DictReader(rows)}


def core(*, structured: bool) -> dict[Pair, str]:
    """The core verdict of every pair, through the command line."""
    return {pair: verdict for pair, verdict, _ in matched(structured=structured)}


def matched(*, structured: bool) -> Iterator[tuple[Pair, str, str]]:
    """Each pair with its core verdict, and whether the company's trade is meant (yes, no, unknown)."""
    programmes = json.loads((gold.FOLDER / "programs.dev.json").read_text("utf-8"))
    if not structured:
        left_out = ("eligibilityData", "publicodes")
        programmes = [{key: value for key, value in one.items() if key not in left_out} for one in programmes]
    own = {call_id("mte", one["id"]): one["id"] for one in programmes}
    with TemporaryDirectory() as folder:
        place = Path(folder)
        _workspace(place)
        published_file = place / "programmes.json"
        published_file.write_text(json.dumps(programmes), encoding="utf-8")
        _run(place, "calls", "import", str(published_file), "--from", "mission-transition-ecologique")
        for line in _run(place, "match", "--format", "ndjson").splitlines():
            one = json.loads(line)
            if one.get("call") in own:
                pair = own[one["call"]], one["company"].upper()
                yield pair, _core(one), str(one.get("targeted"))


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
