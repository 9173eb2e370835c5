"""Public sources of calls, one module each: a file or a service -> valid calls, and what was refused on the way.

`IMPORTERS` read a file they are given and open nothing else. `SOURCES` can be fetched (see `_protocol`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from aidmatch.sources._base import Reading
    from aidmatch.sources._protocol import Source


def _dispositif_aide(path: Path, shown: str) -> Reading:
    from aidmatch.sources.dispositif_aide import read

    return read(path, shown)


def _aides_entreprises(path: Path, shown: str) -> Reading:
    from aidmatch.sources.aides_entreprises import read

    return read(path, shown)


def _mission_transition_ecologique(path: Path, shown: str) -> Reading:
    from aidmatch.sources.mission_transition_ecologique import read

    return read(path, shown)


def _watch_list(path: Path, shown: str) -> Reading:
    from aidmatch.sources.watch_list import read

    return read(path, shown)


IMPORTERS: Mapping[str, Callable[[Path, str], Reading]] = {
    "dispositif-aide": _dispositif_aide,
    "aides-entreprises": _aides_entreprises,
    "mission-transition-ecologique": _mission_transition_ecologique,
    "watch-list": _watch_list,
}
"""By the name of the source; each takes the file and the name it is shown under."""


SOURCES: Mapping[str, str] = {
    "aides-entreprises": "aides_entreprises",
    "mission-transition-ecologique": "mission_transition_ecologique",
    "dispositif-aide": "dispositif_aide",
    "eu-funding-tenders": "eu_funding_tenders",
    "aides-territoires": "aides_territoires",
    "les-aides": "les_aides",
    "occitanie": "table",
    "ile-de-france": "table",
    "pays-de-la-loire": "table",
    "table": "table",
}
"""Sources that can be fetched: by kind, the module. In the order `sync` asks them."""


def source_of(
    kind: str, *, name: str | None = None, given: Mapping[str, object] | None = None, folder: Path | None = None
) -> Source:
    """The source of a kind; KeyError when there is none.

    A module that reads whatever its settings describe has `made`: it is given the source's name, what the workspace
    sets, and the folder of its files. A SettingsError names what is wrong there.
    """
    module = import_module(f"aidmatch.sources.{SOURCES[kind]}")
    if hasattr(module, "made"):
        return cast("Source", module.made(name or kind, kind, given or {}, folder or Path()))
    return cast("Source", module)
