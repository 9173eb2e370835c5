"""French needs over calls that are in English: European topics as published, and the European schemes of the demo data.

The needs stand in `tests/quality/french_needs.jsonl`. Those of round 1 were written before the French-English pairs
were widened, and helped to see what lacked; those of round 2 were written after, and changed nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aidmatch.call import Call
from aidmatch.datafiles import read_file
from benchmarks.gold import FOLDER

ROOT = Path(__file__).resolve().parents[2]
NEEDS = ROOT / "tests" / "quality" / "french_needs.jsonl"
SAMPLES = FOLDER.parent / "sources" / "eu-funding-tenders" / "samples"

_TAG = re.compile(r"<[^<>]*>")


def needs() -> list[dict[str, Any]]:
    """Each with `need`, `round` and the ids of its `relevant` calls."""
    return [json.loads(line) for line in NEEDS.read_text("utf-8").splitlines()]


def topics() -> list[Call]:
    """The distinct topics of the recorded answers, from the English of their title and description."""
    held: dict[str, dict[str, str]] = {}
    for metadata in _english():
        topic = held.setdefault(metadata["identifier"][0], {})
        if metadata.get("title"):
            topic["title"] = metadata["title"][0]
        if metadata.get("descriptionByte"):
            topic["description"] = " ".join(_TAG.sub(" ", metadata["descriptionByte"][0]).split())
    return [
        Call.model_validate(
            {
                "id": f"eu-{identifier.lower()}",
                "title": topic["title"],
                "description": topic.get("description"),
                "kind": "call_for_projects",
                "instrument": "grant",
                "level": "european",
                "window": {"kind": "permanent"},
                "origin": {"source": "eu-funding-tenders", "id": identifier},
            }
        )
        for identifier, topic in sorted(held.items())
    ]


def demo() -> list[Call]:
    """The calls of the repository's own data."""
    paths = sorted((ROOT / "data" / "calls").glob("*.yaml"))
    return [call for path in paths for call in read_file(path, Call, path.name)[0]]


def _english() -> Iterator[dict[str, Any]]:
    for path in sorted(SAMPLES.glob("search_*.json")):
        for result in json.loads(path.read_text("utf-8"))["results"]:
            if result["language"] == "en":
                yield {"title": [result["summary"]] if result.get("summary") else [], **result["metadata"]}
