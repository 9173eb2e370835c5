"""The published programmes read from their texts alone, held against the published truth.

All goes through the command line (`_imported`): the records without their rules, then the text of the open-data export.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping

from aidmatch.sources._base import call_id
from benchmarks import gold
from benchmarks.quality import Section, export, fields
from benchmarks.quality._imported import Pair, imported, published
from benchmarks.tables import table

READABLE_SIZE = frozenset({"same", "same-implied", "boundary-off-by-one"})
READABLE_AREA = frozenset({"same", "department-in-region-list"})


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
    told_of_export, best = export.report()
    text += "\n" + told_of_sectors + "\n" + told_of_export + "\n" + fields.export()
    figures |= shares | best
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
    yield from imported("programmes.json", json.dumps(programmes), "mission-transition-ecologique", own)
