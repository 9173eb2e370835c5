"""Whether two records of the portals are one call: labelled pairs (`tests/quality/pairs.jsonl`).

Most pairs that are one call are a publisher's programmes beside its own export, labelled by the id that the export's
page names; the others by one person, from titles, bodies, pages, territories and dates, among pairs near in title or
page. So recall on portals that word things freely is lower than what is shown, and what looks alike in nothing is not
among the pairs.

Labels are kept by place (file, record, a hash of what it says), never by text; a record that says something else than
when it was read is left out, and counted. Three readings of the same pairs:

- in the catalogue: all samples grouped at once, as a workspace would;
- pair by pair, each as if it came from two different portals, so that « a portal does not repeat itself » helps
  nobody: titles, pages, bodies, territories and dates alone must tell;
- what simple rules make of them: one title near the other (rapidfuzz), one page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from aidmatch.reconcile import group
from aidmatch.reconcile.grouping import hubs_of
from aidmatch.reconcile.likeness import is_one, likeness
from benchmarks.quality import Section
from benchmarks.quality.samples import SHARED, Sample, samples
from benchmarks.tables import table

PAIRS = Path(__file__).resolve().parents[2] / "tests" / "quality" / "pairs.jsonl"


class Labelled(NamedTuple):
    """Two records, and whether they are one call."""

    one: Sample
    other: Sample
    same: bool


Joins = Callable[[Labelled], bool]


def labelled(held: Mapping[tuple[str, str], Sample]) -> tuple[list[Labelled], int]:
    """The pairs whose records still say what they said; how many do not."""
    found: list[Labelled] = []
    lost = 0
    for line in PAIRS.read_text("utf-8").splitlines():
        pair = json.loads(line)
        two = [held.get((file, record)) for file, record, _ in (pair["one"], pair["other"])]
        if two[0] is None or two[1] is None or [two[0].hash, two[1].hash] != [pair["one"][2], pair["other"][2]]:
            lost += 1
        else:
            found.append(Labelled(two[0], two[1], pair["same"]))
    return found, lost


def report() -> Section:
    """Precision and recall of each reading."""
    if not SHARED.is_dir():
        return Section("## One call, several portals\n\nLeft out: the real samples (`../shared`) are not here.\n", {})
    from rapidfuzz import fuzz

    held = samples()
    pairs, lost = labelled(held)
    calls = [sample.call for sample in held.values()]
    home = {id(call): number for number, one in enumerate(group(calls)) for call in one.calls}
    hubs = hubs_of([likeness(call) for call in calls])

    def in_the_catalogue(pair: Labelled) -> bool:
        return home[id(pair.one.call)] == home[id(pair.other.call)]

    def alone(pair: Labelled) -> bool:
        one, other = likeness(pair.one.call), likeness(pair.other.call)
        return is_one(one._replace(source="one portal"), other._replace(source="another"), hubs) is not None

    def by_title(pair: Labelled) -> bool:
        return fuzz.token_set_ratio(pair.one.call.title.casefold(), pair.other.call.title.casefold()) >= 90

    def by_page(pair: Labelled) -> bool:
        one, other = likeness(pair.one.call).page, likeness(pair.other.call).page
        return one is not None and other is not None and one.address == other.address

    readings: Sequence[tuple[str, Joins]] = (
        ("**in the catalogue**", in_the_catalogue),
        ("pair by pair, portals hidden", alone),
        ("near titles alone (rapidfuzz, 90)", by_title),
        ("same page alone", by_page),
    )
    same = sum(pair.same for pair in pairs)
    figures = {name: _figures(pairs, joins) for name, joins in readings}
    wrong = [pair for pair in pairs if not pair.same and (alone(pair) or in_the_catalogue(pair))]
    missed = [pair for pair in pairs if pair.same and not in_the_catalogue(pair)]
    introduction = f"""{len(pairs)} pairs of records of the samples, {same} are
one call, {len(pairs) - same} are not, though a title or a page is near. {lost} more say something else than when they
were read. Most of those that are one are a publisher's programmes beside its own export, labelled by their ids: recall
between portals that word things freely is lower.
"""
    return Section(
        "\n".join(
            [
                "## One call, several portals\n",
                introduction,
                table(
                    ("reading", "precision", "recall", "joined wrongly"),
                    [(name, told[0], told[1], int(told[2])) for name, told in figures.items()],
                ),
                f"Joined wrongly: {_listed(wrong)}.\n",
                f"Not joined in the catalogue: {_listed(missed)}.\n",
            ]
        ),
        {
            "pairs.catalogue.precision": round(figures["**in the catalogue**"][0], 4),
            "pairs.catalogue.recall": round(figures["**in the catalogue**"][1], 4),
            "pairs.alone.precision": round(figures["pair by pair, portals hidden"][0], 4),
        },
    )


def _figures(pairs: Sequence[Labelled], joins: Joins) -> tuple[float, float, float]:
    joined = [pair for pair in pairs if joins(pair)]
    right = sum(pair.same for pair in joined)
    return right / len(joined) if joined else 1.0, right / sum(pair.same for pair in pairs), len(joined) - right


def _listed(pairs: Sequence[Labelled]) -> str:
    return "; ".join(f"`{pair.one.record}` and `{pair.other.record}`" for pair in pairs) or "none"
