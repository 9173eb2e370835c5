"""What a command works with: the workspace, the instant, the language, the catalogue, and where it prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import click
import typer

from aidmatch import config
from aidmatch.cli import _log
from aidmatch.cli._lines import put
from aidmatch.errors import DONE, IN_PART, AidmatchError, Problem, SettingsError
from aidmatch.formats._wording import Wording
from aidmatch.value import say

if TYPE_CHECKING:
    from rich.console import Console

    from aidmatch.catalogue import Card, Catalogue
    from aidmatch.cli._memory import Memory
    from aidmatch.config._letters import Letters
    from aidmatch.nomenclatures.regional_areas import Area

PARIS = ZoneInfo("Europe/Paris")


class Session:
    """One run of one command."""

    def __init__(self) -> None:
        from aidmatch.cli._door import Wanted

        self.wanted: Wanted = click.get_current_context().find_root().ensure_object(Wanted)
        if self.wanted.log is not None:
            _log.start(self.wanted.log, quiet=self.wanted.quiet)
        self.wording = wording()
        self.at = _instant(self.wanted.as_of)
        self.problems: list[Problem] = []
        """What is wrong in the workspace's own files."""
        self.refused: list[Problem] = []
        """What was refused in imported public files."""

    @cached_property
    def workspace(self) -> config.Workspace:
        """The folder in use."""
        found = config.find_workspace(self.wanted.workspace)
        if found.is_starter:
            self.note(self.wording.text("Starter data, read in place. Make your own workspace with: aidmatch init"))
        self.detail(self.wording.text("Workspace: {folder:text}", folder=str(found.path)))
        return found

    @cached_property
    def settings(self) -> config.Settings:
        """What aidmatch.toml says."""
        return config.read_settings(self.workspace.path)

    @cached_property
    def letters(self) -> Letters:
        """Who writes to the members, what, and how it leaves, as aidmatch.toml says."""
        return config.letters_of(self.settings)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The prepared index, rebuilt first when a data file changed; what was refused is told on stderr."""
        from aidmatch.errors import problems_from_json
        from aidmatch.prepare import IMPORTS, open_catalogue

        catalogue = open_catalogue(self.workspace.path, in_place=self.workspace.is_starter)
        for text in catalogue.problems():
            for problem in problems_from_json(text):
                # What a public file lacks was told when it was imported, and `check` tells it again.
                (self.refused if problem.file.startswith(IMPORTS) else self.problems).append(problem)
        self.tell_problems(self.problems)
        told = self.wording.plural("{n} call in the catalogue", "{n} calls in the catalogue", catalogue.count)
        self.detail(f"{told} ({catalogue.path})")
        return catalogue

    def cards(self, *, closed: bool = True, only: Sequence[int] | None = None) -> list[Card]:
        """Cards of the calls at this run's instant, in its language."""
        return self.catalogue.cards(self.at, self.wording.language, closed=closed, only=only)

    @cached_property
    def memory(self) -> Memory:
        """What members did about calls, and what was answered on their points."""
        from aidmatch.cli._memory import Memory

        return Memory(self)

    @cached_property
    def areas(self) -> Sequence[Area]:
        """The regional-aid areas of the workspace's list; what is wrong in it is told."""
        from aidmatch.zoning import zones

        found, problems = zones(self.workspace.path)
        self.problems.extend(problems)
        self.tell_problems(problems)
        return found

    @cached_property
    def out(self) -> Console:
        """Where tables are printed."""
        from aidmatch.formats._text import Screen

        return Screen(highlight=False, soft_wrap=False)

    def note(self, text: str) -> None:
        """A line for people, on stderr, unless asked to be quiet."""
        if not self.wanted.quiet:
            _log.aside(text)

    def detail(self, text: str) -> None:
        """A line for people who asked for more."""
        if self.wanted.verbose:
            _log.aside(text)

    def tell_problems(self, problems: Iterable[Problem]) -> None:
        """Each problem on its line, on stderr."""
        for problem in problems:
            _log.aside(problem_line(self.wording, problem), _log.WARNING)

    def finish(self) -> None:
        """End the command: done, or done in part when data files were left aside."""
        code = IN_PART if self.problems else DONE
        if code != DONE:
            raise typer.Exit(code)


def wording() -> Wording:
    """The sentences of this run's language."""
    return Wording("en" if os.environ.get("LANGUAGE") == "en" else "fr")


def problem_line(words: Wording, problem: Problem) -> str:
    """file:line: field: what (fix)"""
    where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    field = f" {problem.field}:" if problem.field else ""
    fix = f" ({words.say(problem.fix)})" if problem.fix else ""
    return words.text("{where}:{field} {what}{fix}", where=where, field=field, what=words.say(problem.what), fix=fix)


def report(error: AidmatchError) -> None:
    """Tell what went wrong and what to do, on stderr."""
    words = wording()
    if _log.is_on():
        fix = words.say(error.fix) if error.fix is not None else ""
        _log.event(words.say(error.what), _log.ERROR, **({"fix": fix} if fix else {}))
        return
    put(words.text("Error: {what}", what=words.say(error.what)), err=True)
    if error.fix is not None:
        put(words.text("       {fix}", fix=words.say(error.fix)), err=True)


def is_interactive() -> bool:
    """Whether a question may be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def refuse(template: str, fix: str | None = None, **values: Any) -> NoReturn:
    """Stop for wrong usage, with what to do."""
    raise SettingsError(say(template, **values), say(fix, **values) if fix else None)


def _instant(given: str | None) -> datetime:
    """The instant everything is judged at. This is the one place that reads the clock."""
    if given is None:
        return datetime.now(PARIS)
    try:
        day = datetime.fromisoformat(given)
    except ValueError:
        refuse("--as-of: {given:text} is not a date", "write it as 2026-12-31", given=given)
    # The days a fact may bear (`value.Day`): further away the calendar itself ends a few steps off.
    if day.year not in _YEARS:
        refuse("--as-of: {given:text} is not a date", "write it as 2026-12-31", given=given)
    return day.astimezone(PARIS) if day.tzinfo else day.replace(tzinfo=PARIS)


_YEARS = range(1800, 2200)


def target(output: Path | None) -> Path | None:
    """The file asked with -o, none for `-`; its folder must exist."""
    if output == Path("-"):
        return None
    if output is not None and output.is_dir():
        raise AidmatchError(say("{folder:text} is a folder: a file was expected", folder=str(output)))
    if output is not None and not output.parent.is_dir():
        refuse("no such folder: {folder:text}", folder=str(output.parent))
    return output
