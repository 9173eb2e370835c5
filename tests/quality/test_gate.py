"""The recorded quality may not fall: what is read, found and ranked, held against truth that nobody here wrote.

The figures are recorded by `python -m benchmarks.quality --write`. A change that lowers one says so there, with its
reason in the changelog. Where the real payloads are absent, what needs them is left out and said.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module

import pytest
from benchmarks.quality.__main__ import FIGURES, SECTIONS

TOLERANCE = 0.005
"""What chance may take from a figure."""

RECORDED = json.loads(FIGURES.read_text("utf-8"))
NEEDS_SHARED = frozenset({"structured", "prose", "sentences", "search", "pairs"})


PREFIXES = {name: f"reading.{name}." if name in ("structured", "prose") else f"{name}." for name in SECTIONS}
"""How the figures of a section begin."""


@cache
def measured(section: str) -> dict[str, float]:
    """The figures of a section, now; a section that tells much beside them gives them alone."""
    module = import_module(f"benchmarks.quality.{section}")
    return dict(module.figures() if hasattr(module, "figures") else module.report().figures)


def test_every_recorded_figure_has_its_section() -> None:
    assert [name for name in RECORDED if not name.startswith(tuple(PREFIXES.values()))] == []


@pytest.mark.parametrize(
    "section",
    [pytest.param(name, marks=pytest.mark.shared if name in NEEDS_SHARED else ()) for name in SECTIONS],
)
def test_no_recorded_figure_falls(section: str) -> None:
    now = measured(section)
    before = {name: value for name, value in RECORDED.items() if name.startswith(PREFIXES[section])}
    assert before, f"record the figures of {section}: python -m benchmarks.quality --write"
    # A peer that is not installed here is not measured here.
    held = {name: (value, now[name]) for name, value in before.items() if name in now}
    fallen = {name: pair for name, pair in held.items() if pair[1] < pair[0] - TOLERANCE}
    assert fallen == {}
