"""Write docs/law.md: every dated figure the program uses, with its article, its source and the day it was checked.

Run it after a change to the tables: `make docs`. A test fails when the page is not current.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from aidmatch.nomenclatures.figures import HOUSE, Figure, figures

PAGE = Path(__file__).resolve().parents[1] / "docs" / "law.md"

FAMILIES: Mapping[str, str] = {
    "de_minimis": "De minimis ceilings and periods",
    "equivalent": "Grant equivalent of loans and guarantees (safe harbours)",
    "sme": "Size in the EU sense",
    "insee": "INSEE categories: statistics, no right to aid",
    "accounting": "Sizes of the accounts: by the day the year began",
    "gber": "Block exemption (RGEC): highest intensities, by aim",
    "regional_map": "Map of regional aid: highest rate for a large firm, by area; the bonus of the size is added",
    "cumulation": "Aids together",
    "difficulty": "Undertaking in difficulty",
    "works_start": "Start of works",
    "funding": "Who may fund what",
    "practice": "What funders usually do, which is no law",
    "shelf_life": "Our own shelf lives, which are no law",
    "near_a_ceiling": "Our own margin",
    "plan": "Our own planning defaults, which are no law",
    "oldest": "Our own age limit",
    "report": "Our own threshold of the report",
}
"""The families of figures, in the order of the page."""

PRELUDE = """# The figures of the law

Every ceiling, rate and period the program uses is a dated row of `src/aidmatch/nomenclatures/data/figures.csv` or
`gber.csv`. What a command prints names its row by a place in this page. `--as-of` takes the rows in force on that day.

- **S**: read in the text. **s**: long-standing, not read again. **U**: to be verified; shown, and deciding nothing.
- A row is to be read again a year after its check: `aidmatch check` and every page that uses it say so.
- Rules that end on 31 December 2026 have a successor from 1 January 2027, marked U until its text is seen.

Not legal advice. How the figures are used: [state aid](state-aid.md).
"""


def page() -> str:
    """The whole page."""
    rows = sorted(figures(), key=lambda row: (_order(row.key), row.key, row.valid_from))
    missing = {row.key.partition(".")[0] for row in rows} - set(FAMILIES)
    if missing:
        raise SystemExit(f"a family without a heading in tools/law.py: {', '.join(sorted(missing))}")
    parts = [PRELUDE]
    for family, held in groupby(rows, key=lambda row: row.key.partition(".")[0]):
        parts.append(f"\n## {FAMILIES[family]}\n\n")
        parts.append("| figure | value | in force | text | checked on | |\n|---|---:|---|---|---|---|\n")
        parts.extend(_lines(list(held)))
    parts.append("\nWritten by `make docs` from the tables.\n")
    return "".join(parts)


def _order(key: str) -> int:
    family = key.partition(".")[0]
    return list(FAMILIES).index(family) if family in FAMILIES else len(FAMILIES)


def _lines(rows: list[Figure]) -> Iterator[str]:
    for row in rows:
        until = row.valid_to.isoformat() if row.valid_to else "…"
        text = "our own rule" if row.source == HOUSE else f"{row.source}, {row.article}"
        yield (
            f'| <a id="{row.anchor}"></a>`{row.key}` | {_value(row)} | {row.valid_from} – {until} | {text} | '
            f"{row.checked_on} | {row.mark} |\n"
        )


def _value(row: Figure) -> str:
    if row.unit == "share":
        return f"{float(row.value) * 100:g}\u00a0%"
    if row.unit == "flag":
        return "yes" if row.value else "no"
    number = f"{float(row.value):,.10g}".replace(",", "\u202f")
    unit = {"EUR": "€", "ratio": "×"}.get(row.unit, row.unit)
    return f"{number}\u00a0{unit}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
