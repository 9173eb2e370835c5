"""A catalogue in which schemes are told twice and more, varied from real ones by a seeded generator; and its time.

Each call is a real sample (or a demo call where the samples are absent) moved to a place and a year of its own: its
title gets a word that no other has, so that truth is known. One in three is told again by another portal, in capitals,
with a tracking parameter, a slip of the keyboard or another closing day.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from time import perf_counter

from aidmatch.call import Call
from aidmatch.datafiles import read_file
from aidmatch.reconcile import group, reconciled
from benchmarks.quality.samples import SHARED, samples
from benchmarks.tables import table

ROOT = Path(__file__).resolve().parents[1]
SIZES = (2_000, 20_000)
PORTALS = ("aides-territoires", "aides-entreprises", "les-aides")


def report() -> str:
    """Time, memory and what was joined, by number of calls."""
    bases = _bases()
    rows = []
    for size in SIZES:
        calls = doubled(bases, size, seed=4)
        begun = perf_counter()
        groups = group(calls)
        grouped = perf_counter() - begun
        begun = perf_counter()
        reconciled(calls)
        whole = perf_counter() - begun
        joined = [one for one in groups if len(one.calls) > 1]
        wrong = sum(len({_scheme(call) for call in one.calls}) > 1 for one in joined)
        told = len(calls) - len({_scheme(call) for call in calls})
        found = sum(len(one.calls) - 1 for one in joined)
        rows.append((f"{size:,}", f"{grouped:.2f}", f"{whole:.2f}", _peak(), f"{found / told:.3f}", wrong))
    head = (
        "calls",
        "group, s",
        "group and merge, s",
        "peak memory of the process, MB",
        "doubles found",
        "wrong groups",
    )
    return (
        "## One call, several portals\n\nCalls varied from the real samples, one in three told twice or thrice by "
        "portals in other words.\n\n" + table(head, rows)
    )


def doubled(bases: Sequence[Call], count: int, seed: int) -> list[Call]:
    """So many calls; the same ones whenever the seed is the same."""
    rng = Random(seed)  # noqa: S311 - drawn again the same, not secret
    made: list[Call] = []
    number = 0
    while len(made) < count:
        base = bases[rng.randrange(len(bases))]
        made.extend(_scheme_of(base, number, rng))
        number += 1
    return made[:count]


def _scheme_of(base: Call, number: int, rng: Random) -> Iterator[Call]:
    """A scheme, as one portal or more tells it."""
    own = "".join("bcdfghjklm"[int(digit)] + "aeiou"[int(digit) % 5] for digit in f"{number:05}")
    url = f"https://{own}.example.org/aides/{number}"
    first = base.model_copy(
        update={
            "id": f"scheme-{number}",
            "title": f"{base.title[:200]} {own}",
            "origin": base.origin.model_copy(update={"id": f"{number}", "url": url, "source": "funder"}),
        }
    )
    yield first
    for place in range(rng.choice((0, 0, 0, 0, 1, 2))):
        told = rng.choice((first.title.upper(), first.title.replace("'", "’"), first.title + " ", _slip(first.title)))
        origin = first.origin.model_copy(
            update={
                "id": f"{PORTALS[place]}-{number}",
                "url": rng.choice((f"{url}/?utm_source={PORTALS[place]}", url.replace("https", "http"), None)),
                "source": PORTALS[place],
            }
        )
        yield first.model_copy(
            update={"id": f"scheme-{number}-{PORTALS[place]}", "title": told.strip(), "origin": origin}
        )


def _slip(title: str) -> str:
    """A letter written twice in the longest word."""
    longest = max(title.split(), key=len)
    return title.replace(longest, longest[:4] + longest[3:], 1)


def _scheme(call: Call) -> str:
    return "-".join(call.id.split("-")[:2])


def _bases() -> list[Call]:
    if SHARED.is_dir():
        return [sample.call for sample in samples().values()]
    return [call for path in sorted((ROOT / "data" / "calls").glob("*.yaml")) for call in read_file(path, Call, "")[0]]


def _peak() -> str:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{most / (1024 if sys.platform != 'darwin' else 1024**2):.0f}"
