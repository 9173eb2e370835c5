"""What a run says beside its result: lines for people on stderr or, with `--log`, a log as text or JSON.

A log holds ids and no address: whoever reads a machine's logs is not who may know the members' readers.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime

from aidmatch.cli._lines import put

ROOT = logging.getLogger("aidmatch")

_ADDRESS = re.compile(r"[^\s<>@«»\"']+@[^\s<>@«»\"']+")


class _Lines(logging.Formatter):
    """One line an entry."""

    def entry(self, record: logging.LogRecord) -> dict[str, object]:
        """What is told: when, how grave, what, and facts by name."""
        from aidmatch.cli._session import PARIS

        at = datetime.fromtimestamp(record.created, PARIS).isoformat(timespec="seconds")
        what = _ADDRESS.sub("…", " ".join(record.getMessage().split()))
        return {"at": at, "level": record.levelname.lower(), "what": what, **getattr(record, "facts", {})}

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, what, and each fact as name=value."""
        at, level, what, *facts = self.entry(record).items()
        return " ".join([f"{at[1]} {level[1]:7} {what[1]}", *(f"{name}={value}" for name, value in facts)])


class _Json(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        """One object a line."""
        return json.dumps(self.entry(record), ensure_ascii=False, default=str)


def start(form: str, *, quiet: bool) -> None:
    """From now on stderr is a log; a quiet one holds warnings and errors alone."""
    stop()
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if form == "json" else _Lines())
    ROOT.addHandler(handler)
    ROOT.setLevel(logging.WARNING if quiet else logging.INFO)
    ROOT.propagate = False


def stop() -> None:
    """What comes after speaks for itself again."""
    for handler in ROOT.handlers[:]:
        ROOT.removeHandler(handler)
    ROOT.setLevel(logging.NOTSET)
    ROOT.propagate = True


def is_on() -> bool:
    """Whether stderr is a log."""
    return bool(ROOT.handlers)


def aside(text: str, level: int = logging.INFO) -> None:
    """A sentence beside the result."""
    if is_on():
        ROOT.log(level, "%s", text)
    else:
        put(text, err=True)


def event(what: str, level: int = logging.INFO, **facts: object) -> None:
    """Something that happened, for a log alone."""
    if is_on():
        ROOT.log(level, "%s", what, extra={"facts": facts})
