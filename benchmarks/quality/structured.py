"""The published programmes with their structured rules, through the command line, held against the published truth.

`core` is the verdict without the trade, `truth` the same joined with whether the trade is meant: no is ineligible,
unknown is unknown (sectors are targeting at this source).
"""

from __future__ import annotations

from collections import Counter

from benchmarks import gold
from benchmarks.quality import Section
from benchmarks.quality._imported import joined, published
from benchmarks.quality.prose import matched
from benchmarks.tables import table


def report() -> Section:
    """Agreement of both verdicts."""
    if not gold.is_there():
        return Section("## Programmes with their structured rules\n\nThe gold files are not here.\n", {})
    held = {"core": published("core_open"), "truth": published("truth_open")}
    agree: Counter[str] = Counter()
    differing: Counter[str] = Counter()
    pairs = 0
    for pair, core, targeted in matched(structured=True):
        pairs += 1
        truth = joined(core, targeted)
        agree["core"] += core == held["core"][pair]
        agree["truth"] += truth == held["truth"][pair]
        if core != held["core"][pair] or truth != held["truth"][pair]:
            differing[pair[0]] += 1
    rows = [[name, str(pairs), f"{agree[name] / pairs:.2%}"] for name in ("core", "truth")]
    text = "## Programmes with their structured rules\n\n" + table(["verdict", "pairs", "same"], rows)
    if differing:
        text += "\nPrograms with a pair that differs:\n\n" + table(
            ["programme", "pairs"], [[program, str(number)] for program, number in sorted(differing.items())]
        )
    return Section(text, {f"reading.structured.{name}": round(agree[name] / pairs, 4) for name in ("core", "truth")})
