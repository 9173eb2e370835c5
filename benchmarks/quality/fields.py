"""What was read of each published programme, field by field, against its published rule."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aidmatch.call import Call, Condition
from aidmatch.criteria.age import Age
from aidmatch.criteria.headcount import Headcount
from aidmatch.criteria.micro_entrepreneur import MicroEntrepreneur
from aidmatch.criteria.perimeter import Perimeter
from aidmatch.extractors import read
from aidmatch.nomenclatures import activities, territories
from aidmatch.sources import IMPORTERS
from aidmatch.sources._base import call_id
from benchmarks import gold
from benchmarks.tables import table

FIELDS = ("headcount min", "headcount max", "micro-entrepreneur", "territory", "years")
NEAR = 1
"""The published texts are off by one at some bounds; each word is read at its value."""


def tables(readable: set[str]) -> str:
    """Precision and recall from the records' texts, and from the open-data export."""
    records = [json.loads(line) for line in (gold.FOLDER / "extraction.dev.jsonl").read_text("utf-8").splitlines()]
    calls = _calls()
    texts = [(_read(calls[call_id("mte", one["program_id"])].criteria), _ruled(one["truth"])) for one in records]
    apart = [pair for one, pair in zip(records, texts, strict=True) if one["program_id"] in readable]
    head = ["field", "stated by the rule", "read", "precision", "recall"]
    return (
        "Field by field, from the lists of texts of the readable programmes (bounds within one, as published texts are "
        "off by one):\n\n" + table(head, _rows(apart, FIELDS)) + "\nOf all the programmes, those included whose text "
        "contradicts their rule:\n\n" + table(head, _rows(texts, FIELDS))
    )


def export() -> str:
    """Precision and recall from the text of the open-data export, which is older than the rules."""
    records = [json.loads(line) for line in (gold.FOLDER / "extraction.dev.jsonl").read_text("utf-8").splitlines()]
    held = [one for one in records if one["csv"]]
    read_ = [(one, read(one["csv"]["eligibilite"])) for one in held]
    told = [(_read(reading.criteria), _ruled(one["truth"])) for one, reading in read_]
    right = found = stated = 0
    for one, reading in read_:
        every = one["truth"]["all_naf_sections"]
        theirs = frozenset() if every else frozenset(one["truth"]["naf_sections"])
        codes = [code for aimed in reading.targeting if aimed.kind == "activity" for code in aimed.within]
        ours = {code if len(code) == 1 else activities.section(code, activities.REV2) for code in codes}
        right, found, stated = right + len(ours & theirs), found + len(ours), stated + len(theirs)
    sections = ["sections", str(stated), str(found), f"{right / found:.1%}", f"{right / stated:.1%}"]
    head = ["field", "stated by the rule", "read", "precision", "recall"]
    return "Field by field, from that text:\n\n" + table(head, [*_rows(told, FIELDS), sections])


def sectors() -> tuple[str, dict[str, float]]:
    """Trades aimed at, by section of NAF, where one person's reading of the words gives sections for sure."""
    calls = _calls()
    right = found = stated = 0
    for line in (gold.FOLDER / "extraction.dev.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        reading = one["readable"]["sector"]
        if reading["kind"] not in ("clear", "codes"):
            continue
        codes = calls[call_id("mte", one["program_id"])].targeting.naf
        ours = {code if len(code) == 1 else activities.section(code, activities.REV2) for code in codes}
        theirs = set(reading["reading"])
        right, found, stated = right + len(ours & theirs), found + len(ours), stated + len(theirs)
    shares = {"precision": round(right / found, 4), "recall": round(right / stated, 4)}
    row = ["sectors", str(stated), str(found), *(f"{share:.1%}" for share in shares.values())]
    head = ["field", "sections in the words", "read", "precision", "recall"]
    text = "Trades aimed at, by section of NAF, where the wording is clear:\n\n" + table(head, [row])
    return text, {f"reading.prose.sectors.{name}": share for name, share in shares.items()}


def _rows(pairs: list[tuple[dict[str, Any], dict[str, Any]]], fields: tuple[str, ...]) -> Iterator[list[str]]:
    for field in fields:
        told = [(ours.get(field), theirs.get(field)) for ours, theirs in pairs]
        right = sum(ours is not None and _same(ours, theirs) for ours, theirs in told)
        found = sum(ours is not None for ours, _ in told)
        stated = sum(theirs is not None for _, theirs in told)
        shares = [f"{right / number:.1%}" if number else "-" for number in (found, stated)]
        yield [field, str(stated), str(found), *shares]


def _same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, int) and not isinstance(ours, bool) and isinstance(theirs, int):
        return abs(ours - theirs) <= NEAR
    return bool(ours == theirs)


def _read(criteria: tuple[Condition, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in (member for held in criteria for member in getattr(held, "members", (held,))):
        match one:
            case Headcount():
                found |= {"headcount min": one.min, "headcount max": one.max}
            case MicroEntrepreneur(accepted=False):
                found["micro-entrepreneur"] = True
            case Perimeter():
                found["territory"] = frozenset(one.within)
            case Age(min_years=int() as years):
                found["years"] = years
    return found


def _ruled(truth: Mapping[str, Any]) -> dict[str, Any]:
    places = frozenset(territories.find(name)[0] for name in _named(truth))
    return {
        "headcount min": truth["min_employees"],
        "headcount max": truth["max_employees"],
        "micro-entrepreneur": truth["exclude_microentrepreneur"] or None,
        "territory": places or None,
        "years": truth["min_years_activity"],
    }


def _named(truth: Mapping[str, Any]) -> list[str]:
    """Regions, and the departments the published list of regions holds."""
    return [*(truth["regions"] or ()), *truth["departments_in_region_list"]]


def contradictory(readable: set[str]) -> str:
    """The programmes whose texts contradict their own rule, and the words that a person is shown."""
    calls = _calls()
    rows = []
    for line in (gold.FOLDER / "extraction.dev.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        if one["program_id"] in readable:
            continue
        call = calls[call_id("mte", one["program_id"])]
        kinds = ("headcount", "micro_entrepreneur", "perimeter", "sme")
        told = [str(criterion.words) for criterion in call.criteria if criterion.kind in kinds]
        how = f"size {one['readable']['size']}, area {one['readable']['geography']}"
        rows.append([one["program_id"], how, "; ".join(f"« {words} »" for words in told) or "nothing: to confirm"])
    return table(["programme", "text against rule", "decides for the user, in these words"], rows)


def _calls() -> dict[str, Call]:
    programmes = json.loads((gold.FOLDER / "programs.dev.json").read_text("utf-8"))
    left_out = ("eligibilityData", "publicodes")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "programmes.json"
        bare = [{key: value for key, value in one.items() if key not in left_out} for one in programmes]
        path.write_text(json.dumps(bare), encoding="utf-8")
        return {call.id: call for call in IMPORTERS["mission-transition-ecologique"](path, path.name).calls}
