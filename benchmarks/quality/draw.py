"""`python -m benchmarks.quality.draw FOLDER`: which sentences are labelled, drawn once and for all.

The draw is stratified, as sentences that set a condition are few: most units about size, accounts, legal form,
exclusion and place are taken, with ordinary ones beside, as a reader must also keep quiet. The two parts share no
record, so that a wording tuned on the one is not half known in the other.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from benchmarks.quality.units import Unit, units

ABOUT = ("description", "description_longue", "objectif", "summary", "body", "aid_operations_el", "operations")
"""Fields that present the aid more than they set conditions: drawn after the others."""

STRATA: tuple[tuple[str, str, float], ...] = (
    ("size", r"salari|effectif|\bETP\b|\bUTA\b|\bTPE\b|\bPME\b|\bETI\b|micro-?entrep|petites? entreprises?", 0.25),
    (
        "accounts and age",
        r"chiffre d.affaires|\bCA\b|bilan|exercice|cré[ée]e?s? depuis|ans d.(existence|activité)|ancienneté|immatricul",
        0.12,
    ),
    (
        "form",
        r"\bSCI\b|\bSA(S|RL)U?\b|\bEURL\b|\bSCOP\b|statut|juridique|personnes? (morale|phys)|association|inscrite? au",
        0.16,
    ),
    (
        "out",
        r"\bsauf\b|\bhors\b|exclu|à l.exception|non éligible|ne sont pas|n.est pas|ne peu(t|vent)|difficulté|à jour de",
        0.17,
    ),
    ("place", r"région|département|territoire|commune|métropole|implanté|situé|siège|France|domicili", 0.20),
    ("figure", r"\d", 0.10),
    ("ordinary", r"", 0.12),
)
"""Groups in the order a unit is tried against them, with what each looks like and its share of the draw."""


def group(unit: Unit) -> str:
    """The stratum of a unit."""
    text = unit.text if unit.heading is None else f"{unit.heading} {unit.text}"
    return next(name for name, like, _ in STRATA if re.search(like, text, re.IGNORECASE))


def draw(
    every: Iterable[Unit], dev: int, aside: int, seed: int = 20261126, a_record: int = 12
) -> dict[str, list[Unit]]:
    """A stratified draw in two parts that share no record, a few units a record at most."""
    source = random.Random(seed)  # noqa: S311 - a draw that anyone can repeat, no secret
    by_record: defaultdict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in every:
        by_record[unit.sample.split("/")[0], unit.record].append(unit)
    records = sorted(by_record)
    source.shuffle(records)
    share = aside / (dev + aside)
    parts = {"dev": records[int(len(records) * share) :], "aside": records[: int(len(records) * share)]}
    drawn: dict[str, list[Unit]] = {}
    for part, wanted in (("dev", dev), ("aside", aside)):
        pools: defaultdict[str, list[Unit]] = defaultdict(list)
        for record in parts[part]:
            for unit in by_record[record]:
                pools[group(unit)].append(unit)
        taken: list[Unit] = []
        left: list[Unit] = []
        used: Counter[tuple[str, str]] = Counter()
        for name, _, weight in STRATA:
            pool = pools[name]
            source.shuffle(pool)
            pool.sort(key=lambda unit: unit.field in ABOUT)
            room = round(weight * wanted)
            for unit in pool:
                key = (unit.sample, unit.record)
                if room and used[key] < a_record:
                    taken.append(unit)
                    used[key] += 1
                    room -= 1
                else:
                    left.append(unit)
        left.sort(key=lambda unit: unit.field in ABOUT)
        for unit in left:
            if len(taken) < wanted and used[unit.sample, unit.record] < a_record:
                taken.append(unit)
                used[unit.sample, unit.record] += 1
        drawn[part] = sorted(taken, key=lambda unit: (unit.sample, unit.record, unit.field, unit.hash))
    return drawn


def main(folder: Path) -> None:
    """Write what the labellers read, without the parts, and apart where each unit stands."""
    every = list(units())
    order = {unit.hash: number for number, unit in enumerate(every)}
    parts = draw(every, dev=330, aside=170)
    told = sorted(((unit, part) for part, taken in parts.items() for unit in taken), key=lambda one: order[one[0].hash])
    with (
        (folder / "units.jsonl").open("w", encoding="utf-8") as texts,
        (folder / "places.jsonl").open("w", encoding="utf-8") as places,
    ):
        for number, (unit, part) in enumerate(told, 1):
            name = f"U{number:03}"
            text = {"id": name, "heading": unit.heading, "text": unit.text}
            texts.write(json.dumps(text, ensure_ascii=False) + "\n")
            place = {"id": name, "part": part, "sample": unit.sample, "record": unit.record, "field": unit.field}
            places.write(json.dumps({**place, "hash": unit.hash}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
