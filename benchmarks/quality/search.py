"""Whether `aidmatch search` finds what a person means: published needs and programmes, beside known engines.

Ours is the command itself (`calls import`, then `search`), run in this process. The parts switched off and on are the
same code with other settings (`Engine`), and a check holds that with the shipped settings it answers as the command.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import fmean as mean
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from aidmatch.call import Call
from aidmatch.search import Weights, weights
from aidmatch.sources import mission_transition_ecologique
from benchmarks import gold
from benchmarks.quality import Section, french_needs, misspelt, search_peers
from benchmarks.quality._command import told_by
from benchmarks.quality.relevance import (
    VARIANTS,
    Asked,
    Scored,
    Search,
    differences,
    drawn_mean,
    interval,
    ndcg,
    needs,
    overall,
    recall,
    reciprocal,
    scored,
)
from benchmarks.quality.search_engine import Engine
from benchmarks.tables import table

SEED = 20261126
FILE = gold.FOLDER / "programs.dev.json"
OURS = "**aidmatch search**"
FOLDS = 5
Found = Mapping[str, Sequence[str]]
"""What was found for each text."""


class Measured(NamedTuple):
    """What the needs found, ours and the peers'."""

    asked: Sequence[Asked]
    calls: Sequence[Call]
    names: Mapping[str, str]
    found: Mapping[str, Found]
    seconds: Mapping[str, float]
    """For one need."""
    gains: Mapping[str, Scored]
    french: tuple[str, dict[str, float]]
    misspelt: tuple[str, dict[str, float]]

    def figures(self) -> dict[str, float]:
        """The figures that may not fall."""
        ours = self.gains[OURS]
        figures = {f"search.ndcg10.{variant}": mean(ours[variant].values()) for variant in VARIANTS}
        figures["search.ndcg10"] = overall(ours)
        if search_peers.BAR in self.gains:
            figures["search.over_bm25s"] = overall(ours) / overall(self.gains[search_peers.BAR])
        figures |= self.french[1] | self.misspelt[1]
        return {name: round(value, 4) for name, value in figures.items()}


def figures() -> dict[str, float]:
    """The figures alone, without what is told beside them: the parts switched off, the settings tried."""
    return _measured([name for name in search_peers.there()[0] if name == search_peers.BAR]).figures()


def report() -> Section:
    """The search beside its peers, its parts on and off, French needs over English calls, and typing errors."""
    if not gold.is_there():
        return Section(
            "## Search\n\nLeft out: the published programmes and needs (`../shared/gold`) are not here.\n", {}
        )
    present, missing = search_peers.there()
    held = _measured(present)
    parts = [
        "## Search\n",
        _introduction(held.asked, missing),
        _ndcg_table(held.gains),
        _other_table(held.asked, held.found, held.seconds),
        _against(held.gains),
        _parts(held.asked, held.calls, held.names, held.gains[OURS]),
        _chosen(held.asked, held.calls, held.names),
        held.french[0],
        held.misspelt[0],
    ]
    return Section("\n".join(parts), held.figures())


def _measured(peers: Sequence[str]) -> Measured:
    asked = needs()
    texts = sorted({one.text for one in asked})
    calls = mission_transition_ecologique.read(FILE, FILE.name).calls
    names = {call.id: call.origin.id or "" for call in calls}
    found, seconds = {OURS: _command(texts, names)}, {OURS: 0.0}
    engine = Engine(calls)
    same, seconds[OURS] = _timed(engine.search, texts)
    if {text: [names[call] for call in ids] for text, ids in same.items()} != found[OURS]:
        raise AssertionError("the command does not answer as its own search does")
    raw = {programme["id"]: programme for programme in json.loads(FILE.read_text("utf-8"))}
    documents = {name: search_peers.full_text(programme) for name, programme in raw.items()}
    for name in peers:
        found[name], seconds[name] = _timed(search_peers.PEERS[name][1](documents), texts)
    gains = {name: scored(asked, held, ndcg) for name, held in found.items()}
    own = french_needs.demo()
    return Measured(asked, calls, names, found, seconds, gains, _french(calls, own), misspelt.report(own))


