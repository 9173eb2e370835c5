"""The door: settles the language, runs one command, and turns trouble into a sentence and an exit code."""

from __future__ import annotations

import errno
import gc
import gettext
import io
import locale
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aidmatch.errors import AidmatchError


def main(argv: Sequence[str] | None = None) -> None:
    """Run the program and exit."""
    # A command makes many values and drops few: looking for cycles every 700 of them costs a tenth of a short run. The
    # frameworks' own values are among them, so nothing that loads these is imported above.
    gc.set_threshold(100_000, 50, 50)
    code = run(sys.argv[1:] if argv is None else list(argv))
    # At its end the interpreter looks through all it holds for cycles, several times: a tenth of a short run. What is
    # written is written by then, and files are closed by those who opened them.
    gc.freeze()
    sys.exit(code)


def run(argv: list[str]) -> int:
    """Run one command; the exit codes are those of `errors`."""
    settle_language(argv)
    _settle_streams()
    from aidmatch.cli import _log
    from aidmatch.cli._door import door
    from aidmatch.errors import DONE, INTERRUPTED, AidmatchError

    _log.stop()
    try:
        return door(argv)
    except AidmatchError as error:
        return _told(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except (Exception, SystemExit) as stop:
        # The frameworks make a closed pipe an exit with 1, which is ours for bugs.
        if not (_is_closed_pipe(stop) or _is_closed_pipe(stop.__context__)):
            from aidmatch.cli._trouble import trouble_of

            trouble = trouble_of(stop) if isinstance(stop, Exception) else None
            if trouble is None:
                raise
            return _told(trouble)
        # Without this Python would complain again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _told(error: AidmatchError) -> int:
    from aidmatch.cli._session import report

    report(error)
    return error.exit_code


def _settle_streams() -> None:
    """UTF-8 into pipes and files, whatever the system's old habits; a terminal that lacks a sign shows another."""
    # Closed by whoever started the program (`>&-`): what is said there is for nobody.
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


def _is_closed_pipe(error: BaseException | None) -> bool:
    """Whether the reader has all it wanted; Windows says "invalid argument" of it."""
    windows = sys.platform == "win32" and isinstance(error, OSError) and error.errno == errno.EINVAL
    return isinstance(error, BrokenPipeError) or windows


def settle_language(argv: Sequence[str]) -> str:
    """The language of every sentence, the framework's own included, before any command is built.

    `--lang`, else `AIDMATCH_LANG`, else the locale; French when in doubt.
    """
    from aidmatch.formats._sentences import FRAMEWORK, LOCALES

    language = _asked(argv) or os.environ.get("AIDMATCH_LANG") or _of_locale()
    if language not in ("fr", "en"):
        language = "fr"
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(FRAMEWORK, str(LOCALES))
    gettext.textdomain(FRAMEWORK)
    return language


def _asked(argv: Sequence[str]) -> str | None:
    for place, word in enumerate(argv):
        if word == "--":
            break
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and place + 1 < len(argv):
            return argv[place + 1]
    return None


def _of_locale() -> str:
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    if named is None and sys.platform == "win32":
        named = locale.getlocale()[0]
    return "en" if named and named.lower().startswith("en") else "fr"
