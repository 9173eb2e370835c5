"""`python -m benchmarks`: measure, and print the tables in Markdown."""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import processes

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"

PARTS = ("start-up", "pairs", "sizes", "doubles", "syncing", "board", "mailing")

PEERS = ("zen-engine", "polars", "numpy", "typer", "pydantic", "rich")

HEAD = """# Benchmarks

Written by `python -m benchmarks --write`. What counts is the ratios, measured in one run on one machine, contenders
turn by turn; the figures themselves are the machine's. No test asserts a time.

"""


def main() -> None:
    """Measure what is asked, all by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--sizes", type=int, nargs="+", default=processes.SIZES, help="numbers of calls")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(PAGE.parents[1])} too")
    asked = parser.parse_args()
    unknown = set(asked.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    sections = [_machine()]
    for part in asked.parts or PARTS:
        print(f"measuring: {part}…", file=sys.stderr)
        sections.append(_measure(part, asked.sizes))
        print(sections[-1])
    if asked.write:
        PAGE.write_text(HEAD + "\n".join(sections) if not asked.parts else _renewed(sections[1:]), encoding="utf-8")


def _renewed(sections: list[str]) -> str:
    """The page with some sections measured anew; the others stand, and so does what it says of the machine."""
    head, *held = re.split(r"^(?=## )", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    by_title = {one.split("\n", 1)[0]: one.rstrip() + "\n" for one in [*held, *sections]}
    return "\n".join([head.rstrip() + "\n", *by_title.values()])


def _measure(part: str, sizes: list[int]) -> str:
    if part == "start-up":
        return processes.start_up()
    if part == "sizes":
        return processes.sizes(sizes)
    if part == "doubles":
        from benchmarks import doubles

        return doubles.report()
    if part == "board":
        from benchmarks import board

        return board.report()
    if part == "mailing":
        from benchmarks import mailing

        return mailing.report()
    if part == "syncing":
        from benchmarks import syncing

        return syncing.report()
    try:
        from benchmarks import pairs
    except ModuleNotFoundError as missing:
        return f"## Pairs a second\n\nLeft out: {missing.name} is not installed (see benchmarks/requirements.txt).\n"
    return pairs.report()


def _machine() -> str:
    versions = ", ".join(map(_version, PEERS))
    system = f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"Measured on {system}, with {versions}.\n"


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


if __name__ == "__main__":
    main()
