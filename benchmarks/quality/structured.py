"""Structured import: the programmes file as published, against what its own rules say of 400 companies."""

from __future__ import annotations

from collections import Counter

from benchmarks.gold import is_there
from benchmarks.quality import Section
from benchmarks.quality._gold import Pair, programmes, verdicts

ABSENT = "The published programmes are not beside the project: not measured.\n"


def report() -> Section:
    """Agreement of the verdicts with the published ones."""
    head = "## Structured import\n\n"
    if not is_there():
        return Section(head + ABSENT, {})
    pairs = verdicts(programmes())
    core = sum(pair.said_core == pair.core for pair in pairs) / len(pairs)
    truth = sum(pair.said_truth == pair.truth for pair in pairs) / len(pairs)
    text = (
        "The programmes file as published, imported and matched through the command line. *Core* holds headcount,\\n"
        "micro-entrepreneurs and territory; *truth* the sectors too, which aim and do not decide.\\n\\n"
        "| | pairs | agreement |\\n| --- | ---: | ---: |\\n"
        f"| core verdict | {len(pairs):,} | {core:.4%} |\\n"
        f"| with the sectors | {len(pairs):,} | {truth:.4%} |\\n\\n"
    ).replace("\\n", "\n")
    return Section(head + text + differences(pairs), {"structured.core": core, "structured.truth": truth})


def differences(pairs: list[Pair]) -> str:
    """What differs, by programme and verdicts."""
    counted = Counter((pair.programme, pair.core, pair.said_core) for pair in pairs if pair.core != pair.said_core)
    if not counted:
        return "No core verdict differs.\n"
    lines = ["| programme | published | ours | pairs |", "| --- | --- | --- | ---: |"]
    lines += [f"| {name} | {core} | {said} | {number} |" for (name, core, said), number in sorted(counted.items())]
    return "\n".join(lines) + "\n"
