"""Shortlists held against what an adviser would have told each demo company (`tests/quality/judgements`).

The order is that of `aidmatch rank`, through the command line, in a workspace of the repository's own data. The simple
orders beside it are given the very calls that `rank` lists (taking files, not ineligible): only the order differs,
so that they profit from its eligibility check.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from math import log2
from pathlib import Path
from shutil import copytree
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from aidmatch.call import Call
from aidmatch.company import Company
from aidmatch.datafiles import read_file
from aidmatch.nomenclatures import activities
from aidmatch.search import terms
from benchmarks.quality import Section
from benchmarks.quality._command import told_by
from benchmarks.tables import table

ROOT = Path(__file__).resolve().parents[2]
JUDGEMENTS = ROOT / "tests" / "quality" / "judgements"
AS_OF = "2026-11-22"
"""The day of the judgements."""

TOP = 10
FIRST = 5
MUST = 3
"""The grade of a call that has to stand among the first `FIRST`."""

KEPT = ("ndcg10", "must_top5", "musts_top5")
"""The figures that may not fall. What is measured on the calls listed alone would fall when more are listed."""

Grades = Mapping[str, int]
Order = Sequence[str]


class Judged(NamedTuple):
    """A company, what an adviser says of the calls, and what `rank` lists."""

    company: Company
    grades: Grades
    """0 to 3 by call; a call not named has 0."""
    listed: Order
    """Every call that `rank` lists, in its order."""

    def musts(self) -> set[str]:
        """The calls that have to stand among the first."""
        return {call for call, grade in self.grades.items() if grade == MUST}


def figures() -> dict[str, float]:
    """The figures that may not fall, without the simple orders told beside them."""
    with TemporaryDirectory() as folder:
        copytree(ROOT / "data", Path(folder) / "data")
        return _kept([_judged(path, Path(folder)) for path in sorted(JUDGEMENTS.glob("*.yaml"))])


def _kept(held: Sequence[Judged]) -> dict[str, float]:
    ours = _figures(held, lambda one: one.listed)
    return {f"ranking.{name}": round(ours[name], 4) for name in KEPT}


def report() -> Section:
    """The shortlists of the judged companies, and simple orders of the same calls."""
    calls = {call.id: call for path in _data("calls") for call in read_file(path, Call, path.name)[0]}
    with TemporaryDirectory() as folder:
        copytree(ROOT / "data", Path(folder) / "data")
        held = [_judged(path, Path(folder)) for path in sorted(JUDGEMENTS.glob("*.yaml"))]
        (Path(folder) / "aidmatch.toml").write_text(RELEVANCE_ALONE, encoding="utf-8")
        relevance = {one.company.id: _ranked(one.company.id, Path(folder)) for one in held}
    orders: dict[str, Callable[[Judged], Order]] = {
        "**aidmatch rank**": lambda one: one.listed,
        "its relevance alone": lambda one: relevance[one.company.id],
        "BM25 on French stems (SQLite)": Bm25(calls).order,
        "next closing first": lambda one: sorted(one.listed, key=lambda call: (_closing(calls[call]), call)),
        "open to all trades first": lambda one: sorted(one.listed, key=lambda call: (_aimed(calls[call]), call)),
        "by title": lambda one: sorted(one.listed, key=lambda call: calls[call].title.casefold()),
    }
    return Section(
        "\n".join(
            [
                "## Ranking for people\n",
                _introduction(held),
                table(
                    ("order", "nDCG@10", "same, of the calls listed", "a must in the top 5", "musts in the top 5"),
                    [(name, *_figures(held, order).values()) for name, order in orders.items()],
                ),
                "Company by company, `aidmatch rank`:\n",
                table(
                    ("company", "nDCG@10", "of the calls listed", "musts in the top 5", "musts lower", "not listed"),
                    [_line(one) for one in held],
                ),
            ]
        ),
        _kept(held),
    )


def ndcg(grades: Grades, order: Order, within: Order | None = None) -> float:
    """NDCG at `TOP` with gains of 2^grade - 1; `within` limits the ideal to these calls."""
    ideal = sorted((grade for call, grade in grades.items() if within is None or call in within), reverse=True)
    best = _gain(ideal)
    return _gain([grades.get(call, 0) for call in order]) / best if best else 1.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 1) for place, grade in enumerate(grades[:TOP], start=1))


def _figures(held: Sequence[Judged], order: Callable[[Judged], Order]) -> dict[str, float]:
    places = [(one, order(one)) for one in held]
    found = [(one.musts(), set(ranked[:FIRST])) for one, ranked in places]
    return {
        "ndcg10": mean(ndcg(one.grades, ranked) for one, ranked in places),
        "ndcg10_listed": mean(ndcg(one.grades, ranked, one.listed) for one, ranked in places),
        "must_top5": mean(bool(musts & first) for musts, first in found),
        "musts_top5": sum(len(musts & first) for musts, first in found) / sum(len(musts) for musts, _ in found),
    }


def _line(one: Judged) -> tuple[str | float | int, ...]:
    musts, first = one.musts(), set(one.listed[:FIRST])
    lower = [f"{call} ({one.listed.index(call) + 1})" for call in sorted(musts - first) if call in one.listed]
    return (
        one.company.id,
        ndcg(one.grades, one.listed),
        ndcg(one.grades, one.listed, one.listed),
        f"{len(musts & first)} of {len(musts)}",
        ", ".join(lower),
        ", ".join(sorted(musts - set(one.listed))),
    )


def _introduction(held: Sequence[Judged]) -> str:
    graded = [grade for one in held for grade in one.grades.values()]
    musts, useful, marginal = (graded.count(grade) for grade in (3, 2, 1))
    return f"""{len(held)} demo companies; {musts} musts, {useful} useful and {marginal} marginal calls, judged for
{AS_OF} before any ranking was seen (`tests/quality/judgements`: one person's opinion, with reasons). The simple orders
sort the very calls that `rank` lists: they profit from its eligibility check. A yearly call between two sessions may
be judged a must; where `rank` lists only what takes files, it cannot find it: *of the calls listed* has an ideal that
knows these alone. *A must in the top 5*: share of the companies; *musts in the top 5*: share of all musts.
"""


RELEVANCE_ALONE = (
    "[rank.weights]\nrelevance = 100\ntargeting = 0\nthemes = 0\nlevel = 0\nstage = 0\namount = 0\ntime = 0\n"
    "freshness = 0\nconfidence = 0\n"
)
"""Settings under which only the company's words count."""


def _judged(path: Path, workspace: Path) -> Judged:
    from ruamel.yaml import YAML

    content: dict[str, Any] = YAML(typ="safe", pure=True).load(path)
    name = content["company"]
    record = ROOT / "data" / "companies" / f"{name}.yaml"
    (company,), _ = read_file(record, Company, record.name)
    grades = {line["call"]: line["grade"] for line in content["calls"]}
    return Judged(company, grades, _ranked(name, workspace))


def _ranked(company: str, workspace: Path) -> Order:
    """Every call that the command lists for a company, in its order."""
    options = ["--workspace", str(workspace), "--as-of", AS_OF, "--quiet", "--top", "1000", "--format", "json"]
    return [item["call"] for item in json.loads(told_by(["rank", company, *options]))["shortlist"]]


class Bm25:
    """A known engine on the whole text of each call; the query is all that the company says, each stem once."""

    def __init__(self, calls: Mapping[str, Call]) -> None:
        self.base = sqlite3.connect(":memory:")
        self.base.execute("create virtual table text using fts5(id unindexed, words)")
        rows = [(name, _stems(_text(call), "x")) for name, call in calls.items()]
        self.base.executemany("insert into text values (?, ?)", rows)

    def order(self, one: Judged) -> Order:
        """The calls listed, the best answer first; those that share no word at the end, by name."""
        asked = " OR ".join(sorted(set(_stems(_said(one.company), "x").split())))
        found = self.base.execute("select id, bm25(text) from text where text match ?", [f"words : ({asked})"])
        worth = dict(found.fetchall())
        return sorted(one.listed, key=lambda call: (worth.get(call, 0.0), call))


def _stems(text: str, mark: str) -> str:
    """The stems of a text, each marked so that none is taken for a word of the query's grammar."""
    found = (term.stem for term in terms(text, "fr") if not term.joined)
    return " ".join(mark + "".join(filter(str.isalnum, stem)) for stem in found)


def _text(call: Call) -> str:
    words = [call.title, call.summary, call.description, *call.targeting.sectors, *call.amounts.costs, *call.conditions]
    return " ; ".join(word for word in words if word)


def _said(company: Company) -> str:
    trade = activities.label(company.naf, "naf-rev2") if company.naf else None
    projects = [word for project in company.projects for word in (project.title, project.description)]
    return " ; ".join(word for word in (company.description, trade, *company.needs, *projects) if word)


def _closing(call: Call) -> float:
    closing = call.window.next_closing(datetime.fromisoformat(AS_OF).replace(tzinfo=ZoneInfo("Europe/Paris")))
    return closing.at.timestamp() if closing else float("inf")


def _aimed(call: Call) -> bool:
    return bool(call.targeting.naf or call.targeting.sectors)


def _data(folder: str) -> list[Path]:
    return sorted((ROOT / "data" / folder).glob("*.yaml"))
