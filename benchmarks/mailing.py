"""A big cluster's Monday: the letters of 1,000 members over 5,000 calls, beside the plain rendering of as many."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks import workspace
from benchmarks.processes import SEED, Run, aidmatch, measured
from benchmarks.tables import ratio, table
from benchmarks.workspace import Raw

MEMBERS, CALLS = 1_000, 5_000

HEADCOUNTS = (1, 4, 12, 30, 80, 300)


def report() -> str:
    """Time and memory of `digest`, and of rendering its letters alone."""
    calls, companies = workspace.demo()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "workspace"
        workspace.write(path, calls, list(_members(companies)), CALLS, SEED)
        (path / "aidmatch.toml").write_text('[clusters.grappe]\nname = "Grappe"\nemail = "a@grappe.example.org"\n')
        index = measured(aidmatch(path, "companies", "list", "--format", "json"))
        letters = path / "letters.json"
        first = measured(aidmatch(path, "digest", "--format", "json", "-o", str(letters)))
        again = measured(aidmatch(path, "digest", "--format", "json", "-o", str(letters)))
        pages = measured(aidmatch(path, "digest", "--out", str(path / "out"), "--format", "html"))
        plain = measured([sys.executable, "-m", "benchmarks.mailing", str(letters)])
    runs = {
        "the index, made first": index,
        "letters written, first time": first,
        "letters written again": again,
        "letters written as pages": pages,
        "plain rendering of the same pages": plain,
    }
    rows = [(name, run.seconds, run.processor, run.peak / 1e6, _ratio(run, plain)) for name, run in runs.items()]
    return "\n".join(
        [
            "## Letters\n",
            (
                f"`aidmatch digest` for {MEMBERS:,} members and {CALLS:,} calls. *Plain rendering* reads the finished "
                "letters and makes a page of each: what any template costs, with nothing decided.\n"
            ),
            table(("what", "s", "processor, s", "peak, MB", "x plain rendering"), rows),
        ]
    )


def _ratio(run: Run, plain: Run) -> str:
    return ratio(run.processor, plain.processor)


def _members(companies: list[Raw]) -> Iterator[Raw]:
    """The demo companies over and over, each time of another size and under another name."""
    rng = Random(SEED)  # noqa: S311 - nothing secret is drawn
    for number in range(MEMBERS):
        one = dict(companies[number % len(companies)])
        one |= {"id": f"m{number:04}", "name": f"{one['name']} {number}"}
        one.pop("siren", None)
        one.pop("siret", None)
        if "headcount" in one:
            one["headcount"] = rng.choice(HEADCOUNTS)
        yield one


def render(path: Path) -> int:
    """Make a page of every letter of a file, and count their signs."""
    from aidmatch.formats.letter import html
    from aidmatch.worded import WordedLetter, from_record

    told = json.loads(path.read_text("utf-8"))["letters"]
    return sum(len(html(from_record({name: one[name] for name in WordedLetter._fields}))) for one in told)


if __name__ == "__main__":
    started = process_time()
    print(render(Path(sys.argv[1])), process_time() - started)
