"""A workspace of any size: the demo calls and companies, and copies of the calls varied by a seeded generator.

A copy takes its words, its rules, its trades and its amounts each from a demo call of its own, then draws anew its
dates, its territories and its bounds on the headcount. All is written as JSONL of our own model.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from aidmatch.call import Call
from aidmatch.catalogue.writing import to_json
from aidmatch.company import Company
from aidmatch.datafiles import read_file
from benchmarks.varied import CEILINGS, FLOORS

DATA = Path(__file__).resolve().parents[1] / "data"

AS_OF = date(2026, 11, 22)
"""The day the varied dates lie around."""

REGIONS = ("11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94")
DEPARTMENTS = (
    "09",
    "11",
    "12",
    "13",
    "30",
    "31",
    "32",
    "33",
    "34",
    "46",
    "48",
    "65",
    "66",
    "69",
    "81",
    "82",
    "83",
    "84",
)

FILE_SIZE = 15_000_000
"""Bytes of a file, under the largest one that is read."""

Raw = dict[str, Any]


def demo() -> tuple[list[Raw], list[Raw]]:
    """The demo calls and companies as JSON objects."""
    calls = [call for path in _files("calls") for call in read_file(path, Call, path.name)[0]]
    companies = [company for path in _files("companies") for company in read_file(path, Company, path.name)[0]]
    return [json.loads(to_json(call)) for call in calls], [json.loads(to_json(company)) for company in companies]


def _files(folder: str) -> list[Path]:
    return sorted((DATA / folder).glob("*.yaml"))


def write(folder: Path, calls: list[Raw], companies: list[Raw], count: int, seed: int) -> None:
    """Write a workspace of so many calls."""
    _write(folder / "data" / "companies", companies)
    _write(folder / "data" / "calls", _varied(calls, count, seed))


def _write(folder: Path, records: Iterable[Raw]) -> None:
    folder.mkdir(parents=True)
    number, written = 0, FILE_SIZE
    out = None
    for record in records:
        line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
        if out is None or written + len(line) > FILE_SIZE:
            if out is not None:
                out.close()
            number += 1
            out, written = (folder / f"part-{number:03}.jsonl").open("wb"), 0
        out.write(line)
        written += len(line)
    if out is not None:
        out.close()


def _varied(calls: list[Raw], count: int, seed: int) -> Iterator[Raw]:
    rng = Random(seed)  # noqa: S311 - drawn again the same, not secret
    yield from calls[:count]
    for number in range(len(calls), count):
        words, rules, aims, worth = (rng.choice(calls) for _ in range(4))
        copy = {
            **words,
            "id": f"{words['id'][:100]}-{number}",
            "title": f"{words['title'][:200]} ({number})",
            "criteria": _rules(rules.get("criteria", []), rng),
            "window": _window(rules["window"], rng),
            "targeting": aims.get("targeting", {}),
            "themes": aims.get("themes", []),
            "amounts": worth.get("amounts", {}),
        }
        for field in ("summary", "description"):
            copy[field] = rng.choice(calls).get(field)
        yield copy


def _rules(criteria: list[Raw], rng: Random) -> list[Raw]:
    held = deepcopy(criteria)
    for rule in held:
        if rule["kind"] == "perimeter" and rng.random() < 0.7:
            kind, codes = ("REG", REGIONS) if rng.random() < 0.6 else ("DEP", DEPARTMENTS)
            rule["within"] = sorted(f"{kind}-{code}" for code in rng.sample(codes, rng.randint(1, 3)))
            rule.pop("except", None)
    if not any(rule["kind"] == "headcount" for rule in held) and rng.random() < 0.3:
        bound = {"min": rng.choice(FLOORS)} if rng.random() < 0.5 else {"max": rng.choice(CEILINGS)}
        held.append({"kind": "headcount", **bound})
    return held


def _window(window: Raw, rng: Random) -> Raw:
    if window["kind"] not in ("dated", "two_stage"):
        return window
    return {"kind": "dated", "closes": (AS_OF + timedelta(days=rng.randint(-300, 300))).isoformat()}
