"""What a run says beside its result: lines for people on stderr or, with `--log`, a log as text or JSON.

A log holds ids and no address: whoever reads a machine's logs is not who may know the members' readers. The logging
library comes in with the log: few runs keep one, and none should wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from aidmatch.cli._lines import put

if TYPE_CHECKING:
    from logging import Logger

INFO, WARNING, ERROR = 20, 30, 40
"""How grave an entry is, on the logging library's scale."""


class _Kept:
    """The log of this run, once one is asked for."""

    log: ClassVar[Logger | None] = None


def start(form: str, *, quiet: bool) -> None:
    """From now on stderr is a log; a quiet one holds warnings and errors alone."""
    import logging

    from aidmatch.cli._log_lines import Json, Lines

    stop()
    log = logging.getLogger("aidmatch")
    handler = logging.StreamHandler()
    handler.setFormatter(Json() if form == "json" else Lines())
    log.addHandler(handler)
    log.setLevel(WARNING if quiet else INFO)
    log.propagate = False
    _Kept.log = log


def stop() -> None:
    """What comes after speaks for itself again."""
    log, _Kept.log = _Kept.log, None
    if log is not None:
        for handler in log.handlers[:]:
            log.removeHandler(handler)
        log.setLevel(0)
        log.propagate = True


def is_on() -> bool:
    """Whether stderr is a log."""
    return _Kept.log is not None


def aside(text: str, level: int = INFO) -> None:
    """A sentence beside the result."""
    if _Kept.log is None:
        put(text, err=True)
    else:
        _Kept.log.log(level, "%s", text)


def event(what: str, level: int = INFO, **facts: object) -> None:
    """Something that happened, for a log alone."""
    if _Kept.log is not None:
        _Kept.log.log(level, "%s", what, extra={"facts": facts})
