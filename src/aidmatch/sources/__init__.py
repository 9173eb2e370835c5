"""Public files of calls, one reader each: a file -> valid calls, and what was refused on the way.

A reader opens the file it is given and nothing else: no network, no clock, no workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aidmatch.sources._base import Reading


def _dispositif_aide(path: Path, shown: str) -> Reading:
    from aidmatch.sources.dispositif_aide import read

    return read(path, shown)


def _mission_transition_ecologique(path: Path, shown: str) -> Reading:
    from aidmatch.sources.mission_transition_ecologique import read

    return read(path, shown)


IMPORTERS: Mapping[str, Callable[[Path, str], Reading]] = {
    "dispositif-aide": _dispositif_aide,
    "mission-transition-ecologique": _mission_transition_ecologique,
}
"""By the name of the source; each takes the file and the name it is shown under."""
