"""How well the program reads, finds and ranks, against truth that nobody here wrote.

Each section is one file with `report() -> Section`: its tables for `docs/quality.md`, and the figures that may not
fall. Sections that need the real payloads (`../shared`) say so where these are absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Section(NamedTuple):
    """What a section found."""

    markdown: str
    """Under a heading of its own, of the second level."""
    figures: Mapping[str, float]
    """By a stable name such as `reading.core.agreement`; more is better."""
