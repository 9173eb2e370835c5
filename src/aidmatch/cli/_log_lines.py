"""The lines of a log, as text or as JSON."""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime

_ADDRESS = re.compile(r"[^\s<>@«»\"']+@[^\s<>@«»\"']+")


class Lines(logging.Formatter):
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


class Json(Lines):
    def format(self, record: logging.LogRecord) -> str:
        """One object a line."""
        return json.dumps(self.entry(record), ensure_ascii=False, default=str)
