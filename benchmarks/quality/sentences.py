"""Free prose: the sentences of the public samples as two people labelled them, and what the reader makes of them.

The labels (`tests/quality/sentences.*.jsonl`, read as `tests/quality/GUIDE.md` says) name their sentence by place and
hash; the texts are looked up in the samples. A third is aside: it is counted, and never shown by unit.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from benchmarks.quality import Section
from benchmarks.quality.agreement import Item, items, of_label
from benchmarks.quality.units import SOURCES, Unit, units
from benchmarks.tables import table

LABELS = Path(__file__).resolve().parents[2] / "tests" / "quality"
PARTS = ("dev", "aside")
AIMS = {"precision": 0.99, "recall": 0.70}


class Reader(Protocol):
    """What is measured: the conditions that decide, read in a unit."""

    def __call__(self, unit: Unit) -> tuple[Item, ...]:
        """The hard items read."""


class Label(NamedTuple):
    """What two people agreed that a unit asks."""

    place: tuple[str, str, str, str]
    """Sample, record, field, hash."""
    asked: tuple[Item, ...]
    """What can exclude, and should be read."""
    allowed: tuple[Item, ...]
    """What may be read beside, without fault."""
    ambiguous: bool
    """Two careful readers could differ: nothing that excludes may be read."""


class Count(NamedTuple):
    """Of one kind, or of all."""

    asked: int
    read: int
    right: int
    """Read, and asked or allowed."""
    found: int
    """Asked, and read."""

    @property
    def precision(self) -> float:
        """Of what was read, the share that is right; 1 where nothing was read."""
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """Of what is asked, the share that was read; 1 where nothing is asked."""
        return self.found / self.asked if self.asked else 1.0


class Score(NamedTuple):
    """How the reader does on one part."""

    units: int
    kinds: dict[str, Count]
    whole: Count
    wrong: tuple[tuple[Label, tuple[Item, ...]], ...]
    """Units where something that excludes was read and is not asked."""


def labels(part: str) -> Iterator[Label]:
    """The labels of a part."""
    with (LABELS / f"sentences.{part}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            hard = [item for item in row["items"] if item["hard"]]
            told = [(item.get("optional", False) or row["ambiguous"], one) for item in hard for one in of_label(item)]
            yield Label(
                (row["sample"], row["record"], row["field"], row["hash"]),
                tuple(one for optional, one in told if not optional),
                tuple(one for optional, one in told if optional and not row["ambiguous"]),
                row["ambiguous"],
            )


def ours(unit: Unit) -> tuple[Item, ...]:
    """What the program reads in a unit."""
    from aidmatch.extractors import read

    return tuple(dict.fromkeys(items(read(unit.text, heading=unit.heading).criteria)))


def score(part: str, texts: dict[str, Unit], reader: Reader | Callable[[Unit], tuple[Item, ...]]) -> Score:
    """Hold a reader against the labels of a part."""
    tallies = {name: Counter[str]() for name in Count._fields}
    wrong: list[tuple[Label, tuple[Item, ...]]] = []
    held = list(labels(part))
    for label in held:
        read = reader(texts[label.place[3]])
        right = [item for item in read if any(item.agrees(one) for one in (*label.asked, *label.allowed))]
        found = [one for one in label.asked if any(item.agrees(one) for item in read)]
        for name, told in (("asked", label.asked), ("read", read), ("right", right), ("found", found)):
            tallies[name].update(item.kind for item in told)
        if len(right) < len(read):
            wrong.append((label, tuple(item for item in read if item not in right)))
    kinds = {
        kind: Count(*(tallies[name][kind] for name in Count._fields))
        for kind in sorted(set(tallies["asked"]) | set(tallies["read"]))
    }
    return Score(len(held), kinds, Count(*(tallies[name].total() for name in Count._fields)), tuple(wrong))


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927): what so few cases can tell."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def report() -> Section:
    """Precision and recall of whatever can exclude, the part aside in totals alone."""
    if not SOURCES.is_dir():
        return Section("## Free prose\n\nThe real payloads (`../shared`) are not here: not measured.\n", {})
    texts = {unit.hash: unit for unit in units()}
    scores = {part: score(part, texts, ours) for part in PARTS}
    figures = {
        f"sentences.{part}.{name}": round(getattr(found.whole, name), 4)
        for part, found in scores.items()
        for name in AIMS
    }
    return Section("\n".join(_page(scores)), figures)


def _page(scores: dict[str, Score]) -> Iterator[str]:
    yield "## Free prose\n"
    yield (
        "Sentences of the Aides-territoires, aides-entreprises and national-standard samples, labelled twice "
        "(`tests/quality/GUIDE.md`). Counted: whatever can exclude. A reading is right when kind and parameters agree. "
        "In brackets, the 95 % interval that so many cases allow.\n"
    )
    yield table(
        ("part", "units", "asked", "read", "right", "precision (aim 99 %)", "recall (aim 70 %)", "units read wrongly"),
        (
            (
                part,
                found.units,
                found.whole.asked,
                found.whole.read,
                found.whole.right,
                _share(found.whole.right, found.whole.read),
                _share(found.whole.found, found.whole.asked),
                len(found.wrong),
            )
            for part, found in scores.items()
        ),
    )
    dev = scores["dev"]
    yield "By kind, on the dev part:\n"
    yield table(
        ("kind", "asked", "read", "right", "precision", "recall"),
        (
            (kind, count.asked, count.read, count.right, f"{count.precision:.1%}", f"{count.recall:.1%}")
            for kind, count in dev.kinds.items()
        ),
    )
    yield f"Read on the dev part and not asked, by place: {'none.' if not dev.wrong else ''}\n"
    for label, read in dev.wrong:
        sample, record, field, mark = label.place
        yield f"- `{sample}`, record {record}, {field}, `{mark}`: {', '.join(sorted({item.kind for item in read}))}"


def _share(part: int, of: int) -> str:
    if not of:
        return "–"
    low, high = wilson(part, of)
    return f"{part / of:.1%} ({low:.0%}-{high:.0%})"
