"""The sources of a workspace: those of the table that need no settings, and those `aidmatch.toml` names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from aidmatch.cli._session import refuse
from aidmatch.errors import SettingsError
from aidmatch.sources import SOURCES, source_of
from aidmatch.value import say

if TYPE_CHECKING:
    from pathlib import Path

    from aidmatch.cli._session import Session
    from aidmatch.sources._protocol import Asked, Source

OURS = ("kind", "enabled", "url")
"""Settings of every source; the others are the source's own."""


class Configured(NamedTuple):
    """A source as this workspace has it."""

    asked: Asked
    source: Source
    lacking: tuple[str, ...]
    """Environment variables that its keys should be in."""
    is_on: bool
    """Whether `sync` reads it without being asked."""


def configured(session: Session, since: date | None = None) -> list[Configured]:
    """Every source of the workspace, in the order of the table, those with a name of their own after."""
    settings = session.settings.sources
    names = [*SOURCES, *(name for name in settings if name not in SOURCES)]
    folder = session.workspace.path
    return [_one(name, dict(settings.get(name, {})), folder, named=name in settings, since=since) for name in names]


def _one(name: str, own: dict[str, object], folder: Path, *, named: bool, since: date | None) -> Configured:
    from aidmatch.sources._protocol import Asked

    kind = own.get("kind", name)
    if not isinstance(kind, str) or kind not in SOURCES:
        known = ", ".join(SOURCES)
        raise SettingsError(
            say("{file:text}: {setting:text} is wrong", file="aidmatch.toml", setting=f"sources.{name}.kind"),
            say("no such kind of source; there are: {known:text}", known=known),
        )
    for setting, form in (("url", str), ("enabled", bool)):
        if setting in own and not isinstance(own[setting], form):
            raise SettingsError(
                say("{file:text}: {setting:text} is wrong", file="aidmatch.toml", setting=f"sources.{name}.{setting}"),
                say("an address was expected") if form is str else say("true or false was expected"),
            )
    given = {setting: value for setting, value in own.items() if setting not in ("kind", "enabled")}
    source = source_of(kind, name=name, given=given, folder=folder)
    about = source.ABOUT
    keys = {variable: os.environ[variable] for variable in about.keys if os.environ.get(variable)}
    lacking = tuple(variable for variable in about.keys if about.keys_needed and variable not in keys)
    options = {setting: value for setting, value in own.items() if setting not in OURS}
    url = own.get("url")
    asked = Asked(name, kind, str(url) if url else about.url, options, keys, since)
    ready = bool(asked.url or options) and not lacking
    enabled = bool(own.get("enabled", about.by_default or named))
    return Configured(asked, source, lacking, ready and enabled)


def chosen(session: Session, names: list[str] | None, since: date | None = None) -> Iterator[Configured]:
    """Those named, else those that are on; one named that cannot be read says what it lacks."""
    found = {one.asked.name: one for one in configured(session, since)}
    if not names:
        yield from (one for one in found.values() if one.is_on)
        return
    for name in names:
        one = found.get(name)
        if one is None:
            refuse("no such source: {name:text}", "there are: {known:text}", name=name, known=", ".join(found))
        if one.lacking:
            refuse(
                "{name:text} needs a key, in the environment variable {variable:text}",
                "ask for one at {where:text}",
                name=name,
                variable=", ".join(one.lacking),
                where=one.source.ABOUT.key_from or one.source.ABOUT.home,
            )
        if not (one.asked.url or one.asked.options):
            refuse(
                "{name:text} has no address",
                'give it in aidmatch.toml, under [sources.{name:text}]: url = "https://…"',
                name=name,
            )
        yield one
