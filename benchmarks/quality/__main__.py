"""`python -m benchmarks.quality`: measure the quality, and print the tables in Markdown."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.quality import Section

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "quality.md"
FIGURES = ROOT / "tests" / "quality" / "figures.json"
"""The figures recorded last: a test holds that they do not fall."""

SECTIONS = ("structured", "prose", "sentences", "search", "ranking", "pairs")
"""Modules of this package, in the order of the page."""

HEAD = """# Quality

Written by `python -m benchmarks.quality --write`: what the program reads, finds and ranks, held against truth that
nobody here wrote. The recorded figures (`tests/quality/figures.json`) may not fall: a test holds them.

"""


def measure(name: str) -> Section:
    """One section's tables and figures."""
    section: Section = import_module(f"benchmarks.quality.{name}").report()
    return section


def main() -> None:
    """Measure what is asked, all by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"{', '.join(SECTIONS)} (default: all)")
    parser.add_argument("--write", action="store_true", help="write docs/quality.md and the recorded figures too")
    asked = parser.parse_args()
    unknown = set(asked.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    if asked.write and asked.sections:
        parser.error("--write records every section: name none")
    told: dict[str, Section] = {}
    for name in asked.sections or SECTIONS:
        print(f"measuring: {name}…", file=sys.stderr)
        told[name] = measure(name)
        print(told[name].markdown)
    if asked.write:
        recorded = json.loads(FIGURES.read_text("utf-8"))
        lost = recorded.keys() - {key for section in told.values() for key in section.figures}
        if lost:
            # A peer or the real files are absent: what was measured with them would be forgotten.
            parser.error(f"not written, as these could not be measured here: {', '.join(sorted(lost))}")
        PAGE.write_text(HEAD + "\n".join(section.markdown for section in told.values()), encoding="utf-8")
        figures = {key: value for section in told.values() for key, value in sorted(section.figures.items())}
        FIGURES.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
