"""Where the workspace is, and its settings; only the door opens it.

The workspace is `--workspace`, else `AIDMATCH_WORKSPACE`, else the nearest folder upward with an `aidmatch.toml`
or `data/calls`, else the user's data folder. One that exists is never filled with starter data; with none, the
starter data are read where they were installed.
"""

import os
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.config._columns import keep_columns as keep_columns
from aidmatch.config._columns import read_columns
from aidmatch.config._wrong import FILE as FILE
from aidmatch.config._wrong import check, wrong
from aidmatch.errors import SettingsError
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.config._letters import Letters
    from aidmatch.score import Scoring

VARIABLE = "AIDMATCH_WORKSPACE"

SETTINGS: Mapping[str, AbstractSet[str]] = {
    "": {"clusters", "companies", "digest", "fetch", "mail", "rank", "registries", "retention", "sources"},
    "fetch": {"contact", "pace"},
    "rank": {"top", "weights", "words", "shares"},
}
"""Every setting of the file, by table."""


class Workspace(NamedTuple):
    """The folder in use."""

    path: Path
    is_starter: bool
    """The starter data, read in place: there is no workspace yet."""


class Settings(NamedTuple):
    """What `aidmatch.toml` says."""

    top: int = 15
    scoring: "Scoring | None" = None
    """The numbers of the score, where the file sets any."""
    contact: str | None = None
    """An address the sources may write to."""
    pace: float = 2.0
    """Requests a second to one host, at most."""
    sources: Mapping[str, Mapping[str, object]] = {}
    """By the name of the source, its own settings."""
    registries: Mapping[str, str] = {}
    """By the name of the register, the address it is asked at instead of its own."""
    letters: "Letters | None" = None
    """Who writes to the members, what, and how it leaves, where the file says; `letters_of` gives the rest."""
    columns: Mapping[str, str] = {}
    """By heading of the lists of members, the field it holds; nothing for one left aside."""


def starter() -> Path:
    """The starter data: beside the package in a wheel, at the top of the project in a checkout."""
    shipped = Path(__file__).resolve().parents[1] / "starter" / "data"
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[3] / "data"


def find_workspace(given: str | None) -> Workspace:
    """The workspace a command works in."""
    named = given or os.environ.get(VARIABLE)
    if named:
        path = Path(named).expanduser()
        if not path.is_dir():
            raise SettingsError(
                say("no such workspace: {path:text}", path=named),
                say("make one with: aidmatch init {path:text}", path=named),
            )
        return Workspace(path.resolve(), is_starter=False)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file() or (folder / "data" / "calls").is_dir():
            return Workspace(folder, is_starter=False)
    home = user_workspace()
    if (home / FILE).is_file() or (home / "data" / "calls").is_dir():
        return Workspace(home, is_starter=False)
    return Workspace(starter().parent, is_starter=True)


def user_workspace() -> Path:
    """The workspace in the user's data folder."""
    import platformdirs

    return platformdirs.user_data_path("aidmatch")


def read_settings(workspace: Path) -> Settings:
    """The settings of a workspace; a wrong one is named with its file and the fix."""
    path = workspace / FILE
    if not path.is_file():
        return Settings()
    import tomllib

    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(say("{file:text} is not valid TOML: {error:text}", file=FILE, error=str(error))) from error
    ranking = content.get("rank", {})
    check(content, SETTINGS[""], "")
    if not isinstance(ranking, dict):
        raise wrong("rank", say("a table was expected"))
    check(ranking, SETTINGS["rank"], "rank.")
    top = ranking.get("top", Settings().top)
    if not isinstance(top, int) or isinstance(top, bool) or top < 1:
        raise wrong("rank.top", say("a number of 1 or more was expected"))
    sources, registries = _sources(content.get("sources", {})), _registries(content.get("registries", {}))
    columns = read_columns(content.get("companies", {}))
    fetch, letters = _fetch(content.get("fetch", {})), _writing(content)
    return Settings(top, _scoring(ranking), *fetch, sources, registries, letters, columns)


def letters_of(settings: Settings) -> "Letters":
    """Who writes to the members, what, and how it leaves."""
    from aidmatch.config._letters import Letters

    return settings.letters or Letters()


def _writing(content: Mapping[str, object]) -> "Letters | None":
    if not content.keys() & {"clusters", "digest", "mail", "retention"}:
        return None
    from aidmatch.config._letters import read_letters

    return read_letters(content)


def _fetch(table: object) -> tuple[str | None, float]:
    if not isinstance(table, dict):
        raise wrong("fetch", say("a table was expected"))
    check(table, SETTINGS["fetch"], "fetch.")
    contact, pace = table.get("contact"), table.get("pace", Settings().pace)
    if contact is not None and not isinstance(contact, str):
        raise wrong("fetch.contact", say("an address was expected"))
    if not isinstance(pace, int | float) or isinstance(pace, bool) or not 0 < pace < inf:
        raise wrong("fetch.pace", say("a number above 0 was expected"))
    return contact, float(pace)


def _sources(table: object) -> Mapping[str, Mapping[str, object]]:
    if not isinstance(table, dict) or not all(isinstance(one, dict) for one in table.values()):
        raise wrong("sources", say("a table for each source was expected, such as [sources.ma-region]"))
    return table


def _registries(table: object) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise wrong("registries", say("a table was expected"))
    addresses: dict[str, str] = {}
    for name, one in table.items():
        if not isinstance(one, dict):
            raise wrong(f"registries.{name}", say("a table was expected"))
        check(one, {"url"}, f"registries.{name}.")
        if not isinstance(one.get("url"), str):
            raise wrong(f"registries.{name}.url", say("an address was expected"))
        addresses[name] = one["url"]
    return addresses


def _scoring(ranking: Mapping[str, object]) -> "Scoring | None":
    if not ranking.keys() & {"weights", "words", "shares"}:
        return None
    from aidmatch.score import Scoring, default_scoring

    merged = {name: _numbers(name, ranking.get(name, {}), known) for name, known in default_scoring()._asdict().items()}
    total = sum(merged["weights"].values())
    if not total:
        raise wrong("rank.weights", say("one weight at least must be above 0"))
    shares = merged["shares"]
    for least, most in (("time_least_days", "time_enough_days"), ("amount_least", "amount_most")):
        if shares[least] >= shares[most]:
            raise wrong(f"rank.shares.{least}", say("less than {other:text} was expected", other=most))
    for name in ("amount_least", "amount_of_costs", "freshness_days"):
        if not shares[name]:
            raise wrong(f"rank.shares.{name}", say("a number above 0 was expected"))
    weights = {name: weight * 100 / total for name, weight in merged["weights"].items()}
    return Scoring(**{**merged, "weights": weights})


def _numbers(table: str, given: object, known: Mapping[str, float]) -> Mapping[str, float]:
    if not isinstance(given, dict):
        raise wrong(f"rank.{table}", say("a table of numbers was expected"))
    check(given, known.keys(), f"rank.{table}.")
    for name, number in given.items():
        if not isinstance(number, int | float) or isinstance(number, bool) or not 0 <= number < inf:
            raise wrong(f"rank.{table}.{name}", say("a number of 0 or more was expected"))
        if table == "shares" and known[name] <= 1 < number:
            raise wrong(f"rank.shares.{name}", say("a share from 0 to 1 was expected"))
    return {**known, **given}
