"""The open-data export of the programmes, read from its text, held against the published truth and its own ceiling.

The export has one column of text, `eligibilite`, in lines. Both go through the command line: a file in the national
standard whose rows hold a title and that text alone, imported and matched on the gold companies. The *ceiling* is what
the lines state, each word at its value and nothing else, told without any of our readers: no head count (every row says
« Toutes tailles »), micro-entrepreneurs, territories and sections as listed. Beyond it only guessing leads.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from aidmatch.nomenclatures import territories
from aidmatch.sources._base import call_id
from benchmarks import gold
from benchmarks.quality._imported import SEED, Pair, imported, joined, published
from benchmarks.tables import table

NO_MICRO = "Non éligible aux micro entreprises"
PLACES = "Aires géographiques éligibles"
SECTIONS = "Secteurs principalement concernés par le dispositif"

Verdicts = Mapping[Pair, str]


class Stated(NamedTuple):
    """What the lines of one row state."""

    no_micro: bool
    places: frozenset[str]
    sections: frozenset[str]


def report() -> tuple[str, dict[str, float]]:
    """The verdicts read from the export's text, and the best that could be."""
    records = [record for record in _records() if record["csv"]]
    ours = _read(records)
    best = _ceiling(records)
    alike = {record["program_id"] for record in records if _states_the_rule(record["csv_readable"])}
    every = {record["program_id"] for record in records}
    rows, figures = [], {}
    for verdict, place in (("core", 0), ("truth", 1)):
        truth = published(f"{verdict}_open")
        said, could = ({pair: both[place] for pair, both in held.items()} for held in (ours, best))
        chosen = (("whose text states the rule", alike, "stated."), ("all", every, ""))
        for name, programmes, prefix in chosen if verdict == "core" else chosen[1:]:
            pairs = [pair for pair in truth if pair[0] in programmes]
            agree, wrong = _shares(said, truth, pairs)
            most, least = _shares(could, truth, pairs)
            told = (f"{agree:.2%}", f"{most:.2%}", f"{wrong:.3%}", f"{least:.3%}")
            rows.append([f"{verdict}: {name}", str(len(programmes)), str(len(pairs)), *told])
            figures[f"reading.prose.export.{prefix}{verdict}"] = round(agree, 4)
            figures[f"reading.prose.export.{prefix}{verdict}.not_wrongly_excluded"] = round(1 - wrong, 4)
    as_stated = [sum(ours[pair][place] == best[pair][place] for pair in best) / len(best) for place in (0, 1)]
    figures["reading.prose.export.as_stated"] = round(as_stated[0], 4)
    head = ["verdict: programmes", "number", "pairs", "same", "same, at best", "wrongly excluded", "the same, at best"]
    return _HEAD + table(head, rows) + _AFTER.format(*as_stated), figures


_HEAD = """\
From the text of the open-data export alone, one column of lines. *At best* is a reader of the benchmark's own that
takes each line at its value (no head count is there: every row says « Toutes tailles »); *truth* is joined with the
sections listed; *wrongly excluded* is a share of the eligible pairs:

"""
_AFTER = """
Of the pairs, {:.2%} get the core verdict that the lines state, {:.2%} the one joined with the sections: where the words
name more trades than the letters beside them, we aim at both. What keeps both readers from the published verdicts is
the export itself: head counts lost, territories eight months older than the rules.
"""

_TARGETED = {True: "yes", False: "no", None: "unknown"}


def _records() -> list[dict[str, Any]]:
    lines = (gold.FOLDER / "extraction.dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _states_the_rule(readable: Mapping[str, Any]) -> bool:
    return all(readable[field] == "same" for field in ("size", "exclude_microentrepreneur", "geography_line"))


def _shares(said: Verdicts, truth: Verdicts, pairs: Iterable[Pair]) -> tuple[float, float]:
    """Pairs with the published verdict, and eligible pairs that are excluded, as shares."""
    held = list(pairs)
    eligible = [pair for pair in held if truth[pair] == "eligible"]
    agree = sum(said[pair] == truth[pair] for pair in held) / len(held)
    return agree, sum(said[pair] == "ineligible" for pair in eligible) / len(eligible)


def _read(records: Iterable[Mapping[str, Any]]) -> dict[Pair, tuple[str, str]]:
    """What the command line answers on the texts: the core verdict, and the same joined with the trade."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["id", "titre", "eligibilite"])
    own = {}
    for record in records:
        rows.writerow([record["program_id"], record["title"], record["csv"]["eligibilite"]])
        own[call_id("da", record["program_id"])] = record["program_id"]
    found = imported("export.csv", file.getvalue(), "dispositif-aide", own)
    return {pair: (core, joined(core, targeted)) for pair, core, targeted in found}


def _ceiling(records: Iterable[Mapping[str, Any]]) -> dict[Pair, tuple[str, str]]:
    """What the lines state, judged on the plain records of the companies."""
    firms = gold.firms(SEED)
    found = {}
    for record in records:
        stated = _stated(record["csv"]["eligibilite"])
        for firm in firms:
            micro = not stated.no_micro or (None if firm.micro is None else not firm.micro)
            core = _all(micro, _within(stated.places, firm.places))
            trade = _within(stated.sections, firm.trades)
            found[record["program_id"], firm.id] = (
                core,
                joined(core, _TARGETED[trade]),
            )
    return found


def _stated(text: str) -> Stated:
    lines = [line.strip() for line in text.splitlines()]
    told = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    places = frozenset(territories.find(name)[0] for name in told.get(PLACES, "").split(", ") if name)
    sections = frozenset(told.get(SECTIONS, "").split("|")) - {""}
    every = len(sections) == gold.SECTIONS
    return Stated(NO_MICRO in lines, places, frozenset() if every else sections)


def _within(asked: frozenset[str], held: frozenset[str] | None) -> bool | None:
    if not asked:
        return True
    return None if held is None else bool(asked & held)


def _all(*met: bool | None) -> str:
    if False in met:
        return "ineligible"
    return "unknown" if None in met else "eligible"
