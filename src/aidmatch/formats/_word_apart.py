"""A cluster's own Word template, filled by a process of its own: one without end hangs neither command nor machine.

A template is a program: a loop in a loop, a power of a power or a file that unfolds to more than the memory would hang
the command that fills it.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aidmatch.errors import AidmatchError
from aidmatch.value import say

if TYPE_CHECKING:
    from aidmatch.formats._told import Told

SECONDS = 30
"""More than any template takes that a person made: ours take less than one."""

MEMORY = 2 * 1024**3
"""Bytes; where the system knows no such limit, the time alone bounds it."""

_ENDLESS, _REFUSED = 3, 4
"""How the process ends: no memory left, or a template that cannot be filled."""


def filled_apart(file: Path, told: Told, language: str) -> bytes:
    """The Word file that a template makes of a document."""
    task = pickle.dumps((file.read_bytes(), told, language))
    # What lies in the current folder is no part of the program (-P).
    command = [sys.executable, "-P", "-m", "aidmatch.formats._word_apart"]
    fix = say("put it right or take it away: the template of the program is used then")
    try:
        done = subprocess.run(  # noqa: S603 - this program itself
            command, input=task, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        done = subprocess.CompletedProcess(command, _ENDLESS)
    if done.returncode == 0:
        return done.stdout
    if done.returncode == _REFUSED:
        error = done.stderr.decode("utf-8", "replace")
        raise AidmatchError(
            say("{file:text} is no template that can be filled: {error:text}", file=str(file), error=error), fix
        )
    raise AidmatchError(
        say("{file:text} is no template that can be filled: it takes more time or memory than one may", file=str(file)),
        fix,
    )


def _main() -> int:
    """Fill the template that comes in, and give the file back."""
    from aidmatch.formats._word import filled

    template, told, language = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the command that began this process
    _bound()
    try:
        sys.stdout.buffer.write(filled(template, told, language))
    except MemoryError:
        return _ENDLESS
    # A template may fail in any way that its expressions and its XML do.
    except Exception as error:  # noqa: BLE001
        said = " ".join((str(error) or type(error).__name__).split())
        sys.stderr.buffer.write(said[:_SHOWN].encode("utf-8", "replace"))
        return _REFUSED
    return 0


def _bound() -> None:
    """Let the process take no more than its share of the memory, nor outlive the command when that is killed."""
    try:
        import resource
    except ImportError:
        return
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most < 0 else min(MEMORY, most), most))
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS if most < 0 else min(SECONDS, most), most))


_SHOWN = 300
"""Signs of what the template's engine says."""

if __name__ == "__main__":
    sys.exit(_main())