def _introduction(asked: Sequence[Asked], missing: Sequence[str]) -> str:
    projects = len({one.project for one in asked})
    absent = f" Not installed, hence not measured: {', '.join(missing)}." if missing else ""
    return f"""{len(asked)} wordings of {projects} needs over the programmes that their editors linked to them (dev
half). *aidmatch search* is the command on the imported file; the others read title, promise, descriptions and
steps. In brackets: 95 % interval over projects drawn again.{absent}
"""


def _command(texts: Sequence[str], names: Mapping[str, str]) -> Found:
    """What the command line finds for each text, in a workspace that holds the imported programmes."""
    found = {}
    with TemporaryDirectory() as folder:
        (Path(folder) / "aidmatch.toml").touch()
        (Path(folder) / "data").mkdir()
        workspace = ["--workspace", folder, "--lang", "en", "--quiet"]
        told_by([*workspace, "calls", "import", str(FILE), "--from", "mission-transition-ecologique"])
        for text in texts:
            options = ["--limit", "1000", "--include-closed", "--format", "json"]
            told = told_by([*workspace, "search", *options, "--", text])
            found[text] = [names[result["call"]] for result in json.loads(told)["results"]]
    return found


def _timed(search: Search, texts: Sequence[str]) -> tuple[Found, float]:
    """What is found for each text, and seconds for one."""
    start = perf_counter()
    found = {text: list(search(text)) for text in texts}
    return found, (perf_counter() - start) / len(texts)


def _ndcg_table(gains: Mapping[str, Scored]) -> str:
    def cell(measured: Scored, variants: Sequence[str]) -> str:
        projects = sorted({project for variant in variants for project in measured[variant]})
        low, high = interval(measured, variants, SEED)
        return f"{drawn_mean(measured, variants, projects):.3f} [{low:.3f}, {high:.3f}]"

    rows = [
        (name, *(cell(held, (variant,)) for variant in VARIANTS), cell(held, VARIANTS)) for name, held in gains.items()
    ]
    return table(("nDCG@10", *VARIANTS, "mean"), rows)


def _other_table(asked: Sequence[Asked], found: Mapping[str, Found], seconds: Mapping[str, float]) -> str:
    measures = (
        lambda held, right: recall(held, right, 10),
        lambda held, right: recall(held, right, 20),
        reciprocal,
    )
    rows = [
        (
            name,
            *(
                " / ".join(f"{mean(by.values()):.3f}" for by in scored(asked, held, measure).values())
                for measure in measures
            ),
            f"{seconds[name] * 1000:.2f}",
        )
        for name, held in found.items()
    ]
    head = (f"{' / '.join(VARIANTS)}", "recall@10", "recall@20", "MRR", "ms a need")
    return table(head, rows)


def _against(gains: Mapping[str, Scored]) -> str:
    """Project by project against each peer."""
    rows = []
    for name, held in gains.items():
        if name == OURS:
            continue
        more = differences(gains[OURS], held)
        low, high = interval(more, VARIANTS, SEED)
        share = overall(gains[OURS]) / overall(held) - 1
        worst = min(VARIANTS, key=lambda variant: mean(more[variant].values()))
        lowest = f"{worst} {mean(more[worst].values()):+.3f}"
        rows.append((name, f"{overall(more):+.3f} [{low:+.3f}, {high:+.3f}]", f"{share:+.1%}", lowest))
    return table(("ours against", "mean nDCG@10, paired", "relative", "weakest variant"), rows)


def _parts(asked: Sequence[Asked], calls: Sequence[Call], names: Mapping[str, str], whole: Scored) -> str:
    """Each part of the search switched off."""
    rows: list[tuple[str | float, ...]] = [("all parts", overall(whole), "", "")]
    for name, settings in switched_off(weights()).items():
        without = _gains(asked, Engine(calls, settings), names)
        more = differences(whole, without)
        low, high = interval(more, VARIANTS, SEED)
        worth = f"{overall(more):+.4f} [{low:+.3f}, {high:+.3f}]"
        rows.append((name, overall(without), worth, _by_variant(more)))
    head = ("part", "mean nDCG@10", "what it adds", " / ".join(VARIANTS))
    return "Each part switched off, all others on:\n\n" + table(head, rows)


