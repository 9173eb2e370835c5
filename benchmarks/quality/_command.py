"""The command line, run in this process: what it prints, and no start-up to wait for."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout

from aidmatch.cli import run


def told_by(words: Sequence[str]) -> str:
    """What a command prints; a failure is an error that tells why."""
    out, trouble = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with redirect_stdout(out), redirect_stderr(trouble):
        code = run(list(words))
    if code:
        raise AssertionError(f"{words}: {code}: {trouble.getvalue()}")
    out.flush()
    return out.buffer.getvalue().decode()