def _by_variant(more: Scored) -> str:
    return " / ".join(f"{mean(by.values()):+.3f}" for by in more.values())


def _gains(asked: Sequence[Asked], engine: Engine, names: Mapping[str, str]) -> Scored:
    found = {text: [names[call] for call in engine.search(text)] for text in {one.text for one in asked}}
    return scored(asked, found, ndcg)


def switched_off(used: Weights) -> dict[str, Weights]:
    """The settings without one part each."""
    alike = {name: field._replace(weight=1.0) for name, field in used.fields.items()}
    short = {name: field for name, field in used.fields.items() if name not in {"steps", "amounts"}}
    silent = {name: field for name, field in used.fields.items() if name != "conditions"}
    quiet = used.asking._replace(thesaurus=0.0, phrase=0.0)
    return {
        "without feedback": used._replace(feedback=used.feedback._replace(share=0.0)),
        "every field weighs the same": used._replace(fields=alike),
        "without steps and amounts": used._replace(fields=short),
        "without conditions": used._replace(fields=silent),
        "without thesaurus": used._replace(asking=quiet, scoring=used.scoring._replace(phrase=0.0)),
        "without French of English calls": used._replace(scoring=used.scoring._replace(translated=0.0)),
        "without hyphenated words joined": used._replace(scoring=used.scoring._replace(joined=0.0)),
        "without near words": used._replace(asking=used.asking._replace(near_least_letters=99)),
        "without fading common words": used._replace(scoring=used.scoring._replace(common_least_calls=10**9)),
    }


def _chosen(asked: Sequence[Asked], calls: Sequence[Call], names: Mapping[str, str]) -> str:
    """What the settings of the feedback are worth when they are chosen on other projects than they are measured on."""
    used = weights()
    tried = {
        (lenders, share): _gains(
            asked, Engine(calls, used._replace(feedback=used.feedback._replace(calls=lenders, share=share))), names
        )
        for lenders in (5, 10, 15, 20)
        for share in (0.3, 0.4, 0.5)
    }
    projects = sorted({one.project for one in asked})
    Random(SEED).shuffle(projects)  # noqa: S311 - drawn again the same, not secret
    measured: dict[str, dict[int, float]] = {variant: {} for variant in VARIANTS}
    for fold in range(FOLDS):
        held_out = set(projects[fold::FOLDS])
        others = [project for project in projects if project not in held_out]
        best = max(tried, key=lambda one: drawn_mean(tried[one], VARIANTS, others))
        for variant, by in tried[best].items():
            measured[variant].update({project: value for project, value in by.items() if project in held_out})
    values = [overall(held) for held in tried.values()]
    spread = f"{min(values):.3f} to {max(values):.3f}"
    return f"""Feedback with 5 to 20 lenders and a share of 0.3 to 0.5 gives {spread}; chosen on four fifths of the
projects and measured on the fifth left out, {overall(measured):.3f}.
"""


def _french(calls: Sequence[Call], own: Sequence[Call]) -> tuple[str, dict[str, float]]:
    """French needs over European calls, mixed among all others."""
    if not french_needs.SAMPLES.is_dir():
        return "French needs over English calls: left out, as the recorded answers are not here.\n", {}
    topics = french_needs.topics()
    engine = Engine([*topics, *own, *calls])
    english = {call.id for call in topics}
    held: dict[tuple[str, str], list[float]] = {}
    every = []
    for need in french_needs.needs():
        share = recall(engine.search(need["need"]), frozenset(need["relevant"]), 5)
        kind = "European topics, in English" if english.intersection(need["relevant"]) else "European schemes"
        held.setdefault((kind, f"round {need['round']}"), []).append(share)
        every.append(share)
    rows = [(f"{kind}, {which}", len(shares), f"{mean(shares):.3f}") for (kind, which), shares in sorted(held.items())]
    told = f"""French needs whose answer is European, over {len(english)} topics in English and {len(own) + len(calls)}
other calls; those of the first round were seen while French-English pairs were added, those of the second were not:

"""
    figures = {"search.french_needs.recall5": mean(every)}
    return told + table(("answer", "needs", "recall@5"), [*rows, ("all", len(every), f"{mean(every):.3f}")]), figures
